/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp_threads - sessions of libESMTP in several threads at once
 *
 * Synopsis: esmtp_threads port threads sessions
 *
 * Each thread sends that many messages, each in a session of its own, to the server on 127.0.0.1.
 * Every event must come on the thread that started its session, with its own argument, and the last
 * error of one thread must not be seen by another. Exit status 0 when all messages were accepted.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <libesmtp.h>

enum { MOST_THREADS = 64 };

static const char *server;
static int sessions;

struct worker {
    pthread_t thread;
    int number;
    int events;
    int wrong;
    int accepted;
};

static void event_callback(smtp_session_t session, int event_no, void *argument, ...)
{
    struct worker *worker = argument;

    (void)event_no;
    worker->events++;
    if (!pthread_equal(worker->thread, pthread_self()) ||
        smtp_get_application_data(session) != worker)
        worker->wrong++;
}

static void count_accepted(smtp_message_t message, void *argument)
{
    struct worker *worker = argument;
    const smtp_status_t *status = smtp_message_transfer_status(message);

    if (status->code == 250 && status->text != NULL)
        worker->accepted++;
}

static void send_one(struct worker *worker)
{
    char text[300];
    smtp_session_t session = smtp_create_session();
    smtp_message_t message = smtp_add_message(session);

    snprintf(text, sizeof text, "Subject: thread %d\r\n\r\nHello\r\n", worker->number);
    smtp_set_server(session, server);
    smtp_set_hostname(session, "client.test");
    smtp_set_eventcb(session, event_callback, worker);
    smtp_set_application_data_release(session, worker, NULL);
    smtp_set_reverse_path(message, "sender@client.test");
    smtp_add_recipient(message, "recipient@server.test");
    smtp_set_message_str(message, text);
    if (!smtp_start_session(session)) {
        char error[200];
        fprintf(stderr, "esmtp_threads: %s\n", smtp_strerror(smtp_errno(), error, sizeof error));
    }
    smtp_enumerate_messages(session, count_accepted, worker);
    smtp_destroy_session(session);
}

static void *work(void *argument)
{
    struct worker *worker = argument;

    worker->thread = pthread_self();
    /* Every other thread makes a mistake first, which the others must not notice. */
    if (worker->number % 2 == 1)
        smtp_set_server(NULL, "x");
    for (int i = 0; i < sessions; i++)
        send_one(worker);
    if (smtp_errno() != (worker->number % 2 == 1 ? SMTP_ERR_INVAL : 0))
        worker->wrong++;
    return NULL;
}

int main(int argc, char **argv)
{
    static struct worker workers[MOST_THREADS];
    char host[64];
    int failures = 0;
    int threads = argc == 4 ? atoi(argv[2]) : 0;

    if (threads < 1 || threads > MOST_THREADS) {
        fputs("usage: esmtp_threads port threads sessions\n", stderr);
        return 2;
    }
    snprintf(host, sizeof host, "127.0.0.1:%s", argv[1]);
    server = host;
    sessions = atoi(argv[3]);
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < threads; i++) {
        workers[i].number = i;
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        if (workers[i].accepted != sessions || workers[i].wrong != 0 || workers[i].events == 0) {
            fprintf(stderr, "esmtp_threads: thread %d: %d of %d accepted, %d wrong, %d events\n", i,
                    workers[i].accepted, sessions, workers[i].wrong, workers[i].events);
            failures++;
        }
    }
    return failures > 0;
}
