/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_mail - one struct whose server obeys: what the host sees and when, and what the server gets
 */
#include "support/lws_host.h"

#include <fcntl.h>

static struct lws_host host;
static uv_loop_t loop;
static struct script_server *server;

static void open_all(void)
{
    CHECK_INT(0, uv_loop_init(&loop));
    server = script_server_open(NULL);
}

static void close_all(void)
{
    lws_email_destroy(&host.email);
    lws_close_loop(&loop);
    CHECK_TEXT("", script_server_violation(server));
    script_server_close(server);
}

static void check_data(const char *wanted)
{
    size_t length = 0;
    const char *data = script_server_data(server, &length);

    CHECK_INT((long long)strlen(wanted), (long long)length);
    CHECK(memcmp(wanted, data, length) == 0);
}

/* The struct as every program was compiled with it; libuv's part by its own headers. */
static void has_the_originals_layout(void)
{
#if defined(__x86_64__)
#define FIELD(name) #name, offsetof(struct lws_email, name), sizeof(((struct lws_email *)0)->name)
    static const struct {
        const char *name;
        size_t offset, size;
        size_t wanted_offset, wanted_size;
    } fields[] = {
        {FIELD(data), 0, 8},
        {FIELD(loop), 8, 8},
        {FIELD(email_smtp_ip), 16, 32},
        {FIELD(email_helo), 48, 32},
        {FIELD(email_from), 80, 100},
        {FIELD(email_to), 180, 100},
        {FIELD(max_content_size), 280, 4},
        {FIELD(on_next), 288, 8},
        {FIELD(on_sent), 296, 8},
        {FIELD(on_get_body), 304, 8},
        {FIELD(timeout_email), 312, 152},
        {FIELD(estate), 464, 4},
        {FIELD(email_connect_req), 472, 96},
        {FIELD(email_client), 568, 248},
        {FIELD(email_connect_started), 816, 8},
        {FIELD(email_buf), 824, 256},
        {FIELD(content), 1080, 8},
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].offset != fields[i].wanted_offset || fields[i].size != fields[i].wanted_size)
            CHECK_FAILED("%s is at %zu, %zu octets", fields[i].name, fields[i].offset,
                         fields[i].size);
    CHECK_INT(1088, sizeof(struct lws_email));
    CHECK_INT(8, _Alignof(struct lws_email));
    CHECK_INT(0, LGSSMTP_IDLE);
    CHECK_INT(8, LGSSMTP_SENT_QUIT);
#else
    SKIP("the offsets are x86-64's");
#endif
}

/* on_next, on_get_body, on_sent, in the states that the original has then; and the dialogue. */
static void is_sent_once(void)
{
    open_all();
    lws_host_start(&host, &loop, server, 1);
    CHECK(host.email.loop == &loop);
    CHECK_INT(MAX_CONTENT, host.email.max_content_size);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    CHECK_INT(LGSSMTP_IDLE, host.estate[0]);
    CHECK_INT(LGSSMTP_SENT_DATA, host.estate[1]);
    CHECK_INT(LGSSMTP_SENT_QUIT, host.estate[2]);
    CHECK_INT(LGSSMTP_IDLE, host.estate[3]);
    CHECK(script_server_await(server, AT_QUIT, 1));
    CHECK_TEXT("EHLO host.example.org\n"
               "MAIL FROM:<sender@example.org> BODY=8BITMIME\n"
               "RCPT TO:<recipient@example.net>\n"
               "DATA\n"
               "QUIT\n",
               script_server_commands(server));
    check_data("Subject: test\r\n\r\ntext\r\n.\r\n");
    close_all();
}

/* What is held back by a server is seen by a host that looks. */
static void shows_its_states(void)
{
    static const struct script slow = {.phase = PHASES, .plain = true};
    int all = 1 << LGSSMTP_CONNECTED | 1 << LGSSMTP_SENT_HELO | 1 << LGSSMTP_SENT_FROM |
              1 << LGSSMTP_SENT_TO | 1 << LGSSMTP_SENT_DATA | 1 << LGSSMTP_SENT_BODY;

    CHECK_INT(0, uv_loop_init(&loop));
    for (int phase = AT_CONNECT; phase <= AT_END_OF_DATA; phase++) {
        static const int states[] = {LGSSMTP_CONNECTED, LGSSMTP_SENT_HELO, LGSSMTP_SENT_FROM,
                                     LGSSMTP_SENT_TO,   LGSSMTP_SENT_DATA, LGSSMTP_SENT_BODY};
        struct script script = slow;
        script.phase = (enum phase)phase;
        script.deed = FALLS_SILENT;
        server = script_server_open(&script);
        lws_host_start(&host, &loop, server, 1);
        lws_run_until_state(&loop, &host, (enum lwsgs_smtp_states)states[phase]);
        all &= ~(1 << states[phase]);
        CHECK_INT(phase == AT_END_OF_DATA, lws_seen(&host, SAW_BODY));
        lws_email_destroy(&host.email);
        CHECK_INT(LGSSMTP_IDLE, host.email.estate);
        script_server_close(server);
    }
    CHECK_INT(0, all);
    lws_close_loop(&loop);
}

/* Had the last check put it off, the host would be asked a second after that each time; a machine
 * that is slow to run the loop is so not every time. */
enum { TRIES = 20, MANY_SECONDS = 1000 };

