/* SPDX-License-Identifier: Apache-2.0 */
/*
 * send_mail - send a message file through an SMTP server, and watch it go
 *
 *     cc send_mail.c $(pkg-config --cflags --libs mailshim-srv) -o send_mail
 *     ./send_mail 127.0.0.1 25 me@example.org "you@example.net,her@example.net" message.eml
 *
 * The file is a complete message: header section, empty line, body. The header section is written
 * with SRVprintf, a line at a time, the rest with SRVSend, a block at a time; the library frames
 * lines and dots. With a callback the sending happens on another thread: SRVEndOfMsg returns at
 * once, and STATE_SMTP_DONE comes exactly once and last.
 *
 * Expected output (octets and number of SENDING lines depend on the message):
 *
 *     looking for 127.0.0.1
 *     connecting
 *     talking
 *     sending: 391829 octets
 *     done: accepted, 391829 octets
 *
 * Exit status: 0 accepted, 1 not accepted (the reason is on standard error), 2 wrong usage.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct progress {
    const char *host;
    sem_t done;
    int sent; /* the last report: octets sent, or below zero when the message failed */
};

/* Called by the library for every change of state; one call at a time, but not on the thread of
 * main. */
static void show_state(ServerStream *stream, void *usr_par, int state, int sent)
{
    struct progress *progress = (struct progress *)usr_par;
    (void)stream;
    switch (state) {
    case STATE_SMTP_FINDHOST:
        printf("looking for %s\n", progress->host);
        break;
    case STATE_SMTP_CONNECTING:
        puts("connecting");
        break;
    case STATE_SMTP_DIALOG:
        puts("talking");
        break;
    case STATE_SMTP_SENDING:
        printf("sending: %d octets\n", sent);
        break;
    case STATE_SMTP_DONE:
        if (sent >= 0)
            printf("done: accepted, %d octets\n", sent);
        else
            printf("done: not accepted (%d)\n", -sent);
        progress->sent = sent;
        sem_post(&progress->done);
        break;
    default:
        printf("state %d, %d\n", state, sent);
    }
    fflush(stdout);
}

/* Writes the message to the stream; returns 0 when the file or the library fails. */
static int write_message(ServerStream stream, FILE *file)
{
    static char block[64 * 1024];
    char line[1024];

    while (fgets(line, sizeof line, file) != NULL) {
        if (SRVprintf(stream, "%s", line) == 0)
            return 0;
        if (line[0] == '\n' || line[0] == '\r')
            break; /* the empty line after the header section */
    }
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        if (SRVSend(stream, block, (int)size) == 0)
            return 0;
    return !ferror(file);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: send_mail host port from to[,to...] file\n", stderr);
        return 2;
    }
    FILE *file = fopen(argv[5], "rb");
    if (file == NULL) {
        perror(argv[5]);
        return 2;
    }

    struct progress progress;
    progress.host = argv[1];
    progress.sent = -1;
    sem_init(&progress.done, 0, 0);
    ServerStream stream =
        SRVInitSendMsgSMTP(argv[3], argv[4], argv[1], atoi(argv[2]), show_state, &progress);
    if (stream == NULL) {
        fprintf(stderr, "send_mail: cannot begin: %s\n", mailshim_last_error());
        return 1;
    }
    if (!write_message(stream, file)) {
        fprintf(stderr, "send_mail: cannot write: %s\n", mailshim_last_error());
        return 1; /* without SRVEndOfMsg nothing is sent */
    }
    fclose(file);

    SRVEndOfMsg(stream);
    sem_wait(&progress.done);
    return progress.sent < 0;
}
