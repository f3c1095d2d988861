/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform_windows.c - see platform.h
 *
 * DESCRIPTION
 *     For mingw-w64 with its POSIX threads, 64 bits. A process has no signals here that a JVM with
 *     -Xrs would take, no fork() and no bound on its address space but a job's, so what platform.h
 *     has for these does nothing.
 *
 * BUGS
 *     It has been run under Wine and without a Java only: what is loaded, exported and said when no
 *     runtime is found; never with a JVM. Paths are in the process's ANSI code page. A boot's
 *     patience is measured on the clock that the host may set, since the conditions of winpthreads
 *     know no other.
 */
#define _WIN32_WINNT 0x0602 /* GetCurrentThreadStackLimits */
#include "platform.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <windows.h>

/* ---- libraries ------------------------------------------------------------------------------- */

/* Cuts a path behind its last separator off, `levels` times; false when it has not so many. */
static bool cut(char *path, int levels)
{
    for (int i = 0; i < levels; i++) {
        char *at = strrchr(path, '\\');
        char *slash = strrchr(path, '/');
        if (at == NULL || (slash != NULL && slash > at))
            at = slash;
        if (at == NULL)
            return false;
        *at = '\0';
    }
    return true;
}

/* jvm.dll wants libraries that lie one directory above it, in the runtime's bin. */
static DLL_DIRECTORY_COOKIE add_directory_above(const char *path)
{
    char directory[PATH_MAX];
    wchar_t wide[PATH_MAX];

    snprintf(directory, sizeof directory, "%s", path);
    if (!cut(directory, 2))
        return NULL;
    for (char *each = directory; *each != '\0'; each++)
        if (*each == '/')
            *each = '\\';
    if (MultiByteToWideChar(CP_ACP, 0, directory, -1, wide, PATH_MAX) == 0)
        return NULL;
    return AddDllDirectory(wide);
}

void *platform_load(const char *path, char *error, size_t size)
{
    DLL_DIRECTORY_COOKIE above = add_directory_above(path);
    HMODULE library = LoadLibraryExA(
        path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);

    if (library == NULL)
        snprintf(error, size, "%s: Windows error %lu", path, GetLastError());
    if (above != NULL)
        RemoveDllDirectory(above);
    return (void *)library;
}

void *platform_symbol(void *library, const char *name)
{
    FARPROC symbol = GetProcAddress((HMODULE)library, name);
    void *address;

    memcpy(&address, &symbol, sizeof address);
    return address;
}

void *platform_loaded_symbol(const char *library, const char *name)
{
    HMODULE loaded = GetModuleHandleA(library);

    return loaded != NULL ? platform_symbol((void *)loaded, name) : NULL;
}

/*
 * A host with another C runtime than ours sets a variable in its own copy of the environment and in
 * the process's, of which ours hears nothing.
 */
const char *platform_trusted_variable(const char *name)
{
    enum { LONGEST_VALUE = 32767 };
    char *value = malloc(LONGEST_VALUE);
    DWORD length = value != NULL ? GetEnvironmentVariableA(name, value, LONGEST_VALUE) : 0;
    bool known = length > 0 && length < LONGEST_VALUE && _putenv_s(name, value) == 0;

    free(value);
    return known ? getenv(name) : NULL;
}

bool platform_own_directory(char directory[PATH_MAX])
{
    static const char here = 0;
    HMODULE own = NULL;
    DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;

    /* Pinned: a JVM cannot be unloaded, so a library that holds its entry points must not be. */
    if (!GetModuleHandleExA(flags, &here, &own))
        return false;
    DWORD length = GetModuleFileNameA(own, directory, PATH_MAX);
    return length > 0 && length < PATH_MAX && cut(directory, 1);
}

/* ---- the process ----------------------------------------------------------------------------- */

void platform_note_signals(void)
{
}

void platform_restore_signals(void)
{
}

void platform_note_child_signal(void)
{
}

void platform_restore_child_signal(void)
{
}

long platform_address_space_left(void)
{
    return LONG_MAX;
}

_Noreturn void platform_pause(void)
{
    for (;;)
        Sleep(INFINITE);
}

/* ---- threads --------------------------------------------------------------------------------- */

long platform_thread_number(void)
{
    return (long)GetCurrentThreadId();
}

size_t platform_stack_size(void)
{
    ULONG_PTR low = 0;
    ULONG_PTR high = 0;

    GetCurrentThreadStackLimits(&low, &high);
    return (size_t)(high - low);
}

int platform_create_thread(const pthread_attr_t *attributes, void *(*body)(void *), void *argument)
{
    pthread_t thread;

    return pthread_create(&thread, attributes, body, argument);
}

void platform_prepare_condition(pthread_cond_t *condition)
{
    pthread_cond_init(condition, NULL);
}

void platform_moment_in(struct timespec *moment, int seconds)
{
    clock_gettime(CLOCK_REALTIME, moment);
    moment->tv_sec += seconds;
}

/* ---- files ----------------------------------------------------------------------------------- */

int platform_open(const char *path, long long *octets)
{
    int file = _open(path, _O_RDONLY | _O_BINARY | _O_NOINHERIT);

    if (file < 0)
        return -1;
    *octets = _filelengthi64(file);
    if (*octets >= 0)
        return file;
    _close(file);
    return -1;
}

int platform_read_at(int file, void *buffer, int size, long long offset)
{
    return _lseeki64(file, offset, SEEK_SET) < 0 ? -1 : _read(file, buffer, (unsigned)size);
}
