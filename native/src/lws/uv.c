/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uv.c - the host's own libuv
 *
 * The loop belongs to the libuv that the host runs it with, so only that one may touch it. To be
 * linked with a libuv.so would bring a second one into a host that has its own inside, with
 * different code for the same structs. Hence nothing is linked: the functions are looked up by
 * name, at the first lws_email_init, where the host's own calls find them, among the symbols of the
 * process; or else in a libuv.so.1 that is loaded and hidden (a plug-in's, say). Not weak symbols:
 * those are decided when this library is loaded, which with LD_PRELOAD may be before libuv is.
 */
#include "entry.h"
#include "mailer.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static struct uv found;
static bool usable;
static char problem[256];

static void *library; /* hidden, or NULL */

/* ISO C has no conversion from void * to a function pointer; POSIX promises that this works. */
static bool look_up(const char *name, void *function, size_t size)
{
    void *address = dlsym(RTLD_DEFAULT, name);

    if (address == NULL && library == NULL)
        library = dlopen("libuv.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (address == NULL && library != NULL)
        address = dlsym(library, name);
    memcpy(function, &address, size);
    if (address == NULL)
        snprintf(
            problem, sizeof problem,
            "the program's libuv cannot be found: %s is not among the symbols of the process. A "
            "program with libuv inside has to export it (cc -rdynamic)",
            name);
    return address != NULL;
}

#define LOOK_UP(function) look_up("uv_" #function, &found.function, sizeof found.function)

/* The structs are as these headers have them in every libuv 1. */
static bool fits(void)
{
    unsigned version = found.version();

    if (version >> 16 == 1 && found.handle_size(UV_TIMER) == sizeof(uv_timer_t) &&
        found.handle_size(UV_ASYNC) == sizeof(uv_async_t))
        return true;
    snprintf(problem, sizeof problem,
             "the program's libuv is version %u.%u, with other structs than version 1 has",
             version >> 16, version >> 8 & 0xff);
    return false;
}

static void find(void)
{
    usable = LOOK_UP(version) && LOOK_UP(handle_size) && LOOK_UP(backend_fd) && LOOK_UP(now) &&
             LOOK_UP(timer_init) && LOOK_UP(timer_start) && LOOK_UP(timer_stop) &&
             LOOK_UP(check_init) && LOOK_UP(check_start) && LOOK_UP(check_stop) &&
             LOOK_UP(async_init) && LOOK_UP(async_send) && LOOK_UP(ref) && LOOK_UP(unref) &&
             LOOK_UP(is_closing) && LOOK_UP(close) && fits();
}

const struct uv *mailer_uv(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, find);
    if (!usable)
        mailshim_fail(MAILSHIM_E_STATE, "lws_email_init: %s", problem);
    return usable ? &found : NULL;
}
