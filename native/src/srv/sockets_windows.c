/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sockets_windows.c - see sockets.h
 *
 * Handles are multiples of four, and the system gives low ones first, so the sockets of a process
 * are found by asking each; who is no socket says so.
 */
#include "sockets.h"

int srv_find_socket(srv_socket_test *test, const struct sockaddr_storage *local,
                    const struct sockaddr_storage *peer)
{
    enum { STEP = 4, MOST = 1 << 18 };

    for (int handle = STEP; handle < MOST; handle += STEP)
        if (test(handle, local, peer))
            return handle;
    return -1;
}

/* Handles go to no program that was not given them. */
void srv_keep_listeners(int port)
{
    (void)port;
}
