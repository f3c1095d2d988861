/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_retrieval - mail that a host fetches from other POP3 servers, or has collected: what comes,
 * what is deleted there and when, and what the callback decides
 *
 * The other server works in the process of the case too; its maildrop is the Maildir of "far".
 */
#include "support/line_client.h"
#include "support/watch.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/stat.h>

enum { STOP_MILLISECONDS = 60000, LARGEST = 4096 };

static char directory[] = "/tmp/mailshim-test-XXXXXX";
static int port;

static const char *below(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static void open_server(void)
{
    CHECK(mkdtemp(directory) != NULL);
    SetConfigParam("smtp_out", below("queue"));
    SetConfigParam("mbox_dir", below("mail"));
    SetConfigParam("pop_bind", "127.0.0.1");
    SetConfigParam("pop_port", 0);
    SetConfigParam("auth_delay", 0);
    SetConfigParam("auth_clear", 1);
    SetConfigParam("user", "far;secret");
    SetConfigParam("user", "ann;secret");
    CHECK_INT(0, SetPOP3Server(NULL, 0, ALL_ACTIONS));
    port = GetConfigParamInt("pop_port");
    CHECK(port > 0);
}

static void close_server_of_ours(void)
{
    char command[sizeof directory + 16];

    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, system(command));
}

static void make_maildir(const char *user)
{
    static const char *const parts[] = {"", "/tmp", "/new", "/cur"};
    char path[128];

    mkdir(below("mail"), 0700);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        snprintf(path, sizeof path, "%s/mail/%s%s", directory, user, parts[i]);
        CHECK(mkdir(path, 0700) == 0);
    }
}

/* Messages of "far", each with its number as the text. */
static void put_messages(int count)
{
    char path[128];

    make_maildir("far");
    for (int i = 1; i <= count; i++) {
        snprintf(path, sizeof path, "%s/mail/far/new/%d.M1P1.host", directory, i);
        FILE *file = fopen(path, "w");
        CHECK(file != NULL);
        fprintf(file, "Subject: number %d\n\n.a dot\ntext %d\n", i, i);
        CHECK_INT(0, fclose(file));
    }
}

static int files_in(const char *user, const char *part)
{
    char path[128];
    int count = 0;

    snprintf(path, sizeof path, "%s/mail/%s/%s", directory, user, part);
    DIR *opened = opendir(path);
    if (opened == NULL)
        return 0;
    for (struct dirent *each; (each = readdir(opened)) != NULL;)
        count += each->d_name[0] != '.';
    closedir(opened);
    return count;
}

static int messages_of(const char *user)
{
    return files_in(user, "new") + files_in(user, "cur");
}

static ServerStream mailbox(void)
{
    ServerStream stream = SRVInitRecvPOP3("127.0.0.1", "far", "secret", port);

    if (stream == NULL)
        CHECK_FAILED("no mailbox: %s", mailshim_last_error());
    return stream;
}

/* The message in hand, by pieces of this size. */
static const char *read_message(ServerStream stream, int piece)
{
    static char text[LARGEST];
    int size = 0;

    for (int more; (more = SRVRecv(stream, text + size, piece)) > 0;) {
        CHECK(more <= piece);
        size += more;
        CHECK(size < LARGEST - piece);
    }
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
    text[size] = '\0';
    return text;
}

static int check(int64_t *octets)
{
    return SRVCheckPOP3("127.0.0.1", "far", "secret", port, octets);
}

/* ---- a mailbox that the host reads ----------------------------------------------------------- */

