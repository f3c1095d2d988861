/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_policy - who may do what at the host's servers, by parameters: DNS lists and what the
 * callback hears of them, lists in files and how a host changes them, addresses, and that a change
 * counts from the next session on
 *
 * Clients come from loopback, of which no DNS list knows; so they come through a PROXY header.
 */
#include "support/name_server.h"
#include "support/server_host.h"

#include <stdbool.h>

enum { STOP_MILLISECONDS = 60000, GRAY_SECONDS = 60 };

static void open_with_ann(void)
{
    open_servers(ACTION_SMTP_CONNECT);
    SetConfigParam("user", "ann;secret");
}

/* The DNS list that the callback has heard of last. */
static const char *heard_zone(void)
{
    return answer_to(ACTION_SMTP_CONNECT)->items[0];
}

/* A client of that address, by the word of a proxy; NULL: as it is, from loopback. */
static struct line_client *client_from(const char *address)
{
    struct line_client *client = line_client_open(smtp_port);
    char header[128];

    if (address != NULL) {
        snprintf(header, sizeof header, "PROXY TCP4 %s 127.0.0.1 1234 25\r\n", address);
        CHECK(line_client_send(client, header, strlen(header)));
    }
    return client;
}

/* What the recipient of a whole session's only message is told. */
static const char *told_at_rcpt(const char *address, const char *from, const char *to)
{
    static char told[512];
    char line[256];
    struct line_client *client = client_from(address);

    CHECK_SAYS("220", line_client_read(client));
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    snprintf(line, sizeof line, "MAIL FROM:<%s>", from);
    snprintf(told, sizeof told, "%s", line_client_say(client, line));
    if (told[0] == '2') {
        snprintf(line, sizeof line, "RCPT TO:<%s>", to);
        snprintf(told, sizeof told, "%s", line_client_say(client, line));
    }
    line_client_say(client, "QUIT");
    line_client_close(client);
    return told;
}

static const char *greeting(const char *address)
{
    static char told[512];
    struct line_client *client = client_from(address);

    snprintf(told, sizeof told, "%s", line_client_read(client));
    line_client_close(client);
    return told;
}

static const char stranger[] = "stranger@example.org", ann[] = "ann@example.net",
                  elsewhere[] = "somebody@elsewhere.example";

static void use_name_server(void)
{
    static const struct record records[] = {
        {"7.100.51.198.bl.example", A, 0, "127.0.0.2"},
        {"7.100.51.198.dul.example", A, 0, "127.0.0.10"},
        {"8.100.51.198.silent.example", SERVER_IS_SILENT, 0, ""},
        {"gray.example", MX, 10, "mx.gray.example"},
        {"mx.gray.example", A, 0, "198.51.100.20"},
    };
    char server[32];

    snprintf(server, sizeof server, "127.0.0.1:%d",
             name_server_start_anywhere(records, sizeof records / sizeof *records));
    SetConfigParam("smtp_dns", (const char *)server);
}

static void dns_lists(void)
{
    use_name_server();
    SetConfigParam("proxy_range", "127.0.0.0/8");
    SetConfigParam("dnsbl", "dul.example bl.example");
    SetConfigParam("dnsbl_timeout", 20);
    open_with_ann();
    CHECK_SAYS("554", told_at_rcpt("198.51.100.7", stranger, ann));
    CHECK_TEXT("dul.example", heard_zone());
    CHECK_SAYS("250", told_at_rcpt("198.51.100.9", stranger, ann));
    CHECK_TEXT("", heard_zone());
    SetConfigParam("dnsbl", "bl.example"); /* the next session has it */
    CHECK_SAYS("554", told_at_rcpt("198.51.100.7", stranger, ann));
    CHECK_TEXT("bl.example", heard_zone());
    SetConfigParam("dnsbl_action", "421");
    CHECK_SAYS("421", told_at_rcpt("198.51.100.7", stranger, ann));
    SetConfigParam("dnsbl_action", "connect");
    int connects = answer_to(ACTION_SMTP_CONNECT)->calls;
    CHECK_SAYS("554", greeting("198.51.100.7"));
    CHECK_INT(connects,
              answer_to(ACTION_SMTP_CONNECT)->calls); /* who is sent away is no question */
    SetConfigParam("dnsbl_action", "tag");
    CHECK_SAYS("250", told_at_rcpt("198.51.100.7", stranger, ann));
    SetConfigParam("dnsbl", "");
    CHECK_SAYS("250", told_at_rcpt("198.51.100.7", stranger, ann));
    CHECK_TEXT("", heard_zone());
    close_servers();
}

