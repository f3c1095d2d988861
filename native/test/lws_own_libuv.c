/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_own_libuv - a program that has libuv's functions inside, as far as they can be seen: it is
 * these that are called, on the loop's thread, and nothing but uv_async_send from any other
 */
#include "support/lws_host.h"

#include <dlfcn.h>

static pthread_t loops_thread;
static bool watching;
static int calls, sends_from_elsewhere;

/* Called in the place of the library's own; counts, and ends the test on another thread. */
static void *called(const char *name, bool anywhere)
{
    bool here = pthread_equal(pthread_self(), loops_thread);

    if (watching && !here && !anywhere)
        CHECK_FAILED("%s was called off the loop's thread", name);
    if (watching && here)
        calls++;
    if (watching && !here)
        __atomic_add_fetch(&sends_from_elsewhere, 1, __ATOMIC_RELAXED);
    void *function = dlsym(RTLD_NEXT, name);
    CHECK(function != NULL);
    return function;
}

#define INSTEAD(result, name, parameters, arguments, anywhere)                                     \
    result name parameters                                                                         \
    {                                                                                              \
        result(*function) parameters;                                                              \
        void *address = called(#name, anywhere);                                                   \
        memcpy(&function, &address, sizeof function);                                              \
        return function arguments;                                                                 \
    }

INSTEAD(int, uv_timer_init, (uv_loop_t * loop, uv_timer_t *timer), (loop, timer), false)
INSTEAD(int, uv_timer_start,
        (uv_timer_t * timer, uv_timer_cb callback, uint64_t timeout, uint64_t repeat),
        (timer, callback, timeout, repeat), false)
INSTEAD(int, uv_timer_stop, (uv_timer_t * timer), (timer), false)
INSTEAD(int, uv_async_init, (uv_loop_t * loop, uv_async_t *async, uv_async_cb callback),
        (loop, async, callback), false)
INSTEAD(int, uv_async_send, (uv_async_t * async), (async), true)
INSTEAD(int, uv_is_closing, (const uv_handle_t *handle), (handle), false)
INSTEAD(int, uv_backend_fd, (const uv_loop_t *loop), (loop), false)
INSTEAD(uint64_t, uv_now, (const uv_loop_t *loop), (loop), false)

void uv_close(uv_handle_t *handle, uv_close_cb callback)
{
    void (*function)(uv_handle_t *, uv_close_cb);
    void *address = called("uv_close", false);

    memcpy(&function, &address, sizeof function);
    function(handle, callback);
}

static void is_called_where_it_may_be(void)
{
    struct script script = {AT_RCPT, FALLS_SILENT, NULL, true};
    static struct lws_host host;
    uv_loop_t loop;

    loops_thread = pthread_self();
    watching = true;
    CHECK_INT(0, uv_loop_init(&loop));
    struct script_server *server = script_server_open(NULL);
    int before = calls;
    lws_host_start(&host, &loop, server, 20);
    CHECK(calls > before); /* ours are found, and not the library's */
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_INT(20, lws_seen(&host, SAW_SENT));
    CHECK(__atomic_load_n(&sends_from_elsewhere, __ATOMIC_RELAXED) >= 20);
    lws_email_destroy(&host.email);
    script_server_close(server);

    server = script_server_open(&script);
    lws_host_start(&host, &loop, server, 1);
    lws_run_until_state(&loop, &host, LGSSMTP_SENT_TO);
    lws_email_destroy(&host.email);
    for (double end = seconds_now() + DEADLINE; script_server_sessions(server) > 0;)
        CHECK(seconds_now() < end);
    script_server_close(server);
    lws_close_loop(&loop);
    watching = false;
}

int main(void)
{
    RUN(is_called_where_it_may_be);
    return SUMMARY();
}