/* Checks three times within a second; how long after the last one the host is asked. */
static double seconds_after_the_last_check(void)
{
    int times = lws_seen(&host, SAW_NONE) + 1;
    double begun = lws_time(&loop);

    lws_email_check(&host.email);
    lws_run_for(&loop, 600);
    lws_email_check(&host.email);
    lws_run_for(&loop, 100);
    bool early = lws_seen(&host, SAW_NONE) == times; /* a machine too slow for this */
    double last = lws_time(&loop);
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_NONE, times + early);
    CHECK(lws_seen_at(&host, SAW_NONE, times) - begun > 0.9);
    return early ? MANY_SECONDS : lws_seen_at(&host, SAW_NONE, times) - last;
}

/* Two seconds after init without a check, one second after a check, and no check puts that off. */
static void keeps_the_originals_times(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    double begun = lws_time(&loop);
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK(host.at[0] - begun > 1.9);

    double least = MANY_SECONDS;
    for (int i = 0; i < TRIES && least > 0.95; i++) {
        double since = seconds_after_the_last_check();
        least = since < least ? since : least;
    }
    CHECK(least <= 0.95);
    int before = host.count;
    lws_run_for(&loop, 1500);
    CHECK_INT(before, host.count);
    close_all();
}

/* The original waited for five seconds and connected anew. */
static void the_next_follows_at_once(void)
{
    open_all();
    lws_host_start(&host, &loop, server, 3);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbsmbsmbs-", host.seen);
    for (int i = 1; i <= 2; i++)
        CHECK(lws_seen_at(&host, SAW_MAIL, i + 1) - lws_seen_at(&host, SAW_SENT, i) < 4.5);
    CHECK(script_server_await(server, AT_QUIT, 1));
    CHECK_INT(1, script_server_reached(server, AT_CONNECT));
    CHECK_INT(3, script_server_messages(server));
    close_all();
}

static void check_in_body(struct lws_host *its, char what)
{
    if (what == SAW_BODY && lws_seen(its, SAW_BODY) == 1) {
        its->waiting++;
        lws_email_check(&its->email);
    }
    if (what == SAW_NONE && lws_seen(its, SAW_NONE) == 1)
        lws_email_check(&its->email);
}

/* A check in the middle of a mail, and one in on_next that has none. */
static void no_check_is_lost(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    host.waiting = 1;
    host.also = check_in_body;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 2);
    CHECK_TEXT("mbsmbs--", host.seen);
    CHECK(lws_seen_at(&host, SAW_NONE, 2) - lws_seen_at(&host, SAW_NONE, 1) > 0.9);
    close_all();
}

static void check_body(const char *body, const char *wanted)
{
    host.body = body;
    host.waiting = 1;
    int before = lws_seen(&host, SAW_SENT);
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_SENT, before + 1);
    check_data(wanted);
}

/* Line ends, dots, and the one line that the original's hosts end a message with. */
static void bodies_arrive_as_they_are(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    check_body("a: b\n\ntext\n\n.\n", "a: b\r\n\r\ntext\r\n\r\n.\r\n");
    check_body("a: b\r\n\r\ntext\r\n.\r\n", "a: b\r\n\r\ntext\r\n.\r\n");
    check_body("a: b\n\nno terminator", "a: b\r\n\r\nno terminator\r\n.\r\n");
    check_body("a: b\n\nno terminator.\n", "a: b\r\n\r\nno terminator.\r\n.\r\n");
    check_body("a: b\n\n.leading\nlast\n.\n", "a: b\r\n\r\n..leading\r\nlast\r\n.\r\n");
    check_body("a: b\n\nbefore\n.\nQUIT\nRSET\nafter\n.\n",
               "a: b\r\n\r\nbefore\r\n..\r\nQUIT\r\nRSET\r\nafter\r\n.\r\n");
    check_body("a: b\n\ntwo\n.\n.\n", "a: b\r\n\r\ntwo\r\n..\r\n.\r\n");
    check_body(".\n", ".\r\n");
    CHECK_INT(8, script_server_messages(server));
    close_all();
}

/* An idle struct keeps no loop alive, as in the original. */
static void lets_the_loop_end(void)
{
    open_all();
    lws_host_start(&host, &loop, server, 1);
    alarm(DEADLINE);
    CHECK_INT(0, uv_run(&loop, UV_RUN_DEFAULT));
    alarm(0);
    CHECK_TEXT("mbs-", host.seen);
    close_all();
}

/* The original printed commands and messages, tokens in them and all. */
static void prints_nothing(void)
{
    char path[] = "/tmp/lws_mail.XXXXXX";
    int file = mkstemp(path);

    CHECK(file >= 0);
    unlink(path);
    int output = dup(STDOUT_FILENO);
    int errors = dup(STDERR_FILENO);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    open_all();
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    close_all();
    fflush(NULL);
    dup2(output, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    CHECK_INT(0, lseek(file, 0, SEEK_END));
}

int main(void)
{
    RUN(has_the_originals_layout);
    RUN(is_sent_once);
    RUN(shows_its_states);
    RUN(keeps_the_originals_times);
    RUN(the_next_follows_at_once);
    RUN(no_check_is_lost);
    RUN(bodies_arrive_as_they_are);
    RUN(lets_the_loop_end);
    RUN(prints_nothing);
    return SUMMARY();
}
