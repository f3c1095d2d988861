/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_servers - every server that the original hung on, or lied about
 *
 * A mail that fails is told, never followed by on_sent, and tried again after a wait that grows; a
 * mail that is accepted is told, whatever the server does afterwards.
 */
#include "support/lws_host.h"

static struct lws_host host;
static uv_loop_t loop;
static struct script_server *server;

static void open_all(const struct script *script)
{
    CHECK_INT(0, uv_loop_init(&loop));
    server = script_server_open(script);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "dialog_timeout", "2"));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "data_timeout", "2"));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "retry_min", "1"));
}

static void close_all(void)
{
    lws_email_destroy(&host.email);
    lws_close_loop(&loop);
    script_server_close(server);
}

/* The next attempt goes to a server that obeys. */
static void turn_to(const struct script_server *other)
{
    snprintf(host.email.email_smtp_ip, sizeof host.email.email_smtp_ip, "127.0.0.1:%d",
             script_server_port(other));
}

/* The first attempt fails so, the second one comes after a second, and arrives. */
static void check_failure(const struct script *script, const char *seen, int code, int reply)
{
    open_all(script);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    CHECK_INT(LGSSMTP_IDLE, host.estate[host.count - 1]);
    if (host.code != code || host.reply != reply)
        CHECK_FAILED("phase %d, deed %d: %d %d, %s", script->phase, script->deed, host.code,
                     host.reply, host.text);
    CHECK_INT(0, host.accepted);
    CHECK(*host.text != '\0');
    CHECK_SAYS(seen, host.seen); /* on a slow machine the second one may have begun */

    struct script_server *good = script_server_open(NULL);
    turn_to(good);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK(lws_seen_at(&host, SAW_MAIL, 2) - lws_seen_at(&host, SAW_FAILURE, 1) > 0.9);
    CHECK_INT(1, lws_seen(&host, SAW_SENT));
    CHECK_INT(1, script_server_messages(good));
    CHECK_INT(0, script_server_messages(server));
    script_server_close(good);
    close_all();
}

static void refusing(void)
{
    static const struct {
        enum phase phase;
        const char *text, *seen;
        int code, reply;
    } cases[] = {
        {AT_CONNECT, "421 busy\r\n", "mf", MAILSHIM_E_REFUSED, 421},
        {AT_CONNECT, "554 no\r\n", "mf", MAILSHIM_E_REFUSED, 554},
        {AT_MAIL, "451 later\r\n", "mf", MAILSHIM_E_REFUSED, 451},
        {AT_MAIL, "550 no\r\n", "mf", MAILSHIM_E_REFUSED, 550},
        {AT_RCPT, "550 5.1.1 no such user\r\n", "mf", MAILSHIM_E_REFUSED, 550},
        {AT_RCPT, "450 later\r\n", "mf", MAILSHIM_E_REFUSED, 450},
        {AT_DATA, "554 no valid recipients\r\n", "mf", MAILSHIM_E_REFUSED, 554},
        {AT_END_OF_DATA, "554 rejected\r\n", "mbf", MAILSHIM_E_REFUSED, 554},
        {AT_END_OF_DATA, "451 later\r\n", "mbf", MAILSHIM_E_REFUSED, 451},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct script script = {cases[i].phase, SAYS, cases[i].text, true};
        check_failure(&script, cases[i].seen, cases[i].code, cases[i].reply);
    }
}

static void dropping(void)
{
    static const char *const seen[] = {"mf", "mf", "mf", "mf", "mf", "mbf"};

    for (int phase = AT_CONNECT; phase <= AT_END_OF_DATA; phase++) {
        struct script script = {(enum phase)phase, HANGS_UP, NULL, true};
        check_failure(&script, seen[phase], MAILSHIM_E_NETWORK, 0);
        script.deed = RESETS;
        check_failure(&script, seen[phase], MAILSHIM_E_NETWORK, 0);
    }
}

/* The original waited for ever. */
static void silent(void)
{
    for (int phase = AT_CONNECT; phase <= AT_END_OF_DATA; phase++) {
        struct script script = {(enum phase)phase, FALLS_SILENT, NULL, true};
        check_failure(&script, phase == AT_END_OF_DATA ? "mbf" : "mf", MAILSHIM_E_TIMEOUT, 0);
    }
}

static void talking_nonsense(void)
{
    struct script script = {AT_CONNECT, SAYS, "hello there\r\n", false};

    check_failure(&script, "mf", MAILSHIM_E_PROTOCOL, 0);
    script = (struct script){AT_MAIL, SAYS, "354 go ahead\r\n", true};
    check_failure(&script, "mf", MAILSHIM_E_PROTOCOL, 0);
}

static void nobody_listens(void)
{
    open_all(NULL);
    script_server_stop_listening(server);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    CHECK_INT(MAILSHIM_E_NETWORK, host.code);
    CHECK_CONTAINS("refused", host.text);
    close_all();
}

