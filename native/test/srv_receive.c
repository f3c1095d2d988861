/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_receive - callbacks that read messages with SRVRecv: in blocks of any size, as much as they
 * like, on threads of their choice, and while somebody pulls the chair away
 */
#include "support/server_host.h"

#include <pthread.h>
#include <stdbool.h>

/* ---- a message whose octets are known -------------------------------------------------------- */

enum { LINE = 64 };

/* Line i of a message, of LINE octets; some begin with a dot. */
static void make_line(char line[LINE + 2], int i)
{
    memset(line, '.' + i % 2, LINE - 2);
    snprintf(line + 1, LINE - 2, "%010d", i);
    line[11] = '-';
    memcpy(line + LINE - 2, "\r\n", 3);
}

/* What a host has read: octets, and lines of the message, each in its turn. */
static long octets_read;
static int lines_read;
static char last_line[LINE + 2];
static int last_length;

static void begin_reading(void)
{
    octets_read = 0;
    lines_read = 0;
    last_length = 0;
}

static void take(const char *block, int size)
{
    char expected[LINE + 2];

    octets_read += size;
    for (int i = 0; i < size; i++) {
        if (last_length < LINE)
            last_line[last_length] = block[i];
        last_length++;
        if (block[i] != '\n')
            continue;
        make_line(expected, lines_read);
        if (last_length == LINE && memcmp(last_line, expected, LINE) == 0)
            lines_read++;
        else
            CHECK_INT(0, lines_read); /* a line above the message */
        last_length = 0;
    }
}

static void send_lines(struct line_client *client, int from, int to)
{
    enum { AT_ONCE = 1000 };
    static char octets[AT_ONCE * (LINE + 2)];
    size_t length = 0;

    for (int i = from; i < to; i++) {
        if (i % 2 == 0)
            octets[length++] = '.'; /* transparency */
        make_line(octets + length, i);
        length += LINE;
        if (i + 1 == to || length > sizeof octets - 2 * (LINE + 2)) {
            CHECK(line_client_send(client, octets, length));
            length = 0;
        }
    }
}

static const char *end_data(struct line_client *client)
{
    return line_client_say(client, ".");
}

/* Goes to DATA within a session that has had a message. */
static const char *at_data_again(struct line_client *client)
{
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<me@example.org>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<ann@example.net>"));
    return line_client_say(client, "DATA");
}

/* ---- blocks of any size ---------------------------------------------------------------------- */

static char block[64 * 1024];
static int block_size, most_blocks;

static void read_blocks(ServerStream *stream, int action)
{
    int size = 1;

    if (action != ACTION_SMTP_SENDMSG)
        return;
    begin_reading();
    for (int i = 0; i < most_blocks && size > 0; i++) {
        size = SRVRecv(stream, block, block_size);
        CHECK(size >= 0 && size <= block_size);
        CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
        take(block, size);
    }
    if (size == 0) /* the end stays */
        CHECK_INT(0, SRVRecv(stream, block, block_size));
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
}

static void blocks_of_any_size(void)
{
    static const int sizes[] = {1, 7, 63, 16 * 1024, 64 * 1024};
    enum { SIZES = sizeof sizes / sizeof sizes[0], LINES = 2000 };

    open_servers(ALL_ACTIONS);
    in_callback = read_blocks;
    most_blocks = INT32_MAX;
    for (int i = 0; i < SIZES; i++) {
        for (int result = -1; result <= 0; result++) {
            struct line_client *client;
            block_size = sizes[i];
            answer_to(ACTION_SMTP_SENDMSG)->result = result;
            CHECK_SAYS("354", at_data(&client));
            send_lines(client, 0, LINES);
            CHECK_SAYS(result < 0 ? "250 2.0.0 taken" : "250", end_data(client));
            CHECK_INT(LINES, lines_read);
            line_client_close(client);
        }
    }
    close_servers();
}

/* The result and the next message are the client's, whatever the host has left. */
static void as_many_blocks_as_the_host_likes(void)
{
    static const int counts[] = {0, 1, 3};
    static const int results[] = {-1, 0, 451};
    enum { LINES = 3000 };

    open_servers(ALL_ACTIONS);
    in_callback = read_blocks;
    block_size = 20000;
    for (int i = 0; i < 9; i++) {
        int result = results[i % 3];
        struct line_client *client;
        most_blocks = counts[i / 3];
        answer_to(ACTION_SMTP_SENDMSG)->result = result;
        const char *reply = at_data(&client);
        if (most_blocks == 0 && result > 0) {
            CHECK_SAYS("451", reply); /* nobody has asked for the data */
        } else {
            CHECK_SAYS("354", reply);
            send_lines(client, 0, LINES);
            CHECK_SAYS(result > 0 ? "451" : "250", end_data(client));
        }
        answer_to(ACTION_SMTP_SENDMSG)->result = -1;
        most_blocks = INT32_MAX;
        CHECK_SAYS("250", line_client_say(client, "RSET"));
        CHECK_SAYS("354", at_data_again(client));
        send_lines(client, 0, 10);
        CHECK_SAYS("250 2.0.0 taken", end_data(client));
        CHECK_INT(10, lines_read);
        line_client_close(client);
    }
    close_servers();
}

