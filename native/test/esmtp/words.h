/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.h - the lines of a case, cut into words, and octets made readable
 *
 * Words stand between spaces. One in quotes may hold anything, with the escapes \r \n \t \0 \\ \"
 * and \xHH; quotes followed by *N are N times the same. In words without quotes a final @ becomes
 * the address of the case's server: "@" is 127.0.0.1:PORT, "multi.test@" multi.test:PORT; @closed
 * is an address where nobody listens. What is read is never given back: a process lives for one
 * case.
 */
#ifndef ESMTP_WORDS_H
#define ESMTP_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { MOST_WORDS = 48 };

struct word {
    char *text; /* with a NUL behind it */
    size_t length;
    bool quoted;
};

struct words {
    int count;
    struct word word[MOST_WORDS];
};

/* The ports behind "@" and "@closed"; set once, before the first line is read. */
extern int port_of_server;
extern int port_closed;

/* Ends the process with status 3: the case itself is wrong. */
_Noreturn void case_error(const char *what, const char *which);

void words_split(struct words *words, const char *line);

/* Prints octets in quotes on one line, what is not printable escaped. What depends on the moment is
 * replaced: a Date of now, a Message-Id made of time and process. Of many octets the first ones are
 * printed, the number of all, and a checksum. */
void print_octets(FILE *out, const char *octets, size_t length);

/* Prints a text so, or NULL. */
void print_text(FILE *out, const char *text);

#endif
