/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.c - what mailshim_lws_set and the environment say
 *
 * Texts are looked at here as far as the loop's thread can, numbers and choices wholly, since a
 * program is to hear at once of what it got wrong. What they mean is Java's to know
 * (Approach.java).
 */
#include "entry.h"
#include "mailer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *name;
    int least, most;     /* of a number; 0 and 0: a text */
    int standard;        /* of a number that C asks for */
    const char *choices; /* of a text, each behind a space, or NULL: any */
};

static const struct row rows[OPTIONS] = {
    [OPTION_SERVER] = {.name = "server"},
    [OPTION_PORT] = {.name = "port", .least = 1, .most = 65535},
    [OPTION_TLS] = {.name = "tls", .choices = " no if-offered required implicit "},
    [OPTION_TLS_VERIFY] = {.name = "tls_verify", .most = 1},
    [OPTION_TLS_CAFILE] = {.name = "tls_cafile"},
    [OPTION_USER] = {.name = "user"},
    [OPTION_PASSWORD] = {.name = "password"},
    [OPTION_TOKEN] = {.name = "token"},
    [OPTION_AUTH_CLEAR] = {.name = "auth_clear", .most = 1},
    [OPTION_CONNECT_TIMEOUT] = {.name = "connect_timeout", .least = 1, .most = 3600},
    [OPTION_DIALOG_TIMEOUT] = {.name = "dialog_timeout", .least = 1, .most = 3600},
    [OPTION_DATA_TIMEOUT] = {.name = "data_timeout", .least = 1, .most = 7200},
    [OPTION_RETRY_MIN] = {.name = "retry_min", .least = 1, .most = 86400, .standard = 5},
    [OPTION_RETRY_MAX] = {.name = "retry_max", .least = 1, .most = 86400, .standard = 300},
    [OPTION_ADD_HEADER_FIELDS] = {.name = "add_header_fields", .most = 1},
    [OPTION_QUEUE] = {.name = "queue"},
};

enum { LONGEST_VALUE = 4096, LONGEST_NAME = 32 };

static pthread_mutex_t common_lock = PTHREAD_MUTEX_INITIALIZER;
static struct options common;

/* ---- values ---------------------------------------------------------------------------------- */

/* Why a value cannot be used, or NULL. */
static const char *objection(const struct row *row, const char *value)
{
    char choice[LONGEST_NAME + 3];
    char *end = NULL;

    if (strnlen(value, LONGEST_VALUE + 1) > LONGEST_VALUE)
        return "is too long";
    for (const char *c = value; *c != '\0'; c++)
        if (iscntrl((unsigned char)*c))
            return "must not hold control characters";
    if (row->most > 0) {
        errno = 0;
        long number = strtol(value, &end, 10);
        bool digits = end != value && *end == '\0' && isdigit((unsigned char)*value);
        return digits && errno == 0 && number >= row->least && number <= row->most
                   ? NULL
                   : "is out of range, or no number";
    }
    if (row->choices == NULL)
        return NULL;
    snprintf(choice, sizeof choice, " %.*s ", LONGEST_NAME, value);
    bool word = *value != '\0' && strchr(value, ' ') == NULL;
    return word && strstr(row->choices, choice) != NULL ? NULL : "is none of its choices";
}

/* The value itself may be a password. */
static int refuse(const char *where, const char *name, const char *why)
{
    mailshim_fail(MAILSHIM_E_CONFIG, "%s: the value of %s %s; mailshim/lws-email.h has the table",
                  where, name, why);
    return MAILSHIM_E_CONFIG;
}

static int find(const char *name)
{
    for (int i = 0; i < OPTIONS; i++)
        if (strcmp(rows[i].name, name) == 0)
            return i;
    return -1;
}

int mailer_set_option(struct options *options, const char *name, const char *value)
{
    int option = name != NULL ? find(name) : -1;
    char *copy = NULL;

    if (option < 0) {
        mailshim_fail(MAILSHIM_E_CONFIG, "mailshim_lws_set: there is no option \"%.40s\"",
                      name != NULL ? name : "");
        return MAILSHIM_E_CONFIG;
    }
    if (value != NULL) {
        const char *why = objection(&rows[option], value);
        if (why != NULL)
            return refuse("mailshim_lws_set", name, why);
        copy = strdup(value);
        if (copy == NULL) {
            mailshim_fail(MAILSHIM_E_MEMORY, "mailshim_lws_set: no memory for the value");
            return MAILSHIM_E_MEMORY;
        }
    }
    free(options->values[option]);
    options->values[option] = copy;
    return MAILSHIM_OK;
}

int mailer_set_common_option(const char *name, const char *value)
{
    pthread_mutex_lock(&common_lock);
    int code = mailer_set_option(&common, name, value);
    pthread_mutex_unlock(&common_lock);
    return code;
}

bool mailer_read_environment(struct options *options)
{
    char variable[LONGEST_NAME + 16] = "MAILSHIM_LWS_";
    size_t prefix = strlen(variable);
    bool complete = true;

    mailer_free_options(options);
    for (int i = 0; i < OPTIONS; i++) {
        size_t length = strlen(rows[i].name) + 1;
        for (size_t c = 0; c < length; c++)
            variable[prefix + c] = (char)toupper((unsigned char)rows[i].name[c]);
        const char *value = getenv(variable);
        if (value != NULL) {
            options->values[i] = strdup(value);
            complete = complete && options->values[i] != NULL;
        }
    }
    return complete;
}

void mailer_free_options(struct options *options)
{
    for (int i = 0; i < OPTIONS; i++) {
        free(options->values[i]);
        options->values[i] = NULL;
    }
}

/* ---- descriptions ---------------------------------------------------------------------------- */

/* Adds a text and its NUL. */
static void add(struct description *description, const char *text, size_t length)
{
    size_t needed = description->length + length + 1;

    if (description->incomplete)
        return;
    if (needed > description->room) {
        char *longer = realloc(description->text, needed * 2);
        if (longer == NULL) {
            description->incomplete = true;
            return;
        }
        description->text = longer;
        description->room = needed * 2;
    }
    memcpy(description->text + description->length, text, length);
    description->text[description->length + length] = '\0';
    description->length = needed;
}

void mailer_describe(struct description *description, const char *name, const char *value,
                     size_t length)
{
    add(description, name, strlen(name));
    add(description, value, length);
}

bool mailer_describe_options(struct description *description, const struct options *own,
                             const struct options *environment)
{
    bool good = true;

    pthread_mutex_lock(&common_lock);
    for (int i = 0; i < OPTIONS && good; i++) {
        const char *value = own->values[i] != NULL ? own->values[i] : common.values[i];
        if (value == NULL && environment->values[i] != NULL) {
            value = environment->values[i];
            const char *why = objection(&rows[i], value);
            if (why != NULL) {
                refuse("the environment", rows[i].name, why);
                good = false;
            }
        }
        if (value != NULL)
            mailer_describe(description, rows[i].name, value, strlen(value));
    }
    pthread_mutex_unlock(&common_lock);
    return good;
}

int mailer_number(int option, const struct options *own, const struct options *environment)
{
    int number = rows[option].standard;

    pthread_mutex_lock(&common_lock);
    const char *value = own->values[option] != NULL ? own->values[option] : common.values[option];
    if (value == NULL && environment->values[option] != NULL &&
        objection(&rows[option], environment->values[option]) == NULL)
        value = environment->values[option];
    if (value != NULL)
        number = atoi(value);
    pthread_mutex_unlock(&common_lock);
    return number;
}