static void thirty_million_octets(void)
{
    const char *small_heap = "-Xmx32m";
    enum { LINES = 30 * 1000 * 1000 / LINE };

    CHECK_INT(MAILSHIM_OK, mailshim_start(&small_heap, 1));
    SetConfigParam("smtp_msg_limit", 2 * LINES * LINE);
    open_servers(ALL_ACTIONS);
    in_callback = read_blocks;
    block_size = sizeof block;
    most_blocks = INT32_MAX;
    for (int result = -1; result <= 0; result++) {
        struct line_client *client;
        answer_to(ACTION_SMTP_SENDMSG)->result = result;
        CHECK_SAYS("354", at_data(&client));
        send_lines(client, 0, LINES);
        CHECK_SAYS("250", end_data(client));
        CHECK_INT(LINES, lines_read);
        CHECK(octets_read > (long)LINES * LINE && octets_read < (long)LINES * LINE + 1000);
        line_client_close(client);
    }
    close_servers();
}

static void read_what_breaks_off(ServerStream *stream, int action)
{
    if (action != ACTION_SMTP_SENDMSG)
        return;
    while (SRVRecv(stream, block, 1000) > 0)
        continue;
    CHECK_INT(MAILSHIM_E_NETWORK, SRVGetLastError(stream));
    CHECK_INT(0, SRVRecv(stream, block, 1000));
    CHECK_INT(MAILSHIM_E_NETWORK, SRVGetLastError(stream));
}

/* The host hears that there will be no message as soon as that is known. */
static void a_message_that_is_refused(void)
{
    static const char malformed[] = "a bare\nline end\r\n";
    struct line_client *client;

    open_servers(ALL_ACTIONS);
    in_callback = read_what_breaks_off;
    CHECK_SAYS("354", at_data(&client));
    CHECK(line_client_send(client, malformed, sizeof malformed - 1));
    await_calls(ACTION_SMTP_SENDMSG, 1);
    CHECK_SAYS("550 5.6.11", end_data(client));
    in_callback = read_blocks;
    block_size = 100;
    most_blocks = INT32_MAX;
    CHECK_SAYS("354", at_data_again(client));
    send_lines(client, 0, 10);
    CHECK_SAYS("250", end_data(client));
    CHECK_INT(10, lines_read);
    line_client_close(client);
    close_servers();
}

static void chunks(void)
{
    struct line_client *client;
    char line[LINE + 2];

    open_servers(ALL_ACTIONS);
    in_callback = read_blocks;
    answer_to(ACTION_SMTP_SENDMSG)->result = -1;
    block_size = 7;
    most_blocks = INT32_MAX;
    client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<me@example.org>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<ann@example.net>"));
    for (int i = 0; i < 5; i++) {
        const char *command = i < 4 ? "BDAT 64\r\n" : "BDAT 64 LAST\r\n";
        CHECK(line_client_send(client, command, strlen(command)));
        make_line(line, i);
        CHECK(line_client_send(client, line, LINE));
        CHECK_SAYS(i < 4 ? "250" : "250 2.0.0 taken", line_client_read(client));
    }
    CHECK_INT(5, lines_read);
    line_client_close(client);
    close_servers();
}

/* ---- threads --------------------------------------------------------------------------------- */

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static bool at_end;

static void *read_in_turn(void *stream)
{
    char own[777];
    bool is_over = false;

    while (!is_over) {
        pthread_mutex_lock(&turn);
        int size = at_end ? 0 : SRVRecv((ServerStream *)stream, own, sizeof own);
        take(own, size);
        at_end = size == 0;
        is_over = at_end;
        pthread_mutex_unlock(&turn);
    }
    return NULL;
}

static void read_on_two_threads(ServerStream *stream, int action)
{
    pthread_t other;

    if (action != ACTION_SMTP_SENDMSG)
        return;
    begin_reading();
    at_end = false;
    CHECK_INT(0, pthread_create(&other, NULL, read_in_turn, stream));
    read_in_turn(stream);
    CHECK_INT(0, pthread_join(other, NULL));
}

static void two_threads_in_turn(void)
{
    enum { LINES = 3000 };
    struct line_client *client;

    open_servers(ALL_ACTIONS);
    in_callback = read_on_two_threads;
    answer_to(ACTION_SMTP_SENDMSG)->result = -1;
    CHECK_SAYS("354", at_data(&client));
    send_lines(client, 0, LINES);
    CHECK_SAYS("250 2.0.0 taken", end_data(client));
    CHECK_INT(LINES, lines_read);
    line_client_close(client);
    close_servers();
}

static void *read_all(void *stream)
{
    char own[1000];
    long sum = 0;
    int size;

    while ((size = SRVRecv((ServerStream *)stream, own, sizeof own)) > 0)
        sum += size;
    __atomic_add_fetch(&octets_read, sum, __ATOMIC_SEQ_CST);
    return NULL;
}

