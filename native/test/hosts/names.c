/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names - a name server for shell scripts: MX and A records from the command line
 *
 *     names [-u] NAME MX PREFERENCE HOST | NAME A ADDRESS ...
 *
 * Serves them over UDP on 127.0.0.1, at a port that it prints, until standard input ends. With -u
 * it switches the loopback interface on before, which a new network namespace has not.
 */
#include "../support/name_server.h"
#include "../support/own_network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 32 };

static struct record records[MOST];

/* The record that begins at a word, and how many words it has; 0 when it is none. */
static int read_record(int words, char **word, struct record *record)
{
    record->name = word[0];
    if (words >= 4 && strcmp(word[1], "MX") == 0) {
        record->type = MX;
        record->preference = atoi(word[2]);
        record->value = word[3];
        return 4;
    }
    if (words >= 3 && strcmp(word[1], "A") == 0) {
        record->type = A;
        record->value = word[2];
        return 3;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int at = 1;
    int count = 0;

    if (argc > 1 && strcmp(argv[1], "-u") == 0) {
        if (!own_network_up()) {
            perror("names: the loopback interface");
            return 1;
        }
        at++;
    }
    for (int words = 1; at < argc && words > 0 && count < MOST; at += words)
        words = read_record(argc - at, argv + at, &records[count++]);
    if (at < argc || count == 0) {
        fputs("usage: names [-u] NAME MX PREFERENCE HOST | NAME A ADDRESS ...\n", stderr);
        return 2;
    }
    printf("%d\n", name_server_start_anywhere(records, count));
    fflush(stdout);
    char ignored;
    while (read(STDIN_FILENO, &ignored, 1) > 0)
        continue;
    return 0;
}
