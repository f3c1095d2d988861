/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_server.h - a DNS server for tests: a table of records, answered over UDP from a thread
 *
 * A name that the table does not have does not exist; a name that has no record of the type asked
 * for gets an empty answer. Classes, zones, compression and TCP are not known here.
 */
#ifndef NAME_SERVER_H
#define NAME_SERVER_H

#if defined(__cplusplus)
extern "C" {
#endif

/* A mail exchanger (preference and host, "" for the root), an IPv4 address, a host of a service
 * (its priority is the preference, its value "PORT HOST"), or what goes wrong. */
enum record_type { MX, A, SRV, SERVER_FAILS, SERVER_IS_SILENT };

struct record {
    const char *name;
    enum record_type type;
    int preference;
    const char *value;
};

/* Serves `count` records, which must stay, on address:53, until the process ends. */
void name_server_start(const char *address, const struct record *records, int count);

/* Serves them at a port of the kernel's choosing of 127.0.0.1, and gives that. */
int name_server_start_anywhere(const struct record *records, int count);

/* How many questions for a name of that type came. */
int name_server_asked(const char *name, enum record_type type);

#if defined(__cplusplus)
}
#endif

#endif
