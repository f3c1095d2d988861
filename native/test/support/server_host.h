/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_host.h - a host with an SMTP and a POP3 server on loopback, its callback, and clients
 *
 * The servers work in the process of the case, for the domains example.net and example.com; their
 * clients say their lines over loopback. The callback may be called on any thread; the other
 * functions are for the case's own.
 */
#ifndef SERVER_HOST_H
#define SERVER_HOST_H

#include "line_client.h"
#include "watch.h"

#if defined(__cplusplus)
extern "C" {
#endif

enum { MOST_ITEMS = 5 };

/* What the callback returns to an action, and how it was called last. Changed between calls only.
 */
struct answer {
    int action;
    int result;
    int calls;
    char reqname[256];
    char items[MOST_ITEMS][256];
    int item_count;
};

struct answer *answer_to(int action);

/* Called within the callback, or NULL. */
extern void (*in_callback)(ServerStream *stream, int action);

/* The callback. */
int host(ServerStream *stream, char *reqname, int action, ...);

/* Waits for so many calls for an action. */
void await_calls(int action, int count);

/* The ports of the servers that are open. */
extern int smtp_port, pop_port;

/* Sets parameters: a directory of the case's own, loopback, any ports. */
void configure(void);

/* A path in that directory; good until the fourth call from now. */
const char *in_directory(const char *name);

/* As `configure`, and opens both servers with `host`. */
void open_servers(int mask);

/* Stops the library and removes the directory. */
void close_servers(void);

/* A client that has been greeted so. */
struct line_client *greeted(int port, const char *greeting);

/* A client that has come to DATA, with a message from me@example.org to ann@example.net and
 * bob@example.com; the reply to it. */
const char *at_data(struct line_client **client);

/* "Subject: test", an empty line, ".a dot", "text"; as it goes over the wire. */
extern const char wire_message[];

/* Sends the message; the reply at its end, after which the client quits. */
void say_message(struct line_client *client, const char *reply);

/* A client sends the message, and it is accepted. */
void send_message(void);

/* Logs a client in with the password "secret"; waits for a session before, which has the maildrop
 * until the server has noticed that its client has gone. */
void log_in(struct line_client *client, const char *user);

/* A POP3 client that has logged in with the password "secret". */
struct line_client *logged_in(const char *user);

/* Waits until a user has so many messages. */
void await_messages(const char *user, int count);

#if defined(__cplusplus)
}
#endif

#endif
