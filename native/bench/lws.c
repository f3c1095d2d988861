/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws - a thousand mails of 4 KB through one struct lws_email, and for how long its loop stood
 * still
 *
 * Synopsis: lws PORT [MAILS]
 *
 * The first round of so many mails starts Java in it, the second counts. A turn of the loop is
 * taken from one uv_prepare to the next, without the time that it waited (UV_METRICS_IDLE_TIME):
 * all callbacks of one turn, ours and the few lines of this program. It is taken on two clocks. On
 * the thread's own it is work that was done; on the wall's it holds also what the machine gave to
 * others meanwhile, the threads that send among them.
 */
#include <mailshim/lws-email.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MESSAGE = 4096, MOST_TURNS = 1 << 20 };

static struct lws_email email;
static char message[MESSAGE + 1];
static int waiting, failures;

static double wall_begun, cpu_begun, idle_begun;
static double wall_turns[MOST_TURNS], cpu_turns[MOST_TURNS];
static int turns;

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int next(struct lws_email *its)
{
    strcpy(its->email_to, "recipient@example.net");
    if (waiting == 0)
        uv_stop(its->loop);
    return waiting == 0;
}

static int body(struct lws_email *its, char *buf, int len)
{
    (void)its;
    (void)len;
    memcpy(buf, message, sizeof message);
    return 0;
}

static int sent(struct lws_email *its)
{
    (void)its;
    waiting--;
    return 0;
}

static int failed(struct lws_email *its, int code, int reply, int accepted, const char *text)
{
    (void)its;
    (void)reply;
    (void)accepted;
    fprintf(stderr, "lws: %d: %s\n", code, text);
    failures++;
    waiting = 0;
    return 0;
}

static void turn(uv_prepare_t *prepare)
{
    double wall = seconds(CLOCK_MONOTONIC);
    double cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    double idle = (double)uv_metrics_idle_time(prepare->loop) / 1e9;

    if (wall_begun > 0 && turns < MOST_TURNS) {
        wall_turns[turns] = wall - wall_begun - (idle - idle_begun);
        cpu_turns[turns] = cpu - cpu_begun;
        turns++;
    }
    wall_begun = wall;
    cpu_begun = cpu;
    idle_begun = idle;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_turns(const char *clock, double *values)
{
    qsort(values, (size_t)turns, sizeof *values, compare);
    printf("  a turn of the loop, %s: median %.1f us, 99.9 %% %.1f us, longest %.1f us\n", clock,
           values[turns / 2] * 1e6, values[(int)(turns * 0.999)] * 1e6, values[turns - 1] * 1e6);
}

static void make_message(void)
{
    static const char header[] = "From: sender@example.org\nSubject: bench\n\n";

    memset(message, 'x', MESSAGE);
    memcpy(message, header, sizeof header - 1);
    for (size_t i = sizeof header + 70; i < MESSAGE; i += 72)
        message[i] = '\n';
    memcpy(message + MESSAGE - 4, "x\n.\n", 4);
}

/* Sends so many, and gives the seconds from the first on_next to the last. */
static double round_of(uv_loop_t *loop, int mails)
{
    waiting = mails;
    turns = 0;
    wall_begun = 0;
    lws_email_check(&email);
    uv_update_time(loop);
    double begun = seconds(CLOCK_MONOTONIC) + 1; /* when the check acts */
    uv_run(loop, UV_RUN_DEFAULT);
    return seconds(CLOCK_MONOTONIC) - begun;
}

int main(int argc, char **argv)
{
    int mails = argc > 2 ? atoi(argv[2]) : 1000;
    uv_loop_t *loop = uv_default_loop();
    uv_prepare_t prepare;

    if (argc < 2) {
        fputs("usage: lws port [mails]\n", stderr);
        return 2;
    }
    make_message();
    snprintf(email.email_smtp_ip, sizeof email.email_smtp_ip, "127.0.0.1:%s", argv[1]);
    strcpy(email.email_helo, "host.example.org");
    strcpy(email.email_from, "sender@example.org");
    email.on_next = next;
    email.on_get_body = body;
    email.on_sent = sent;
    uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
    uv_prepare_init(loop, &prepare);
    uv_prepare_start(&prepare, turn);
    uv_unref((uv_handle_t *)&prepare);
    if (mailshim_lws_on_failure(&email, failed) != MAILSHIM_OK ||
        lws_email_init(&email, loop, 16384) != 0) {
        fprintf(stderr, "lws: %s\n", mailshim_last_error());
        return 1;
    }
    for (int i = 1; i <= 2; i++) {
        double took = round_of(loop, mails);
        if (failures > 0)
            break;
        printf("%d mails of %d octets through one struct lws_email, %s: %.0f/s\n", mails, MESSAGE,
               i == 1 ? "Java's start included" : "warm", mails / took);
        print_turns("the thread's clock", cpu_turns);
        print_turns("the wall's clock", wall_turns);
    }
    lws_email_destroy(&email);
    return failures > 0;
}
