/* SPDX-License-Identifier: Apache-2.0 */
/*
 * email.c - lws_email_*: a queue of mails on the host's event loop
 *
 * DESCRIPTION
 *     Everything here runs on the loop's thread, and nothing of it waits. A struct is
 *
 *                 on_next: none                        on_next: a mail
 *                 +-----------+               +---------------------------+
 *                 v           |               |                           v
 *     init --> RESTING --> on_next <-- at once, after on_sent -------- SENDING
 *                 |           ^                                           |
 *                 | check     | after the wait                            | failed
 *                 v           |                                           v
 *              DUE ------> timer <------- the wait grows ----------- on_failure
 *
 *     DUE two seconds after init, one second after a check, and after a failure in `retry_min`
 *     seconds, then twice as many, up to `retry_max`. One timer does it all; it is only ever moved
 *     forward. While SENDING the worker has the mail, and rings (on_async) when
 *
 *         the message is wanted  on_get_body, and its answer goes to the worker
 *         it is over             accepted: on_sent, on_next. failed: on_failure, the wait
 *
 *     How far the mail is goes into estate whenever the loop wakes, for whatever reason (on_look),
 * before the host's timers: to wake it for each step would cost a host more than the mail does.
 *
 *     The async handle keeps the loop alive while SENDING, the timer while DUE, as the original's
 *     handles did; RESTING, nothing does.
 *
 *     A callback may call everything, lws_email_destroy included: then `email` is NULL when it
 *     returns, and nothing more is done. The mailer itself lives until its handles are closed and
 *     its thread is gone.
 *
 * BUGS
 *     When somebody else closes the loop's handles, as a host does that walks its loop, nobody
 * tells us when they are closed, so the mailer (without its buffer some 2 KB) is never freed.
 */
#include "entry.h"
#include "mailer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_POLL = 2000, AFTER_CHECK = 1000 }; /* milliseconds, the original's */
enum { HANDLES = 3 };

/* ---- all mailers ----------------------------------------------------------------------------- */

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static struct mailer *all;

static void lock_all(void)
{
    pthread_mutex_lock(&all_lock);
}

static void unlock_all(void)
{
    pthread_mutex_unlock(&all_lock);
}

