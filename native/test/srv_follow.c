/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_follow - following messages and the queue: SRVWait, SRVPoll, SRVGetResult, SRVGetSent64,
 * SRVSend64, SRVQueueItem, SRVQueueCancel, and the library under this surface's names
 */
#include "support/text_file.h"
#include "support/watch.h"

#include <limits.h>
#include <stdint.h>

enum { OCTETS = 23, LONG_WAIT = 60000, STOP_MILLISECONDS = 60000 };

static void a_message_is_followed_to_its_end(void)
{
    struct script_server *server = script_server_open(NULL);

    SetConfigParam("async", 1);
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    CHECK_INT(0, SRVPoll(stream));
    CHECK_INT(0, SRVWait(stream, 1));
    CHECK_INT(0, SRVGetResult(stream));
    CHECK_INT(0, SRVGetSent64(stream));
    write_text(stream);
    CHECK_INT(0, SRVEndOfMsgEx(stream));
    CHECK_INT(1, SRVWait(stream, LONG_WAIT));
    CHECK_INT(1, SRVPoll(stream)); /* and again, though the stream is gone */
    CHECK_INT(OCTETS, SRVGetResult(stream));
    CHECK_INT(OCTETS, SRVGetSent64(stream));
    CHECK_INT(1, script_server_messages(server));
    close_server(server);
}

static void a_failure_is_followed(void)
{
    static const struct script no = {AT_RCPT, SAYS, "550 5.1.1 no such user\r\n", false};
    struct script_server *server = script_server_open(&no);
    struct watch watch = {.count = 0};

    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    CHECK_INT(1, SRVWait(stream, -1));
    watch_done(&watch); /* it has heard of it before */
    CHECK_INT(-550, SRVGetResult(stream));
    CHECK_INT(MAILSHIM_E_REFUSED, mailshim_last_error_code()); /* though no call of this thread's */
    CHECK(strstr(mailshim_last_error(), "550 5.1.1 no such user") != NULL);
    CHECK_INT(0, SRVGetSent64(stream));
    close_server(server);
}

static int waited;

static void wait_for_itself(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state != STATE_SMTP_DONE)
        return;
    waited = SRVWait(stream, LONG_WAIT);
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK_INT(OCTETS, SRVGetResult(stream));
}

static void a_callback_does_not_wait_for_itself(void)
{
    struct script_server *server = script_server_open(NULL);
    struct watch watch = {.also = wait_for_itself};

    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    watch_done(&watch);
    CHECK_INT(-1, waited);
    close_server(server);
}

static void bad_streams_are_refused(void)
{
    ServerStream bad[] = {NULL, (ServerStream)1, (ServerStream)(intptr_t)-1};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_INT(-1, SRVWait(bad[i], LONG_WAIT));
        CHECK_INT(-1, SRVPoll(bad[i]));
        CHECK_INT(-1, SRVGetResult(bad[i]));
        CHECK_INT(-1, SRVGetSent64(bad[i]));
        CHECK_INT(0, SRVSend64(bad[i], "x", 1));
        CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    }
}

static void large_sizes_are_taken(void)
{
    enum { SIZE = 3 << 20 };
    struct script_server *server = script_server_open(NULL);
    char *text = malloc(SIZE);

    CHECK(text != NULL);
    memset(text, 'x', SIZE);
    for (int i = 99; i < SIZE; i += 100)
        text[i] = '\n';
    SetConfigParam("async", 1);
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    write_text(stream);
    CHECK_INT(0, SRVSend64(stream, NULL, SIZE));
    CHECK_INT(0, SRVSend64(stream, text, 0));
    CHECK_INT(0, SRVSend64(stream, text, INT64_MIN));
    CHECK_INT(SIZE, SRVSend64(stream, text, SIZE));
    CHECK_INT(0, SRVEndOfMsgEx(stream));
    CHECK_INT(1, SRVWait(stream, LONG_WAIT));
    CHECK_INT(SRVGetResult(stream), SRVGetSent64(stream));
    CHECK(SRVGetSent64(stream) > SIZE);
    close_server(server);
    free(text);
}

static char directory[] = "/tmp/mailshim-test-XXXXXX";