static void questions_to_dns_lists(void)
{
    use_name_server();
    SetConfigParam("dnsbl_timeout", 20); /* Java may have to be loaded first */
    CHECK_INT(1, SRVCheckDNSBL("198.51.100.7", "bl.example"));
    CHECK_INT(0, SRVCheckDNSBL("198.51.100.9", "bl.example"));
    CHECK_INT(0, SRVCheckDNSBL("2001:db8::1", "bl.example"));
    CHECK_INT(1, SRVCheckDNSBL("198.51.100.7", "none.example, bl.example"));
    SetConfigParam("dnsbl_timeout", 1);
    CHECK_INT(-1, SRVCheckDNSBL("198.51.100.8", "silent.example"));
    CHECK_INT(MAILSHIM_E_DNS, mailshim_last_error_code());
    CHECK_INT(-1, SRVCheckDNSBL("198.51.100.7", NULL));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    SetConfigParam("dnsbl_timeout", 20);
    SetConfigParam("dnsbl", "bl.example=127.0.0.2*3");
    CHECK_INT(1, SRVCheckDNSBL("198.51.100.7", NULL));
    CHECK_INT(-1, SRVCheckDNSBL(NULL, "bl.example"));
    CHECK_INT(-1, SRVCheckDNSBL("", "bl.example"));
    CHECK_INT(-1, SRVCheckDNSBL("mail.example.org", "bl.example"));
    CHECK_INT(-1, SRVCheckDNSBL("198.51.100.0/24", "bl.example"));
    CHECK_INT(-1, SRVCheckDNSBL("198.51.100.7", "no zone\r\n"));
    CHECK_INT(-1, SRVCheckDNSBL("198.51.100.7", " ,;"));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
}

static void lists_in_files(void)
{
    open_with_ann();
    CHECK_INT(-1, SRVListAdd("badlist", stranger));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParam("badlist", in_directory("bad"));
    CHECK_INT(0, SRVListCheck("badlist", stranger));
    CHECK_INT(1, SRVListAdd("badlist", "from: stranger@example.org"));
    CHECK_INT(0, SRVListAdd("badlist", " From: Stranger@example.org "));
    CHECK_INT(1, SRVListAdd("badlist", "198.51.100.0/24"));
    CHECK_INT(1, SRVListCheck("badlist", "Stranger@Example.ORG"));
    CHECK_INT(1, SRVListCheck("badlist", "198.51.100.200"));
    CHECK_INT(0, SRVListCheck("badlist", "198.51.101.1"));
    CHECK_INT(0, SRVListCheck("badlist", ann));
    SetConfigParam("msgspam", "We do not want it");
    CHECK_CONTAINS("We do not want it", told_at_rcpt(NULL, stranger, ann));
    CHECK_SAYS("250", told_at_rcpt(NULL, "friend@example.org", ann));
    CHECK_INT(1, SRVListDel("badlist", "FROM: stranger@example.org"));
    CHECK_INT(0, SRVListDel("badlist", "from: stranger@example.org"));
    CHECK_INT(0, SRVListCheck("badlist", stranger));
    CHECK_INT(-1, SRVListAdd("badlist", "ip: nonsense"));
    CHECK_INT(-1, SRVListAdd("badlist", ""));
    CHECK_INT(-1, SRVListAdd("badlist", "# a comment"));
    CHECK_INT(-1, SRVListAdd("badlist", "one\nother"));
    CHECK_INT(-1, SRVListAdd("nolist", stranger));
    CHECK_INT(-1, SRVListAdd(NULL, stranger));
    CHECK_INT(-1, SRVListAdd("badlist", NULL));
    CHECK_INT(-1, SRVListDel(NULL, NULL));
    CHECK_INT(-1, SRVListCheck("badlist", NULL));
    SetConfigParam("goodlist", in_directory("."));
    CHECK_INT(-1, SRVListAdd("goodlist", stranger));
    close_servers();
}

static void gray_senders(void)
{
    open_with_ann();
    SetConfigParam("gray_delay", 1);
    SetConfigParam("graylist", in_directory("gray"));
    CHECK_INT(1, SRVListAdd("graylist", stranger));
    CHECK_SAYS("4", told_at_rcpt(NULL, stranger, ann));
    CHECK_SAYS("250", told_at_rcpt(NULL, "friend@example.org", ann));
    for (double start = seconds_now(); told_at_rcpt(NULL, stranger, ann)[0] != '2';)
        CHECK(seconds_now() - start < GRAY_SECONDS);
    close_servers();
}