static void init_lock(struct mailer *mailer)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&mailer->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* the host may set the other one */
    pthread_cond_init(&mailer->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

/*
 * In the child of a fork there are no workers. A loop that goes on in it (uv_loop_fork) finds its
 * structs without a mail, and every further one fails, since Java is out of reach, or is the
 * child's own if there was none yet.
 */
static void forked(void)
{
    for (struct mailer *mailer = all; mailer != NULL; mailer = mailer->next) {
        init_lock(mailer);
        mailer->references -= mailer->worker;
        mailer->worker = mailer->job = mailer->done = mailer->body_wanted = false;
        if (mailer->sending) {
            mailer->sending = false;
            mailer->email->estate = LGSSMTP_IDLE;
            mailer_uv()->unref((uv_handle_t *)&mailer->async);
            mailer_uv()->check_stop(&mailer->look);
        }
    }
    unlock_all();
}

static void prepare_process(void)
{
    pthread_atfork(lock_all, unlock_all, forked);
}

static struct mailer *find(struct lws_email *email)
{
    lock_all();
    struct mailer *mailer = all;
    while (mailer != NULL && mailer->key != email)
        mailer = mailer->next;
    unlock_all();
    return mailer;
}

/* The mailer of a struct that is in use, or NULL. */
static struct mailer *find_live(struct lws_email *email)
{
    struct mailer *mailer = find(email);

    return mailer != NULL && mailer->live ? mailer : NULL;
}

/* Found or made; NULL when there is no memory, and the last error says so. */
static struct mailer *find_or_make(struct lws_email *email, const char *entry)
{
    static pthread_once_t prepared = PTHREAD_ONCE_INIT;

    pthread_once(&prepared, prepare_process);
    struct mailer *mailer = find(email);
    if (mailer != NULL)
        return mailer;
    mailer = calloc(1, sizeof *mailer);
    if (mailer == NULL) {
        mailshim_fail(MAILSHIM_E_MEMORY, "%s: no memory", entry);
        return NULL;
    }
    init_lock(mailer);
    mailer->references = 1; /* the list's */
    mailer->key = email;
    lock_all();
    mailer->next = all;
    all = mailer;
    unlock_all();
    return mailer;
}

/* Takes a mailer off the list; the list's reference is the caller's then. */
static void forget(struct mailer *mailer)
{
    lock_all();
    struct mailer **at = &all;
    while (*at != mailer)
        at = &(*at)->next;
    *at = mailer->next;
    unlock_all();
}

void mailer_hold(struct mailer *mailer)
{
    pthread_mutex_lock(&mailer->lock);
    mailer->references++;
    pthread_mutex_unlock(&mailer->lock);
}

void mailer_release(struct mailer *mailer)
{
    pthread_mutex_lock(&mailer->lock);
    bool last = --mailer->references == 0;
    pthread_mutex_unlock(&mailer->lock);
    if (!last)
        return;
    pthread_mutex_destroy(&mailer->lock);
    pthread_cond_destroy(&mailer->changed);
    mailer_free_options(&mailer->options);
    mailer_free_options(&mailer->environment);
    free(mailer->recipients);
    free(mailer->description.text);
    free(mailer->buffer);
    free(mailer);
}

/* ---- when ------------------------------------------------------------------------------------ */

static void on_timer(uv_timer_t *timer);
static void on_look(uv_check_t *look);

static uint64_t now(const struct mailer *mailer)
{
    return mailer_uv()->now(mailer->timer.loop);
}

/* on_next at that time, if nothing is due sooner. */
static void schedule(struct mailer *mailer, uint64_t at)
{
    const struct uv *uv = mailer_uv();

    if (mailer->due && mailer->due_at <= at)
        return;
    if (uv->is_closing((uv_handle_t *)&mailer->timer))
        return; /* the host is closing the loop */
    mailer->due = true;
    mailer->due_at = at;
    uv->timer_start(&mailer->timer, on_timer, at > now(mailer) ? at - now(mailer) : 0, 0);
}

static uint64_t seconds(const struct mailer *mailer, int option)
{
    return 1000 * (uint64_t)mailer_number(option, &mailer->options, &mailer->environment);
}

/* How long after the last of so many failures in a row. */
static uint64_t wait_after_failure(const struct mailer *mailer)
{
    uint64_t wait = seconds(mailer, OPTION_RETRY_MIN);
    uint64_t most = seconds(mailer, OPTION_RETRY_MAX);

    if (wait > most) /* a longer retry_min than the other's default is meant, too */
        most = wait;
    for (int i = 1; i < mailer->failures && wait < most && !mailer->checked; i++)
        wait *= 2;
    return wait < most ? wait : most;
}

/* ---- a mail begins --------------------------------------------------------------------------- */

/* A field of the struct. False, with a last error, when it has no end. */
static bool describe_field(struct mailer *mailer, const char *name, const char *field, size_t size)
{
    size_t length = strnlen(field, size);

    if (length == size) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "%s has no NUL in its %zu octets", name, size);
        return false;
    }
    mailer_describe(&mailer->description, name, field, length);
    return true;
}

