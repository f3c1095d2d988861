/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_callbacks - what holds inside a callback, and what a callback leaves behind
 *
 * A stream is good until its last callback has returned, whoever ends or aborts it meanwhile. What
 * goes wrong inside a callback hides nothing from the call that waits.
 */
#include "process.h"
#include "support/watch.h"

#include <semaphore.h>

static struct script_server *server;
static sem_t at_done, ended;

/* A message that fails before its end has been said, to a port where nobody listens. */
static ServerStream begin_refused(struct watch *watch)
{
    server = script_server_open(NULL);
    script_server_stop_listening(server);
    return begin(server, "recipient@example.net", watch);
}

/* ---- the stream ------------------------------------------------------------------------------ */

static void ask_when_ended(ServerStream stream, struct watch *watch, int state)
{
    int code = -1;

    (void)watch;
    if (state != STATE_SMTP_DONE)
        return;
    sem_post(&at_done);
    sem_wait(&ended);
    CHECK_INT(0, SRVGetRcptResult(stream, 0, NULL, 0, &code));
    CHECK_INT(0, code);
}

static void stays_while_another_thread_ends_it(void)
{
    struct watch watch = {.also = ask_when_ended};

    ServerStream stream = begin_refused(&watch);
    sem_wait(&at_done);
    SRVEndOfMsg(stream);
    sem_post(&ended);
    watch_done(&watch);
    CHECK_INT(MAILSHIM_E_NETWORK, watch.error);
    while (SRVGetLastError(stream) != MAILSHIM_E_HANDLE)
        usleep(1000);
    close_server(server);
}

static void abort_and_ask(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state != STATE_SMTP_DONE)
        return;
    CHECK_INT(1, SRVAbortMsg(stream));
    CHECK_INT(0, SRVGetRcptResult(stream, 0, NULL, 0, NULL));
}

static void stays_when_the_callback_aborts_it(void)
{
    struct watch watch = {.also = abort_and_ask};

    ServerStream stream = begin_refused(&watch);
    watch_done(&watch);
    while (SRVGetLastError(stream) != MAILSHIM_E_HANDLE)
        usleep(1000);
    close_server(server);
}

/* The callback may be quicker than the function that returns the stream. */
static void abort_at_once(ServerStream stream, struct watch *watch, int state)
{
    (void)watch;
    if (state == STATE_SMTP_FINDHOST || state == STATE_SMTP_CONNECTING)
        CHECK_INT(1, SRVAbortMsg(stream));
}

static void can_be_aborted_before_it_is_returned(void)
{
    enum { ROUNDS = 60, AT_ONCE = 5 };
    static struct watch watches[ROUNDS][AT_ONCE];

    server = script_server_open(NULL);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < AT_ONCE; i++) {
            watches[round][i].also = abort_at_once;
            begin(server, "recipient@example.net", &watches[round][i]);
        }
        for (int i = 0; i < AT_ONCE; i++) {
            watch_done(&watches[round][i]);
            CHECK_INT(-1, watches[round][i].sent);
        }
    }
    script_server_close(server);
}

/* ---- the last error -------------------------------------------------------------------------- */

/* Before any call that enters Java from here. */
static void read_last_error(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    (void)watch;
    if (state != STATE_SMTP_DONE)
        return;
    CHECK_INT(MAILSHIM_E_NETWORK, mailshim_last_error_code());
    CHECK_CONTAINS("127.0.0.1", mailshim_last_error());
}

static void the_reason_is_the_last_error_at_done(void)
{
    struct watch watch = {.also = read_last_error};

    begin_refused(&watch);
    watch_done(&watch);
    script_server_close(server);
}

static void fail_at_something(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    (void)watch;
    (void)state;
    CHECK_INT(0, GetConfigParamInt("no such parameter"));
}

static void a_callback_hides_no_failure(void)
{
    struct watch watch = {.also = fail_at_something};

    server = script_server_open(NULL);
    SetConfigParam("async", 0);
    ServerStream stream = begin(server, "554-refused@example.net", &watch);
    write_text(stream);
    CHECK_INT(-554, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_REFUSED, mailshim_last_error_code());
    close_server(server);
}

static void cancelling_is_no_failure(void)
{
    server = script_server_open(NULL);
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    CHECK_INT(1, SRVAbortMsg(stream));
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    close_server(server);
}

/* ---- stopping -------------------------------------------------------------------------------- */

static void stop_everything(ServerStream stream, struct watch *watch, int state)
{
    (void)stream;
    (void)watch;
    (void)state;
    CHECK_INT(MAILSHIM_E_STATE, mailshim_stop(60000));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
}

/* It would wait for itself. */
static void a_callback_cannot_stop(void)
{
    struct watch watch = {.also = stop_everything};

    server = script_server_open(NULL);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    watch_done(&watch);
    CHECK(watch.sent > 0);
    close_server(server);
}

int main(void)
{
    RUN(stays_while_another_thread_ends_it);
    RUN(stays_when_the_callback_aborts_it);
    RUN(can_be_aborted_before_it_is_returned);
    RUN(the_reason_is_the_last_error_at_done);
    RUN(a_callback_hides_no_failure);
    RUN(cancelling_is_no_failure);
    RUN(a_callback_cannot_stop);
    return SUMMARY();
}
