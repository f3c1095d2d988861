/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect_mail - fetch the mail of a mailbox on another server by POP3, into files
 *
 *     cc collect_mail.c $(pkg-config --cflags --libs mailshim-srv) -o collect_mail
 *     POP3_PASSWORD=secret ./collect_mail pop.example.org 995 me /var/mail/inbox
 *     POP3_PASSWORD=secret ./collect_mail -c 127.0.0.1 1110 me /tmp/inbox
 *
 * Each message becomes a file in the directory, which has to be there, named by its unique-id, and
 * is deleted on the server when all of them are on disk; when one cannot be kept, all stay there,
 * for another time. Port 995 is encrypted from the first octet, others by STLS; -c permits a
 * password in clear, which is right on loopback only. A server that collects by itself, on a
 * schedule and for its users, has the parameter pop3_ext instead: see SetPOP3Collector.
 *
 * Expected output, with other names and sizes:
 *
 *     2 messages wait, 392241 octets
 *     1.M1P1.host: 120 octets
 *     2.M1P1.host: 392121 octets
 *     2 messages collected
 *
 * Exit status: 0 all well, 1 something failed (the reason is on standard error), 2 wrong usage.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads the message that the stream has gone to into a file that is on disk when this returns; 0
 * when it cannot. */
static int keep(ServerStream stream, const char *path, int octets)
{
    static char block[64 * 1024];
    int size, kept = 0;

    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return 0;
    while ((size = SRVRecv(stream, block, sizeof block)) > 0)
        kept += (int)fwrite(block, 1, (size_t)size, file);
    int safe = fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && safe && kept == octets;
}

/* A unique-id may have any character that can be shown, and a file's name not. */
static void make_path(char *path, size_t size, const char *directory, char *id)
{
    for (char *slash = id; (slash = strchr(slash, '/')) != NULL;)
        *slash = '_';
    snprintf(path, size, "%s/%s", directory, id[0] == '.' ? "dot" : "");
    snprintf(path + strlen(path), size - strlen(path), "%s", id);
}

/* Fetches all messages; how many, or -1. */
static int collect(ServerStream stream, const char *directory)
{
    char id[71], path[1024];
    int octets;

    while ((octets = SRVRecvNext(stream, id, sizeof id)) > 0) {
        make_path(path, sizeof path, directory, id);
        if (!keep(stream, path, octets)) {
            perror(path);
            SRVAbortMsg(stream); /* nothing is deleted */
            return -1;
        }
        printf("%s: %d octets\n", id, octets);
    }
    if (octets < 0) {
        fprintf(stderr, "collect_mail: %s\n", mailshim_last_error());
        SRVAbortMsg(stream);
        return -1;
    }
    return SRVEndOfMsgEx(stream); /* now they are deleted there */
}

int main(int argc, char **argv)
{
    const char *password = getenv("POP3_PASSWORD");
    int clear = argc > 1 && strcmp(argv[1], "-c") == 0;
    int64_t octets = 0;

    if (argc - clear != 5 || password == NULL) {
        fputs("usage: POP3_PASSWORD=... collect_mail [-c] host port user directory\n", stderr);
        return 2;
    }
    argv += clear;
    SetConfigParamI("auth_clear", clear);
    int port = atoi(argv[2]);
    int count = SRVCheckPOP3(argv[1], argv[3], password, port, &octets);
    ServerStream stream = NULL;
    if (count >= 0) {
        printf("%d messages wait, %" PRId64 " octets\n", count, octets);
        stream = SRVInitRecvPOP3(argv[1], argv[3], password, port);
    }
    if (stream == NULL) {
        fprintf(stderr, "collect_mail: %s\n", mailshim_last_error());
        return 1;
    }
    count = collect(stream, argv[4]);
    if (count >= 0)
        printf("%d messages collected\n", count);
    return count < 0;
}
