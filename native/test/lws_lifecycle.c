/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_lifecycle - structs that come and go: destroyed at any time and twice, never used, used
 * again, on loops that are closed over them
 */
#include "support/lws_host.h"

static struct lws_host host, other;
static uv_loop_t loop;
static struct script_server *server;

static void open_all(const struct script *script)
{
    CHECK_INT(0, uv_loop_init(&loop));
    server = script_server_open(script);
}

static void close_all(void)
{
    lws_close_loop(&loop);
    script_server_close(server);
}

static void before_the_first_mail(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    CHECK(host.email.content != NULL);
    lws_email_destroy(&host.email);
    CHECK(host.email.content == NULL);
    lws_email_destroy(&host.email);
    lws_email_check(&host.email);
    lws_run_for(&loop, 1500);
    CHECK_INT(0, host.count);
    close_all();
}

static void never_initialised(void)
{
    static struct lws_email zeroed, garbage;

    memset(&garbage, 0xa5, sizeof garbage);
    lws_email_check(&zeroed);
    lws_email_destroy(&zeroed);
    lws_email_destroy(&zeroed);
    lws_email_check(&garbage);
    lws_email_destroy(&garbage);
    lws_email_check(NULL);
    lws_email_destroy(NULL);
}

/* At each step, with the connection open; nothing comes after it, and the loop closes. */
static void in_the_middle_of_a_mail(void)
{
    static const enum lwsgs_smtp_states states[] = {LGSSMTP_CONNECTED, LGSSMTP_SENT_HELO,
                                                    LGSSMTP_SENT_FROM, LGSSMTP_SENT_TO,
                                                    LGSSMTP_SENT_DATA, LGSSMTP_SENT_BODY};

    for (int phase = AT_CONNECT; phase <= AT_END_OF_DATA; phase++) {
        struct script script = {(enum phase)phase, FALLS_SILENT, NULL, true};
        open_all(&script);
        lws_host_start(&host, &loop, server, 1);
        lws_run_until_state(&loop, &host, states[phase]);
        CHECK(script_server_await(server, (enum phase)phase, 1));
        int before = host.count;
        lws_email_destroy(&host.email);
        lws_email_destroy(&host.email);
        memset(&host.email, 0xa5, sizeof host.email); /* its memory is the host's again */
        lws_run_for(&loop, 50);
        CHECK_INT(before, host.count);
        for (double end = seconds_now() + DEADLINE; script_server_sessions(server) > 0;)
            CHECK(seconds_now() < end); /* cut off, though the server is silent */
        close_all();
    }
}

static char destroy_at;

static void destroy(struct lws_host *its, char what)
{
    if (what == destroy_at)
        lws_email_destroy(&its->email);
}

static void in_a_callback(void)
{
    static const char *const logs[] = {"-", "m", "mb", "mbs"};

    for (int i = 0; i < 4; i++) {
        open_all(NULL);
        lws_host_start(&host, &loop, server, i > 0);
        host.also = destroy;
        destroy_at = logs[i][strlen(logs[i]) - 1];
        lws_run_until(&loop, &host, destroy_at, 1);
        lws_run_for(&loop, 100);
        CHECK_TEXT(logs[i], host.seen);
        close_all();
    }
    struct script script = {AT_RCPT, SAYS, "550 no\r\n", true};
    open_all(&script);
    lws_host_start(&host, &loop, server, 1);
    host.also = destroy;
    destroy_at = SAW_FAILURE;
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    close_all();
}

static void destroy_and_begin_anew(struct lws_host *its, char what)
{
    if (what != SAW_SENT || lws_seen(its, SAW_SENT) > 1)
        return;
    lws_email_destroy(&its->email);
    CHECK_INT(0, lws_email_init(&its->email, &loop, MAX_CONTENT));
    lws_email_check(&its->email);
}

static void used_again(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 3);
    host.also = destroy_and_begin_anew;
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbsmbsmbs-", host.seen);
    lws_email_destroy(&host.email);
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    host.waiting = 1;
    lws_run_until(&loop, &host, SAW_SENT, 4);
    lws_email_destroy(&host.email);
    close_all();
}

/* The original hung: its one timer was in the loop's queue twice. */
static void initialised_twice(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    lws_run_for(&loop, 2200);
    CHECK_INT(4, host.count);
    lws_email_destroy(&host.email);
    close_all();
}

/* The loop that it was on before lets go of it when it next turns. */
static void taken_to_another_loop(void)
{
    uv_loop_t second;

    CHECK_INT(0, uv_loop_init(&second));
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    CHECK_INT(0, lws_email_init(&host.email, &second, MAX_CONTENT));
    CHECK(host.email.loop == &second);
    lws_email_check(&host.email);
    lws_run_until(&second, &host, SAW_NONE, 1);
    lws_run_for(&loop, 1500);
    CHECK_TEXT("mbs-", host.seen);
    lws_email_destroy(&host.email);
    lws_close_loop(&second);
    close_all();
}

/* As libwebsockets' own plugin has it: two structs, and only one is destroyed. */
static void two_on_one_loop(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 5);
    lws_host_start(&other, &loop, server, 5);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    lws_run_until(&loop, &other, SAW_NONE, 1);
    CHECK_INT(5, lws_seen(&host, SAW_SENT));
    CHECK_INT(5, lws_seen(&other, SAW_SENT));
    lws_email_destroy(&host.email);
    other.waiting = 1;
    lws_email_check(&other.email);
    lws_run_until(&loop, &other, SAW_SENT, 6);
    lws_email_destroy(&other.email);
    close_all();
}

