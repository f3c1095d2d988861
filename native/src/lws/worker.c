/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.c - the thread behind a struct, which may wait where the loop may not
 *
 * DESCRIPTION
 *     A mailer has one thread while it has mail, and for some seconds after. It enters Java, which
 *     is started by the first mail of the process, and stays there for as long as the mail takes:
 *     the engine's session runs on this very thread. What Java has to say to the loop comes back
 *     through tell(), which leaves it under the lock and rings uv_async_send; when Java needs the
 *     message, tell() waits until the loop has had it written.
 *
 *     Nothing else of libuv is called here, and that only while the handle is known to be open:
 *     lws_email_destroy says so under the lock before it closes it. A host may also close every
 * handle of its loop by itself, and the loop, and never destroy the struct. So the handle's flags
 * are looked at too; that is what uv_is_closing does, but that is for the loop's thread. CLOSING
 * and CLOSED have been bits 0 and 1 in every libuv 1.
 *
 *     A struct that is destroyed in the middle of a mail has it cut off by a thread made for that,
 *     for to enter Java may take longer than a loop should wait.
 */
#include "entry.h"
#include "mailer.h"

#include <mailshim/mailshim.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Generated trampolines into Lws; exported to nobody. */
int64_t mailshim_private_lws_send(void *mailer, const char *description, int size, const char *body,
                                  void *tell);
void mailshim_private_lws_cancel(void *mailer);
void mailshim_private_lws_rest(void *mailer);
void mailshim_private_lws_forget(void *mailer);

/* How long a thread without work stays, and how often one that waits for the loop looks whether
 * that is there. */
enum { LINGER_SECONDS = 10, LOOK_SECONDS = 1 };

/* ---- words between the threads --------------------------------------------------------------- */

enum { CLOSING_OR_CLOSED = 3 };

/* Whether the loop can still hear; with the lock held. */
static bool is_heard(const struct mailer *mailer)
{
    return mailer->open && (mailer->async.flags & CLOSING_OR_CLOSED) == 0;
}

/* Wakes the loop; with the lock held. */
static void ring(struct mailer *mailer)
{
    if (is_heard(mailer))
        mailer_uv()->async_send(&mailer->async);
}

static struct timespec in_seconds(int seconds)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += seconds;
    return time;
}

/* Until the loop has had the message written, with the lock held. Whoever closes its handles for us
 * does not say so: hence a look at them now and then. */
static void await_body(struct mailer *mailer)
{
    while (!mailer->body_known && !mailer->abandoned && is_heard(mailer)) {
        struct timespec until = in_seconds(LOOK_SECONDS);
        pthread_cond_timedwait(&mailer->changed, &mailer->lock, &until);
    }
}

/* The length of the message, or why there is none. */
static int body_length(const struct mailer *mailer)
{
    if (mailer->abandoned || !mailer->body_known)
        return MAILER_CLOSED;
    if (mailer->body_result != 0)
        return BODY_REFUSED;
    size_t length = strnlen(mailer->buffer, mailer->buffer_size);
    if (length == mailer->buffer_size)
        return BODY_UNTERMINATED;
    return length == 0 ? BODY_EMPTY : (int)length;
}

/* Called by Java on the worker. Below zero when the mail is not wanted any more, or there is no
 * message. */