static void message_by_message(void)
{
    char id[71], other[71] = "", expected[128];
    int64_t octets = 0;

    open_server();
    put_messages(3);
    CHECK_INT(3, check(&octets));
    CHECK_INT(3, messages_of("far"));
    ServerStream stream = mailbox();
    for (int i = 1, piece = 1; i <= 3; i++, piece *= 30) {
        int size = SRVRecvNext(stream, id, sizeof id);
        int length = snprintf(expected, sizeof expected,
                              "Subject: number %d\r\n\r\n.a dot\r\ntext %d\r\n", i, i);
        CHECK_INT(length, size);
        CHECK(strlen(id) > 0 && strcmp(id, other) != 0);
        strcpy(other, id);
        CHECK_TEXT(expected, read_message(stream, piece));
        octets -= size;
    }
    CHECK_INT(0, octets);
    CHECK_INT(0, SRVRecvNext(stream, id, sizeof id));
    CHECK_INT(3, messages_of("far"));
    CHECK_INT(3, SRVEndOfMsgEx(stream));
    CHECK_INT(0, messages_of("far"));
    CHECK_INT(0, check(NULL));
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    close_server_of_ours();
}

static void what_was_not_read_stays(void)
{
    char piece[5];

    open_server();
    put_messages(3);
    ServerStream stream = mailbox();
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    CHECK_INT(sizeof piece, SRVRecv(stream, piece, sizeof piece));
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    read_message(stream, 100);
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    CHECK_INT(1, SRVEndOfMsgEx(stream));
    CHECK_INT(2, messages_of("far"));
    close_server_of_ours();
}

static void what_is_given_up_stays(void)
{
    open_server();
    put_messages(2);
    ServerStream stream = mailbox();
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    read_message(stream, 100);
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    CHECK_INT(1, SRVAbortMsg(stream));
    CHECK_INT(0, SRVAbortMsg(stream));
    CHECK_INT(-1, SRVRecvNext(stream, NULL, 0));
    CHECK_INT(2, messages_of("far"));
    close_server_of_ours();
}

static void what_stays_comes_once(void)
{
    open_server();
    put_messages(2);
    SetConfigParam("pop3_ext_keep", -1);
    ServerStream stream = mailbox();
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    read_message(stream, 100);
    SRVEndOfMsg(stream);
    CHECK_INT(2, messages_of("far"));
    CHECK_INT(1, check(NULL));
    stream = mailbox();
    CHECK(SRVRecvNext(stream, NULL, 0) > 0);
    CHECK_CONTAINS("number 2", read_message(stream, 100));
    CHECK_INT(0, SRVRecvNext(stream, NULL, 0));
    CHECK_INT(1, SRVEndOfMsgEx(stream));
    CHECK_INT(0, check(NULL));
    CHECK_INT(2, messages_of("far"));
    close_server_of_ours();
}

static void what_cannot_be_is_refused(void)
{
    char octet;

    open_server();
    put_messages(1);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "far", "wrong", port) == NULL);
    CHECK_INT(MAILSHIM_E_AUTH, mailshim_last_error_code());
    CHECK(strstr(mailshim_last_error(), "wrong") == NULL);
    SetConfigParam("auth_clear", 0);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "far", "secret", port) == NULL);
    CHECK_INT(MAILSHIM_E_TLS, mailshim_last_error_code());
    SetConfigParam("auth_clear", 1);
    CHECK(SRVInitRecvPOP3(NULL, "far", "secret", port) == NULL);
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK(SRVInitRecvPOP3("127.0.0.1", NULL, "secret", port) == NULL);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "far", NULL, port) == NULL);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "", "secret", port) == NULL);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "far\r\nDELE 1", "secret", port) == NULL);
    CHECK(SRVInitRecvPOP3("127.0.0.1\n", "far", "secret", port) == NULL);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "far", "secret", 0) == NULL);
    CHECK(SRVInitRecvPOP3("127.0.0.1", "far", "secret", 65536) == NULL);
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(-1, SRVCheckPOP3(NULL, NULL, NULL, -1, NULL));
    CHECK_INT(-1, SRVRecvNext(NULL, NULL, 0));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_INT(-1, SRVCollectNow());
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK_INT(-1, SRVStopCollector());
    CHECK_INT(-1, SetPOP3Collector(NULL, ALL_ACTIONS));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());

    ServerStream stream = mailbox();
    CHECK_INT(0, SRVRecv(stream, &octet, 1));
    CHECK_INT(MAILSHIM_E_STATE, SRVGetLastError(stream));
    CHECK(SRVRecvNext(stream, &octet, 1) > 0);
    CHECK_INT(0, SRVRecv(stream, NULL, 1));
    CHECK_INT(0, SRVRecv(stream, &octet, 0));
    CHECK_INT(0, SRVRecv(stream, &octet, -1));
    CHECK_INT(0, SRVSend(stream, "x", 1));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK(GetAUTHName(stream) == NULL);
    CHECK_INT(-1, SRVWait(stream, 0));
    SRVEndOfMsg(stream);
    CHECK_INT(1, messages_of("far"));
    close_server_of_ours();
}