static void close_handle(uv_handle_t *handle, void *argument)
{
    (void)argument;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* A host that walks its loop and closes what it finds, in the middle of a mail; the worker has word
 * for a loop that is gone. */
static void closed_by_somebody_else(void)
{
    struct script script = {AT_RCPT, FALLS_SILENT, NULL, true};
    uv_loop_t *own = malloc(sizeof *own);

    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "dialog_timeout", "1"));
    CHECK_INT(0, uv_loop_init(own));
    server = script_server_open(&script);
    lws_host_start(&host, own, server, 1);
    lws_run_until_state(own, &host, LGSSMTP_SENT_TO);
    uv_walk(own, close_handle, NULL);
    lws_close_loop(own);
    memset(own, 0xa5, sizeof *own);
    free(own);
    for (double end = seconds_now() + DEADLINE; script_server_sessions(server) > 0;)
        CHECK(seconds_now() < end); /* the worker's time-out: it has nobody to tell */
    usleep(100 * 1000);             /* what it would do wrong, it would do now */
    lws_email_check(&host.email);
    lws_email_destroy(&host.email);
    lws_email_destroy(&host.email);
    script_server_close(server);
}

/* The same when the worker waits for the loop to write the message, and nobody destroys the struct:
 * its connection ends all the same. */
static void closed_by_somebody_else_before_the_message(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_MAIL, 1);
    CHECK(script_server_await(server, AT_DATA, 1)); /* without a turn of the loop */
    usleep(100 * 1000);                             /* on most machines it waits by then */
    uv_walk(&loop, close_handle, NULL);
    lws_close_loop(&loop);
    for (double end = seconds_now() + DEADLINE; script_server_sessions(server) > 0;)
        CHECK(seconds_now() < end);
    CHECK_TEXT("m", host.seen);
    CHECK_INT(0, script_server_messages(server));
    script_server_close(server);
}

static void closed_by_somebody_else_while_idle(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    uv_walk(&loop, close_handle, NULL);
    lws_email_check(&host.email);
    lws_close_loop(&loop);
    lws_email_check(&host.email);
    lws_email_destroy(&host.email);
    script_server_close(server);
}

static void never_destroyed(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_SENT, 1);
    exit(0); /* with a thread of ours, and handles in the loop */
}

/* The first mail begins after the fork: a host that daemonises between init and its loop. */
static void forked_before_the_first_mail(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 3);
    pid_t child = check_fork();
    if (child == 0) {
        CHECK_INT(0, uv_loop_fork(&loop));
        lws_run_until(&loop, &host, SAW_NONE, 1);
        CHECK_TEXT("mbsmbsmbs-", host.seen);
        _exit(0);
    }
    CHECK_INT(0, check_wait(child));
    CHECK_INT(1, script_server_reached(server, AT_CONNECT)); /* its worker waited for the next */
    lws_email_destroy(&host.email);
    close_all();
}

/* Java stays with the parent: the child's mails fail, and say why. */
static void forked_after_it(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    pid_t child = check_fork();
    if (child == 0) {
        CHECK_INT(0, uv_loop_fork(&loop));
        host.waiting = 1;
        host.count = 0;
        memset(host.seen, 0, sizeof host.seen);
        lws_email_check(&host.email);
        lws_run_until(&loop, &host, SAW_FAILURE, 1);
        CHECK_INT(MAILSHIM_E_FORKED, host.code);
        lws_email_destroy(&host.email);
        _exit(0);
    }
    CHECK_INT(0, check_wait(child));
    lws_email_destroy(&host.email);
    close_all();
}

/* In the child the mail is none any more, and the struct can go; in the parent it arrives. */
static void forked_in_the_middle_of_a_mail(void)
{
    open_all(NULL);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_MAIL, 1);
    CHECK(script_server_await(server, AT_DATA, 1));
    pid_t child = check_fork();
    if (child == 0) {
        CHECK_INT(0, uv_loop_fork(&loop));
        CHECK_INT(LGSSMTP_IDLE, host.email.estate);
        lws_run_for(&loop, 200);
        lws_email_destroy(&host.email);
        lws_close_loop(&loop);
        CHECK_TEXT("m", host.seen);
        _exit(0);
    }
    CHECK_INT(0, check_wait(child));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    CHECK_INT(1, script_server_messages(server));
    lws_email_destroy(&host.email);
    close_all();
}

/* After mailshim_stop a mail fails, and after mailshim_start it goes. */
static void stopped_and_started(void)
{
    open_all(NULL);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "retry_min", "1"));
    lws_host_start(&host, &loop, server, 1);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
    host.waiting = 1;
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    CHECK_INT(MAILSHIM_E_STOPPED, host.code);
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    lws_run_until(&loop, &host, SAW_SENT, 2);
    lws_email_destroy(&host.email);
    close_all();
}

int main(void)
{
    RUN(before_the_first_mail);
    RUN(never_initialised);
    RUN(in_the_middle_of_a_mail);
    RUN(in_a_callback);
    RUN(used_again);
    RUN(initialised_twice);
    RUN(taken_to_another_loop);
    RUN(two_on_one_loop);
    RUN(closed_by_somebody_else);
    RUN(closed_by_somebody_else_before_the_message);
    RUN(closed_by_somebody_else_while_idle);
    RUN(never_destroyed);
    RUN_UNLESS_SANITIZED(forked_before_the_first_mail);
    RUN_UNLESS_SANITIZED(forked_after_it);
    RUN_UNLESS_SANITIZED(forked_in_the_middle_of_a_mail);
    RUN(stopped_and_started);
    return SUMMARY();
}
