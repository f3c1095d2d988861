/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_unload - a host, or a plug-in of a host, may load the library at run time, close it and
 * load it again: it stays, and goes on working
 */
#define CHECK_EXPLANATION "unknown"
#include "process.h"

#include <dlfcn.h>

typedef int send_function(ServerStream, const void *, int);
typedef int code_function(void);
typedef const char *text_function(void);

static char library[4096];

static void *function(void *handle, const char *name)
{
    void *symbol = dlsym(handle, name);

    if (symbol == NULL)
        CHECK_FAILED("%s", dlerror());
    return symbol;
}

static void *loaded(int flags)
{
    void *handle = dlopen(library, flags);

    if (handle == NULL)
        CHECK_FAILED("%s", dlerror());
    return handle;
}

/* As call_java(), through what dlsym finds. */
static void call_through(void *handle)
{
    send_function *send = NULL;
    code_function *code = NULL;

    *(void **)&send = function(handle, "SRVSend");
    *(void **)&code = function(handle, "mailshim_last_error_code");
    CHECK_INT(0, send(NULL, "x", 1));
    CHECK_INT(MAILSHIM_E_HANDLE, code());
}

static void closed_and_loaded_again(void)
{
    CHECK(!is_mapped("libmailshim"));
    for (int i = 0; i < 5; i++) {
        void *handle = loaded(RTLD_NOW | RTLD_LOCAL);
        call_through(handle);
        CHECK_INT(0, dlclose(handle));
        CHECK(is_mapped("libmailshim.so"));
    }
    CHECK_INT(1, threads_named("VM Thread"));
}

static void closed_before_the_first_call(void)
{
    CHECK_INT(0, dlclose(loaded(RTLD_LAZY | RTLD_GLOBAL)));
    void *handle = loaded(RTLD_LAZY | RTLD_LOCAL);
    CHECK_INT(1, thread_count());
    call_through(handle);
}

static void *load_and_call(void *unused)
{
    (void)unused;
    void *handle = loaded(RTLD_NOW | RTLD_LOCAL);
    call_through(handle);
    CHECK_INT(0, dlclose(handle));
    return NULL; /* the thread's destructor runs in a library that was closed */
}

static void threads_that_load_call_and_close(void)
{
    pthread_t threads[8];

    for (int i = 0; i < 8; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, load_and_call, NULL));
    for (int i = 0; i < 8; i++)
        CHECK_INT(0, pthread_join(threads[i], NULL));
    on_thread(0, load_and_call, NULL);
}

int main(void)
{
    const char *directory = getenv("MAILSHIM_LIBRARY");

    if (directory == NULL) {
        fputs("MAILSHIM_LIBRARY does not name the directory of the libraries\n", stderr);
        return 1;
    }
    snprintf(library, sizeof library, "%s/libmailshim-srv.so.1", directory);
    RUN(closed_and_loaded_again);
    RUN(closed_before_the_first_call);
    RUN(threads_that_load_call_and_close);
    return SUMMARY();
}
