/* SPDX-License-Identifier: Apache-2.0 */
/*
 * more.c - the functions of mailshim-esmtp.h, which the original does not have, each callable by
 * its name; and a name server for them
 *
 *     dns NAME SRV PRIORITY HOST     a record; its port is that of the case's server, or with
 *                                    `closed` behind it one that nobody listens at
 *     dns NAME MX PREFERENCE HOST
 *     dns NAME fails                 questions about it are answered by SERVFAIL
 *     names                          starts the name server with these, for our library to ask
 */
#include "client.h"
#include "name_server.h"

#include <dlfcn.h>
#include <mailshim/esmtp/mailshim-esmtp.h>
#include <stdlib.h>
#include <string.h>

/* ---- the name server ---- */

enum { MOST_RECORDS = 20 };

static struct record records[MOST_RECORDS];
static int record_count;

static void add_record(const struct call *call)
{
    const char *type = argument(call, 1).text;

    if (record_count == MOST_RECORDS)
        case_error("too many records", type);
    struct record *record = &records[record_count++];
    record->name = strdup(text(call, 0));
    if (strcmp(type, "fails") == 0) {
        record->type = SERVER_FAILS;
        return;
    }
    record->type = strcmp(type, "SRV") == 0 ? SRV : MX;
    record->preference = (int)number(call, 2);
    char value[300];
    int port = argument_count(call) > 4 ? port_closed : port_of_server;
    snprintf(value, sizeof value, "%d %s", port, text(call, 3));
    record->value = strdup(record->type == SRV ? value : text(call, 3));
}

static void serve_names(void)
{
    char option[100];

    snprintf(option, sizeof option, "-Ddns.server=127.0.0.1:%d",
             name_server_start_anywhere(records, record_count));
    setenv("MAILSHIM_JVM_OPTS", option, 1);
}

/* ---- the functions ---- */

/* Looked up, for this program runs on the original, too. */
static void find(const char *name, void *function)
{
    void *symbol = dlsym(RTLD_DEFAULT, name);

    if (symbol == NULL)
        case_error("the library does not have", name);
    memcpy(function, &symbol, sizeof symbol);
}

bool execute_more(struct call *call)
{
    const char *name = call->words.word[call->function].text;
    int (*with_number)(void *, int);
    int (*with_text)(void *, const char *);
    int (*with_both)(void *, const char *, int);

    if (strcmp(name, "dns") == 0) {
        add_record(call);
    } else if (strcmp(name, "names") == 0) {
        serve_names();
    } else if (strcmp(name, "mailshim_esmtp_declare_utf8") == 0 ||
               strcmp(name, "mailshim_esmtp_implicit_tls") == 0 ||
               strcmp(name, "mailshim_esmtp_check_host") == 0) {
        find(name, &with_number);
        print_int(call, with_number(object(call, 0), (int)number(call, 1)));
    } else if (strcmp(name, "mailshim_esmtp_tls_name") == 0 ||
               strcmp(name, "mailshim_esmtp_allow_mechanism") == 0) {
        find(name, &with_text);
        print_int(call, with_text(object(call, 0), text(call, 1)));
    } else if (strcmp(name, "mailshim_esmtp_find_server") == 0) {
        find(name, &with_both);
        print_int(call, with_both(object(call, 0), text(call, 1), (int)number(call, 2)));
    } else {
        return false;
    }
    return true;
}
