/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find_mx - tell which hosts take mail for a domain, in the order in which to try them
 *
 *     cc find_mx.c $(pkg-config --cflags --libs mailshim-srv) -o find_mx
 *     ./find_mx example.org
 *     ./find_mx example.org 192.0.2.53      asks that name server (address or address:port)
 *
 * Expected output, for a domain with two hosts:
 *
 *     10 mx.a.example 192.0.2.1 192.0.2.2
 *     20 mx.b.example 192.0.2.3
 *
 * Exit status: 0 there are hosts, 1 there are none, 2 wrong usage, 3 it cannot be looked up.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stdio.h>

enum { MOST = 16 };

int main(int argc, char **argv)
{
    static MailHostInfoEx hosts[MOST];

    if (argc != 2 && argc != 3) {
        fputs("usage: find_mx domain [name-server]\n", stderr);
        return 2;
    }
    if (argc == 3)
        SetConfigParamS("smtp_dns", argv[2]);
    int count = FindMXEx(argv[1], hosts, MOST);
    for (int i = 0; i < count; i++) {
        printf("%d %s", hosts[i].prior, hosts[i].name);
        for (int a = 0; a < hosts[i].addresses; a++)
            printf(" %s", hosts[i].address[a]);
        putchar('\n');
    }
    if (count > 0)
        return 0;
    if (SRVGetLastError(NULL) != MAILSHIM_OK) {
        fprintf(stderr, "find_mx: %s\n", mailshim_last_error());
        return 3;
    }
    printf("nobody takes mail for %s\n", argv[1]);
    return 1;
}
