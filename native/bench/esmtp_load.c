/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp_load - messages through libESMTP, as fast as they go
 *
 * Synopsis: esmtp_load host:port messages octets rounds
 *
 * Each round is one session with that many messages of that many octets, each given by its callback
 * in one piece. For each round it prints how many messages a second were accepted, counted from
 * smtp_create_session to smtp_destroy_session. With rounds 0 it sends the messages once and prints
 * nothing: to be timed as a whole process. Exit status 0 when all were accepted.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libesmtp.h>

static char *text;
static int text_length;
static long accepted;

/* Whether the message under way has been given yet. */
static int given;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *give(void **context, int *length, void *argument)
{
    (void)context;
    (void)argument;
    if (length == NULL) {
        given = 0;
        return NULL;
    }
    *length = given ? 0 : text_length;
    given = 1;
    return text;
}

static void count(smtp_message_t message, void *argument)
{
    (void)argument;
    accepted += smtp_message_transfer_status(message)->code == 250;
}

static void one_session(const char *server, long messages)
{
    smtp_session_t session = smtp_create_session();

    smtp_set_server(session, server);
    for (long i = 0; i < messages; i++) {
        smtp_message_t message = smtp_add_message(session);
        smtp_set_reverse_path(message, "sender@example.org");
        smtp_add_recipient(message, "recipient@example.net");
        smtp_set_messagecb(message, give, NULL);
    }
    if (!smtp_start_session(session)) {
        char error[200];
        fprintf(stderr, "esmtp_load: %s\n", smtp_strerror(smtp_errno(), error, sizeof error));
        exit(1);
    }
    smtp_enumerate_messages(session, count, NULL);
    smtp_destroy_session(session);
}

/* A header section, and lines of 78 octets up to the size. */
static void make_text(long octets)
{
    enum { LINE = 80 };
    char *end;

    text = malloc((size_t)octets + 500);
    end = text + sprintf(text, "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                               "From: sender@example.org\r\nTo: recipient@example.net\r\n"
                               "Subject: load\r\nMessage-Id: <load@example.org>\r\n\r\n");
    for (; end - text < octets; end += LINE) {
        memset(end, 'x', LINE - 2);
        memcpy(end + LINE - 2, "\r\n", 2);
    }
    text_length = (int)(end - text);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: esmtp_load host:port messages octets rounds\n", stderr);
        return 2;
    }
    long messages = atol(argv[2]);
    int rounds = atoi(argv[4]);
    signal(SIGPIPE, SIG_IGN);
    make_text(atol(argv[3]));
    for (int i = 0; i == 0 || i < rounds; i++) {
        double begun = seconds();
        accepted = 0;
        one_session(argv[1], messages);
        if (rounds > 0)
            printf("%.1f\n", (double)accepted / (seconds() - begun));
        if (accepted != messages) {
            fprintf(stderr, "esmtp_load: %ld of %ld accepted\n", accepted, messages);
            return 1;
        }
    }
    return 0;
}