static void read_at_once(ServerStream *stream, int action)
{
    pthread_t others[3];

    if (action != ACTION_SMTP_SENDMSG)
        return;
    begin_reading();
    for (int i = 0; i < 3; i++)
        CHECK_INT(0, pthread_create(&others[i], NULL, read_all, stream));
    read_all(stream);
    for (int i = 0; i < 3; i++)
        CHECK_INT(0, pthread_join(others[i], NULL));
}

/* Who gets which octets is chance, but each is somebody's. */
static void four_threads_at_once(void)
{
    enum { LINES = 3000 };
    struct line_client *client;

    open_servers(ALL_ACTIONS);
    in_callback = read_at_once;
    answer_to(ACTION_SMTP_SENDMSG)->result = -1;
    CHECK_SAYS("354", at_data(&client));
    send_lines(client, 0, LINES);
    CHECK_SAYS("250 2.0.0 taken", end_data(client));
    CHECK(octets_read > (long)LINES * LINE && octets_read < (long)LINES * LINE + 1000);
    line_client_close(client);
    close_servers();
}

static pthread_t left_behind;

static void *read_on(void *stream)
{
    static char own[sizeof block];

    while (SRVRecv((ServerStream *)stream, own, sizeof own) > 0)
        continue;
    return NULL;
}

static void leave_a_thread_behind(ServerStream *stream, int action)
{
    char first[10];

    if (action == ACTION_SMTP_SENDMSG) {
        CHECK_INT(sizeof first, SRVRecv(stream, first, sizeof first));
        CHECK_INT(0, pthread_create(&left_behind, NULL, read_on, stream));
    }
}

static void check_kept(struct line_client *client, int message, int lines)
{
    char command[32];

    begin_reading();
    snprintf(command, sizeof command, "RETR %d", message);
    CHECK_SAYS("+OK", line_client_say(client, command));
    for (const char *line; strcmp(line = line_client_read(client), ".") != 0;) {
        line += line[0] == '.'; /* transparency */
        take(line, (int)strlen(line));
        take("\r\n", 2);
    }
    CHECK_INT(lines, lines_read);
}

/* A thread that still reads when the callback has returned takes nothing away from the message. */
static void a_thread_that_is_left_behind(void)
{
    enum { TIMES = 20, LINES = 100 };
    struct line_client *client;

    open_servers(ALL_ACTIONS & ~ACTION_POP_LOGIN);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;secret");
    in_callback = leave_a_thread_behind;
    for (int i = 0; i < TIMES; i++) {
        CHECK_SAYS("354", at_data(&client));
        await_calls(ACTION_SMTP_SENDMSG, i + 1);
        send_lines(client, 0, LINES);
        CHECK_SAYS("250", end_data(client));
        CHECK_INT(0, pthread_join(left_behind, NULL));
        CHECK_SAYS("250", line_client_say(client, "NOOP"));
        line_client_close(client);
    }
    await_messages("ann", TIMES);
    client = logged_in("ann");
    for (int i = 1; i <= TIMES; i++)
        check_kept(client, i, LINES);
    line_client_close(client);
    close_servers();
}

/* ---- the chair pulled away ------------------------------------------------------------------- */

static void *stop_server(void *ignored)
{
    (void)ignored;
    CHECK_INT(0, SRVStopServer(smtp_port));
    return NULL;
}

static void stop_and_read(ServerStream *stream, int action)
{
    pthread_t stopper;

    if (action == ACTION_SMTP_SENDMSG) {
        CHECK_INT(0, pthread_create(&stopper, NULL, stop_server, NULL));
        read_what_breaks_off(stream, action);
        CHECK_INT(0, pthread_join(stopper, NULL));
    }
}

static void a_server_that_is_stopped(void)
{
    struct line_client *client;

    open_servers(ALL_ACTIONS);
    in_callback = stop_and_read;
    CHECK_SAYS("354", at_data(&client));
    send_lines(client, 0, 10);
    CHECK_TEXT("", line_client_read(client));
    await_calls(ACTION_SMTP_SENDMSG, 1);
    line_client_close(client);
    close_servers();
}

static void a_library_that_is_stopped(void)
{
    struct line_client *client;

    open_servers(ALL_ACTIONS);
    in_callback = read_what_breaks_off;
    CHECK_SAYS("354", at_data(&client));
    send_lines(client, 0, 10);
    CHECK_INT(MAILSHIM_E_TIMEOUT, mailshim_stop(200)); /* what takes longer is cancelled */
    CHECK_TEXT("", line_client_read(client));
    await_calls(ACTION_SMTP_SENDMSG, 1);
    line_client_close(client);
    close_servers();
}

int main(void)
{
    RUN(blocks_of_any_size);
    RUN(as_many_blocks_as_the_host_likes);
    RUN(thirty_million_octets);
    RUN(a_message_that_is_refused);
    RUN(chunks);
    RUN(two_threads_in_turn);
    RUN(four_threads_at_once);
    RUN(a_thread_that_is_left_behind);
    RUN(a_server_that_is_stopped);
    RUN(a_library_that_is_stopped);
    return SUMMARY();
}
