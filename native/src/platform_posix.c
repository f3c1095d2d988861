/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform_posix.c - see platform.h; with what Linux has besides: /proc, gettid, RTLD_NOLOAD
 */
#define _GNU_SOURCE 1
#include "platform.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- libraries ------------------------------------------------------------------------------- */

void *platform_load(const char *path, char *error, size_t size)
{
    void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);

    if (library == NULL)
        snprintf(error, size, "%s", dlerror());
    return library;
}

void *platform_symbol(void *library, const char *name)
{
    return dlsym(library, name);
}

void *platform_loaded_symbol(const char *library, const char *name)
{
    void *symbol = dlsym(RTLD_DEFAULT, name);

    if (symbol != NULL)
        return symbol;
    void *loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    return loaded != NULL ? dlsym(loaded, name) : NULL;
}

const char *platform_trusted_variable(const char *name)
{
    return secure_getenv(name);
}

bool platform_own_directory(char directory[PATH_MAX])
{
    static const char here = 0; /* data: ISO C does not convert a function pointer to void * */
    Dl_info info;

    if (dladdr(&here, &info) == 0 || realpath(info.dli_fname, directory) == NULL)
        return false;
    char *slash = strrchr(directory, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

/* ---- the process ----------------------------------------------------------------------------- */

/* Signals that HotSpot takes even with -Xrs, although Java code runs without them. */
static const int borrowed_signals[] = {SIGUSR2, SIGPIPE, SIGXFSZ};
enum { BORROWED = sizeof borrowed_signals / sizeof borrowed_signals[0] };

/* The boot thread's own. */
static struct sigaction signals_before[BORROWED];
static struct sigaction child_before;

void platform_note_signals(void)
{
    for (int i = 0; i < BORROWED; i++)
        sigaction(borrowed_signals[i], NULL, &signals_before[i]);
}

/*
 * A default disposition is not given back: SIGPIPE's would end the process whenever a mail server
 * hangs up, SIGUSR2's when a profiler looks at a Java thread.
 */
void platform_restore_signals(void)
{
    for (int i = 0; i < BORROWED; i++)
        if ((signals_before[i].sa_flags & SA_SIGINFO) != 0 ||
            signals_before[i].sa_handler != SIG_DFL)
            sigaction(borrowed_signals[i], &signals_before[i], NULL);
}

void platform_note_child_signal(void)
{
    sigaction(SIGCHLD, NULL, &child_before);
}

void platform_restore_child_signal(void)
{
    sigaction(SIGCHLD, &child_before, NULL);
}

/* What RLIMIT_AS (ulimit -v) leaves. */
long platform_address_space_left(void)
{
    struct rlimit limit;
    long pages = 0;

    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return LONG_MAX;
    FILE *file = fopen("/proc/self/statm", PLATFORM_READ);
    if (file == NULL)
        return LONG_MAX;
    if (fscanf(file, "%ld", &pages) != 1)
        pages = 0;
    fclose(file);
    return (long)(limit.rlim_cur >> 20) - pages / (1024 * 1024 / sysconf(_SC_PAGESIZE));
}

_Noreturn void platform_pause(void)
{
    for (;;)
        pause();
}

/* ---- threads --------------------------------------------------------------------------------- */

long platform_thread_number(void)
{
    return syscall(SYS_gettid);
}

size_t platform_stack_size(void)
{
    pthread_attr_t attributes;
    struct rlimit limit;
    size_t size = 0;

    /* For the main thread pthread_getattr_np() would read all of /proc/self/maps. */
    if (syscall(SYS_gettid) == getpid())
        return getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
                   ? limit.rlim_cur
                   : 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return 0;
    pthread_attr_getstacksize(&attributes, &size);
    pthread_attr_destroy(&attributes);
    return size;
}

int platform_create_thread(const pthread_attr_t *attributes, void *(*body)(void *), void *argument)
{
    static const int synchronous[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
    pthread_t thread;
    sigset_t asynchronous, before;

    sigfillset(&asynchronous);
    for (size_t i = 0; i < sizeof synchronous / sizeof synchronous[0]; i++)
        sigdelset(&asynchronous, synchronous[i]);
    /* What the JDK wakes a thread with that waits for connections, when its server is closed. */
    sigdelset(&asynchronous, SIGRTMAX - 2);
    pthread_sigmask(SIG_BLOCK, &asynchronous, &before);
    int error = pthread_create(&thread, attributes, body, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

void platform_prepare_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* the host may set the other one */
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

void platform_moment_in(struct timespec *moment, int seconds)
{
    clock_gettime(CLOCK_MONOTONIC, moment);
    moment->tv_sec += seconds;
}

/* ---- files ----------------------------------------------------------------------------------- */

int platform_open(const char *path, long long *octets)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return -1;
    if (fstat(file, &status) != 0) {
        close(file);
        return -1;
    }
    *octets = status.st_size;
    return file;
}

int platform_read_at(int file, void *buffer, int size, long long offset)
{
    return (int)pread(file, buffer, (size_t)size, offset);
}
