/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_fork - a daemon may fork before its first call and be served afterwards; after it, the
 * child is told so, and may exit or exec
 */
#include "process.h"

#include <spawn.h>

extern char **environ;

static void check_child_succeeds(pid_t child)
{
    int status = check_wait(child);

    CHECK(WIFEXITED(status));
    CHECK_INT(0, WEXITSTATUS(status));
}

static void check_child_is_refused(void)
{
    CHECK_INT(0, SRVSend(NULL, "x", 1));
    CHECK_INT(MAILSHIM_E_FORKED, mailshim_last_error_code());
    CHECK_CONTAINS("SRVSend", mailshim_last_error());
    CHECK_CONTAINS("fork", mailshim_last_error());
    CHECK(SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.1", 25, NULL, NULL) ==
          NULL);
    CHECK_INT(MAILSHIM_E_FORKED, mailshim_last_error_code());
    CHECK_INT(MAILSHIM_E_FORKED, mailshim_start(NULL, 0));
    CHECK_TEXT(MAILSHIM_VERSION, mailshim_version());
}

static void a_daemon_forks_first(void)
{
    pid_t child = check_fork();
    if (child == 0) {
        CHECK(setsid() > 0);
        pid_t grandchild = check_fork();
        if (grandchild == 0) {
            call_java();
            CHECK(is_mapped("libjvm"));
            exit(0);
        }
        check_child_succeeds(grandchild);
        CHECK(!is_mapped("libjvm"));
        exit(0);
    }
    check_child_succeeds(child);
    call_java(); /* and so can the parent, afterwards */
}

static void a_child_after_the_first_call_is_refused(void)
{
    call_java();
    pid_t child = check_fork();
    if (child == 0) {
        check_child_is_refused();
        _exit(0);
    }
    check_child_succeeds(child);
    call_java();
}

static void an_error_before_the_fork_can_be_read_after_it(void)
{
    call_java();
    pid_t child = check_fork();
    if (child == 0) {
        mailshim_last_error();
        mailshim_last_error_code();
        check_child_is_refused();
        _exit(0);
    }
    check_child_succeeds(child);
}

static void *be_refused(void *unused)
{
    (void)unused;
    check_child_is_refused();
    return NULL;
}

static void a_child_may_have_threads_and_children(void)
{
    call_java();
    pid_t child = check_fork();
    if (child == 0) {
        on_thread(0, be_refused, NULL);
        on_thread(64, be_refused, NULL);
        pid_t grandchild = check_fork();
        if (grandchild == 0) {
            check_child_is_refused();
            exit(0);
        }
        check_child_succeeds(grandchild);
        exit(0); /* with atexit handlers and destructors, not _exit() */
    }
    check_child_succeeds(child);
}

static void *fork_from_here(void *unused)
{
    (void)unused;
    call_java();
    pid_t child = check_fork();
    if (child == 0) {
        check_child_is_refused();
        pthread_exit(NULL); /* the destructors of a thread that was attached in the parent */
    }
    check_child_succeeds(child);
    return NULL;
}

static void a_thread_may_fork(void)
{
    call_java();
    on_thread(0, fork_from_here, NULL);
    on_thread(256, fork_from_here, NULL);
    call_java();
}

static void fork_and_exec_are_fine(void)
{
    char *const words[] = {"true", NULL};
    pid_t child = 0;

    call_java();
    child = check_fork_to_leave();
    if (child == 0) {
        execvp("true", words);
        _exit(9);
    }
    check_child_succeeds(child);
    CHECK_INT(0, posix_spawnp(&child, "true", NULL, NULL, words, environ));
    check_child_succeeds(child);
    CHECK_INT(0, system("exit 0"));
    call_java();
}

static void *start(void *unused)
{
    (void)unused;
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    return NULL;
}

/* Wherever the boot is when the fork comes: a child that was early boots, a late one is refused. */
static void forks_during_the_boot(void)
{
    pthread_t thread;
    int booted = 0, refused = 0;

    CHECK_INT(0, pthread_create(&thread, NULL, start, NULL));
    for (int i = 0; i < 30; i++) {
        pid_t child = check_fork();
        if (child == 0) {
            alarm(60); /* a hang is a failure */
            CHECK_INT(0, SRVSend(NULL, "x", 1));
            _exit(mailshim_last_error_code() == MAILSHIM_E_FORKED   ? 1
                  : mailshim_last_error_code() == MAILSHIM_E_HANDLE ? 2
                                                                    : 3);
        }
        int status = check_wait(child);
        CHECK(WIFEXITED(status));
        booted += WEXITSTATUS(status) == 2;
        refused += WEXITSTATUS(status) == 1;
        nanosleep(&(struct timespec){.tv_nsec = 2 * 1000 * 1000}, NULL);
    }
    CHECK_INT(30, booted + refused);
    CHECK(refused > 0);
    CHECK_INT(0, pthread_join(thread, NULL));
    call_java();
}

int main(void)
{
    RUN(a_daemon_forks_first);
    RUN_UNLESS_SANITIZED(a_child_after_the_first_call_is_refused);
    RUN_UNLESS_SANITIZED(an_error_before_the_fork_can_be_read_after_it);
    RUN_UNLESS_SANITIZED(a_child_may_have_threads_and_children);
    RUN_UNLESS_SANITIZED(a_thread_may_fork);
    RUN(fork_and_exec_are_fine);
    RUN_UNLESS_SANITIZED(forks_during_the_boot);
    return SUMMARY();
}
