/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_errors - the last error is the calling thread's, survives what succeeds, and is fit to be
 * printed; starting and stopping fail and succeed as documented
 */
#include "process.h"

#include <ctype.h>
#include <semaphore.h>

static sem_t turn;

/* ---- last error ------------------------------------------------------------------------------ */

static void *see_nothing(void *unused)
{
    (void)unused;
    CHECK_TEXT("", mailshim_last_error());
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    CHECK_INT(1, GetConfigParamInt("smtp_nomx"));
    CHECK_TEXT("", mailshim_last_error());
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    SetConfigParamI("no such parameter", 1);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    return NULL;
}

static void errors_are_per_thread(void)
{
    CHECK_TEXT("", mailshim_last_error());
    call_java();
    on_thread(0, see_nothing, NULL);
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_CONTAINS("SRVSend", mailshim_last_error());
}

static void success_leaves_the_error(void)
{
    char before[1024];

    call_java();
    snprintf(before, sizeof before, "%s", mailshim_last_error());
    CHECK_INT(1, GetConfigParamInt("smtp_nomx"));
    SetConfigParamI("smtp_nomx", 1);
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    CHECK_TEXT(before, mailshim_last_error());
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
}

/* Found in C, before Java could be entered or without asking it. */
static void success_leaves_an_error_found_in_c(void)
{
    char before[1024];

    for (int i = 0; i < 2; i++) {
        CHECK_INT(0, SRVprintf(NULL, NULL));
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
        snprintf(before, sizeof before, "%s", mailshim_last_error());
        CHECK_CONTAINS("SRVprintf", before);
        CHECK_INT(1, GetConfigParamInt("smtp_nomx"));
        CHECK_TEXT(before, mailshim_last_error());
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
        call_java();
        CHECK_CONTAINS("SRVSend", mailshim_last_error());
    }
}

static void the_newer_error_wins(void)
{
    const char *const options[] = {"-Xmx64m"};

    for (int i = 0; i < 3; i++) {
        call_java();
        CHECK_INT(MAILSHIM_E_STATE, mailshim_start(options, 1));
        CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
        CHECK_INT(0, SRVprintf(NULL, NULL));
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
        CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(NULL));
    }
}

static void check_printable(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (iscntrl((unsigned char)*at))
            CHECK_FAILED("a control character in \"%s\"", text);
    CHECK_AT_MOST(4096, (long long)strlen(text));
    CHECK(strlen(text) > 10);
}

static void texts_are_printable_and_bounded(void)
{
    static const char *const bad[] = {"a\r\nRCPT TO:<x@example.org>", "a\033[31m@example.org",
                                      "a\tb\x01", "\xff\xfe@example.org"};
    static char longest[1000001];
    static char format[5001];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(SRVInitSendMsgSMTP(bad[i], "b@example.net", "127.0.0.1", 25, NULL, NULL) == NULL);
        check_printable(mailshim_last_error());
        SetConfigParamS(bad[i], "x");
        check_printable(mailshim_last_error());
        SetConfigParamS("smtp_dns", bad[i]);
        check_printable(mailshim_last_error());
        CHECK(SRVInitSendMsgSMTP("a@example.org", "b@example.net", bad[i], 0, NULL, NULL) == NULL);
        check_printable(mailshim_last_error());
    }
    memset(longest, 'a', sizeof longest - 1);
    CHECK(SRVInitSendMsgSMTP(longest, "b@example.net", "127.0.0.1", 25, NULL, NULL) == NULL);
    check_printable(mailshim_last_error());
    SetConfigParamS(longest, longest);
    check_printable(mailshim_last_error());
    memset(format, 'b', sizeof format - 1);
    SetConfigParamS(format, format);
    check_printable(mailshim_last_error());
    CHECK(SRVInitSendMsgSMTP(format, "b@example.net", "127.0.0.1", 25, NULL, NULL) == NULL);
    check_printable(mailshim_last_error());
}

/* Valid until the thread's next call, whatever other threads do. */
static void *make_errors(void *unused)
{
    (void)unused;
    for (int i = 0; i < 1000; i++)
        SetConfigParamI("another thread's parameter", i);
    return NULL;
}

static void a_text_stays_until_the_next_call(void)
{
    call_java();
    const char *text = mailshim_last_error();
    char *copy = strdup(text);
    on_thread(0, make_errors, NULL);
    CHECK_TEXT(copy, text);
    free(copy);
}

/* ---- start -------------------------------------------------------------------------------------
 */

