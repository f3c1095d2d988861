/* SPDX-License-Identifier: Apache-2.0 */
/*
 * one_mail - the shortest program that sends a mail
 *
 * Synopsis: one_mail [-c] port
 *
 * Sends one small message to the SMTP server on 127.0.0.1:port and exits with 0 when it was
 * accepted. With -c a second message follows that reports its states to a callback and is made of
 * very many calls. It is timed as a whole process by the benchmarks, and with -c it is the training
 * run of the class archive: what it touches boots fast for everybody.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char MESSAGE[] = "From: sender@example.org\r\n"
                              "To: recipient@example.net\r\n"
                              "Subject: one mail\r\n"
                              "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                              "Message-ID: <one-mail@example.org>\r\n"
                              "\r\n"
                              "One line of text.\r\n";

struct outcome {
    sem_t done;
    int sent;
};

static void note_state(ServerStream *stream, void *usr_par, int state, int sent)
{
    struct outcome *outcome = usr_par;
    (void)stream;
    if (state == STATE_SMTP_DONE) {
        outcome->sent = sent;
        sem_post(&outcome->done);
    }
}

/* Calls until what the library prepares for a host that calls often has been prepared: it does that
 * on a thread of its own, within some 50 ms. */
static void call_often(ServerStream stream)
{
    struct timespec pause = {.tv_nsec = 1000000};

    for (int i = 0; i < 1000; i++) {
        SRVGetLastError(stream);
        nanosleep(&pause, NULL);
    }
}

static ServerStream begin(int port, MsgCallback callback, void *parameter)
{
    ServerStream stream = SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net",
                                             "127.0.0.1", port, callback, parameter);
    if (stream == NULL || SRVSend(stream, MESSAGE, (int)strlen(MESSAGE)) == 0) {
        fprintf(stderr, "one_mail: %s\n", mailshim_last_error());
        exit(1);
    }
    return stream;
}

int main(int argc, char **argv)
{
    int with_callback = argc == 3 && strcmp(argv[1], "-c") == 0;
    if (argc != 2 && !with_callback) {
        fputs("usage: one_mail [-c] port\n", stderr);
        return 2;
    }
    int port = atoi(argv[argc - 1]);

    ServerStream stream = begin(port, NULL, NULL);
    int sent = SRVEndOfMsgEx(stream);
    if (sent < 0) {
        fprintf(stderr, "one_mail: not accepted: %d: %s\n", sent, mailshim_last_error());
        return 1;
    }
    if (!with_callback)
        return 0;

    struct outcome outcome = {.sent = -1};
    sem_init(&outcome.done, 0, 0);
    stream = begin(port, note_state, &outcome);
    call_often(stream);
    SRVprintf(stream, "%s %d\r\n", "and a formatted line", 2);
    SRVEndOfMsg(stream);
    sem_wait(&outcome.done);
    return outcome.sent < 0;
}
