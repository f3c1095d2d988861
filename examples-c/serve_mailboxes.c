/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_mailboxes - let users fetch their mail by POP3, and decide who may do what
 *
 *     cc serve_mailboxes.c $(pkg-config --cflags --libs mailshim-srv) -o serve_mailboxes
 *     ./serve_mailboxes 1110 /var/mail/boxes
 *
 * A POP3 server on this machine's loopback interface for Maildirs below a directory, one for each
 * user under the user's name, until standard input ends (control-D). Port 0 lets the system choose
 * one. Who the users are is the callback's to say: here it knows ann, who may do everything, and
 * guest, who may read and never deletes anything. Passwords travel in clear, which is right on
 * loopback only: set tls_cert_file elsewhere.
 *
 * Expected output, with another port and unique-ids:
 *
 *     listening on 1110
 *     guest logs in with PASS: welcome
 *     guest takes message 1, 120 octets
 *     guest deletes message 1: kept
 *     eve logs in with PASS: refused
 *
 * Exit status: 0 all well, 1 the server cannot be opened, 2 wrong usage.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct user {
    const char *name, *password;
    int may_delete;
} users[] = {{"ann", "secret", 1}, {"guest", "guest", 0}};

static const struct user *user_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof users / sizeof users[0]; i++)
        if (strcmp(name, users[i].name) == 0)
            return &users[i];
    return NULL;
}

/* A password is not there to be compared with mechanisms that do not show it, as APOP: such a
 * client is refused, and takes PASS. */
static int may_log_in(ServerStream *stream)
{
    const struct user *user = user_of(GetAUTHName(stream));
    const char *password = GetAUTHPassw(stream);

    return user != NULL && password != NULL && strcmp(password, user->password) == 0;
}

static int on_request(ServerStream *stream, char *reqname, int action, ...)
{
    va_list items;
    const char *first, *second;
    const char *name = GetAUTHName(stream);
    int result = 0;

    va_start(items, action);
    first = va_arg(items, const char *); /* of each of these actions, there are two or more */
    second = va_arg(items, const char *);
    va_end(items);
    switch (action) {
    case ACTION_POP_LOGIN:
        result = may_log_in(stream) ? -1 : 1; /* 0 would ask the parameter `user` */
        printf("%s logs in with %s: %s\n", reqname, first, result < 0 ? "welcome" : "refused");
        break;
    case ACTION_POP_GETMSG:
        printf("%s takes message %s, %s octets\n", name, first, second);
        break;
    case ACTION_POP_DELMSG: {
        const struct user *user = user_of(name);
        result = user != NULL && user->may_delete ? 0 : -1; /* below 0: it stays */
        printf("%s deletes message %s: %s\n", name, first, result == 0 ? "gone" : "kept");
        break;
    }
    }
    fflush(stdout);
    return result;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: serve_mailboxes port directory\n", stderr);
        return 2;
    }
    SetConfigParamS("pop_bind", "127.0.0.1"); /* without it: all interfaces */
    SetConfigParamI("pop_port", atoi(argv[1]));
    SetConfigParamS("mbox_dir", argv[2]);
    if (SetPOP3Server(on_request, 0, ALL_ACTIONS) != 0) {
        fprintf(stderr, "serve_mailboxes: %s\n", mailshim_last_error());
        return 1;
    }
    printf("listening on %d\n", GetConfigParamInt("pop_port"));
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    SRVShutdown(5000);
    return 0;
}
