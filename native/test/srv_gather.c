/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_gather - small pieces of a message are gathered before Java gets them: none is lost, doubled
 * or put out of order, whatever their sizes, whoever writes them, and however the message ends
 */
#include "support/watch.h"

#include <mailshim/mailshim.h>

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT = 200 * 1000, STREAMS = 100, PIECE = 40 };

static char text[TEXT + 1]; /* CRLF lines, each different */

static void compose(void)
{
    for (int at = 0; at < TEXT; at += 50)
        snprintf(text + at, sizeof text - (size_t)at, ".%047d\r\n", at);
}

/* What the server has of the last message, dots undone, is the first `length` octets of text. */
static void check_arrived(struct script_server *server, int length)
{
    size_t size = 0;
    const char *data = script_server_data(server, &size);
    int at = 0;

    for (size_t i = 0; i + 3 < size; i++) {
        if (data[i] == '.' && (i == 0 || data[i - 1] == '\n'))
            i++;
        CHECK(at < length && data[i] == text[at]);
        at++;
    }
    CHECK_INT(length, at);
}

static void pieces_of_all_sizes(void)
{
    static const int sizes[] = {1, 63, 64, 1023, 1024, 1025, 4095, 4096, 4097, 7, 20000, 2, 3000};
    struct script_server *server = script_server_open(NULL);
    ServerStream stream = begin(server, "recipient@example.net", NULL);

    for (int at = 0, i = 0; at < TEXT; i++) {
        int size = sizes[i % (int)(sizeof sizes / sizeof sizes[0])];
        size = TEXT - at < size ? TEXT - at : size;
        CHECK_INT(size, SRVSend(stream, text + at, size));
        at += size;
    }
    CHECK_INT(TEXT, SRVEndOfMsgEx(stream));
    check_arrived(server, TEXT);
    close_server(server);
}

/* More messages at once than there is room to gather for. */
static void many_messages_by_turns(void)
{
    struct script_server *server = script_server_open(NULL);
    ServerStream streams[STREAMS];

    for (int i = 0; i < STREAMS; i++)
        streams[i] = begin(server, "recipient@example.net", NULL);
    for (int at = 0; at < TEXT / 20; at += PIECE)
        for (int i = 0; i < STREAMS; i++)
            CHECK_INT(PIECE, SRVSend(streams[i], text + at, PIECE));
    for (int i = 0; i < STREAMS; i++) {
        CHECK_INT(TEXT / 20, SRVEndOfMsgEx(streams[i]));
        check_arrived(server, TEXT / 20);
    }
    close_server(server);
}

struct relay {
    pthread_mutex_t lock;
    ServerStream stream;
    int at;
};

static void *write_some(void *argument)
{
    struct relay *relay = argument;
    bool more = true;

    while (more) {
        pthread_mutex_lock(&relay->lock);
        more = relay->at < TEXT;
        if (more) {
            CHECK_INT(PIECE, SRVSend(relay->stream, text + relay->at, PIECE));
            relay->at += PIECE;
        }
        pthread_mutex_unlock(&relay->lock);
    }
    return NULL;
}

/* What one thread has written is there when another one goes on, and when a third one ends it. */
static void threads_by_turns(void)
{
    struct script_server *server = script_server_open(NULL);
    struct relay relay = {PTHREAD_MUTEX_INITIALIZER, begin(server, "r@example.net", NULL), 0};
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, write_some, &relay));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(TEXT, SRVEndOfMsgEx(relay.stream));
    check_arrived(server, TEXT);
    close_server(server);
}

static void nothing_after_the_end(void)
{
    struct script_server *server = script_server_open(NULL);

    for (int abort = 0; abort <= 1; abort++) {
        ServerStream stream = begin(server, "recipient@example.net", NULL);
        CHECK_INT(PIECE, SRVSend(stream, text, PIECE));
        CHECK_INT(PIECE, SRVSend(stream, text, PIECE));
        if (abort)
            CHECK_INT(1, SRVAbortMsg(stream));
        else
            SRVEndOfMsg(stream);
        CHECK_INT(0, SRVSend(stream, text, PIECE));
        CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
        CHECK_INT(-1, SRVEndOfMsgEx(stream));
    }
    CHECK_INT(1, script_server_messages(server));
    close_server(server);
}

/* Small pieces fail too, some later than they came, and the message is never sent with a hole. */
static void a_full_disk(void)
{
    struct rlimit limit = {512 * 1024, 512 * 1024};
    struct script_server *server = script_server_open(NULL);

    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    CHECK_INT(0, setrlimit(RLIMIT_FSIZE, &limit));
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    int taken = 0;
    while (taken < 1000 * 1000 && SRVSend(stream, text, 500) == 500)
        taken++;
    CHECK(taken < 1000 * 1000);
    CHECK_INT(MAILSHIM_E_SPOOL, mailshim_last_error_code());
    CHECK_INT(0, SRVSend(stream, text, 1));
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_SPOOL, mailshim_last_error_code());
    CHECK_INT(0, SRVSend(stream, text, 1));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_INT(0, script_server_messages(server));
    close_server(server);
}

static void a_forked_child_gathers_nothing(void)
{
    struct script_server *server = script_server_open(NULL);
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    int status = 0;

    CHECK_INT(PIECE, SRVSend(stream, text, PIECE));
    CHECK_INT(PIECE, SRVSend(stream, text + PIECE, PIECE));
    pid_t child = check_fork();
    if (child == 0)
        _exit(SRVSend(stream, text, PIECE) == 0 &&
                      mailshim_last_error_code() == MAILSHIM_E_FORKED && SRVEndOfMsgEx(stream) == -1
                  ? 0
                  : 1);
    CHECK_INT(child, waitpid(child, &status, 0));
    CHECK_INT(0, status);
    CHECK_INT(TEXT - 2 * PIECE, SRVSend(stream, text + 2 * PIECE, TEXT - 2 * PIECE));
    CHECK_INT(TEXT, SRVEndOfMsgEx(stream));
    check_arrived(server, TEXT);
    close_server(server);
}

int main(void)
{
    compose();
    RUN(pieces_of_all_sizes);
    RUN(many_messages_by_turns);
    RUN(threads_by_turns);
    RUN(nothing_after_the_end);
    RUN(a_full_disk);
    RUN_UNLESS_SANITIZED(a_forked_child_gathers_nothing);
    return SUMMARY();
}