static int tell(void *context, int event)
{
    struct mailer *mailer = context;
    int answer = 0;

    pthread_mutex_lock(&mailer->lock);
    if (event == BODY_WANTED) {
        mailer->body_wanted = true;
        mailer->body_known = false;
        ring(mailer);
        await_body(mailer);
        answer = body_length(mailer);
    } else if (mailer->abandoned) {
        answer = MAILER_CLOSED;
    } else {
        mailer->stage = event; /* the loop looks at it when it wakes: no need to wake it */
    }
    pthread_mutex_unlock(&mailer->lock);
    return answer;
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* Sends the mail. As Lws.send packs it: accepted (32 bits), reply (16), complete (1). */
static void send_mail(struct mailer *mailer, struct result *result)
{
    int (*function)(void *, int) = tell;
    void *address;

    memcpy(&address, &function, sizeof address);
    int64_t packed = mailshim_private_lws_send(
        mailer, mailer->description.text, (int)mailer->description.length, mailer->buffer, address);
    result->complete = packed >= 0 && (packed >> 48 & 1) == 1;
    result->accepted = packed < 0 ? 0 : (int)(packed & INT32_MAX);
    result->reply = packed < 0 ? 0 : (int)(packed >> 32 & 0xffff);
    result->code = MAILSHIM_OK;
    result->text[0] = '\0';
    if (!result->complete) {
        result->code = mailshim_last_error_code();
        snprintf(result->text, sizeof result->text, "%s", mailshim_last_error());
    }
}

/* Waits for work, with the lock held; false when there will be none. */
static bool await_work(struct mailer *mailer)
{
    struct timespec until = in_seconds(LINGER_SECONDS);
    int waited = 0;

    while (!mailer->job && !mailer->resting && !mailer->abandoned && waited == 0)
        waited = pthread_cond_timedwait(&mailer->changed, &mailer->lock, &until);
    return !mailer->abandoned && (mailer->job || mailer->resting);
}

static void do_work(struct mailer *mailer)
{
    struct result result;
    bool job = mailer->job;

    mailer->job = false;
    mailer->resting = false;
    pthread_mutex_unlock(&mailer->lock);
    if (job) {
        send_mail(mailer, &result);
        if (mailer->body_known) /* the next mail must not end in a rest of this one */
            memset(mailer->buffer, 0, mailer->buffer_size);
        mailer->body_known = false;
    } else {
        mailshim_private_lws_rest(mailer);
    }
    pthread_mutex_lock(&mailer->lock);
    if (job) {
        mailer->result = result;
        mailer->done = true;
        ring(mailer);
    }
}

static void *work(void *argument)
{
    struct mailer *mailer = argument;

    pthread_mutex_lock(&mailer->lock);
    do {
        while (await_work(mailer))
            do_work(mailer);
        pthread_mutex_unlock(&mailer->lock);
        mailshim_private_lws_forget(mailer);
        pthread_mutex_lock(&mailer->lock);
    } while (mailer->job && !mailer->abandoned); /* it came while the session was being ended */
    mailer->worker = false;
    pthread_mutex_unlock(&mailer->lock);
    mailer_release(mailer);
    return NULL;
}

static bool start(struct mailer *mailer, void *(*body)(void *))
{
    mailer_hold(mailer);
    if (mailshim_start_thread(body, mailer) == 0)
        return true;
    mailer_release(mailer);
    return false;
}

/* ---- for the loop ---------------------------------------------------------------------------- */

bool mailer_send(struct mailer *mailer)
{
    pthread_mutex_lock(&mailer->lock);
    bool is_there = mailer->worker;
    mailer->worker = true;
    mailer->job = true;
    mailer->resting = false;
    mailer->done = false;
    mailer->stage = LGSSMTP_IDLE;
    pthread_cond_signal(&mailer->changed);
    pthread_mutex_unlock(&mailer->lock);
    if (is_there || start(mailer, work))
        return true;
    pthread_mutex_lock(&mailer->lock);
    mailer->worker = false;
    mailer->job = false;
    pthread_mutex_unlock(&mailer->lock);
    return false;
}

void mailer_rest(struct mailer *mailer)
{
    pthread_mutex_lock(&mailer->lock);
    mailer->resting = mailer->worker;
    pthread_cond_signal(&mailer->changed);
    pthread_mutex_unlock(&mailer->lock);
}

void mailer_answer(struct mailer *mailer, int result)
{
    pthread_mutex_lock(&mailer->lock);
    mailer->body_result = result;
    mailer->body_known = true;
    pthread_cond_signal(&mailer->changed);
    pthread_mutex_unlock(&mailer->lock);
}

static void *cut_off(void *argument)
{
    mailshim_private_lws_cancel(argument);
    mailer_release(argument);
    return NULL;
}

void mailer_abandon(struct mailer *mailer)
{
    pthread_mutex_lock(&mailer->lock);
    mailer->open = false;
    mailer->abandoned = true;
    bool busy = mailer->worker && mailer->sending && !mailer->done;
    pthread_cond_signal(&mailer->changed);
    pthread_mutex_unlock(&mailer->lock);
    /* Without a thread for that the mail goes on, unheard, to the end that its server gives it. */
    if (busy)
        start(mailer, cut_off);
}
