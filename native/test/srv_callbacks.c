/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_callbacks - callbacks that call back: about their own message, and about others
 *
 * SRVEndOfMsg on its own stream is refused, and everything else works as it does outside.
 */
#include "support/watch.h"

enum { OCTETS = 23 };

static struct script_server *server;

/* What is called in every state, on the callback's own stream. */
static void call_about_own(ServerStream stream, struct watch *watch, int state)
{
    char text[8];
    int *refusals = watch->own;

    (void)state;
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    SRVEndOfMsg(stream);
    CHECK_INT(MAILSHIM_E_STATE, SRVGetLastError(NULL));
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
    CHECK_INT(0, SRVErrorText(stream, text, sizeof text));
    ++*refusals;
}

/* The message has ended before its first callback: not in the asynchronous mode, hence the wait. */
static void ends_itself(void)
{
    for (int async = 0; async <= 1; async++) {
        int refusals = 0;
        struct watch watch = {.also = call_about_own, .own = &refusals};
        server = script_server_open(NULL);
        SetConfigParam("async", async);
        ServerStream stream = begin(server, "recipient@example.net", &watch);
        write_text(stream);
        SRVEndOfMsg(stream);
        watch_done(&watch);
        watch_check_order(&watch);
        CHECK_INT(OCTETS, watch.sent);
        CHECK_INT(watch.count, refusals);
        CHECK_INT(1, script_server_messages(server));
        close_server(server);
    }
}

static void send_more(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state >= STATE_SMTP_SENDING) {
        CHECK_INT(0, SRVSend(stream, "more", 4));
        CHECK_INT(0, SRVprintf(stream, "%s", "more"));
    }
}

/* Data is on its way: nothing more can be added, and nothing of it arrives. */
static void sends_to_itself(void)
{
    for (int async = 0; async <= 1; async++) {
        struct watch watch = {.also = send_more};
        size_t length = 0;
        server = script_server_open(NULL);
        SetConfigParam("async", async);
        ServerStream stream = begin(server, "recipient@example.net", &watch);
        write_text(stream);
        SRVEndOfMsg(stream);
        watch_done(&watch);
        CHECK_INT(OCTETS, watch.sent);
        CHECK_INT(MAILSHIM_OK, watch.error);
        script_server_data(server, &length);
        CHECK_INT(OCTETS + 3, length);
        close_server(server);
    }
}

static void abort_at_the_end(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state == STATE_SMTP_DONE)
        CHECK_INT(1, SRVAbortMsg(stream));
}

/* Too late, harmless, and DONE does not come again. */
static void aborts_when_done(void)
{
    for (int async = 0; async <= 1; async++) {
        struct watch watch = {.also = abort_at_the_end};
        server = script_server_open(NULL);
        SetConfigParam("async", async);
        ServerStream stream = begin(server, "recipient@example.net", &watch);
        write_text(stream);
        SRVEndOfMsg(stream);
        watch_done(&watch);
        CHECK_INT(OCTETS, watch.sent);
        while (SRVGetLastError(stream) != MAILSHIM_E_HANDLE)
            usleep(1000);
        CHECK_INT(1, watch.dones);
        close_server(server);
    }
}

static void fail_at_something(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    (void)watch;
    CHECK_INT(state == STATE_SMTP_DONE ? MAILSHIM_E_REFUSED : MAILSHIM_E_HANDLE,
              mailshim_last_error_code());
    CHECK_INT(0, SRVSend(NULL, "x", 1));
}

/* The last error after a call that waited is that of the message, not what its callback left. */
static void leaves_the_last_error(void)
{
    struct watch watch = {.also = fail_at_something};

    server = script_server_open(NULL);
    SetConfigParam("async", 0);
    CHECK_INT(0, SRVSend(NULL, "x", 1));
    ServerStream stream = begin(server, "550-nobody@example.net", &watch);
    write_text(stream);
    CHECK_INT(-550, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_REFUSED, mailshim_last_error_code());
    SetConfigParam("nonsense", 1);
    watch = (struct watch){.also = send_more};
    stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    CHECK_INT(OCTETS, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    stream = begin(server, "recipient@example.net", &watch);
    CHECK_INT(1, SRVAbortMsg(stream));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    close_server(server);
}

struct other {
    ServerStream abandoned, written;
    struct watch watch; /* of a message that the callback starts */
};

/* Sends a whole message synchronously, gives one up, ends one, and starts one with a callback. */
static void call_about_others(ServerStream stream, struct watch *watch, int state)
{
    struct other *other = watch->own;

    (void)stream;
    if (state != STATE_SMTP_DONE)
        return;
    CHECK_INT(1, SRVAbortMsg(other->abandoned));
    write_text(other->written);
    CHECK_INT(OCTETS, SRVEndOfMsgEx(other->written));
    ServerStream whole = begin(server, "recipient@example.net", NULL);
    write_text(whole);
    CHECK_INT(OCTETS, SRVEndOfMsgEx(whole));
    ServerStream started = begin(server, "recipient@example.net", &other->watch);
    write_text(started);
    SRVEndOfMsg(started);
}

static void works_on_others(void)
{
    struct other other = {0};
    struct watch watch = {.also = call_about_others, .own = &other};

    server = script_server_open(NULL);
    other.abandoned = begin(server, "recipient@example.net", NULL);
    other.written = begin(server, "recipient@example.net", NULL);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    watch_done(&watch);
    watch_done(&other.watch);
    CHECK_INT(OCTETS, other.watch.sent);
    CHECK_INT(4, script_server_messages(server));
    close_server(server);
}

/* More callbacks wait for messages at once than there are callback threads. */
static void wait_for_a_message(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    (void)watch;
    if (state != STATE_SMTP_DIALOG)
        return;
    ServerStream inner = begin(server, "recipient@example.net", NULL);
    write_text(inner);
    CHECK_INT(OCTETS, SRVEndOfMsgEx(inner));
}

static void many_wait_at_once(void)
{
    static struct watch watches[16];

    server = script_server_open(NULL);
    for (int i = 0; i < 16; i++) {
        watches[i].also = wait_for_a_message;
        ServerStream stream = begin(server, "recipient@example.net", &watches[i]);
        write_text(stream);
        SRVEndOfMsg(stream);
    }
    for (int i = 0; i < 16; i++) {
        watch_done(&watches[i]);
        CHECK_INT(OCTETS, watches[i].sent);
    }
    CHECK_INT(32, script_server_messages(server));
    close_server(server);
}

/* A callback that sleeps holds up nobody but its own message, and that one's delivery not at all.
 */
static void take_a_nap(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    if (state == STATE_SMTP_CONNECTING)
        script_server_await(watch->own, AT_QUIT, 1);
}

static void a_slow_one(void)
{
    struct watch slow = {.also = take_a_nap};
    struct watch quick = {.count = 0};

    server = script_server_open(NULL);
    slow.own = server;
    ServerStream stream = begin(server, "recipient@example.net", &slow);
    write_text(stream);
    SRVEndOfMsg(stream);
    ServerStream other = begin(server, "recipient@example.net", &quick);
    write_text(other);
    SRVEndOfMsg(other);
    watch_done(&quick);
    watch_done(&slow);
    watch_check_order(&slow);
    CHECK_INT(OCTETS, slow.sent);
    close_server(server);
}

int main(void)
{
    RUN(ends_itself);
    RUN(sends_to_itself);
    RUN(aborts_when_done);
    RUN(leaves_the_last_error);
    RUN(works_on_others);
    RUN(many_wait_at_once);
    RUN(a_slow_one);
    return SUMMARY();
}
