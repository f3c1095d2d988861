/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line_client.h - a client for tests of servers: says lines and reads lines, over loopback
 *
 * Every wait has a deadline; what goes wrong ends the test.
 */
#ifndef LINE_CLIENT_H
#define LINE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

struct line_client;

#if defined(__cplusplus)
extern "C" {
#endif

/* Connects to a port of the loopback interface. */
struct line_client *line_client_open(int port);

/* Reads one line, without its CRLF; "" when the server has closed. Good until the next call. */
const char *line_client_read(struct line_client *client);

/* Whether the server has closed, and nothing is left to be read; waits for one or the other. */
bool line_client_is_over(struct line_client *client);

/* Sends octets as they are. False when the server has gone. */
bool line_client_send(struct line_client *client, const char *octets, size_t size);

/* Says a line, adding CRLF, and gives the last line of the reply to it: SMTP's multi-line replies
 * are read to their end. */
const char *line_client_say(struct line_client *client, const char *line);

/* The port that the client has at its own end. */
int line_client_port(const struct line_client *client);

void line_client_close(struct line_client *client);

#if defined(__cplusplus)
}
#endif

#endif