#define DESCRIBE_FIELD(mailer, name)                                                               \
    describe_field(mailer, #name, (mailer)->email->name, sizeof(mailer)->email->name)

/* What on_next and the options say. False with a last error. */
static bool describe(struct mailer *mailer)
{
    const char *recipients = mailer->recipients;

    mailer->description.length = 0;
    mailer->description.incomplete = false;
    if (!mailer_describe_options(&mailer->description, &mailer->options, &mailer->environment) ||
        !DESCRIBE_FIELD(mailer, email_smtp_ip) || !DESCRIBE_FIELD(mailer, email_helo) ||
        !DESCRIBE_FIELD(mailer, email_from))
        return false;
    if (recipients != NULL)
        mailer_describe(&mailer->description, "recipients", recipients, strlen(recipients));
    else if (!DESCRIBE_FIELD(mailer, email_to))
        return false;
    if (mailer->description.incomplete)
        mailshim_fail(MAILSHIM_E_MEMORY, "no memory to describe the mail");
    return !mailer->description.incomplete;
}

/* Before any thread had it. Told by way of the loop like any end, lest a host whose mails all fail
 * so is called from within its own callbacks, deeper and deeper. */
static void fail_at_once(struct mailer *mailer)
{
    mailer->result = (struct result){.code = MAILSHIM_E_INTERNAL};
    mailer->result.code = mailshim_last_error_code();
    snprintf(mailer->result.text, sizeof mailer->result.text, "%s", mailshim_last_error());
    mailer->done = true;
    mailer_uv()->async_send(&mailer->async);
}

static void begin(struct mailer *mailer)
{
    const struct uv *uv = mailer_uv();

    if (uv->is_closing((uv_handle_t *)&mailer->async))
        return;
    mailer->sending = true;
    mailer->checked = false;
    mailer->due = false;
    uv->timer_stop(&mailer->timer);
    uv->ref((uv_handle_t *)&mailer->async);
    uv->check_start(&mailer->look, on_look);
    mailer->email->estate = LGSSMTP_CONNECTING;
    mailer->email->email_connect_started = time(NULL);
    if (!describe(mailer)) {
        fail_at_once(mailer);
    } else if (!mailer_send(mailer)) {
        mailshim_fail(MAILSHIM_E_MEMORY, "cannot create the thread that sends mail");
        fail_at_once(mailer);
    }
}

/* Asks the host for a mail. */
static void poll(struct mailer *mailer)
{
    struct lws_email *email = mailer->email;

    free(mailer->recipients);
    mailer->recipients = NULL;
    bool none = email->on_next == NULL || email->on_next(email) != 0;
    if (mailer->email == NULL)
        return;
    if (none)
        mailer_rest(mailer);
    else
        begin(mailer);
}

static _Atomic mailshim_lws_failure common_on_failure;

/* ---- a mail goes on, and ends ---------------------------------------------------------------- */

static void get_body(struct mailer *mailer)
{
    struct lws_email *email = mailer->email;
    int result = -1;

    email->estate = LGSSMTP_SENT_DATA;
    if (email->on_get_body != NULL)
        result = email->on_get_body(email, mailer->buffer, (int)mailer->buffer_size);
    if (mailer->email != NULL)
        mailer_answer(mailer, result);
}

/* Whether the host wants to see the mail again. */
static bool tell_failure(struct mailer *mailer, const struct result *result)
{
    mailshim_lws_failure callback = mailer->on_failure;

    if (callback == NULL)
        callback = common_on_failure;
    return callback == NULL || callback(mailer->email, result->code, result->reply,
                                        result->accepted, result->text) != 0;
}

static void failed(struct mailer *mailer, const struct result *result)
{
    mailer->email->estate = LGSSMTP_IDLE;
    mailer->failures++;
    mailer->last_failure = now(mailer);
    bool again = tell_failure(mailer, result);
    if (mailer->email == NULL)
        return;
    if (again) {
        mailer_rest(mailer);
        schedule(mailer, mailer->last_failure + wait_after_failure(mailer));
    } else {
        mailer->failures = 0;
        poll(mailer);
    }
}

static void accepted(struct mailer *mailer, const struct result *result)
{
    struct lws_email *email = mailer->email;

    email->estate = LGSSMTP_SENT_QUIT;
    mailer->failures = 0;
    if (!result->complete)
        tell_failure(mailer, result);
    if (mailer->email != NULL && email->on_sent != NULL)
        email->on_sent(email);
    if (mailer->email == NULL)
        return;
    email->estate = LGSSMTP_IDLE;
    poll(mailer);
}

static void over(struct mailer *mailer, const struct result *result)
{
    mailer->sending = false;
    mailer_uv()->unref((uv_handle_t *)&mailer->async);
    mailer_uv()->check_stop(&mailer->look);
    if (result->accepted > 0)
        accepted(mailer, result);
    else
        failed(mailer, result);
}

/* ---- the loop calls -------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
    mailer_release(handle->data);
}

/* On the loop's thread; what somebody else has closed stays his. */
static void close_handles(struct mailer *mailer)
{
    const struct uv *uv = mailer_uv();
    uv_handle_t *handles[] = {(uv_handle_t *)&mailer->timer, (uv_handle_t *)&mailer->async,
                              (uv_handle_t *)&mailer->look};

    for (int i = 0; i < HANDLES; i++)
        if (!uv->is_closing(handles[i]))
            uv->close(handles[i], on_closed);
}

static void on_timer(uv_timer_t *timer)
{
    struct mailer *mailer = timer->data;

    mailer->due = false;
    if (mailer->email == NULL || mailer->sending)
        return;
    mailer_hold(mailer);
    poll(mailer);
    mailer_release(mailer);
}

static void on_look(uv_check_t *look)
{
    struct mailer *mailer = look->data;

    if (mailer->email == NULL || !mailer->sending)
        return;
    pthread_mutex_lock(&mailer->lock);
    int stage = mailer->stage;
    pthread_mutex_unlock(&mailer->lock);
    if (stage != LGSSMTP_IDLE)
        mailer->email->estate = (enum lwsgs_smtp_states)stage;
}

static void on_async(uv_async_t *async)
{
    struct mailer *mailer = async->data;
    struct result result = {.accepted = 0};

    if (mailer->email == NULL) { /* taken over by another loop: retire() */
        close_handles(mailer);
        return;
    }
    mailer_hold(mailer);
    pthread_mutex_lock(&mailer->lock);
    bool body_wanted = mailer->body_wanted;
    bool done = mailer->done;
    mailer->body_wanted = mailer->done = false;
    if (done)
        result = mailer->result;
    pthread_mutex_unlock(&mailer->lock);
    if (mailer->sending && body_wanted)
        get_body(mailer);
    if (mailer->email != NULL && mailer->sending && done)
        over(mailer, &result);
    mailer_release(mailer);
}

/* ---- the host calls -------------------------------------------------------------------------- */

/* The struct is not ours any more. With the thread of another loop only a ring can be left there.
 */
static void retire(struct mailer *mailer, bool other_loop)
{
    forget(mailer);
    mailer->email = NULL;
    if (mailer->live) {
        if (other_loop && !mailer_uv()->is_closing((uv_handle_t *)&mailer->async))
            mailer_uv()->async_send(&mailer->async);
        mailer_abandon(mailer);
        if (!other_loop)
            close_handles(mailer);
    }
    mailer_release(mailer);
}

/* A mailer for the struct that is not live: of an earlier use, its options and callback are kept.
 */
static struct mailer *fresh(struct lws_email *email, uv_loop_t *loop)
{
    struct mailer *mailer = find_or_make(email, "lws_email_init");

    if (mailer == NULL || !mailer->live)
        return mailer;
    struct options options = mailer->options;
    mailshim_lws_failure on_failure = mailer->on_failure;
    mailer->options = (struct options){{NULL}};
    retire(mailer, mailer->timer.loop != loop);
    mailer = find_or_make(email, "lws_email_init");
    if (mailer == NULL) {
        mailer_free_options(&options);
        return NULL;
    }
    mailer->options = options;
    mailer->on_failure = on_failure;
    return mailer;
}

/* Buffer, environment and handles. False with a last error. */
static bool equip(struct mailer *mailer, uv_loop_t *loop, int max_content)
{
    const struct uv *uv = mailer_uv();

    free(mailer->buffer);
    mailer->buffer = calloc(1, (size_t)max_content + 1);
    mailer->buffer_size = (size_t)max_content;
    if (mailer->buffer == NULL || !mailer_read_environment(&mailer->environment)) {
        mailshim_fail(MAILSHIM_E_MEMORY, "lws_email_init: no memory for %d octets", max_content);
        return false;
    }
    int error = uv->async_init(loop, &mailer->async, on_async);
    if (error != 0) {
        mailshim_fail(MAILSHIM_E_STATE, "lws_email_init: uv_async_init: %s", strerror(-error));
        return false;
    }
    uv->unref((uv_handle_t *)&mailer->async);
    uv->timer_init(loop, &mailer->timer);
    uv->check_init(loop, &mailer->look);
    uv->unref((uv_handle_t *)&mailer->look);
    mailer->async.data = mailer->timer.data = mailer->look.data = mailer;
    mailer->references += HANDLES;
    return true;
}

static bool are_arguments_good(struct lws_email *email, uv_loop_t *loop, int max_content)
{
    const char *problem = email == NULL     ? "the struct is NULL"
                          : loop == NULL    ? "the loop is NULL"
                          : max_content < 1 ? "max_content is not positive"
                                            : NULL;
    if (problem != NULL)
        mailshim_fail(MAILSHIM_E_ARGUMENT, "lws_email_init: %s", problem);
    if (problem != NULL || mailer_uv() == NULL)
        return false;
    if (mailer_uv()->backend_fd(loop) >= 0)
        return true;
    mailshim_fail(MAILSHIM_E_STATE, "lws_email_init: the loop is closed");
    return false;
}

int lws_email_init(struct lws_email *email, uv_loop_t *loop, int max_content)
{
    if (email != NULL)
        email->content = NULL;
    if (!are_arguments_good(email, loop, max_content))
        return 1;
    struct mailer *mailer = fresh(email, loop);
    if (mailer == NULL || !equip(mailer, loop, max_content))
        return 1;
    email->loop = loop;
    email->max_content_size = (unsigned int)max_content;
    email->estate = LGSSMTP_IDLE;
    email->content = mailer->buffer;
    mailer->email = email;
    mailer->open = true;
    mailer->live = true;
    schedule(mailer, now(mailer) + FIRST_POLL);
    return 0;
}

void lws_email_check(struct lws_email *email)
{
    struct mailer *mailer = find_live(email);

    if (mailer == NULL)
        return;
    if (mailer->sending) {
        mailer->checked = true;
        return;
    }
    uint64_t at = now(mailer) + AFTER_CHECK;
    uint64_t earliest = mailer->last_failure + seconds(mailer, OPTION_RETRY_MIN);
    schedule(mailer, mailer->failures > 0 && earliest > at ? earliest : at);
}

void lws_email_destroy(struct lws_email *email)
{
    struct mailer *mailer = find(email);

    if (mailer == NULL)
        return;
    if (mailer->live) {
        email->content = NULL;
        email->estate = LGSSMTP_IDLE;
    }
    retire(mailer, false);
}

/* ---- what could not be said before ----------------------------------------------------------- */

enum { MOST_RECIPIENTS = 1024 * 1024 }; /* octets */

int mailshim_lws_set(struct lws_email *email, const char *option, const char *value)
{
    if (email == NULL)
        return mailer_set_common_option(option, value);
    struct mailer *mailer = find_or_make(email, "mailshim_lws_set");
    return mailer == NULL ? MAILSHIM_E_MEMORY : mailer_set_option(&mailer->options, option, value);
}

int mailshim_lws_on_failure(struct lws_email *email, mailshim_lws_failure callback)
{
    if (email == NULL) {
        common_on_failure = callback;
        return MAILSHIM_OK;
    }
    struct mailer *mailer = find_or_make(email, "mailshim_lws_on_failure");
    if (mailer == NULL)
        return MAILSHIM_E_MEMORY;
    mailer->on_failure = callback;
    return MAILSHIM_OK;
}

int mailshim_lws_set_recipients(struct lws_email *email, const char *recipients)
{
    struct mailer *mailer = find_live(email);
    char *copy = NULL;

    if (mailer == NULL) {
        mailshim_fail(MAILSHIM_E_STATE, "mailshim_lws_set_recipients: the struct is not in use");
        return MAILSHIM_E_STATE;
    }
    if (recipients != NULL && strnlen(recipients, MOST_RECIPIENTS + 1) > MOST_RECIPIENTS) {
        mailshim_fail(MAILSHIM_E_ARGUMENT,
                      "mailshim_lws_set_recipients: the recipients are longer than %d octets",
                      MOST_RECIPIENTS);
        return MAILSHIM_E_ARGUMENT;
    }
    if (recipients != NULL && (copy = strdup(recipients)) == NULL) {
        mailshim_fail(MAILSHIM_E_MEMORY, "mailshim_lws_set_recipients: no memory");
        return MAILSHIM_E_MEMORY;
    }
    free(mailer->recipients);
    mailer->recipients = copy;
    return MAILSHIM_OK;
}
