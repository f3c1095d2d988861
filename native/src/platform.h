/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform.h - what of the system the C side needs and POSIX and Windows do in two ways
 *
 * The rest of the core knows C and POSIX threads, which mingw-w64 has too. platform_posix.c and
 * platform_windows.c have the two implementations; a build takes one of them. Where Windows lacks
 * what POSIX has, its function does nothing, and its comment there says why that is enough.
 *
 * Threads: any may call these, but for what is said to belong to the boot thread.
 */
#ifndef MAILSHIM_PLATFORM_H
#define MAILSHIM_PLATFORM_H

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#if defined(_WIN32)
#define PLATFORM_LIBJVM "bin/server/jvm.dll"
#define PLATFORM_LIBJVM_NAME "jvm.dll"
#define PLATFORM_LIST_SEPARATOR ";"
#define PLATFORM_CRASH_REPORT "mailshim_hs_err_pid%p.log"
#define PLATFORM_READ "rb" /* fopen: no process inherits a descriptor unless it is told to */
#else
#define PLATFORM_LIBJVM "lib/server/libjvm.so"
#define PLATFORM_LIBJVM_NAME "libjvm.so"
#define PLATFORM_LIST_SEPARATOR ":"
#define PLATFORM_CRASH_REPORT "/tmp/mailshim_hs_err_pid%p.log"
#define PLATFORM_READ "re"
#endif

/* ---- libraries ------------------------------------------------------------------------------- */

/* Loads a library; NULL, and why in `error`, when it cannot. */
void *platform_load(const char *path, char *error, size_t size);

/* A function of a library; NULL: it has none of that name. To be stored through a void **, since
 * ISO C does not convert it. */
void *platform_symbol(void *library, const char *name);

/* A function of whatever is loaded in the process, or of the library of that file name if it is
 * loaded; NULL: neither has it. */
void *platform_loaded_symbol(const char *library, const char *name);

/* The directory that holds this library. */
bool platform_own_directory(char directory[PATH_MAX]);

/* A variable that says which code the process loads, or how. NULL where the environment is that of
 * somebody with fewer rights than the process has (setuid), who must not say such things. */
const char *platform_trusted_variable(const char *name);

/* ---- the process ----------------------------------------------------------------------------- */

/* Notes what the process does with the signals that HotSpot takes even with -Xrs, and gives the
 * host its own handlers back. On the boot thread, once before and any number of times after. */
void platform_note_signals(void);
void platform_restore_signals(void);

/* Likewise for the signal of children that end, around what changes it. */
void platform_note_child_signal(void);
void platform_restore_child_signal(void);

/* The MiB of address space that this process may still take; LONG_MAX when nothing bounds it. */
long platform_address_space_left(void);

/* Has functions called around fork(), as pthread_atfork() does; NULL: none. Windows has no fork().
 * Here, since the libraries of the surfaces want it too. */
static inline void platform_at_fork(void (*before)(void), void (*in_parent)(void),
                                    void (*in_child)(void))
{
#if defined(_WIN32)
    (void)before, (void)in_parent, (void)in_child;
#else
    pthread_atfork(before, in_parent, in_child);
#endif
}

/* Stands still for good. */
_Noreturn void platform_pause(void);

/* ---- threads --------------------------------------------------------------------------------- */

/* The system's number of the calling thread. */
long platform_thread_number(void);

/* The octets of the calling thread's stack, for the main thread what it may grow to; 0 if nothing
 * is known or bounds it. */
size_t platform_stack_size(void);

/* pthread_create(), with every asynchronous signal blocked in the new thread. */
int platform_create_thread(const pthread_attr_t *attributes, void *(*body)(void *), void *argument);

/* Prepares a condition to be waited on until a moment that platform_moment_in() gives: on a clock
 * that nobody sets, where there is one. */
void platform_prepare_condition(pthread_cond_t *condition);
void platform_moment_in(struct timespec *moment, int seconds);

/* ---- files ----------------------------------------------------------------------------------- */

/* Opens a file for reading, and tells its size; -1 when it cannot. To be closed with close(). */
int platform_open(const char *path, long long *octets);

/* Reads at an offset; octets, fewer only at the file's end; -1 on error. */
int platform_read_at(int file, void *buffer, int size, long long offset);

#endif
