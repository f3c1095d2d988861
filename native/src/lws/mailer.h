/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailer.h - what stands behind one struct lws_email
 *
 * The struct is the host's, and may be garbage, gone, or never have been ours. So all that matters
 * is here, on the heap, found by the struct's address (email.c), and the struct is written to only
 * where hosts look: estate, content, loop, max_content_size, email_connect_started.
 *
 * email.c is the machine on the loop's thread, worker.c the thread that sends; between them lies
 * what is under the lock. options.c knows the options, uv.c the host's libuv.
 */
#ifndef MAILER_H
#define MAILER_H

#include <mailshim/lws-email.h>

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- libuv (uv.c) ---------------------------------------------------------------------------- */

/* The functions of the host's own libuv. */
struct uv {
    unsigned (*version)(void);
    size_t (*handle_size)(uv_handle_type type);
    int (*backend_fd)(const uv_loop_t *loop);
    uint64_t (*now)(const uv_loop_t *loop);
    int (*timer_init)(uv_loop_t *loop, uv_timer_t *timer);
    int (*timer_start)(uv_timer_t *timer, uv_timer_cb callback, uint64_t timeout, uint64_t repeat);
    int (*timer_stop)(uv_timer_t *timer);
    int (*check_init)(uv_loop_t *loop, uv_check_t *check);
    int (*check_start)(uv_check_t *check, uv_check_cb callback);
    int (*check_stop)(uv_check_t *check);
    int (*async_init)(uv_loop_t *loop, uv_async_t *async, uv_async_cb callback);
    int (*async_send)(uv_async_t *async);
    void (*ref)(uv_handle_t *handle);
    void (*unref)(uv_handle_t *handle);
    int (*is_closing)(const uv_handle_t *handle);
    void (*close)(uv_handle_t *handle, uv_close_cb callback);
};

/* NULL when the process has none that can be used, and the last error says why. Any thread. */
const struct uv *mailer_uv(void);

/* ---- options (options.c) --------------------------------------------------------------------- */

enum {
    OPTION_SERVER,
    OPTION_PORT,
    OPTION_TLS,
    OPTION_TLS_VERIFY,
    OPTION_TLS_CAFILE,
    OPTION_USER,
    OPTION_PASSWORD,
    OPTION_TOKEN,
    OPTION_AUTH_CLEAR,
    OPTION_CONNECT_TIMEOUT,
    OPTION_DIALOG_TIMEOUT,
    OPTION_DATA_TIMEOUT,
    OPTION_RETRY_MIN,
    OPTION_RETRY_MAX,
    OPTION_ADD_HEADER_FIELDS,
    OPTION_QUEUE,
    OPTIONS
};

/* Each value malloc'ed, or NULL where nothing is set. */
struct options {
    char *values[OPTIONS];
};

/* MAILSHIM_OK, or the code of the last error. */
int mailer_set_option(struct options *options, const char *name, const char *value);

/* Those of all structs, set like any others. */
int mailer_set_common_option(const char *name, const char *value);

/* Replaces what is in `options` by what the environment says, good or not. False: no memory. */
bool mailer_read_environment(struct options *options);

void mailer_free_options(struct options *options);

/* What mails are described with: names and values in turn, each ended by NUL. */
struct description {
    char *text; /* malloc'ed; grows, and is used again */
    size_t length, room;
    bool incomplete; /* there was no memory for all of it */
};

void mailer_describe(struct description *description, const char *name, const char *value,
                     size_t length);

/* All that is set: the struct's own, else common, else of the environment. False with a last error
 * when what the environment says is of no use. */
bool mailer_describe_options(struct description *description, const struct options *own,
                             const struct options *environment);

/* The value of an option that is a number. */
int mailer_number(int option, const struct options *own, const struct options *environment);

/* ---- the mailer ------------------------------------------------------------------------------ */

/* The worker's word to the loop: a state of enum lwsgs_smtp_states, or this. HostLoop.java has it
 * too. */
enum { BODY_WANTED = 9 };

/* The loop's answer to BODY_WANTED when it is not the message's length. HostLoop.java has them. */
enum { BODY_REFUSED = -1, BODY_UNTERMINATED = -2, BODY_EMPTY = -3, MAILER_CLOSED = -4 };

/* What became of a mail. */
struct result {
    int accepted; /* recipients */
    bool complete;
    int code, reply; /* if not complete: MAILSHIM_E_..., and the server's reply code or 0 */
    char text[1024];
};

struct mailer {
    /* The loop's thread only. */
    struct lws_email *email; /* NULL: destroyed */
    uv_timer_t timer;
    uv_async_t async;
    uv_check_t look;
    mailshim_lws_failure on_failure;
    struct options options, environment;
    char *recipients;      /* for the next mail; malloc'ed, or NULL */
    bool sending;          /* a mail is the worker's */
    bool checked;          /* meanwhile there was a check */
    int failures;          /* in a row */
    uint64_t last_failure; /* in the loop's milliseconds */
    bool due;              /* the timer runs, until */
    uint64_t due_at;

    char *buffer; /* for on_get_body; the worker reads it between BODY_WANTED and the end */
    size_t buffer_size;
    struct description description; /* of the mail; the worker's while `sending` */

    /* Under the lock of them all (email.c). */
    struct mailer *next;
    struct lws_email *key; /* by which it is found; NULL: not any more */
    bool live;             /* initialised: has a loop, buffer and handles */

    /* Under `lock`. */
    pthread_mutex_t lock;
    pthread_cond_t changed; /* for the worker */
    int references;         /* handles, worker, callbacks on the stack: freed with the last */
    bool open;              /* the async handle may be sent to */
    bool worker;            /* there is a thread */
    bool job;               /* a mail for it */
    bool resting;           /* there is no mail, so sessions can end */
    bool abandoned;         /* the mail under way, if there is one, is not wanted any more */
    bool body_wanted, body_known;
    int body_result; /* of on_get_body */
    int stage;       /* of the mail, as told */
    bool done;       /* the mail is over, and this became of it: */
    struct result result;
};

/* ---- references (email.c) -------------------------------------------------------------------- */

void mailer_hold(struct mailer *mailer);
void mailer_release(struct mailer *mailer);

/* ---- the worker (worker.c); to be called on the loop's thread -------------------------------- */

/* Has the mail of the description sent. False when there is no thread to be had. */
bool mailer_send(struct mailer *mailer);

/* There is no mail now. */
void mailer_rest(struct mailer *mailer);

/* What on_get_body has said. */
void mailer_answer(struct mailer *mailer, int result);

/* The struct is gone: cuts off what is under way, and lets the thread end. */
void mailer_abandon(struct mailer *mailer);

#endif
