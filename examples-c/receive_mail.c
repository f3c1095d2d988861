/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receive_mail - take mail by SMTP, decide about each message, and keep it in files
 *
 *     cc receive_mail.c $(pkg-config --cflags --libs mailshim-srv) -o receive_mail
 *     ./receive_mail example.net 2525 /tmp/inbox
 *
 * An SMTP server on this machine's loopback interface for the domain example.net, until standard
 * input ends (control-D). Port 0 lets the system choose one. Its callback is asked when a client
 * connects, and when it is about to send a message: mail from nobody@... is declined before the
 * client has sent it, and whatever else comes is read with SRVRecv into a file in the directory.
 *
 * Expected output, with another port, names and sizes:
 *
 *     listening on 2525
 *     127.0.0.1 connects
 *     me@example.org -> ann@example.net bob@example.net: 0A1B2C3D.msg, 391983 octets
 *     127.0.0.1 connects
 *     nobody@example.org -> ann@example.net: declined
 *
 * Exit status: 0 all well, 1 the server cannot be opened, 2 wrong usage.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *directory;

/* Writes the message that the client sends to a file; its octets, or -1. */
static long keep(ServerStream *stream, const char *name)
{
    char path[1024], block[16 * 1024];
    long octets = 0;
    int size;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return -1;
    while ((size = SRVRecv(stream, block, sizeof block)) > 0)
        octets += (long)fwrite(block, 1, (size_t)size, file);
    /* The end of the message, or of the connection? And is all of it in the file? */
    int whole = SRVGetLastError(stream) == MAILSHIM_OK && !ferror(file);
    if (fclose(file) != 0 || !whole) {
        remove(path);
        return -1;
    }
    return octets;
}

/* Several sessions call this at once, each on a thread of its own; a line is printed in one call.
 */
static int on_request(ServerStream *stream, char *reqname, int action, ...)
{
    va_list items;
    const char *from, *to;

    if (action == ACTION_SMTP_CONNECT) {
        printf("%s connects\n", reqname);
        fflush(stdout);
        return 0;
    }
    if (action != ACTION_SMTP_SENDMSG)
        return 0;
    va_start(items, action);
    from = va_arg(items, const char *);
    to = va_arg(items, const char *);
    va_end(items);
    if (strncmp(from, "nobody@", 7) == 0) {
        printf("%s -> %s: declined\n", from, to);
        fflush(stdout);
        return 550; /* the client's reply, in place of 354 */
    }
    long octets = keep(stream, reqname);
    if (octets < 0) {
        fprintf(stderr, "receive_mail: %s is not kept\n", reqname);
        return 451; /* our trouble: the client tries again later */
    }
    printf("%s -> %s: %s, %ld octets\n", from, to, reqname, octets);
    fflush(stdout);
    return -1; /* we have it; the server says 250 and keeps nothing */
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: receive_mail domain port directory\n", stderr);
        return 2;
    }
    directory = argv[3];
    SetConfigParamS("smtp_name", argv[1]);
    SetConfigParamS("smtp_bind", "127.0.0.1"); /* without it: all interfaces */
    SetConfigParamS("smtp_out", directory);    /* the queue, which stays empty here */
    SetConfigParamI("smtp_msg_limit", 64 * 1024 * 1024);
    SetConfigParamI("smtp_port", atoi(argv[2]));
    if (SetSMTPServer(on_request, 0, ACTION_SMTP_CONNECT | ACTION_SMTP_SENDMSG) != 0) {
        fprintf(stderr, "receive_mail: %s\n", mailshim_last_error());
        return 1;
    }
    printf("listening on %d\n", GetConfigParamInt("smtp_port"));
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    SRVShutdown(5000);
    return 0;
}
