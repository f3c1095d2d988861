/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp_send - send a message file by libESMTP's interface, and say what became of each recipient
 *
 *     cc esmtp_send.c $(pkg-config --cflags --libs libesmtp-1.0) -o esmtp_send
 *     ./esmtp_send 127.0.0.1:25 me@example.org message.eml you@example.net her@example.net
 *
 * There is nothing of mailshim in it: it compiles with the headers of the original too, and the
 * same binary runs on either library. The file is a complete message with lines that end in CRLF,
 * as libESMTP wants them. The connection is encrypted when the server offers STARTTLS; a
 * certificate that cannot be verified ends the session, since no event says otherwise.
 *
 * smtp_start_session returns 1 also when the server refused everything, so that the statuses count.
 *
 * Expected output:
 *
 *     connected
 *     <you@example.net>: 250 ok
 *     sent: 250 gone
 *     disconnected
 *     accepted for 1 of 1 recipients
 *
 * Exit status: 0 accepted for all, 1 not accepted (the reason is on standard error), 2 wrong usage.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libesmtp.h>

struct tally {
    int recipients;
    int accepted;
};

/* A status has its line's end in it, or no text at all. */
static void print_status(const char *what, const smtp_status_t *status)
{
    const char *text = status->text == NULL ? "no reply" : status->text;

    printf("%s: %d %.*s\n", what, status->code, (int)strcspn(text, "\r\n"), text);
}

/* What follows `argument` depends on the event. */
static void show_event(smtp_session_t session, int event_no, void *argument, ...)
{
    va_list more;
    char what[300];

    (void)session;
    va_start(more, argument);
    if (event_no == SMTP_EV_CONNECT) {
        puts("connected");
    } else if (event_no == SMTP_EV_RCPTSTATUS) {
        snprintf(what, sizeof what, "<%s>", va_arg(more, const char *));
        print_status(what, smtp_recipient_status(va_arg(more, smtp_recipient_t)));
    } else if (event_no == SMTP_EV_MESSAGESENT) {
        print_status("sent", smtp_message_transfer_status(va_arg(more, smtp_message_t)));
    } else if (event_no == SMTP_EV_DISCONNECT) {
        puts("disconnected");
    }
    va_end(more);
}

/* A recipient counts when the server took it, and then the message. */
static void count(smtp_recipient_t recipient, const char *mailbox, void *argument)
{
    struct tally *tally = argument;

    (void)mailbox;
    tally->recipients++;
    tally->accepted += smtp_recipient_check_complete(recipient) &&
                       smtp_recipient_status(recipient)->code / 100 == 2;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("usage: esmtp_send host:port from file to...\n", stderr);
        return 2;
    }
    FILE *file = fopen(argv[3], "rb");
    if (file == NULL) {
        perror(argv[3]);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN); /* the original writes to closed connections without caring */

    smtp_session_t session = smtp_create_session();
    smtp_message_t message = smtp_add_message(session);
    smtp_set_server(session, argv[1]);
    smtp_set_eventcb(session, show_event, NULL);
    smtp_starttls_enable(session, Starttls_ENABLED);
    smtp_set_reverse_path(message, argv[2]);
    smtp_set_message_fp(message, file);
    for (int i = 4; i < argc; i++)
        smtp_add_recipient(message, argv[i]);

    int talked = smtp_start_session(session);
    struct tally tally = {0};
    smtp_enumerate_recipients(message, count, &tally);
    if (!talked) {
        char reason[200];
        fprintf(stderr, "esmtp_send: %s: %s\n", argv[1],
                smtp_strerror(smtp_errno(), reason, sizeof reason));
    } else {
        /* Recipients that were taken are worth nothing without the message. */
        if (smtp_message_transfer_status(message)->code / 100 != 2)
            tally.accepted = 0;
        printf("accepted for %d of %d recipients\n", tally.accepted, tally.recipients);
    }
    smtp_destroy_session(session);
    fclose(file);
    return !talked || tally.accepted < tally.recipients;
}
