/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_host.h - a program with a queue of mails and a libuv loop, which writes down all that it sees
 *
 * As the original's hosts it has its data around the struct, zeroed, fills in the recipient in
 * on_next, and takes a mail out of its queue in on_sent. One thread uses a host and its loop.
 */
#ifndef LWS_HOST_H
#define LWS_HOST_H

#include "../check.h"
#include "script_server.h"

#include <mailshim/lws-email.h>

#include <pthread.h>
#include <stdbool.h>

enum { MOST_SEEN = 16384, DEADLINE = 60 /* seconds */, MAX_CONTENT = 16384 };

/* What a host sees, as letters of its log: on_next with a mail and without, on_get_body, on_sent,
 * the failure callback. */
#define SAW_MAIL 'm'
#define SAW_NONE '-'
#define SAW_BODY 'b'
#define SAW_SENT 's'
#define SAW_FAILURE 'f'

struct lws_host {
    int before;             /* so that the struct is not at its start */
    struct lws_email email; /* its data is the host */
    int waiting;            /* mails in the queue */
    const char *body;       /* of each */

    char seen[MOST_SEEN + 1]; /* letters, in order */
    double at[MOST_SEEN];     /* when by the loop's clock, in seconds, */
    int estate[MOST_SEEN];    /* and in which state */
    int count;
    pthread_t thread; /* of the loop; another one ends the test */

    int code, reply, accepted; /* of the last failure */
    char text[1024];           /* likewise */
    int verdict;               /* what the failure callback returns */

    int states; /* a bit for each estate that was seen between two turns of the loop */

    void (*also)(struct lws_host *host, char what); /* called for each, or NULL; may destroy */
};

/* Fills in a host whose mails go to that port of this machine (or to the server), and its failure
 * callback. It is not initialised yet. */
void lws_host_fill(struct lws_host *host, int port);
void lws_host_fill_for(struct lws_host *host, const struct script_server *server);

/* Fills in and initialises, and checks for mail. */
void lws_host_start(struct lws_host *host, uv_loop_t *loop, const struct script_server *server,
                    int mails);

/* Runs the loop until the host has seen `what` so often; ends the test after DEADLINE. */
void lws_run_until(uv_loop_t *loop, struct lws_host *host, char what, int times);

/* Runs it until the mail is in that state. */
void lws_run_until_state(uv_loop_t *loop, struct lws_host *host, enum lwsgs_smtp_states state);

/* Runs it for so long. */
void lws_run_for(uv_loop_t *loop, int milliseconds);

/* Runs it until nothing keeps it alive, and closes it, which must succeed. */
void lws_close_loop(uv_loop_t *loop);

/* How often the host has seen `what`. */
int lws_seen(const struct lws_host *host, char what);

/* When it saw `what` for the times-th time (from 1), by the clock that timers of the loop go by: it
 * stands still while a callback runs, however long that is kept from running. */
double lws_seen_at(const struct lws_host *host, char what, int times);

/* The loop's clock, which is set first; in seconds. */
double lws_time(uv_loop_t *loop);

#endif
