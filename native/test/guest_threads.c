/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_threads - any thread of the host may call, if its stack is large enough, and leaves nothing
 * behind when it ends
 */
#include "process.h"

enum { WARM_UP = 2000, MANY = 10000, AT_ONCE = 100 };

static void *call(void *unused)
{
    (void)unused;
    call_java();
    return NULL;
}

static void *be_refused(void *unused)
{
    (void)unused;
    CHECK_INT(0, SRVSend(NULL, "x", 1));
    CHECK_INT(MAILSHIM_E_THREAD, mailshim_last_error_code());
    CHECK_CONTAINS("SRVSend", mailshim_last_error());
    CHECK_CONTAINS("256 KiB", mailshim_last_error());
    return NULL;
}

static void small_stacks_are_refused(void)
{
    call_java();
    on_thread(64, be_refused, NULL);
    on_thread(128, be_refused, NULL);
    on_thread(256, call, NULL);
    call_java();
}

static void a_small_stack_may_boot_but_not_call(void)
{
    on_thread(64, be_refused, NULL);
    CHECK(is_mapped("libjvm"));
    call_java();
}

static void the_smallest_stack_may_be_the_first(void)
{
    on_thread(256, call, NULL);
    call_java();
}

/* The deepest that a call on the host's own stack goes: it waits for a message to be sent. */
static void *send_in_vain(void *unused)
{
    (void)unused;
    CHECK(SRVEndOfMsgEx(begun_message(silent_server())) < 0);
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_last_error_code());
    return NULL;
}

static void the_smallest_stack_can_send(void)
{
    SetConfigParamI("conn_timeout", 1);
    on_thread(256, send_in_vain, NULL);
}

static void *send_first(void *unused)
{
    (void)unused;
    ServerStream stream = begun_message(silent_server());
    CHECK_INT(1, SRVAbortMsg(stream));
    return NULL;
}

static void the_smallest_stack_can_send_first(void)
{
    on_thread(256, send_first, NULL);
}

/* ---- short-lived threads --------------------------------------------------------------------- */

static pthread_barrier_t all;

/* Ends when all AT_ONCE have called. */
static void *call_and_meet(void *unused)
{
    call_java();
    pthread_barrier_wait(&all);
    return unused;
}

static void run_threads(int count, void *(*body)(void *))
{
    pthread_t threads[AT_ONCE];

    for (int done = 0; done < count; done += AT_ONCE) {
        for (int i = 0; i < AT_ONCE; i++)
            CHECK_INT(0, pthread_create(&threads[i], NULL, body, NULL));
        for (int i = 0; i < AT_ONCE; i++)
            CHECK_INT(0, pthread_join(threads[i], NULL));
    }
}

/* Interpreted, or what the JIT compilers take meanwhile (5 MiB at once) would hide what is lost; so
 * would a young generation that the warm-up does not fill, and threads of which more live at once
 * than in the warm-up. */
static void short_lived_threads_leave_nothing(void)
{
    const char *const settled[] = {"-Xint", "-Xms4m"};

    CHECK_INT(MAILSHIM_OK, mailshim_start(settled, 2));
    pthread_barrier_init(&all, NULL, AT_ONCE);
    run_threads(WARM_UP, call_and_meet);
    long threads = thread_count();
    long kilobytes = resident_kilobytes();
    run_threads(MANY - WARM_UP, call);
    CHECK_AT_MOST(threads, settled_thread_count(threads, 60));
    /* 256 octets for each thread would be 2 MiB. */
    if (!SANITIZED) /* which keeps what was freed */
        CHECK_AT_MOST(kilobytes + 2048, resident_kilobytes());
}

/* ---- the end of a thread -----------------------------------------------------------------------
 */

static pthread_key_t host_key;
static _Atomic int destructor_calls;

static void call_at_end(void *unused)
{
    (void)unused;
    call_java();
    destructor_calls++;
}

static void *call_then_end(void *unused)
{
    (void)unused;
    CHECK_INT(0, pthread_setspecific(host_key, &host_key));
    call_java();
    return NULL;
}

static void *only_call_at_end(void *unused)
{
    (void)unused;
    CHECK_INT(0, pthread_setspecific(host_key, &host_key));
    return NULL;
}

static void check_calls_at_end(void)
{
    for (int i = 0; i < 20; i++) {
        on_thread(0, call_then_end, NULL);
        on_thread(0, only_call_at_end, NULL);
    }
    CHECK_INT(40, destructor_calls);
    long threads = thread_count();
    for (int i = 0; i < 200; i++)
        on_thread(0, call_then_end, NULL);
    CHECK_INT(240, destructor_calls);
    CHECK_AT_MOST(threads + 4, settled_thread_count(threads + 4, 60));
}

/* Destructors run in the order of the keys, so ours runs after the host's in one of these and
 * before it in the other. */
static void a_destructor_may_call_before_ours(void)
{
    CHECK_INT(0, pthread_key_create(&host_key, call_at_end));
    call_java();
    check_calls_at_end();
}

static void a_destructor_may_call_after_ours(void)
{
    call_java();
    CHECK_INT(0, pthread_key_create(&host_key, call_at_end));
    check_calls_at_end();
}

static void *end_inside(void *unused)
{
    (void)unused;
    call_java();
    pthread_exit(NULL);
}

/* Not inside a call: no thread may be cancelled there. */
static void *wait_to_be_cancelled(void *unused)
{
    (void)unused;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    call_java();
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    for (;;)
        pause();
    return NULL;
}

static void threads_may_end_in_any_way(void)
{
    pthread_t thread;

    call_java();
    long threads = thread_count();
    for (int i = 0; i < 50; i++) {
        on_thread(0, end_inside, NULL);
        CHECK_INT(0, pthread_create(&thread, NULL, wait_to_be_cancelled, NULL));
        CHECK_INT(0, pthread_cancel(thread));
        CHECK_INT(0, pthread_join(thread, NULL));
    }
    CHECK_AT_MOST(threads + 4, settled_thread_count(threads + 4, 60));
    call_java();
}

/* The thread that booted is not special. */
static void the_first_caller_may_end(void)
{
    on_thread(0, call, NULL);
    for (int i = 0; i < 10; i++)
        on_thread(0, call, NULL);
    call_java();
}

int main(void)
{
    RUN(small_stacks_are_refused);
    RUN(a_small_stack_may_boot_but_not_call);
    RUN(the_smallest_stack_may_be_the_first);
    RUN(the_smallest_stack_can_send);
    RUN(the_smallest_stack_can_send_first);
    RUN(short_lived_threads_leave_nothing);
    RUN(a_destructor_may_call_before_ours);
    RUN(a_destructor_may_call_after_ours);
    RUN(threads_may_end_in_any_way);
    RUN(the_first_caller_may_end);
    return SUMMARY();
}