static void the_queue_is_listed_and_thinned(void)
{
    struct script_server *nobody = script_server_open(NULL);
    SRVQueueInfo item;
    char proxy[64], command[64];

    script_server_stop_listening(nobody);
    CHECK(mkdtemp(directory) != NULL);
    snprintf(proxy, sizeof proxy, "127.0.0.1:%d", script_server_port(nobody));
    SetConfigParamS("smtp_out", directory);
    SetConfigParamS("smtpproxy", proxy);
    CHECK_INT(0, SRVQueueItem(0, &item));
    for (int i = 0; i < 3; i++) {
        char to[64];
        snprintf(to, sizeof to, "recipient%d@example.net second@example.net", i);
        ServerStream stream = SRVInitSendMsgBackgaund("sender@example.org", to, NULL, NULL);
        CHECK(stream != NULL);
        write_text(stream);
        CHECK_INT(0, SRVEndOfMsgEx(stream));
    }
    CHECK_INT(1, SRVQueueItem(1, &item));
    CHECK_TEXT("sender@example.org", item.from);
    CHECK_TEXT("recipient1@example.net", item.to);
    CHECK_INT(2, item.recipients);
    CHECK_INT(OCTETS, item.octets);
    CHECK(item.arrived > 1700000000 && item.due >= item.arrived);
    CHECK_INT(1, SRVQueueCancel(item.id));
    CHECK_INT(0, SRVQueueCancel(item.id));
    CHECK_INT(2, SRVQueueCount());
    CHECK_INT(1, SRVQueueItem(1, &item));
    CHECK_TEXT("recipient2@example.net", item.to);
    CHECK_INT(0, SRVQueueItem(2, &item));
    CHECK_INT(0, SRVQueueItem(INT_MAX, &item));
    CHECK_INT(-1, SRVQueueItem(-1, &item));
    CHECK_INT(-1, SRVQueueItem(INT_MIN, &item));
    CHECK_INT(-1, SRVQueueItem(0, NULL));
    CHECK_INT(-1, SRVQueueCancel(NULL));
    CHECK_INT(0, SRVQueueCancel(""));
    CHECK_INT(0, SRVQueueCancel("no such message"));
    CHECK_INT(MAILSHIM_OK, SRVShutdown(STOP_MILLISECONDS));
    CHECK_INT(-1, SRVQueueCount());
    CHECK_INT(MAILSHIM_OK, SRVInit());
    CHECK_INT(2, SRVQueueCount());
    SRVShutdown(STOP_MILLISECONDS);
    close_server(nobody);
    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, system(command));
}

/* A barrier that all callbacks have to come to at once. */
enum { AT_ONCE = 7 };
static pthread_barrier_t all;

static void meet(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    (void)watch;
    if (state == STATE_SMTP_DONE)
        pthread_barrier_wait(&all);
}

static void as_many_callbacks_run_at_once_as_configured(void)
{
    static struct watch watches[AT_ONCE];
    struct script_server *server = script_server_open(NULL);

    CHECK_INT(0, pthread_barrier_init(&all, NULL, AT_ONCE));
    for (int i = 0; i < AT_ONCE; i++) {
        watches[i].also = meet;
        ServerStream stream = begin(server, "recipient@example.net", &watches[i]);
        write_text(stream);
        SRVEndOfMsg(stream);
    }
    SetConfigParam("callback_threads", AT_ONCE); /* counts at once: four may wait by now */
    for (int i = 0; i < AT_ONCE; i++)
        watch_done(&watches[i]);
    SetConfigParam("callback_threads", 0);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_INT(AT_ONCE, GetConfigParamInt("callback_threads"));
    close_server(server);
}

static void a_log_is_a_file_too(void)
{
    char name[] = "/tmp/mailshim-test-XXXXXX", log[64];

    CHECK(mkdtemp(name) != NULL);
    snprintf(log, sizeof log, "%s/log", name);
    SetConfigParam("log", (const char *)name);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParam("log", "/nowhere/log");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_TEXT("", GetConfigParamStr("log"));
    SetConfigParam("log", (const char *)log);
    SetConfigParam("detail", 1);
    SetConfigParam("unheard_of", 1); /* a warning */
    SetConfigParam("detail", 5);
    CHECK_INT(1, GetConfigParamInt("detail"));
    SetConfigParam("detail", 2);
    SetConfigParam("strange", 1);
    CHECK(strstr(written(log, " warning SetConfigParam: there is no parameter \"strange\"\n"),
                 "unheard_of") == NULL);
    CHECK_INT(0, unlink(log)); /* as one who turns logs over */
    SetConfigParam("stranger", 1);
    written(log, "\"stranger\"");
    SetConfigParam("nolog", 1);
    SetConfigParam("strangest", 1);
    CHECK_INT(MAILSHIM_OK, SRVShutdown(STOP_MILLISECONDS));
    CHECK(strstr(written(log, "stranger"), "strangest") == NULL);
    CHECK_INT(0, unlink(log));
    CHECK_INT(0, rmdir(name));
}

static void log_line(void *user, int level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

static void the_library_has_these_names_too(void)
{
    CHECK_TEXT(mailshim_version(), SRVVersion());
    CHECK_INT(MAILSHIM_OK, SRVInit());
    CHECK_INT(MAILSHIM_OK, SRVSetLog(log_line, NULL, MAILSHIM_LOG_DEBUG));
    CHECK_INT(MAILSHIM_OK, SRVSetLog(NULL, NULL, 0));
    CHECK_INT(MAILSHIM_OK, SRVShutdown(STOP_MILLISECONDS));
}

int main(void)
{
    RUN(a_message_is_followed_to_its_end);
    RUN(a_failure_is_followed);
    RUN(a_callback_does_not_wait_for_itself);
    RUN(bad_streams_are_refused);
    RUN(large_sizes_are_taken);
    RUN(the_queue_is_listed_and_thinned);
    RUN(as_many_callbacks_run_at_once_as_configured);
    RUN(a_log_is_a_file_too);
    RUN(the_library_has_these_names_too);
    return SUMMARY();
}
