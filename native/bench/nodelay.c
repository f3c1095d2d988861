/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nodelay - to be loaded in front of libESMTP (LD_PRELOAD): TCP_NODELAY on every connection
 *
 * As it is shipped, libESMTP leaves Nagle's algorithm on, and waits for a delayed acknowledgement
 * with every message. This shows what it can do without.
 */
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

int connect(int socket, const struct sockaddr *address, socklen_t length)
{
    static int (*next)(int, const struct sockaddr *, socklen_t);
    int yes = 1;

    if (next == 0)
        next = (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return next(socket, address, length);
}
