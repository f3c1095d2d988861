/* SPDX-License-Identifier: Apache-2.0 */
#include "lws_host.h"

double lws_time(uv_loop_t *loop)
{
    uv_update_time(loop);
    return (double)uv_now(loop) / 1000;
}

static void see(struct lws_host *host, char what)
{
    if (host->count == 0)
        host->thread = pthread_self();
    CHECK(pthread_equal(host->thread, pthread_self()));
    CHECK(host->count < MOST_SEEN);
    host->seen[host->count] = what;
    host->at[host->count] = (double)uv_now(host->email.loop) / 1000;
    host->estate[host->count] = (int)host->email.estate;
    host->count++;
    if (host->also != NULL)
        host->also(host, what);
}

/* The struct must be the host's own, not a copy. */
static struct lws_host *host_of(struct lws_email *email)
{
    struct lws_host *host = email->data;

    CHECK(&host->email == email);
    return host;
}

static int next(struct lws_email *email)
{
    struct lws_host *host = host_of(email);

    if (host->waiting == 0) {
        see(host, SAW_NONE);
        return 1;
    }
    snprintf(email->email_to, sizeof email->email_to, "recipient@example.net");
    see(host, SAW_MAIL);
    return 0;
}

static int get_body(struct lws_email *email, char *buf, int len)
{
    struct lws_host *host = host_of(email);

    CHECK(buf == email->content);
    CHECK_INT(email->max_content_size, len);
    if (host->body != NULL)
        snprintf(buf, (size_t)len, "%s", host->body);
    see(host, SAW_BODY);
    return host->body == NULL;
}

static int sent(struct lws_email *email)
{
    struct lws_host *host = host_of(email);

    host->waiting--;
    see(host, SAW_SENT);
    return -1; /* of no account */
}

static int failed(struct lws_email *email, int code, int reply, int accepted, const char *text)
{
    struct lws_host *host = host_of(email);
    int verdict = host->verdict;

    host->code = code;
    host->reply = reply;
    host->accepted = accepted;
    snprintf(host->text, sizeof host->text, "%s", text);
    see(host, SAW_FAILURE);
    return verdict;
}

void lws_host_fill(struct lws_host *host, int port)
{
    struct lws_email *email = &host->email;

    memset(host, 0, sizeof *host);
    email->data = host;
    snprintf(email->email_smtp_ip, sizeof email->email_smtp_ip, "127.0.0.1:%d", port);
    strcpy(email->email_helo, "host.example.org");
    strcpy(email->email_from, "sender@example.org");
    email->on_next = next;
    email->on_get_body = get_body;
    email->on_sent = sent;
    host->body = "Subject: test\n\ntext\n.\n";
    host->verdict = 1;
    CHECK_INT(MAILSHIM_OK, mailshim_lws_on_failure(email, failed));
}

void lws_host_fill_for(struct lws_host *host, const struct script_server *server)
{
    lws_host_fill(host, script_server_port(server));
}

void lws_host_start(struct lws_host *host, uv_loop_t *loop, const struct script_server *server,
                    int mails)
{
    lws_host_fill_for(host, server);
    host->waiting = mails;
    CHECK_INT(0, lws_email_init(&host->email, loop, MAX_CONTENT));
    lws_email_check(&host->email);
}

int lws_seen(const struct lws_host *host, char what)
{
    int times = 0;

    for (int i = 0; i < host->count; i++)
        times += host->seen[i] == what;
    return times;
}

double lws_seen_at(const struct lws_host *host, char what, int times)
{
    int seen = 0;

    for (int i = 0; i < host->count; i++)
        if (host->seen[i] == what && ++seen == times)
            return host->at[i];
    CHECK_FAILED("'%c' was not seen %d times in \"%s\"", what, times, host->seen);
}

/* A guard wakes the loop often enough for a condition to be looked at, and for the deadline. */
static void guard(uv_timer_t *timer)
{
    double *deadline = timer->data;

    if (seconds_now() > *deadline)
        CHECK_FAILED("the loop ran for %d seconds in vain", DEADLINE);
}

static void watch(struct lws_host *host)
{
    if (host != NULL)
        host->states |= 1 << host->email.estate;
}

/* Runs the loop, with a guard, until `met` says so. */
static void run(uv_loop_t *loop, struct lws_host *host,
                bool (*met)(const struct lws_host *host, const void *wanted), const void *wanted)
{
    double deadline = seconds_now() + DEADLINE;
    uv_timer_t timer;

    CHECK_INT(0, uv_timer_init(loop, &timer));
    timer.data = &deadline;
    CHECK_INT(0, uv_timer_start(&timer, guard, 5, 5));
    while (!met(host, wanted)) {
        uv_run(loop, UV_RUN_ONCE);
        watch(host);
    }
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(loop, UV_RUN_NOWAIT); /* the guard is on this stack */
}

struct sight {
    char what;
    int times;
};

static bool has_seen(const struct lws_host *host, const void *wanted)
{
    const struct sight *sight = wanted;

    return lws_seen(host, sight->what) >= sight->times;
}

void lws_run_until(uv_loop_t *loop, struct lws_host *host, char what, int times)
{
    run(loop, host, has_seen, &(struct sight){what, times});
}

static bool is_in_state(const struct lws_host *host, const void *wanted)
{
    return host->email.estate == *(const enum lwsgs_smtp_states *)wanted;
}

void lws_run_until_state(uv_loop_t *loop, struct lws_host *host, enum lwsgs_smtp_states state)
{
    run(loop, host, is_in_state, &state);
}

static bool is_past(const struct lws_host *host, const void *wanted)
{
    (void)host;
    return seconds_now() >= *(const double *)wanted;
}

void lws_run_for(uv_loop_t *loop, int milliseconds)
{
    double until = seconds_now() + milliseconds / 1000.0;

    run(loop, NULL, is_past, &until);
}

void lws_close_loop(uv_loop_t *loop)
{
    alarm(DEADLINE);
    CHECK_INT(0, uv_run(loop, UV_RUN_DEFAULT));
    CHECK_INT(0, uv_loop_close(loop));
    alarm(0);
}
