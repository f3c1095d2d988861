/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_control - starting, stopping and asking what went wrong, where Java is out of reach or the
 * host out of something
 */
#include "process.h"

#include <limits.h>
#include <sys/resource.h>

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
    RUN(the_reason_is_told_without_java);
    RUN(start_tells_that_the_stack_is_small);
    RUN(start_takes_all_options_or_none);
    RUN(a_stop_that_cancels_says_so);
    RUN(the_log_is_switched_off_at_any_level);
    RUN(the_hosts_keys_stay_the_hosts);
    return SUMMARY();
}
