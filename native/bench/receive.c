/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receive - a C host that receives: an SMTP server whose callback reads all data and keeps none
 *
 * Synopsis: receive directory
 *
 * Takes mail for example.net on a port of loopback that it prints, until standard input ends. The
 * directory is for a queue that stays empty.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stdio.h>
#include <unistd.h>

static int on_request(ServerStream *stream, char *reqname, int action, ...)
{
    char block[16 * 1024];

    (void)reqname;
    if (action != ACTION_SMTP_SENDMSG)
        return 0;
    while (SRVRecv(stream, block, sizeof block) > 0)
        continue;
    return SRVGetLastError(stream) == MAILSHIM_OK ? -1 : 451;
}

int main(int argc, char **argv)
{
    char ignored;

    if (argc != 2) {
        fputs("usage: receive directory\n", stderr);
        return 2;
    }
    SetConfigParamS("smtp_name", "mx.example.net");
    SetConfigParamS("local_domains", "example.net");
    SetConfigParamS("smtp_bind", "127.0.0.1");
    SetConfigParamS("smtp_out", argv[1]);
    SetConfigParamI("smtp_port", 0);
    if (SetSMTPServer(on_request, 0, ACTION_SMTP_SENDMSG) != 0) {
        fprintf(stderr, "receive: %s\n", mailshim_last_error());
        return 1;
    }
    printf("%d\n", GetConfigParamInt("smtp_port"));
    fflush(stdout);
    while (read(STDIN_FILENO, &ignored, 1) > 0)
        continue;
    return SRVShutdown(5000) == MAILSHIM_OK ? 0 : 1;
}
