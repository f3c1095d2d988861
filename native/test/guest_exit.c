/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_exit - the host ends when and how it likes: at once, with its own status, its atexit
 * handlers run once and on the thread that called exit()
 */
#include "process.h"

#include <sys/syscall.h>

enum { STATUS = 42, INSIDE = 4, CALLERS = 2 };

static int report[2]; /* the pipe that a host's atexit handler writes to */

struct note {
    pid_t process;
    pid_t thread; /* that ran the handler */
    pid_t caller; /* that called exit() */
};

static _Atomic pid_t caller;

static pid_t thread_id(void)
{
    return (pid_t)syscall(SYS_gettid);
}

static void at_exit(void)
{
    struct note note = {getpid(), thread_id(), caller};

    CHECK(write(report[1], &note, sizeof note) == sizeof note);
}

/* Runs a host that ends by itself, and checks how it did. */
static void check_host_ends(void (*host)(void))
{
    struct note note;

    for (int i = 0; i < 5; i++) {
        CHECK_INT(0, pipe(report));
        double begun = seconds_now();
        pid_t child = check_fork();
        if (child == 0) {
            atexit(at_exit);
            host();
            _exit(1);
        }
        int status = check_wait(child);
        CHECK_AT_MOST(60, (int)(seconds_now() - begun));
        CHECK(WIFEXITED(status));
        CHECK_INT(STATUS, WEXITSTATUS(status));
        close(report[1]);
        CHECK_INT((long)sizeof note, read(report[0], &note, sizeof note));
        CHECK_INT(child, note.process);
        CHECK_INT(note.caller, note.thread);
        CHECK_INT(0, read(report[0], &note, sizeof note)); /* not twice */
        close(report[0]);
    }
}

static void leave(void)
{
    caller = thread_id();
    exit(STATUS);
}

static void *leave_from_thread(void *unused)
{
    (void)unused;
    call_java();
    leave();
    return NULL;
}

static void *send_for_ever(void *port)
{
    SRVEndOfMsg(begun_message(*(int *)port));
    return NULL;
}

static void *call_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        SRVSend(NULL, "x", 1);
    return NULL;
}

/* Some threads wait inside a call, others go in and out. */
static void begin_calls(void)
{
    static int port;
    pthread_t thread;

    port = silent_server();
    call_java();
    for (int i = 0; i < INSIDE; i++)
        CHECK_INT(0, pthread_create(&thread, NULL, send_for_ever, &port));
    for (int i = 0; i < CALLERS; i++)
        CHECK_INT(0, pthread_create(&thread, NULL, call_for_ever, NULL));
    nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

static void exit_host(void)
{
    call_java();
    leave();
}

static void exit_inside_host(void)
{
    begin_calls();
    leave();
}

static void exit_from_thread_host(void)
{
    call_java();
    on_thread(0, leave_from_thread, NULL);
}

static void exit_from_thread_inside_host(void)
{
    begin_calls();
    on_thread(0, leave_from_thread, NULL);
}

static void call_and_leave(ServerStream *stream, void *usr_par, int state, int sent)
{
    (void)stream;
    (void)usr_par;
    (void)sent;
    if (state == STATE_SMTP_CONNECTING)
        leave();
}

static void exit_in_callback_host(void)
{
    SRVEndOfMsg(SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.1", silent_server(),
                                   call_and_leave, NULL));
    for (;;)
        pause();
}

static void exit_while_booting_host(void)
{
    pthread_t thread;

    CHECK_INT(0, pthread_create(&thread, NULL, call_for_ever, NULL));
    nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    leave();
}

static void call_at_exit(void)
{
    CHECK_INT(0, SRVSend(NULL, "x", 1));
}

static void call_at_exit_host(void)
{
    atexit(call_at_exit);
    call_java();
    atexit(call_at_exit);
    leave();
}

static void *main_has_ended(void *unused)
{
    (void)unused;
    for (int i = 0; i < 10; i++)
        call_java();
    leave();
    return NULL;
}

/* pthread_exit() from main leaves the process to its other threads. */
static void main_ends_first_host(void)
{
    pthread_t thread;

    call_java();
    CHECK_INT(0, pthread_create(&thread, NULL, main_has_ended, NULL));
    pthread_exit(NULL);
}

static void exit_from_main(void)
{
    check_host_ends(exit_host);
}

static void exit_from_main_with_threads_inside(void)
{
    check_host_ends(exit_inside_host);
}

static void exit_from_a_thread(void)
{
    check_host_ends(exit_from_thread_host);
}

static void exit_from_a_thread_with_threads_inside(void)
{
    check_host_ends(exit_from_thread_inside_host);
}

static void exit_in_a_callback(void)
{
    check_host_ends(exit_in_callback_host);
}

static void exit_while_another_thread_boots(void)
{
    check_host_ends(exit_while_booting_host);
}

static void calls_from_atexit_handlers(void)
{
    check_host_ends(call_at_exit_host);
}

static void main_ends_first(void)
{
    check_host_ends(main_ends_first_host);
}

/* Even a thread that Java knows may end the process without any ceremony. */
static void quick_ends(void)
{
    pid_t child = check_fork();
    if (child == 0) {
        begin_calls();
        _exit(STATUS);
    }
    CHECK_INT(STATUS, WEXITSTATUS(check_wait(child)));
    child = check_fork();
    if (child == 0) {
        begin_calls();
        abort();
    }
    CHECK_INT(SIGABRT, WTERMSIG(check_wait(child)));
}

int main(void)
{
    RUN(exit_from_main);
    RUN(exit_from_main_with_threads_inside);
    RUN(exit_from_a_thread);
    RUN(exit_from_a_thread_with_threads_inside);
    RUN(exit_in_a_callback);
    RUN(exit_while_another_thread_boots);
    RUN(calls_from_atexit_handlers);
    RUN(main_ends_first);
    RUN(quick_ends);
    return SUMMARY();
}
