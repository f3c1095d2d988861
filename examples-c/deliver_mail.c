/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deliver_mail - send a message file to the recipients' own servers, at once or from a queue
 *
 *     cc deliver_mail.c $(pkg-config --cflags --libs mailshim-srv) -o deliver_mail
 *     ./deliver_mail me.example.org me@example.org "you@example.net her@example.edu" message.eml
 *     ./deliver_mail -q /var/spool/mine me.example.org me@example.org you@example.net message.eml
 *
 * The servers are found by MX look-up; me.example.org is the name that this machine is known by,
 * without which they would refuse its mail. At once means one attempt. With -q the message is on
 * disk before anything is sent, and what fails for now is tried again for up to 24 hours: by this
 * program while it waits, for half a minute here, and by whatever uses the same queue later. With
 * -d address:port that name server is asked.
 *
 * With `async` 0 SRVEndOfMsg waits, and the callback is called on the thread that waits, so that
 * this program needs no locks. (send_mail.c, which sends by a server of your choice, does not
 * wait.)
 *
 * Expected output, at once (octets depend on the message):
 *
 *     looking up the servers of you@example.net
 *     connecting
 *     talking
 *     sending: 391829 octets
 *     you@example.net: accepted (250)
 *     sent, 391829 octets
 *
 * and from a queue, last: "sent, 391829 octets", or "kept in the queue, for another attempt".
 *
 * Exit status: 0 sent or kept, 1 failed (the reason is on standard error), 2 wrong usage.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stdio.h>
#include <string.h>

enum { PATIENCE_MILLISECONDS = 30000 };

static void show_recipients(ServerStream stream)
{
    static const char *const outcomes[] = {"refused", "not accepted for now", "accepted"};
    char address[320];
    int code, outcome;

    for (int i = 0; (outcome = SRVGetRcptResult(stream, i, address, sizeof address, &code)) > -2;
         i++)
        printf("%s: %s (%d)\n", address, outcomes[outcome + 1], code);
}

static void on_state(ServerStream *stream, void *usr_par, int state, int sent)
{
    switch (state) {
    case STATE_SMTP_FINDHOST:
        printf("looking up the servers of %s\n", (const char *)usr_par);
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
        show_recipients(stream);
        break;
    }
    fflush(stdout);
}

/* Writes the file to the message, and ends it; below 0 when that failed. */
static int send_file(ServerStream stream, FILE *file)
{
    static char block[64 * 1024];

    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        if (SRVSend(stream, block, (int)size) == 0)
            break; /* why, SRVEndOfMsgEx knows too */
    if (ferror(file)) {
        SRVAbortMsg(stream);
        return -1;
    }
    return SRVEndOfMsgEx(stream);
}

/* The options' values, and how many words they took; -1 for wrong usage. */
static int read_options(int argc, char **argv, const char **queue, const char **name_server)
{
    int at = 1;

    for (; at + 1 < argc && argv[at][0] == '-'; at += 2)
        if (strcmp(argv[at], "-q") == 0)
            *queue = argv[at + 1];
        else if (strcmp(argv[at], "-d") == 0)
            *name_server = argv[at + 1];
        else
            return -1;
    return at + 4 == argc ? at : -1;
}

int main(int argc, char **argv)
{
    const char *queue = NULL, *name_server = "";
    int at = read_options(argc, argv, &queue, &name_server);

    if (at < 0) {
        fputs("usage: deliver_mail [-q queue] [-d name-server] my-name from to file\n", stderr);
        return 2;
    }
    const char *from = argv[at + 1];
    char *to = argv[at + 2];
    FILE *file = fopen(argv[at + 3], "rb");
    if (file == NULL) {
        perror(argv[at + 3]);
        return 2;
    }
    SetConfigParamS("smtp_name", argv[at]);
    SetConfigParamS("smtp_dns", name_server);
    SetConfigParamI("async", 0);
    if (queue != NULL)
        SetConfigParamS("smtp_out", queue);
    ServerStream stream = queue != NULL ? SRVInitSendMsgBackgaund(from, to, on_state, to)
                                        : SRVInitSendMsgImidiatly(from, to, on_state, to);
    int result = stream == NULL ? -1 : send_file(stream, file);
    fclose(file);
    if (result == 0) { /* it is on disk, and on its way */
        if (SRVWait(stream, PATIENCE_MILLISECONDS) == 0) {
            puts("kept in the queue, for another attempt");
            return SRVShutdown(PATIENCE_MILLISECONDS) == MAILSHIM_OK ? 0 : 1;
        }
        result = SRVGetResult(stream);
    }
    if (result < 0) {
        fprintf(stderr, "deliver_mail: not sent: %s\n", mailshim_last_error());
        return 1;
    }
    printf("sent, %d octets\n", result);
    return 0;
}
