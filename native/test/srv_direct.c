/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_direct - SRVInitSendMsgImidiatly: mail exchangers found in the DNS, on port 25
 *
 * In a network of the test's own, with nothing in it but a loopback interface, so that names,
 * addresses and port 25 are the test's. Where that is not permitted the test is skipped; with
 * MAILSHIM_REQUIRE_ALL set, as in CI, that is a failure.
 */
#include "support/name_server.h"
#include "support/own_network.h"
#include "support/watch.h"

#include <arpa/inet.h>
#include <sys/socket.h>

enum { OCTETS = 23, SOON = 25 /* seconds; look-ups take up to 30 */ };

#define NAME_SERVER "127.0.0.53"
#define HOST_A "127.0.0.2"
#define HOST_B "127.0.0.3"
#define NOBODY "127.0.0.9" /* refuses connections */

static const struct record records[] = {
    {"a.example", MX, 10, "mx.a.example"},
    {"mx.a.example", A, 0, HOST_A},
    {"b.example", MX, 10, "mx.b.example"},
    {"mx.b.example", A, 0, HOST_B},
    {"also-a.example", MX, 10, "mx.a.example"},
    {"two.example", MX, 20, "mx.b.example"},
    {"two.example", MX, 10, "mx.a.example"},
    {"failover.example", MX, 30, "mx.b.example"},
    {"failover.example", MX, 10, "gone.example"},
    {"failover.example", MX, 20, "nobody.example"},
    {"nobody.example", A, 0, NOBODY},
    {"addresses.example", MX, 10, "many.example"},
    {"many.example", A, 0, NOBODY},
    {"many.example", A, 0, HOST_B},
    {"dead.example", MX, 10, "nobody.example"},
    {"null.example", MX, 0, ""},
    {"bare.example", A, 0, HOST_A},
    {"broken.example", SERVER_FAILS, 0, ""},
    {"silent.example", SERVER_IS_SILENT, 0, ""},
};

static struct script_server *a, *b;

/* Skips the case where the test may have no network of its own. */
static void enter_own_network(void)
{
    if (own_network_enter())
        return;
    CHECK(getenv("MAILSHIM_REQUIRE_ALL") == NULL);
    SKIP("direct delivery was NOT tested: no network namespace for us (needs root)");
}

/* Two hosts with mail servers, and names. */
static void begin_world(const struct script *script_a)
{
    enter_own_network();
    name_server_start(NAME_SERVER, records, sizeof records / sizeof records[0]);
    a = script_server_open_at(script_a, HOST_A, 25);
    b = script_server_open_at(NULL, HOST_B, 25);
    SetConfigParam("smtp_dns", NAME_SERVER);
    SetConfigParam("smtp_name", "client.example.org");
}

static void end_world(void)
{
    close_server(a);
    close_server(b);
}

/* Sends, waits, and returns the result; what became of recipient 0 and 1 is in `results`. */
static int results[2], codes[2];

static void keep_results(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state != STATE_SMTP_DONE)
        return;
    for (int i = 0; i < 2; i++)
        results[i] = SRVGetRcptResult(stream, i, NULL, 0, &codes[i]);
}

static int send_to(const char *to)
{
    struct watch watch = {.also = keep_results};

    SetConfigParam("async", 0);
    ServerStream stream = SRVInitSendMsgImidiatly("sender@example.org", to, watch_callback, &watch);
    CHECK(stream != NULL);
    SRVSend(stream, "Subject: test\n\ntext\n", 20); /* may have failed already */
    int result = SRVEndOfMsgEx(stream);
    watch_check_order(&watch);
    CHECK_INT(result, watch.sent);
    return result;
}

static void one_domain(void)
{
    begin_world(NULL);
    CHECK_INT(OCTETS, send_to("x@a.example"));
    CHECK(script_server_await(a, AT_QUIT, 1));
    CHECK_TEXT("EHLO client.example.org\nMAIL FROM:<sender@example.org> SIZE=23\n"
               "RCPT TO:<x@a.example>\nDATA\nQUIT\n",
               script_server_commands(a));
    CHECK_TEXT("", script_server_commands(b));
    CHECK_INT(1, results[0]);
    CHECK_INT(250, codes[0]);
    end_world();
}

/* Each server hears of its own recipients only. */
static void two_domains(void)
{
    begin_world(NULL);
    CHECK_INT(OCTETS, send_to("x@a.example y@b.example"));
    CHECK(strstr(script_server_commands(a), "RCPT TO:<x@a.example>\nDATA") != NULL);
    CHECK(strstr(script_server_commands(b), "RCPT TO:<y@b.example>\nDATA") != NULL);
    CHECK(strstr(script_server_commands(a), "y@b.example") == NULL);
    CHECK(strstr(script_server_commands(b), "x@a.example") == NULL);
    CHECK_INT(1, script_server_messages(a));
    CHECK_INT(1, script_server_messages(b));
    CHECK_INT(1, results[1]);
    end_world();
}

