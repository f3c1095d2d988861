/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - the few macros of the C tests
 *
 * A test is a program. Its main() runs cases, RUN(case), each in a child process of its own: what a
 * JVM does to a process it does once, so every case needs a fresh one. A case returns when all is
 * well; the first check that fails prints where and what, and ends the case with status 1. The
 * others run nevertheless, and SUMMARY() is what main() returns.
 */
#ifndef MAILSHIM_TEST_CHECK_H
#define MAILSHIM_TEST_CHECK_H

#include <mailshim/mailshim.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SKIPPED = 77 };

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static int check_failures;
static int check_skips;

/* Prints where a check failed and ends the process at once, whatever its other threads do. */
#define CHECK_FAILED(...)                                                                          \
    do {                                                                                           \
        fprintf(stderr, "FAILED: %s:%d: ", __FILE__, __LINE__);                                    \
        fprintf(stderr, __VA_ARGS__);                                                              \
        fputc('\n', stderr);                                                                       \
        _exit(1);                                                                                  \
    } while (0)

/* What a check says besides; a test that is not linked with the library has nothing to say. */
#ifndef CHECK_EXPLANATION
#define CHECK_EXPLANATION mailshim_last_error()
#endif

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            CHECK_FAILED("%s", #condition);                                                        \
    } while (0)

#define CHECK_INT(wanted, got)                                                                     \
    do {                                                                                           \
        long long wanted_ = (wanted);                                                              \
        long long got_ = (got);                                                                    \
        if (wanted_ != got_)                                                                       \
            CHECK_FAILED("%s is %lld, not %lld; last error: %s", #got, got_, wanted_,              \
                         CHECK_EXPLANATION);                                                       \
    } while (0)

#define CHECK_AT_MOST(most, got)                                                                   \
    do {                                                                                           \
        long long most_ = (most);                                                                  \
        long long got_ = (got);                                                                    \
        if (got_ > most_)                                                                          \
            CHECK_FAILED("%s is %lld, more than %lld", #got, got_, most_);                         \
    } while (0)

#define CHECK_TEXT(wanted, got)                                                                    \
    do {                                                                                           \
        const char *wanted_ = (wanted);                                                            \
        const char *got_ = (got);                                                                  \
        if (strcmp(wanted_, got_) != 0)                                                            \
            CHECK_FAILED("%s is \"%s\", not \"%s\"", #got, got_, wanted_);                         \
    } while (0)

/* A server's reply begins so. */
#define CHECK_SAYS(beginning, reply)                                                               \
    do {                                                                                           \
        const char *reply_ = (reply);                                                              \
        if (strncmp((beginning), reply_, strlen(beginning)) != 0)                                  \
            CHECK_FAILED("%s is \"%s\", not \"%s...\"", #reply, reply_, (beginning));              \
    } while (0)

#define CHECK_CONTAINS(part, text)                                                                 \
    do {                                                                                           \
        const char *part_ = (part);                                                                \
        const char *text_ = (text);                                                                \
        if (strstr(text_, part_) == NULL)                                                          \
            CHECK_FAILED("%s is \"%s\", without \"%s\"", #text, text_, part_);                     \
    } while (0)

/* Ends a case that this machine cannot run. */
#define SKIP(why)                                                                                  \
    do {                                                                                           \
        fprintf(stderr, "skipped: %s\n", (why));                                                   \
        _exit(SKIPPED);                                                                            \
    } while (0)

/* Seconds since some moment. */
static inline double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The threads of this process. */
static inline long thread_count(void)
{
    struct stat tasks;

    CHECK(stat("/proc/self/task", &tasks) == 0);
    return (long)tasks.st_nlink - 2; /* a directory has two, and one for each in it */
}

/* Their number when it is not above `most` any more, or so many seconds later: a joined thread may
 * still be in the kernel's list for a moment. */
static inline long settled_thread_count(long most, int seconds)
{
    double deadline = seconds_now() + seconds;

    while (thread_count() > most && seconds_now() < deadline)
        usleep(1000);
    return thread_count();
}

/* Forks a child that only calls _exit() or one of the exec family; it dies with its parent. */
static inline pid_t check_fork_to_leave(void)
{
    fflush(NULL); /* or it is printed twice */
    pid_t child = fork();
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    CHECK(child >= 0);
    return child;
}

/*
 * Forks a child that does what it likes; it dies with its parent.
 *
 * The address sanitizer does not prepare its allocator for a fork, as the C library does: a lock
 * that another thread holds just then stays locked in the child for ever. So a sanitized process
 * that forks has no other thread; RUN_UNLESS_SANITIZED is for the cases that do.
 */
static inline pid_t check_fork(void)
{
    if (SANITIZED)
        CHECK_INT(1, settled_thread_count(1, 10));
    return check_fork_to_leave();
}

/* The wait status of a child. */
static inline int check_wait(pid_t child)
{
    int status = 0;

    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

static inline void check_run(const char *name, void (*body)(void))
{
    fprintf(stderr, "%s\n", name);
    pid_t child = check_fork();
    if (child == 0) {
        body();
        exit(0);
    }
    int status = check_wait(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED) {
        check_skips++;
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        check_failures++;
        fprintf(stderr, "FAILED: %s: %s %d\n", name, WIFEXITED(status) ? "status" : "signal",
                WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    }
}

#define RUN(body) check_run(#body, (body))

/* For a case that forks while it has other threads: check_fork() says why. */
#define RUN_UNLESS_SANITIZED(body)                                                                 \
    do {                                                                                           \
        if (!SANITIZED)                                                                            \
            RUN(body);                                                                             \
        else                                                                                       \
            fprintf(stderr, "not run with the address sanitizer: %s\n", #body);                    \
    } while (0)

/* A failure anywhere is a failure; a test of which a case was skipped counts as skipped. */
#define SUMMARY() (check_failures > 0 ? 1 : check_skips > 0 ? SKIPPED : 0)

#endif