/* At this port nobody is a proxy: who goes there fails, and says so. */
static void connections_take_the_way_of_mailboxes(void)
{
    open_server();
    put_messages(1);
    SetConfigParam("upproxy", "127.0.0.1");
    SetConfigParam("upproxy_port", 1);
    CHECK_INT(1, check(NULL));
    SetConfigParam("proxy_type", "socks5");
    CHECK_INT(-1, check(NULL));
    CHECK_INT(MAILSHIM_E_NETWORK, mailshim_last_error_code());
    CHECK_CONTAINS("through the proxy 127.0.0.1:1", mailshim_last_error());
    SetConfigParam("proxy_type", "socks5 pop3=none");
    CHECK_INT(1, check(NULL));
    SetConfigParam("proxy_type", "none pop3=http");
    CHECK_INT(-1, check(NULL));
    SetConfigParam("nouphosts", "127.0.0.0/8");
    CHECK_INT(1, check(NULL));
    close_server_of_ours();
}

/* ---- a collector ----------------------------------------------------------------------------- */

static void collect_for(const char *local_user)
{
    char value[128];

    snprintf(value, sizeof value, "127.0.0.1;%d;far;secret;%s;clear", port, local_user);
    SetConfigParam("pop3_ext", (const char *)value);
}

static void collected_into_a_maildrop(void)
{
    open_server();
    put_messages(2);
    collect_for("ann");
    CHECK_INT(0, SetPOP3Collector(NULL, ALL_ACTIONS));
    CHECK_INT(0, SetPOP3Collector(NULL, ALL_ACTIONS));
    CHECK(SRVCollectNow() >= 0);
    CHECK_INT(2, messages_of("ann"));
    CHECK_INT(0, messages_of("far"));
    CHECK_INT(0, SRVStopCollector());
    CHECK_INT(-1, SRVStopCollector());
    close_server_of_ours();
}

static int result, calls;
static bool reads, stops;
static char items[2][64], text[LARGEST];

static int about_message(ServerStream *stream, char *reqname, int action, ...)
{
    va_list rest;

    CHECK_INT(ACTION_POP_RECVMSG, action);
    CHECK(strlen(reqname) > 0);
    va_start(rest, action);
    for (int i = 0; i < 2; i++)
        snprintf(items[i], sizeof items[i], "%s", va_arg(rest, const char *));
    CHECK(va_arg(rest, const char *) == NULL);
    va_end(rest);
    CHECK_TEXT("ann", GetAUTHName(stream));
    CHECK_INT(0, GetRemoteIP(stream));
    if (reads)
        strcpy(text, read_message(stream, 7));
    if (stops)
        CHECK_INT(0, SRVStopCollector());
    calls++;
    return result;
}

static void asked_about_each(int answer, bool reading, int at_home, int far_away)
{
    result = answer;
    reads = reading;
    open_server();
    put_messages(1);
    collect_for("ann");
    SetConfigParam("ext_actions", 1);
    CHECK_INT(0, SetPOP3Collector(about_message, ALL_ACTIONS));
    CHECK(SRVCollectNow() >= 0);
    CHECK(calls >= 1);
    CHECK_TEXT("ann", items[0]);
    CHECK_INT(37, atoi(items[1]));
    if (reading)
        CHECK_TEXT("Subject: number 1\r\n\r\n.a dot\r\ntext 1\r\n", text);
    CHECK_INT(at_home, messages_of("ann"));
    CHECK_INT(far_away, messages_of("far"));
    close_server_of_ours();
}