/* Accepted mail is told as such, however the reply came or what came behind it. */
static void check_success(const struct script *script)
{
    open_all(script);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    CHECK_INT(1, script_server_messages(server));
    close_all();
}

static void accepting_in_its_own_way(void)
{
    static const struct script scripts[] = {
        {AT_RCPT, SAYS, "251 User not local; will forward\r\n", true},
        {AT_RCPT, SAYS, "252 Cannot VRFY user\r\n", true},
        {AT_CONNECT, SAYS, "220-many\r\n220-lines\r\n220 ready\r\n", true},
        {AT_EHLO, SAYS, "250-a\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 HELP\r\n", false},
        {AT_MAIL, SAYS, "250-2.1.0 first\r\n250 2.1.0 last\r\n", true},
        {AT_QUIT, HANGS_UP, NULL, true},
        {AT_QUIT, FALLS_SILENT, NULL, true},
        {AT_QUIT, SAYS, "500 what?\r\n", true},
    };

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        check_success(&scripts[i]);
}

/* A reply longer than the original's 255 octets. */
static void saying_much(void)
{
    char text[2000];
    struct script script = {AT_EHLO, SAYS, text, true};

    text[0] = '\0';
    for (int i = 0; i < 40; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "250-X-EXTENSION-%02d of many\r\n", i);
    strcat(text, "250 HELP\r\n");
    check_success(&script);
}

/* "250 ok", five octets a second, in pieces: the original took each piece for a reply. */
static void dripping(void)
{
    struct script script = {AT_MAIL, DRIPS, "250 ok\r\n", true};

    open_all(&script);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "dialog_timeout", "30"));
    lws_host_start(&host, &loop, server, 1);
    lws_run_until_state(&loop, &host, LGSSMTP_SENT_TO);
    CHECK_TEXT("m", host.seen);
    close_all();
}

/* A server from before EHLO. */
static void knowing_helo_only(void)
{
    struct script script = {AT_EHLO, KNOWS_HELO_ONLY, NULL, true};

    open_all(&script);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    CHECK_CONTAINS("HELO host.example.org\n", script_server_commands(server));
    CHECK_INT(1, script_server_messages(server));
    close_all();

    /* And one that knows neither. */
    script = (struct script){AT_EHLO, SAYS, "502 what?\r\n", true};
    open_all(&script);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    CHECK_CONTAINS("HELO host.example.org\n", script_server_commands(server));
    close_all();
}

static void replying_bit_by_bit(void)
{
    struct script script = {AT_EHLO, OBEYS_BIT_BY_BIT, NULL, false};

    check_success(&script);
}

/* 1, 2, 4 seconds: the wait grows, up to retry_max; a check brings it back to retry_min. */
static void waits_grow(void)
{
    struct script script = {AT_RCPT, SAYS, "450 later\r\n", true};

    open_all(&script);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "retry_max", "3"));
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_FAILURE, 4);
    static const double waits[] = {1, 2, 3};
    for (int i = 1; i <= 3; i++) {
        double wait = lws_seen_at(&host, SAW_MAIL, i + 1) - lws_seen_at(&host, SAW_FAILURE, i);
        if (wait < waits[i - 1] - 0.05)
            CHECK_FAILED("the %dth wait was %.3f s", i, wait);
    }
    uint64_t before = uv_now(&loop);
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_MAIL, 5);
    CHECK_AT_MOST(2500, (long long)(uv_now(&loop) - before));
    CHECK_INT(0, lws_seen(&host, SAW_SENT));
    close_all();
}

/* A retry_min above retry_max holds. */
static void the_shortest_wait_holds(void)
{
    struct script script = {AT_RCPT, SAYS, "450 later\r\n", true};

    open_all(&script);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "retry_min", "3"));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "retry_max", "1"));
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_MAIL, 2);
    CHECK(lws_seen_at(&host, SAW_MAIL, 2) - lws_seen_at(&host, SAW_FAILURE, 1) > 2.9);
    close_all();
}

/* A host that says that it has dealt with a mail is asked for the next at once. */
static void dealt_with(void)
{
    struct script script = {AT_RCPT, SAYS, "550 no such user\r\n", true};

    open_all(&script);
    lws_host_start(&host, &loop, server, 1);
    host.verdict = 0;
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "retry_min", "3600"));
    lws_run_until(&loop, &host, SAW_MAIL, 20);
    CHECK_INT(0, lws_seen(&host, SAW_SENT));
    close_all();
}

int main(void)
{
    RUN(refusing);
    RUN(dropping);
    RUN(silent);
    RUN(talking_nonsense);
    RUN(nobody_listens);
    RUN(accepting_in_its_own_way);
    RUN(saying_much);
    RUN(dripping);
    RUN(knowing_helo_only);
    RUN(replying_bit_by_bit);
    RUN(waits_grow);
    RUN(the_shortest_wait_holds);
    RUN(dealt_with);
    return SUMMARY();
}
