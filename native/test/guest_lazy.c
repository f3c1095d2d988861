/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_lazy - linking with mailshim costs nothing before the first call, and the first call boots
 * once, however many threads make it
 */
#include "process.h"

#include <sched.h>
#include <time.h>

enum { CALLERS = 16 };

static pthread_barrier_t together;

static void nothing_before_the_first_call(void)
{
    CHECK_INT(1, thread_count());
    CHECK(!is_mapped("libjvm"));
    CHECK(is_mapped("libmailshim-srv"));

    CHECK_TEXT(MAILSHIM_VERSION, mailshim_version());
    CHECK_TEXT("", mailshim_last_error());
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_start(NULL, -1));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_start(NULL, 1));
    CHECK_INT(0, SRVprintf(NULL, NULL));
    CHECK_INT(1, thread_count());
    CHECK(!is_mapped("libjvm"));

    call_java();
    CHECK(is_mapped("libjvm"));
    CHECK(thread_count() > 1);
}

static void *first_call(void *unused)
{
    (void)unused;
    pthread_barrier_wait(&together);
    call_java();
    return NULL;
}

static void *first_start(void *unused)
{
    (void)unused;
    pthread_barrier_wait(&together);
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    return NULL;
}

/* A thread of Java's gives itself its name, which may be after the call that started it. */
static int started_threads(void)
{
    const char *name = "mailshim starte";
    time_t end = time(NULL) + 30;
    while (threads_named(name) == 0 && time(NULL) < end)
        sched_yield();
    return threads_named(name);
}

static void call_together(void *(*body)(void *))
{
    pthread_t threads[CALLERS];

    pthread_barrier_init(&together, NULL, CALLERS);
    for (int i = 0; i < CALLERS; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, body, NULL));
    for (int i = 0; i < CALLERS; i++)
        CHECK_INT(0, pthread_join(threads[i], NULL));
    CHECK_INT(1, threads_named("VM Thread"));
    CHECK_INT(1, started_threads());
}

static void many_first_calls_boot_once(void)
{
    call_together(first_call);
}

static void many_starts_boot_once(void)
{
    call_together(first_start);
    call_java();
}

int main(void)
{
    RUN(nothing_before_the_first_call);
    RUN(many_first_calls_boot_once);
    RUN(many_starts_boot_once);
    return SUMMARY();
}