static void two_domains_one_server(void)
{
    begin_world(NULL);
    CHECK_INT(OCTETS, send_to("x@a.example y@also-a.example"));
    CHECK(strstr(script_server_commands(a),
                 "RCPT TO:<x@a.example>\nRCPT TO:<y@also-a.example>\nDATA") != NULL);
    CHECK_INT(1, script_server_messages(a));
    end_world();
}

/* One domain takes the message, the other one does not: no success, and both are told. */
static void half(void)
{
    begin_world(NULL);
    CHECK_INT(-550, send_to("x@a.example 550-y@b.example"));
    CHECK_INT(1, results[0]);
    CHECK_INT(-1, results[1]);
    CHECK_INT(550, codes[1]);
    CHECK_INT(-1, send_to("x@a.example y@null.example"));
    CHECK_INT(1, results[0]);
    CHECK_INT(-1, results[1]);
    CHECK_INT(0, codes[1]);
    CHECK_INT(2, script_server_messages(a));
    end_world();
}

static void the_preferred_one(void)
{
    begin_world(NULL);
    for (int i = 0; i < 5; i++)
        CHECK_INT(OCTETS, send_to("x@two.example"));
    CHECK_INT(5, script_server_messages(a));
    CHECK_INT(0, script_server_reached(b, AT_CONNECT));
    end_world();
}

/* No address, then nobody at home, then one who takes it. */
static void the_next_one(void)
{
    begin_world(NULL);
    CHECK_INT(OCTETS, send_to("x@failover.example"));
    CHECK_INT(1, script_server_messages(b));
    CHECK_INT(OCTETS, send_to("x@addresses.example"));
    CHECK_INT(2, script_server_messages(b));
    end_world();
}

static void the_next_one_after_421(void)
{
    begin_world(&(struct script){AT_CONNECT, SAYS_GOOD_BYE, "421 busy\r\n", false});
    CHECK_INT(OCTETS, send_to("x@two.example"));
    CHECK_INT(1, script_server_reached(a, AT_CONNECT));
    CHECK_INT(1, script_server_messages(b));
    end_world();
}

/* What the preferred server says of a recipient holds; nobody else is asked. */
static void no_second_opinion(void)
{
    begin_world(NULL);
    CHECK_INT(-550, send_to("550-x@two.example"));
    CHECK_INT(0, script_server_reached(b, AT_CONNECT));
    CHECK_INT(-1, results[0]);
    end_world();
}

static void nobody_at_home(void)
{
    begin_world(NULL);
    CHECK_INT(-1, send_to("x@dead.example"));
    CHECK_INT(MAILSHIM_E_NETWORK, mailshim_last_error_code());
    CHECK_INT(0, results[0]);
    end_world();
}

/* Domains that take no mail, for good. */
static void no_mail_here(void)
{
    begin_world(NULL);
    CHECK_INT(-1, send_to("x@null.example"));
    CHECK_INT(MAILSHIM_E_DNS, mailshim_last_error_code());
    CHECK_CONTAINS("null MX", mailshim_last_error());
    CHECK_INT(-1, results[0]);
    CHECK_INT(-1, send_to("x@no-such-domain.example"));
    CHECK_INT(MAILSHIM_E_DNS, mailshim_last_error_code());
    CHECK_INT(-1, results[0]);
    CHECK_INT(0, codes[0]);
    CHECK_INT(1, name_server_asked("null.example", MX));
    CHECK_INT(0, name_server_asked("null.example", A));
    end_world();
}

static void without_mx(void)
{
    begin_world(NULL);
    CHECK_INT(OCTETS, send_to("x@bare.example"));
    CHECK_INT(1, script_server_messages(a));
    SetConfigParam("smtp_nomx", 0);
    CHECK_INT(-1, send_to("x@bare.example"));
    CHECK_INT(MAILSHIM_E_DNS, mailshim_last_error_code());
    CHECK_INT(1, script_server_messages(a));
    end_world();
}

static void address_literals(void)
{
    begin_world(NULL);
    CHECK_INT(OCTETS, send_to("x@[" HOST_B "]"));
    CHECK_INT(1, script_server_messages(b));
    end_world();
}