static void zero_keeps(void)
{
    asked_about_each(0, false, 1, 0);
}

static void zero_keeps_what_was_read_too(void)
{
    asked_about_each(0, true, 1, 0);
}

static void below_zero_has_taken(void)
{
    asked_about_each(-1, true, 0, 0);
}

static void above_zero_leaves(void)
{
    asked_about_each(1, true, 0, 1);
}

static void nobody_is_asked_without_ext_actions(void)
{
    result = 1;
    open_server();
    put_messages(1);
    collect_for("ann");
    CHECK_INT(0, SetPOP3Collector(about_message, ALL_ACTIONS));
    CHECK(SRVCollectNow() >= 0);
    CHECK_INT(0, calls);
    CHECK_INT(1, messages_of("ann"));
    close_server_of_ours();
}

static void a_callback_stops_its_collector(void)
{
    stops = true;
    open_server();
    put_messages(1);
    collect_for("ann");
    SetConfigParam("ext_actions", 1);
    CHECK_INT(0, SetPOP3Collector(about_message, ALL_ACTIONS));
    for (int i = 0; i < 3000 && calls == 0; i++)
        usleep(10000);
    CHECK_INT(1, calls);
    close_server_of_ours();
}

static void servers_start_it(void)
{
    open_server();
    put_messages(1);
    collect_for("ann");
    CHECK_INT(0, SetPOP3Server(NULL, port, ALL_ACTIONS));
    CHECK(SRVCollectNow() >= 0);
    CHECK_INT(1, messages_of("ann"));
    close_server_of_ours();
}

static void trouble_is_told(void)
{
    open_server();
    put_messages(1);
    SetConfigParam("pop3_ext", "127.0.0.1;no port;far;secret;ann");
    CHECK_INT(-1, SetPOP3Collector(NULL, ALL_ACTIONS));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK(strstr(mailshim_last_error(), "secret") == NULL);
    SetConfigParamS("pop3_ext", NULL);
    collect_for("no/user");
    CHECK_INT(-1, SetPOP3Collector(NULL, ALL_ACTIONS));
    SetConfigParamS("pop3_ext", NULL);
    collect_for("nobody");
    CHECK_INT(-1, SetPOP3Collector(NULL, ALL_ACTIONS));
    CHECK_CONTAINS("there is no user nobody", mailshim_last_error());
    SetConfigParamS("pop3_ext", NULL);
    char value[128];
    snprintf(value, sizeof value, "127.0.0.1;%d;far;wrong;ann;clear", port);
    SetConfigParam("pop3_ext", (const char *)value);
    CHECK_INT(0, SetPOP3Collector(NULL, ALL_ACTIONS));
    CHECK_INT(-1, SRVCollectNow());
    CHECK_INT(MAILSHIM_E_AUTH, mailshim_last_error_code());
    close_server_of_ours();
}

int main(void)
{
    RUN(message_by_message);
    RUN(what_was_not_read_stays);
    RUN(what_is_given_up_stays);
    RUN(what_stays_comes_once);
    RUN(what_cannot_be_is_refused);
    RUN(connections_take_the_way_of_mailboxes);
    RUN(collected_into_a_maildrop);
    RUN(zero_keeps);
    RUN(zero_keeps_what_was_read_too);
    RUN(below_zero_has_taken);
    RUN(above_zero_leaves);
    RUN(nobody_is_asked_without_ext_actions);
    RUN(a_callback_stops_its_collector);
    RUN(servers_start_it);
    RUN(trouble_is_told);
    return SUMMARY();
}
