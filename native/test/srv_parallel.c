/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_parallel - eight threads send at once, some waiting and some not, some to a server that
 * refuses
 *
 * Every message gets its own result, no matter whose thread it runs on; afterwards nothing is left.
 */
#include "support/watch.h"

enum { THREADS = 8, MESSAGES = 25, WARM_UP = 2 };

struct sender {
    struct script_server *server;
    int number;
    struct watch watches[MESSAGES];
};

/* What the only line of a message gets at its end. */
enum { LINE_END = 2 };

/* Message m of sender n has a size of its own; every fifth is refused. */
static const char *recipient(int n, int m)
{
    return (n + m) % 5 == 0 ? "552-full@example.net" : "recipient@example.net";
}

static int size_of(int n, int m)
{
    return 100 + 1000 * n + 13000 * m;
}

static void *send_some(void *argument)
{
    static char text[100 + 1000 * THREADS + 13000 * MESSAGES];
    struct sender *sender = argument;

    for (int m = 0; m < MESSAGES; m++) {
        bool waits = m % 2 == 0;
        int size = size_of(sender->number, m);
        struct watch *watch = waits ? NULL : &sender->watches[m];
        ServerStream stream = begin(sender->server, recipient(sender->number, m), watch);
        for (int at = 0; at < size; at += 997) {
            int piece = size - at < 997 ? size - at : 997;
            CHECK_INT(piece, SRVSend(stream, text, piece));
        }
        int result = SRVEndOfMsgEx(stream);
        bool refused = recipient(sender->number, m)[0] == '5';
        if (waits)
            CHECK_INT(refused ? -552 : size + LINE_END, result);
        else /* under way, or refused already */
            CHECK(result == 0 || (refused && result == -552));
    }
    for (int m = 1; m < MESSAGES; m += 2)
        watch_done(&sender->watches[m]);
    return NULL;
}

static void send_all(struct script_server *server)
{
    static struct sender senders[THREADS];
    pthread_t threads[THREADS];

    memset(senders, 0, sizeof senders);
    for (int n = 0; n < THREADS; n++) {
        senders[n].server = server;
        senders[n].number = n;
        CHECK_INT(0, pthread_create(&threads[n], NULL, send_some, &senders[n]));
    }
    for (int n = 0; n < THREADS; n++)
        pthread_join(threads[n], NULL);
    for (int n = 0; n < THREADS; n++)
        for (int m = 1; m < MESSAGES; m += 2) {
            const struct watch *watch = &senders[n].watches[m];
            watch_check_order(watch);
            CHECK_INT(recipient(n, m)[0] == '5' ? -552 : size_of(n, m) + LINE_END, watch->sent);
        }
    come_to_rest(server);
}

int main(void)
{
    struct script_server *server = script_server_open(NULL);
    int accepted = 0;

    for (int n = 0; n < THREADS; n++)
        for (int m = 0; m < MESSAGES; m++)
            accepted += recipient(n, m)[0] != '5';
    for (int i = 0; i < WARM_UP; i++)
        send_all(server);
    long threads = thread_count();
    int descriptors = count_descriptors();
    send_all(server);
    CHECK_INT((WARM_UP + 1) * accepted, script_server_messages(server));
    CHECK_INT(descriptors, count_descriptors());
    CHECK_AT_MOST(threads + POOLS_MAY_GROW, thread_count());
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
    close_server(server);
    puts("passed");
    return 0;
}