/* The name servers fail: for now, and in time. */
static void broken_dns(void)
{
    begin_world(NULL);
    SetConfigParam("dns_timeout", 1);
    double begun = seconds_now();
    CHECK_INT(-1, send_to("x@broken.example"));
    CHECK_INT(MAILSHIM_E_DNS, mailshim_last_error_code());
    CHECK_INT(0, results[0]);
    CHECK_INT(-1, send_to("x@silent.example"));
    CHECK_INT(0, results[0]);
    int code = mailshim_last_error_code();
    CHECK(code == MAILSHIM_E_DNS || code == MAILSHIM_E_TIMEOUT);
    CHECK_AT_MOST(SOON, (int)(seconds_now() - begun));
    end_world();
}

static void cancelled_while_looking_up(void)
{
    struct watch watch = {.count = 0};

    begin_world(NULL);
    ServerStream stream =
        SRVInitSendMsgImidiatly("sender@example.org", "x@silent.example", watch_callback, &watch);
    CHECK(stream != NULL);
    while (name_server_asked("silent.example", MX) == 0)
        usleep(1000);
    double begun = seconds_now();
    CHECK_INT(1, SRVAbortMsg(stream));
    watch_done(&watch);
    CHECK_AT_MOST(SOON, (int)(seconds_now() - begun));
    CHECK_INT(-1, watch.sent);
    CHECK_INT(MAILSHIM_E_CANCELLED, watch.error);
    end_world();
}

static void mail_exchangers_are_found(void)
{
    MailHostInfo hosts[3];
    MailHostInfoEx more[3];

    begin_world(NULL);
    memset(hosts, 'x', sizeof hosts);
    CHECK_INT(2, FindMX("two.example", hosts, 3)); /* the preferred one first */
    CHECK_TEXT("mx.a.example", hosts[0].name);
    CHECK_INT(10, hosts[0].prior);
    CHECK_INT(inet_addr(HOST_A), hosts[0].ip[0]);
    CHECK_INT(0, hosts[0].ip[1]);
    CHECK_INT(0, hosts[0].ip[11]);
    CHECK_TEXT("mx.b.example", hosts[1].name);
    CHECK_INT(20, hosts[1].prior);
    CHECK_INT('x', hosts[2].name[0]);
    CHECK_INT(1, FindMX("failover.example", hosts, 1)); /* no more than there is room for */
    CHECK_TEXT("gone.example", hosts[0].name);
    CHECK_INT(0, hosts[0].ip[0]);
    CHECK_INT(1, FindMX("bare.example", hosts, 3)); /* its own exchanger */
    CHECK_TEXT("bare.example", hosts[0].name);
    CHECK_INT(1, FindMXEx("addresses.example", more, 3));
    CHECK_TEXT("many.example", more[0].name);
    CHECK_INT(10, more[0].prior);
    CHECK_INT(2, more[0].addresses);
    CHECK(strcmp(more[0].address[0], HOST_B) == 0 || strcmp(more[0].address[1], HOST_B) == 0);
    CHECK_INT(0, FindMX("broken.example", hosts, 3));
    CHECK_INT(MAILSHIM_E_DNS, SRVGetLastError(NULL));
    CHECK_INT(0, FindMX("null.example", hosts, 3)); /* no host, and no error */
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(NULL));
    CHECK_INT(0, FindMX("no-such-domain.example", hosts, 3));
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(NULL));
    CHECK_INT(0, FindMX("not a domain", hosts, 3));
    CHECK_INT(MAILSHIM_E_ADDRESS, SRVGetLastError(NULL));
    CHECK_INT(0, FindMX(NULL, hosts, 3));
    CHECK_INT(0, FindMX("two.example", NULL, 3));
    CHECK_INT(0, FindMX("two.example", hosts, 0));
    CHECK_INT(0, FindMXEx("two.example", more, -1));
    CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(NULL));
    end_world();
}

/* Its first exchanger has no address, its second refuses, its third takes the mail. */
static void as_many_exchangers_are_tried_as_configured(void)
{
    MailHostInfo hosts[4];

    begin_world(NULL);
    SetConfigParam("mx_max", 2);
    CHECK(send_to("x@failover.example") < 0);
    CHECK_INT(3, FindMX("failover.example", hosts, 4)); /* which tells of all */
    SetConfigParam("mx_max", 3);
    CHECK_INT(OCTETS, send_to("x@failover.example"));
    SetConfigParam("mx_max", 33);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    end_world();
}

int main(void)
{
    RUN(one_domain);
    RUN(two_domains);
    RUN(two_domains_one_server);
    RUN(half);
    RUN(the_preferred_one);
    RUN(the_next_one);
    RUN(the_next_one_after_421);
    RUN(no_second_opinion);
    RUN(nobody_at_home);
    RUN(no_mail_here);
    RUN(without_mx);
    RUN(address_literals);
    RUN(broken_dns);
    RUN(cancelled_while_looking_up);
    RUN(mail_exchangers_are_found);
    RUN(as_many_exchangers_are_tried_as_configured);
    return SUMMARY();
}
