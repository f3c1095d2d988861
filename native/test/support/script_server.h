/* SPDX-License-Identifier: Apache-2.0 */
/*
 * script_server.h - an SMTP server for tests, which keeps to the protocol but for one deed at one
 * phase
 *
 * It lives in the test's own process, on threads of its own and a loopback port of the kernel's
 * choosing. It writes down every command line and the last message exactly as they came over the
 * wire, and watches the client: a command that is not one line of printable text, not known, or out
 * of order is a violation, and what an injected command would be.
 *
 * Two addresses choose the reply to themselves: MAIL and RCPT for `554-anything@...` are answered
 * with 554. Any thread may ask for what was received.
 */
#ifndef SCRIPT_SERVER_H
#define SCRIPT_SERVER_H

#include <stdbool.h>
#include <stddef.h>

/* What the client has just done when the server's turn comes. */
enum phase { AT_CONNECT, AT_EHLO, AT_MAIL, AT_RCPT, AT_DATA, AT_END_OF_DATA, AT_QUIT, PHASES };

enum deed {
    OBEYS,            /* as a server should */
    OBEYS_BIT_BY_BIT, /* likewise, with replies that come octet by octet */
    KNOWS_HELO_ONLY,  /* likewise, but has never heard of EHLO */
    SAYS,             /* sends `text` in place of the reply, and goes on */
    SAYS_GOOD_BYE,    /* sends `text` and closes the connection */
    FALLS_SILENT,     /* reads on, and says nothing any more */
    SAYS_AND_STOPS,   /* sends `text`, and then neither reads nor writes any more */
    HANGS_UP,         /* closes the connection */
    RESETS,           /* closes it with a reset */
    REPEATS,          /* sends `text` again and again, as fast as it can */
    DRIPS             /* sends `text` again and again, five octets a second */
};

struct script {
    enum phase phase;
    enum deed deed;
    const char *text;
    bool plain; /* offers no extension, so that commands come one by one */
};

struct script_server;

#if defined(__cplusplus)
extern "C" {
#endif

/* Starts one; a NULL script is one that obeys. Never fails: it ends the test instead. */
struct script_server *script_server_open(const struct script *script);

/* Starts one at an IPv4 address and port. */
struct script_server *script_server_open_at(const struct script *script, const char *address,
                                            int port);

int script_server_port(const struct script_server *server);

/* Waits until a session has come to a phase for the count-th time (from 1); false after a minute.
 */
bool script_server_await(struct script_server *server, enum phase phase, int count);

/* How often sessions have come to a phase. */
int script_server_reached(struct script_server *server, enum phase phase);

/* How many sessions are open. */
int script_server_sessions(struct script_server *server);

/* How many messages were accepted at their end of data. */
int script_server_messages(struct script_server *server);

/* All command lines of all sessions, each ended by one LF; good until script_server_close. */
const char *script_server_commands(struct script_server *server);

/* The mail data of the last message as it came over the wire, with dots and the final ".CRLF", at
 * most the first 4 MiB of it; good until the next message begins. */
const char *script_server_data(struct script_server *server, size_t *length);

/* The first thing that the client did wrong, or "". */
const char *script_server_violation(struct script_server *server);

/* Refuses connections from now on, and keeps the port, so that nobody else can get it. */
void script_server_stop_listening(struct script_server *server);

/* Ends all sessions and gives everything back, threads and descriptors included. */
void script_server_close(struct script_server *server);

#if defined(__cplusplus)
}
#endif

#endif
