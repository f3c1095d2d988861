/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_control - starting, stopping and asking what went wrong, where Java is out of reach or the
 * host out of something
 */
#include "process.h"

#include <limits.h>
#include <sys/resource.h>
#include <wchar.h>

/* A start that fails and may be repeated: too little address space. */
static void make_java_unreachable(void)
{
    struct rlimit limit = {1 << 30, RLIM_INFINITY};

    unsetenv("MAILSHIM_JVM_OPTS");
    CHECK_INT(0, setrlimit(RLIMIT_AS, &limit));
}

static void the_reason_is_told_without_java(void)
{
    char text[1024] = "";

    make_java_unreachable();
    CHECK_INT(0, SRVSend(NULL, "x", 1));
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_last_error_code());
    CHECK_INT(MAILSHIM_E_RUNTIME, SRVGetLastError(NULL));
    CHECK_INT((long long)strlen(mailshim_last_error()), SRVErrorText(NULL, text, sizeof text));
    CHECK_TEXT(mailshim_last_error(), text);
    CHECK(SRVErrorText(NULL, text, 10) > 9);
    CHECK_INT(9, (long long)strlen(text));
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_last_error_code());
}

static void *start_on_this_stack(void *unused)
{
    (void)unused;
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_start(NULL, 0));
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_last_error_code());
    return NULL;
}

static void start_tells_that_the_stack_is_small(void)
{
    on_thread(64, start_on_this_stack, NULL);
}

static void start_takes_all_options_or_none(void)
{
    static const char *options[200];

    for (int i = 0; i < 200; i++)
        options[i] = "-Dsome=thing";
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_start(options, 200));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(MAILSHIM_OK, mailshim_start(options, 20));
}

static void a_stop_that_cancels_says_so(void)
{
    begun_message(silent_server());
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_stop(0));
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_last_error_code());
    CHECK_CONTAINS("mailshim_stop", mailshim_last_error());
}

static void the_log_is_switched_off_at_any_level(void)
{
    CHECK_INT(MAILSHIM_OK, mailshim_set_log(NULL, NULL, 0));
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
}

/* There is nothing to stop or to switch off before the first call, nor where Java cannot run. */
static void nothing_is_started_for_nothing(void)
{
    CHECK_INT(MAILSHIM_OK, mailshim_stop(0));
    CHECK_INT(MAILSHIM_OK, mailshim_set_log(NULL, NULL, 0));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_stop(-1));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK(!is_mapped("libjvm.so"));
    make_java_unreachable();
    CHECK_INT(MAILSHIM_OK, mailshim_stop(0));
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_start(NULL, 0));
    CHECK_INT(MAILSHIM_OK, mailshim_stop(0));
}

/* A stop that had nothing to stop stops nothing later. */
static void an_early_stop_is_over(void)
{
    CHECK_INT(MAILSHIM_OK, mailshim_stop(0));
    CHECK_INT(1, SRVAbortMsg(begun_message(silent_server())));
}

static void log_line(void *user, int level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

static void *control_on_this_stack(void *unused)
{
    (void)unused;
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_stop(0));
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_last_error_code());
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_set_log(log_line, NULL, MAILSHIM_LOG_ERROR));
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_start(NULL, 0));
    CHECK_SAYS("mailshim_start was called on a thread", mailshim_last_error());
    return NULL;
}

static void the_actual_reason_is_returned(void)
{
    call_java();
    on_thread(64, control_on_this_stack, NULL);
}

static void a_forked_child_is_told_why(void)
{
    call_java();
    pid_t child = check_fork();
    if (child == 0) {
        CHECK_INT(MAILSHIM_E_FORKED, mailshim_stop(0));
        CHECK_INT(MAILSHIM_E_FORKED, mailshim_set_log(NULL, NULL, 0));
        CHECK_INT(MAILSHIM_E_FORKED, mailshim_last_error_code());
        CHECK_SAYS("mailshim_set_log was called", mailshim_last_error());
        _exit(0);
    }
    CHECK_INT(0, check_wait(child));
}

static void without_java_the_log_cannot_be_set(void)
{
    make_java_unreachable();
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_set_log(log_line, NULL, MAILSHIM_LOG_ERROR));
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_last_error_code());
}

/* An error found in C that cut a text inside a character is the last error still when Java has it.
 */
static void a_cut_character_loses_no_error(void)
{
    static const wchar_t no_character[] = {0x7fffffff, 0};
    char format[300];

    call_java();
    memset(format, 'x', 199);
    snprintf(format + 199, sizeof format - 199, "\u00e9%%ls");
    CHECK_INT(0, SRVprintf(NULL, format, no_character));
    CHECK_INT(-1, GetConfigParamInt("async"));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_CONTAINS("SRVprintf: the C library cannot format \"xxx", mailshim_last_error());
}

/* The process has no thread-specific key left: nobody else's may be used instead. */
static void the_hosts_keys_stay_the_hosts(void)
{
    static pthread_key_t keys[PTHREAD_KEYS_MAX];
    int count = 0;

    while (count < PTHREAD_KEYS_MAX && pthread_key_create(&keys[count], NULL) == 0)
        CHECK_INT(0, pthread_setspecific(keys[count++], &keys[0]));
    CHECK_INT(0, SRVprintf(NULL, NULL));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    for (int i = 0; i < count; i++)
        CHECK(pthread_getspecific(keys[i]) == &keys[0]);
}

int main(void)
{
    RUN(start_tells_that_the_stack_is_small);
    RUN(start_takes_all_options_or_none);
    RUN(a_stop_that_cancels_says_so);
    RUN(the_log_is_switched_off_at_any_level);
    RUN(an_early_stop_is_over);
    RUN(the_actual_reason_is_returned);
    RUN_UNLESS_SANITIZED(a_forked_child_is_told_why);
    RUN(a_cut_character_loses_no_error);
    RUN(the_hosts_keys_stay_the_hosts);
    if (!SANITIZED) { /* its shadow needs more address space than these leave */
        RUN(the_reason_is_told_without_java);
        RUN(nothing_is_started_for_nothing);
        RUN(without_java_the_log_cannot_be_set);
    }
    return SUMMARY();
}
