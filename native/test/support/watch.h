/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h - what the tests of the SRV surface share: above all a callback that remembers
 *
 * Any thread may use these.
 */
#ifndef WATCH_H
#define WATCH_H

#include "../check.h"
#include "script_server.h"

#include <mailshim/srv.h>

#include <pthread.h>
#include <stdbool.h>

#if defined(__cplusplus)
extern "C" {
#endif

enum { MOST_EVENTS = 4096 };

/* What a callback heard of one message. Zero it, then give `watch_callback` and its address to
 * SRVInitSendMsg... Read the events only after watch_done(). */
struct watch {
    int count;                 /* events */
    int dones;                 /* STATE_SMTP_DONE among them */
    int sent;                  /* of the last event */
    int error;                 /* SRVGetLastError of the stream at DONE */
    int states[MOST_EVENTS];   /* state, */
    int counts[MOST_EVENTS];   /* sent, */
    pthread_t on[MOST_EVENTS]; /* and thread of each event */
    void (*also)(ServerStream stream, struct watch *watch,
                 int state); /* called for each, or NULL */
    void *own;               /* for `also` */
};

void watch_callback(ServerStream *stream, void *usr_par, int state, int sent);

/* Waits for DONE; the program ends if it does not come within a minute. */
void watch_done(struct watch *watch);

/* How many events came so far. */
int watch_count(struct watch *watch);

/* Checks order and number of the states: FINDHOST, CONNECTING, DIALOG, SENDING with growing counts,
 * as far as the message came, again from CONNECTING for each further server, then DONE once. */
void watch_check_order(const struct watch *watch);

/* A message from sender@example.org to `to` by way of the server, with `watch` (or NULL). */
ServerStream begin(const struct script_server *server, const char *to, struct watch *watch);

/* Adds "Subject: test", an empty line and "text" to a message. */
void write_text(ServerStream stream);

/* Waits until no message is under way, in the engine and at the server (or NULL). */
void come_to_rest(struct script_server *server);

/* Open descriptors of this process; to be compared at rest, as its threads. */
int count_descriptors(void);

/* By how many threads pools may still grow that were warm: callback threads (4 at most), carriers,
 * compilers. A thread lost for each message would be many more. */
enum { POOLS_MAY_GROW = 8 };

/* Checks what the server saw of the client, and ends the server. */
void close_server(struct script_server *server);

#if defined(__cplusplus)
}
#endif

#endif
