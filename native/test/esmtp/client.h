/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client.h - the client half of a case: lines that call libESMTP's functions and print what came of
 * it
 *
 * A line is `FUNCTION ARGUMENT...` or `NAME = FUNCTION ARGUMENT...`, with the 71 functions, and
 * those of mailshim-esmtp.h, under their own names and arguments in C's order. Arguments are texts
 * in quotes, numbers, the header's constants (also A|B), names of objects, NULL. Besides there are
 * the directives of client.c, and callbacks.c has what the callbacks do.
 */
#ifndef ESMTP_CLIENT_H
#define ESMTP_CLIENT_H

#include "words.h"

#include <openssl/ssl.h>

#define LIBESMTP_ENABLE_DEPRECATED_SYMBOLS 1
#include <auth-client.h>
#include <libesmtp.h>

/* A line that is being executed. */
struct call {
    struct words words;
    int function;       /* which word is the function's name */
    const char *target; /* NULL, or the name of what it returns */
};

/* ---- arguments, counted from 0; a missing one is the case's mistake ---- */

int argument_count(const struct call *call);
struct word argument(const struct call *call, int i);

/* A text, or NULL. */
const char *text(const struct call *call, int i);

long number(const struct call *call, int i);

/* An object by its name, or NULL; also a small number as a pointer, for application data. */
void *object(const struct call *call, int i);

/* A constant by its name, a number, or several of them with | between. */
long constant(const char *name);

/* ---- results ---- */

void print_int(const struct call *call, long value);
void print_result_text(const struct call *call, const char *value);
void print_void(const struct call *call);

/* Names an object, so that later lines and printed events can name it. */
void keep_object(const struct call *call, const char *kind, void *pointer);
const char *object_name(const void *pointer);
void for_each_object(const char *kind, void (*visit)(const char *name, void *pointer));

/* ---- lines ---- */

/* Executes one line; from callbacks too. */
void execute(const char *line);

/* The functions of the library (calls.c), those that ours has besides (more.c) and what sets
 * callbacks (callbacks.c): false when not known there. */
bool execute_call(struct call *call);
bool execute_more(struct call *call);
bool execute_callback(struct call *call);

/* Prints a status structure. */
void print_status(const char *whose, const smtp_status_t *status);

/* The folder of this case, HOME of the library; and that of certificates. */
extern const char *home;
extern const char *certificates_folder;

/* Runs all lines of a client, and destroys what is left. */
void run_client(const char *const *lines, int count);

#endif
