/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail_server - a small mail server: SMTP in, a queue on disk, mailboxes, POP3 out
 *
 *     cc mail_server.c $(pkg-config --cflags --libs mailshim-srv) -o mail_server
 *     ./mail_server example.net /var/mail/example 2525 1110 ann:secret bob:hidden
 *
 * Takes mail for ann@example.net and bob@example.net from anybody, and for other domains from ann
 * and bob, who log in; keeps it in the directory's queue until it is in a mailbox or with another
 * host, for at most 24 hours; and lets ann and bob fetch theirs. It serves this machine's loopback
 * interface until standard input ends (control-D). Port 0 lets the system choose one.
 *
 * With the environment variable MAIL_CERTIFICATE, a file in PEM with certificate and key, it offers
 * TLS and takes passwords under TLS only.
 *
 * What the library does by itself is everything; the callback here only prints what happens.
 *
 * Expected output, with other ports:
 *
 *     SMTP on 2525, POP3 on 1110
 *     127.0.0.1 connects
 *     mail from me@example.org to ann@example.net
 *     ann logs in
 *     ann fetches message 1, 392121 octets
 *     ann deletes message 1
 *     0 messages left in the queue
 *
 * Exit status: 0 all well, 1 a server cannot be opened, 2 wrong usage.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Several sessions call this at once, each on a thread of its own. */
static int on_request(ServerStream *stream, char *reqname, int action, ...)
{
    const char *user = GetAUTHName(stream);
    const char *first, *second = NULL;
    va_list items;

    va_start(items, action);
    first = va_arg(items, const char *);
    if (first != NULL && action != ACTION_SMTP_CONNECT)
        second = va_arg(items, const char *);
    va_end(items);
    switch (action) {
    case ACTION_SMTP_CONNECT:
        printf("%s connects\n", reqname);
        break;
    case ACTION_SMTP_SENDMSG:
        printf("mail from %s to %s\n", first, second);
        break;
    case ACTION_POP_LOGIN:
        printf("%s logs in\n", reqname);
        break;
    case ACTION_POP_GETMSG:
        printf("%s fetches message %s, %s octets\n", user, first, second);
        break;
    case ACTION_POP_DELMSG:
        printf("%s deletes message %s\n", user, first);
        break;
    }
    fflush(stdout);
    return 0; /* the server does its work */
}

/* Warnings and errors of the library. */
static void on_log(void *user, int level, const char *text)
{
    (void)user;
    (void)level;
    fprintf(stderr, "mail_server: %s\n", text);
}

static void below(const char *param, const char *directory, const char *name)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    SetConfigParamS(param, path);
}

/* Adds a user from "name:password". */
static int add_user(char *text)
{
    char *colon = strchr(text, ':');

    if (colon == NULL)
        return 0;
    *colon = ';';
    SetConfigParamS("user", text);
    return 1;
}

int main(int argc, char **argv)
{
    const char *certificate = getenv("MAIL_CERTIFICATE");

    if (argc < 6) {
        fputs("usage: mail_server domain directory smtp-port pop-port user:password...\n", stderr);
        return 2;
    }
    SRVSetLog(on_log, NULL, MAILSHIM_LOG_WARNING);
    SetConfigParamS("smtp_name", argv[1]);
    below("smtp_out", argv[2], "queue");
    below("mbox_dir", argv[2], "boxes");
    SetConfigParamI("smtp_port", atoi(argv[3]));
    SetConfigParamI("pop_port", atoi(argv[4]));
    SetConfigParamS("smtp_bind", "127.0.0.1"); /* without these two: all interfaces */
    SetConfigParamS("pop_bind", "127.0.0.1");
    SetConfigParamI("smtp_msg_limit", 64 * 1024 * 1024);
    if (certificate != NULL) {
        SetConfigParamS("tls_cert_file", certificate);
        SetConfigParamI("auth_need_tls", 1);
    }
    for (int i = 5; i < argc; i++)
        if (!add_user(argv[i])) {
            fprintf(stderr, "mail_server: \"%s\" is no user:password\n", argv[i]);
            return 2;
        }
    if (SRVGetLastError(NULL) != MAILSHIM_OK) { /* of all these parameters */
        fprintf(stderr, "mail_server: %s\n", mailshim_last_error());
        return 2;
    }
    if (SetSMTPServer(on_request, 0, ALL_ACTIONS) != 0 ||
        SetPOP3Server(on_request, 0, ALL_ACTIONS) != 0) {
        fprintf(stderr, "mail_server: %s\n", mailshim_last_error());
        return 1;
    }
    printf("SMTP on %d, POP3 on %d\n", GetConfigParamInt("smtp_port"),
           GetConfigParamInt("pop_port"));
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    printf("%d messages left in the queue\n", SRVQueueCount());
    return SRVShutdown(10000) == MAILSHIM_OK ? 0 : 1;
}
