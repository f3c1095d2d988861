/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_memory - a heap that is too small for what the host asks for
 *
 * Messages fail with MAILSHIM_E_MEMORY or are sent, and each of them ends exactly once. The host
 * lives on, and so does the engine: when those are gone, another message is sent as ever.
 */
#include "support/watch.h"

enum { MESSAGES = 400, THREADS = 12, EACH = 5, PIECE = 8 * 1024, PIECES = 4 };

static char text[PIECE];

static void use_a_small_heap(void)
{
    const char *const header = "Subject: test\n\n";

    memset(text, 'x', sizeof text);
    for (size_t i = 70; i < sizeof text; i += 71)
        text[i] = '\n';
    text[sizeof text - 1] = '\n';
    memcpy(text, header, strlen(header));
    CHECK_INT(0, setenv("MAILSHIM_JVM_OPTS", "-Xmx8m", 1));
}

static ServerStream try_to_begin(const struct script_server *server, struct watch *watch)
{
    ServerStream stream = SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net",
                                             "127.0.0.1", script_server_port(server),
                                             watch != NULL ? watch_callback : NULL, watch);

    if (stream == NULL)
        CHECK_INT(MAILSHIM_E_MEMORY, mailshim_last_error_code());
    return stream;
}

/* Writes the whole message unless it fails before. */
static void try_to_write(ServerStream stream)
{
    for (int i = 0; i < PIECES; i++) {
        int taken = SRVSend(stream, text, PIECE);
        if (taken == 0) {
            CHECK_INT(MAILSHIM_E_MEMORY, mailshim_last_error_code());
            return;
        }
        CHECK_INT(PIECE, taken);
    }
}

/* What became of a message; whether it was sent. */
static bool check_end(int sent, int error)
{
    if (sent < 0)
        CHECK_INT(MAILSHIM_E_MEMORY, error);
    else
        CHECK(sent >= PIECE * PIECES);
    return sent >= 0;
}

static void check_goes_on(struct script_server *server)
{
    struct watch watch = {.count = 0};

    come_to_rest(server);
    SetConfigParam("async", 1);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    CHECK_INT(0, SRVEndOfMsgEx(stream));
    watch_done(&watch);
    watch_check_order(&watch);
    CHECK(watch.sent > 0);
    script_server_close(server); /* a client out of memory may have left in the middle of a line */
}

/* ---- all open at once ------------------------------------------------------------------------ */

static void each_of_many_ends_once(void)
{
    static struct watch watches[MESSAGES];
    static ServerStream streams[MESSAGES];
    int begun = 0, sent = 0;

    use_a_small_heap();
    struct script_server *server = script_server_open(NULL);
    for (int i = 0; i < MESSAGES; i++) {
        streams[i] = try_to_begin(server, &watches[i]);
        if (streams[i] != NULL)
            try_to_write(streams[i]);
        begun += streams[i] != NULL;
    }
    for (int i = 0; i < MESSAGES; i++)
        if (streams[i] != NULL)
            SRVEndOfMsg(streams[i]);
    for (int i = 0; i < MESSAGES; i++)
        if (streams[i] != NULL) {
            watch_done(&watches[i]);
            sent += check_end(watches[i].sent, watches[i].error);
        }
    fprintf(stderr, "of %d messages %d were begun and %d sent\n", (int)MESSAGES, begun, sent);
    CHECK(begun > 0 && sent < MESSAGES);
    check_goes_on(server);
    for (int i = 0; i < MESSAGES; i++)
        CHECK_INT(streams[i] != NULL, watches[i].dones);
}

/* ---- threads that wait ----------------------------------------------------------------------- */

static void *send_and_wait(void *argument)
{
    const struct script_server *server = argument;

    for (int i = 0; i < EACH; i++) {
        ServerStream stream = try_to_begin(server, NULL);
        if (stream == NULL)
            continue;
        try_to_write(stream);
        int sent = SRVEndOfMsgEx(stream);
        check_end(sent, mailshim_last_error_code());
    }
    return NULL;
}

static void nobody_waits_for_ever(void)
{
    pthread_t threads[THREADS];

    use_a_small_heap();
    struct script_server *server = script_server_open(NULL);
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, send_and_wait, server));
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    check_goes_on(server);
}

int main(void)
{
    RUN(each_of_many_ends_once);
    RUN(nobody_waits_for_ever);
    return SUMMARY();
}