static void start_takes_options_once(void)
{
    const char *const options[] = {"-Dguest.test=1", "-Xmx64m"};
    const char *const hole[] = {"-Xmx64m", NULL};

    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_start(hole, 2));
    CHECK_CONTAINS("option 1", mailshim_last_error());
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_start(options, -1));
    CHECK_INT(MAILSHIM_OK, mailshim_start(options, 2));
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    CHECK_INT(MAILSHIM_OK, mailshim_start(options, 0));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_start(options, 2));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK_CONTAINS("too late", mailshim_last_error());
    call_java();
}

static void a_refused_start_is_final_and_quick(void)
{
    const char *const bad[] = {"-XX:+NoSuchOption"};

    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_start(bad, 1));
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_last_error_code());
    CHECK_CONTAINS("NoSuchOption", mailshim_last_error());
    CHECK_CONTAINS("mailshim_start", mailshim_last_error());
    check_printable(mailshim_last_error());
    double begun = seconds_now();
    for (int i = 0; i < 1000; i++) {
        CHECK_INT(0, SRVSend(NULL, "x", 1));
        CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_last_error_code());
        CHECK_CONTAINS("NoSuchOption", mailshim_last_error());
    }
    CHECK_AT_MOST(20, (long long)(seconds_now() - begun));
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_start(NULL, 0));
    CHECK_INT(MAILSHIM_OK, mailshim_stop(0)); /* nothing runs */
}

/* ---- stop --------------------------------------------------------------------------------------
 */

static void check_stopped(void)
{
    CHECK(SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.1", 25, NULL, NULL) ==
          NULL);
    CHECK_INT(MAILSHIM_E_STOPPED, mailshim_last_error_code());
    CHECK_CONTAINS("mailshim_start", mailshim_last_error());
}

static void stop_and_start_again(void)
{
    call_java();
    for (int i = 0; i < 3; i++) {
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_stop(-1));
        CHECK_INT(MAILSHIM_OK, mailshim_stop(0));
        CHECK_INT(MAILSHIM_OK, mailshim_stop(100));
        check_stopped();
        CHECK_INT(0, GetConfigParamInt("smtp_addhdr")); /* configuration goes on working */
        CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
        CHECK_INT(1, SRVAbortMsg(begun_message(silent_server())));
    }
}

static _Atomic int result;

static void *send_and_wait(void *port)
{
    ServerStream stream = begun_message(*(int *)port);

    sem_post(&turn);
    result = SRVEndOfMsgEx(stream);
    CHECK(mailshim_last_error_code() != MAILSHIM_OK);
    return NULL;
}

static void stop_cancels_what_is_under_way(void)
{
    pthread_t thread;
    int port = silent_server();

    sem_init(&turn, 0, 0);
    CHECK_INT(0, pthread_create(&thread, NULL, send_and_wait, &port));
    CHECK_INT(0, sem_wait(&turn));
    double begun = seconds_now();
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_stop(100));
    CHECK_AT_MOST(60, (long long)(seconds_now() - begun));
    CHECK_INT(0, pthread_join(thread, NULL));
    CHECK(result < 0);
    check_stopped();
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    CHECK_INT(MAILSHIM_OK, mailshim_stop(0));
}

static _Atomic int done_calls;

static void count_done(ServerStream *stream, void *usr_par, int state, int sent)
{
    (void)stream;
    (void)usr_par;
    if (state == STATE_SMTP_DONE) {
        CHECK(sent < 0);
        done_calls++;
    }
}

static void stop_waits_for_callbacks(void)
{
    int port = silent_server();

    for (int i = 0; i < 10; i++) {
        ServerStream stream = SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.1",
                                                 port, count_done, NULL);
        CHECK(SRVprintf(stream, "Subject: %d\n\n", i) > 0);
        SRVEndOfMsg(stream);
    }
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_stop(0));
    CHECK_INT(10, done_calls);
}

int main(void)
{
    RUN(errors_are_per_thread);
    RUN(success_leaves_the_error);
    RUN(success_leaves_an_error_found_in_c);
    RUN(the_newer_error_wins);
    RUN(texts_are_printable_and_bounded);
    RUN(a_text_stays_until_the_next_call);
    RUN(start_takes_options_once);
    RUN(a_refused_start_is_final_and_quick);
    RUN(stop_and_start_again);
    RUN(stop_cancels_what_is_under_way);
    RUN(stop_waits_for_callbacks);
    return SUMMARY();
}