/* A server that takes the sender's mail is trusted to try again. */
static void exchangers_of_gray_senders(void)
{
    use_name_server();
    SetConfigParam("proxy_range", "127.0.0.0/8");
    open_with_ann();
    SetConfigParam("gray_all", 1);
    CHECK_SAYS("451", told_at_rcpt("198.51.100.20", "me@gray.example", ann));
    SetConfigParam("mxignbl", 1);
    CHECK_SAYS("250", told_at_rcpt("198.51.100.20", "me@gray.example", ann));
    CHECK_SAYS("451", told_at_rcpt("198.51.100.21", "me@gray.example", ann));
    close_servers();
}

static void addresses(void)
{
    open_with_ann();
    CHECK_SAYS("5", told_at_rcpt(NULL, stranger, elsewhere));
    SetConfigParam("smtp_range", "127.0.0.1-127.0.0.9");
    CHECK_SAYS("250", told_at_rcpt(NULL, stranger, elsewhere));
    SetConfigParam("smtp_any", 0);
    CHECK_SAYS("5", told_at_rcpt(NULL, stranger, elsewhere));
    CHECK_SAYS("250", told_at_rcpt(NULL, ann, elsewhere));
    SetConfigParam("smtp_range", "192.0.2.1-192.0.2.9");
    CHECK_SAYS("5", told_at_rcpt(NULL, stranger, elsewhere));
    SetConfigParam("smtp_range", "everybody");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_TEXT("192.0.2.1-192.0.2.9", GetConfigParamStr("smtp_range"));
    SetConfigParam("smtp_deny", "127.0.0.0/8");
    CHECK_SAYS("5", greeting(NULL));
    SetConfigParam("smtp_deny", "");
    CHECK_SAYS("220", greeting(NULL));
    close_servers();
}

static const char *pop_greeting(void)
{
    static char told[512];
    struct line_client *client = line_client_open(pop_port);

    snprintf(told, sizeof told, "%s", line_client_read(client));
    line_client_close(client);
    return told;
}

/* Those who do not belong here do not write as if they did, where that is wanted. */
static void local_senders(void)
{
    open_with_ann();
    CHECK_INT(1, GetConfigParamInt("uncheckip"));
    CHECK_SAYS("250", told_at_rcpt(NULL, ann, ann));
    SetConfigParam("nouncheckip", 1);
    CHECK_INT(0, GetConfigParamInt("uncheckip"));
    CHECK_SAYS("553", told_at_rcpt(NULL, ann, ann));
    CHECK_SAYS("250", told_at_rcpt(NULL, stranger, ann));
    SetConfigParam("smtp_range", "127.0.0.1");
    CHECK_SAYS("250", told_at_rcpt(NULL, ann, ann));
    close_servers();
}

static void pop3_addresses(void)
{
    open_with_ann();
    CHECK_SAYS("+OK", pop_greeting());
    SetConfigParam("pop_deny", "127.0.0.1");
    CHECK_SAYS("-ERR [SYS/PERM]", pop_greeting());
    SetConfigParam("pop_deny", "");
    SetConfigParam("pop_range", "192.0.2.0/24");
    CHECK_SAYS("-ERR [SYS/PERM]", pop_greeting());
    SetConfigParam("pop_range", "192.0.2.0/24,127.0.0.1");
    CHECK_SAYS("+OK", pop_greeting());
    close_servers();
}

static void pop_before_smtp(void)
{
    open_with_ann();
    SetConfigParam("smtp_pop_ip", 1);
    CHECK_SAYS("5", told_at_rcpt(NULL, ann, elsewhere));
    struct line_client *client = logged_in("ann");
    CHECK_SAYS("250", told_at_rcpt(NULL, ann, elsewhere));
    line_client_close(client);
    close_servers();
}

/* A session keeps what it began with. */
static void the_next_session(void)
{
    open_with_ann();
    struct line_client *client = client_from(NULL);
    CHECK_SAYS("220", line_client_read(client));
    SetConfigParam("smtp_msg_limit", 5000);
    SetConfigParam("smtp_range", "127.0.0.1");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<stranger@example.org> SIZE=6000"));
    CHECK_SAYS("5", line_client_say(client, "RCPT TO:<somebody@elsewhere.example>"));
    line_client_close(client);
    client = client_from(NULL);
    CHECK_SAYS("220", line_client_read(client));
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("552", line_client_say(client, "MAIL FROM:<stranger@example.org> SIZE=6000"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<stranger@example.org>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<somebody@elsewhere.example>"));
    line_client_close(client);
    close_servers();
}

int main(void)
{
    RUN(dns_lists);
    RUN(questions_to_dns_lists);
    RUN(lists_in_files);
    RUN(gray_senders);
    RUN(exchangers_of_gray_senders);
    RUN(addresses);
    RUN(local_senders);
    RUN(pop3_addresses);
    RUN(pop_before_smtp);
    RUN(the_next_session);
    return SUMMARY();
}
