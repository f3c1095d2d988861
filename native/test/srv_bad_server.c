/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_bad_server - servers that are silent, hang up, talk nonsense or never stop, at every phase
 *
 * Whatever a server does, the message ends within its time-outs, DONE comes once, with a negative
 * number and the error that the table below has, and nothing stays behind.
 */
#include "support/watch.h"

enum { OCTETS = 20, WARM_UP = 6, TIMEOUT = 3, SLACK = 50 /* seconds; a busy machine */ };

struct row {
    enum deed deed;
    const char *text;
    int error;
    int sent;
};

static char many_lines[1024 * 1024 + 64];
static char long_line[1024 * 1024];

static const struct row rows[] = {
    {FALLS_SILENT, "", MAILSHIM_E_TIMEOUT, -1},
    {DRIPS, "250-drip\r\n", MAILSHIM_E_TIMEOUT, -1},
    {HANGS_UP, "", MAILSHIM_E_NETWORK, -1},
    {RESETS, "", MAILSHIM_E_NETWORK, -1},
    {SAYS_GOOD_BYE, "421 4.3.2 going down\r\n", MAILSHIM_E_REFUSED, -421},
    {SAYS_GOOD_BYE, "421-4.3.2 going\r\n421 4.3.2 down\r\n", MAILSHIM_E_REFUSED, -421},
    {SAYS, "421 4.3.2 going down\r\n", MAILSHIM_E_REFUSED, -421},
    {SAYS_GOOD_BYE, "554 5.3.2 never\r\n", MAILSHIM_E_REFUSED, -554},
    {SAYS_GOOD_BYE, "451 4.3.2 later\r\n", MAILSHIM_E_REFUSED, -451},
    {SAYS_GOOD_BYE, "250-half a reply\r\n250-and an", MAILSHIM_E_NETWORK, -1},
    {SAYS_GOOD_BYE, "2", MAILSHIM_E_NETWORK, -1},
    {SAYS, "\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "HTTP/1.1 400 Bad Request\r\n\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "SSH-2.0-x\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "\x16\x03\x01\x02\x01\xff\xfe\x80\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "+OK ready\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "999 no such code\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "25 short\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "250\xff\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "250-one\r\n354 two\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "250 bare line feed\n250 x\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, "250 bare \r carriage return\r\n", MAILSHIM_E_PROTOCOL, -1},
    {SAYS, many_lines, MAILSHIM_E_PROTOCOL, -1},
    {SAYS, long_line, MAILSHIM_E_PROTOCOL, -1},
    {REPEATS, "250-more\r\n", MAILSHIM_E_PROTOCOL, -1},
    {REPEATS, "250 x", MAILSHIM_E_PROTOCOL, -1},
    {REPEATS, "\x80\xff garbage", MAILSHIM_E_PROTOCOL, -1},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

/* A multi-line reply of a megabyte that is correct, and a line that never comes to its end. */
static void make_long_texts(void)
{
    size_t length = 0;

    while (length < sizeof many_lines - 64)
        length += (size_t)sprintf(many_lines + length, "250-line after line after line\r\n");
    strcpy(many_lines + length, "250 done\r\n");
    memset(long_line, 'x', sizeof long_line - 1);
    memcpy(long_line, "250 ", 4);
}

/* A server that is asked to QUIT has the message already, and what it says then does not matter. */
static void check_end(const struct row *row, enum phase phase, const struct watch *watch)
{
    bool sent = phase == AT_QUIT;

    if (watch->sent != (sent ? OCTETS : row->sent) ||
        watch->error != (sent ? MAILSHIM_OK : row->error))
        CHECK_FAILED("after %.30s (deed %d) at phase %d: sent %d, error %d", row->text, row->deed,
                     phase, watch->sent, watch->error);
}

/* Sends one message to such a server, and checks how it ends. */
static void endure(const struct row *row, enum phase phase, bool plain, bool waits)
{
    struct script script = {phase, row->deed, row->text, plain};
    struct script_server *server = script_server_open(&script);
    struct watch *watch = calloc(1, sizeof *watch);
    double begun = seconds_now();

    CHECK(watch != NULL);
    ServerStream stream = begin(server, "recipient@example.net", watch);
    SRVSend(stream, "Subject: x\n\ntext\n", 17); /* may come after the message has failed */
    int result = SRVEndOfMsgEx(stream);
    watch_done(watch);
    CHECK_AT_MOST(SLACK, (int)(seconds_now() - begun));
    CHECK_INT(waits || result < 0 ? watch->sent : 0, result); /* it may have failed by then */
    watch_check_order(watch);
    check_end(row, phase, watch);
    close_server(server);
    free(watch);
}

/* All phases, with and without pipelining. */
static void endure_everywhere(const struct row *row, bool waits)
{
    for (enum phase phase = AT_CONNECT; phase < PHASES; phase++)
        for (int plain = 0; plain <= 1; plain++)
            endure(row, phase, plain, waits);
}

static void set_timeouts(int seconds)
{
    SetConfigParam("conn_timeout", seconds);
    SetConfigParam("dialog_timeout", seconds);
    SetConfigParam("data_timeout", seconds);
}

static bool is_slow(const struct row *row)
{
    return row->error == MAILSHIM_E_TIMEOUT;
}

/* Those that answer, though not well: long before any time-out. */
static void talkers(bool waits)
{
    int descriptors = 0;
    long threads = 0;

    make_long_texts();
    set_timeouts(60);
    SetConfigParam("async", waits ? 0 : 1);
    for (int i = 0; i < ROWS; i++) {
        if (!is_slow(&rows[i]))
            endure_everywhere(&rows[i], waits);
        if (i == WARM_UP) {
            come_to_rest(NULL);
            descriptors = count_descriptors();
            threads = thread_count();
        }
    }
    come_to_rest(NULL);
    CHECK_INT(descriptors, count_descriptors());
    CHECK_AT_MOST(threads + POOLS_MAY_GROW, thread_count());
}

static void talkers_and_a_callback(void)
{
    talkers(false);
}

static void talkers_and_a_host_that_waits(void)
{
    talkers(true);
}

struct task {
    const struct row *row;
    enum phase phase;
    bool plain, waits;
    pthread_t thread;
};

static void *endure_task(void *argument)
{
    const struct task *task = argument;

    endure(task->row, task->phase, task->plain, task->waits);
    return NULL;
}

/* Those that keep us waiting: all at once, since each takes its full time-out. */
static void slow_ones(bool waits)
{
    struct task tasks[ROWS * PHASES * 2];
    int count = 0;

    set_timeouts(TIMEOUT);
    SetConfigParam("async", waits ? 0 : 1);
    for (int i = 0; i < ROWS; i++)
        for (int each = 0; is_slow(&rows[i]) && each < 2 * PHASES; each++)
            tasks[count++] =
                (struct task){&rows[i], (enum phase)(each / 2), each % 2 == 0, waits, 0};
    for (int i = 0; i < count; i++)
        CHECK_INT(0, pthread_create(&tasks[i].thread, NULL, endure_task, &tasks[i]));
    for (int i = 0; i < count; i++)
        pthread_join(tasks[i].thread, NULL);
}

static void slow_ones_and_a_callback(void)
{
    slow_ones(false);
}

static void slow_ones_and_a_host_that_waits(void)
{
    slow_ones(true);
}

/* A server that takes no more data, and says nothing. */
static void stops_reading(void)
{
    static char block[1024 * 1024];
    struct script script = {AT_DATA, SAYS_AND_STOPS, "354 go on\r\n", false};
    struct script_server *server = script_server_open(&script);

    set_timeouts(TIMEOUT);
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    for (int i = 0; i < 32; i++)
        CHECK_INT(sizeof block, SRVSend(stream, block, sizeof block));
    double begun = seconds_now();
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    CHECK_AT_MOST(SLACK, (int)(seconds_now() - begun));
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_last_error_code());
    close_server(server);
}

int main(void)
{
    RUN(talkers_and_a_callback);
    RUN(talkers_and_a_host_that_waits);
    RUN(slow_ones_and_a_callback);
    RUN(slow_ones_and_a_host_that_waits);
    RUN(stops_reading);
    return SUMMARY();
}
