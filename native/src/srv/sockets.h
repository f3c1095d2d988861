/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sockets.h - the sockets of the process, in which GetSocket looks for a session's, and those that
 * a server listens with
 *
 * Java keeps its descriptors to itself; the system knows which one is connected so.
 */
#ifndef MAILSHIM_SRV_SOCKETS_H
#define MAILSHIM_SRV_SOCKETS_H

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <stdbool.h>

/* Whether a descriptor is the one that is looked for. */
typedef bool srv_socket_test(int descriptor, const struct sockaddr_storage *local,
                             const struct sockaddr_storage *peer);

/* The first descriptor of the process that passes the test; -1: none does, -2: the process cannot
 * look at its descriptors. */
int srv_find_socket(srv_socket_test *test, const struct sockaddr_storage *local,
                    const struct sockaddr_storage *peer);

/* Keeps what listens at a port from programs that the process starts. Best effort: a program that
 * is started on another thread just then has it. */
void srv_keep_listeners(int port);

#endif
