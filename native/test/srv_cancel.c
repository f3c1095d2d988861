/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_cancel - SRVAbortMsg at every moment: the message ends soon, once, and is not sent
 *
 * The server stops answering at a phase, and only then the message is given up.
 */
#include "support/watch.h"

enum { SOON = 60 /* seconds; every time-out is 300 */ };

static void abort_at(enum phase phase, bool plain)
{
    struct script script = {phase, FALLS_SILENT, "", plain};
    struct script_server *server = script_server_open(&script);
    struct watch watch = {.count = 0};

    SetConfigParam("async", 1);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    CHECK(script_server_await(server, phase, 1));
    double begun = seconds_now();
    CHECK_INT(1, SRVAbortMsg(stream));
    watch_done(&watch);
    CHECK_AT_MOST(SOON, (int)(seconds_now() - begun));
    watch_check_order(&watch);
    CHECK_INT(-1, watch.sent);
    CHECK_INT(MAILSHIM_E_CANCELLED, watch.error);
    CHECK_INT(0, script_server_messages(server));
    while (script_server_sessions(server) > 0)
        usleep(1000); /* the connection closes; the test's time-out is the deadline */
    close_server(server);
}

static void after_the_end(void)
{
    for (int plain = 0; plain <= 1; plain++)
        for (enum phase phase = AT_CONNECT; phase <= AT_END_OF_DATA; phase++)
            abort_at(phase, plain);
}

/* More data than sockets hold, to a server that does not take it. */
static void in_the_middle_of_data(void)
{
    static char block[1024 * 1024];
    struct script script = {AT_DATA, SAYS_AND_STOPS, "354 go on\r\n", false};
    struct script_server *server = script_server_open(&script);
    struct watch watch = {.count = 0};

    memset(block, 'x', sizeof block);
    for (size_t i = 70; i < sizeof block; i += 70)
        block[i] = '\n';
    SetConfigParam("async", 1);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    for (int i = 0; i < 32; i++)
        CHECK_INT(sizeof block, SRVSend(stream, block, sizeof block));
    SRVEndOfMsg(stream);
    CHECK(script_server_await(server, AT_DATA, 1));
    double begun = seconds_now();
    CHECK_INT(1, SRVAbortMsg(stream));
    watch_done(&watch);
    CHECK_AT_MOST(SOON, (int)(seconds_now() - begun));
    CHECK_INT(-1, watch.sent);
    CHECK_INT(1, watch.dones);
    close_server(server);
}

/* Nothing of a message that was not ended is sent, whatever is in it. */
static void before_the_end(void)
{
    for (int async = -1; async <= 1; async++)
        for (int listens = 0; listens <= 1; listens++) {
            struct script_server *server = script_server_open(NULL);
            struct watch watch = {.count = 0};
            SetConfigParam("async", async);
            ServerStream stream = begin(server, "recipient@example.net", listens ? &watch : NULL);
            write_text(stream);
            CHECK(script_server_await(server, AT_EHLO, 1));
            CHECK_INT(1, SRVAbortMsg(stream));
            if (listens) {
                watch_done(&watch);
                CHECK_INT(-1, watch.sent);
                CHECK_INT(1, watch.dones);
                CHECK_INT(MAILSHIM_E_CANCELLED, watch.error);
            }
            CHECK_INT(0, SRVSend(stream, "x", 1));
            CHECK_INT(-1, SRVEndOfMsgEx(stream));
            while (script_server_sessions(server) > 0)
                usleep(1000);
            CHECK(strstr(script_server_commands(server), "MAIL") == NULL);
            close_server(server);
        }
}

static void *end_it(void *argument)
{
    static int result;

    result = SRVEndOfMsgEx(*(ServerStream *)argument);
    return &result;
}

/* One thread waits in SRVEndOfMsg, another one gives the message up. */
static void while_another_thread_waits(void)
{
    struct script script = {AT_END_OF_DATA, FALLS_SILENT, "", false};
    struct script_server *server = script_server_open(&script);
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    pthread_t thread;
    void *result = NULL;

    write_text(stream);
    CHECK_INT(0, pthread_create(&thread, NULL, end_it, &stream));
    CHECK(script_server_await(server, AT_END_OF_DATA, 1));
    double begun = seconds_now();
    CHECK_INT(1, SRVAbortMsg(stream));
    pthread_join(thread, &result);
    CHECK_AT_MOST(SOON, (int)(seconds_now() - begun));
    CHECK_INT(-1, *(int *)result);
    CHECK_INT(0, SRVAbortMsg(stream));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    close_server(server);
}

static void abort_in_the_dialog(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state == STATE_SMTP_DIALOG)
        CHECK_INT(1, SRVAbortMsg(stream));
}

static void in_its_own_callback(void)
{
    for (int async = 0; async <= 1; async++) {
        struct script script = {AT_END_OF_DATA, FALLS_SILENT, "", false};
        struct script_server *server = script_server_open(&script);
        struct watch watch = {.also = abort_in_the_dialog};
        SetConfigParam("async", async);
        ServerStream stream = begin(server, "recipient@example.net", &watch);
        SRVSend(stream, "Subject: test\n\ntext\n", 20); /* may come after that */
        SRVEndOfMsg(stream);
        watch_done(&watch);
        CHECK_INT(-1, watch.sent);
        CHECK_INT(1, watch.dones);
        close_server(server);
    }
}

/* Again and again, and when all is over. */
static void repeatedly(void)
{
    struct script script = {AT_MAIL, FALLS_SILENT, "", false};
    struct script_server *server = script_server_open(&script);
    struct watch watch = {.count = 0};

    SetConfigParam("async", 1);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    for (int i = 0; i < 100; i++)
        SRVAbortMsg(stream);
    watch_done(&watch);
    while (SRVAbortMsg(stream) == 1)
        usleep(1000);
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_INT(1, watch.dones);
    close_server(server);
}

int main(void)
{
    RUN(after_the_end);
    RUN(in_the_middle_of_data);
    RUN(before_the_end);
    RUN(while_another_thread_waits);
    RUN(in_its_own_callback);
    RUN(repeatedly);
    return SUMMARY();
}
