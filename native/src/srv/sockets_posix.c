/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sockets_posix.c - see sockets.h; the descriptors of a process are in /proc/self/fd
 */
#include "sockets.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

int srv_find_socket(srv_socket_test *test, const struct sockaddr_storage *local,
                    const struct sockaddr_storage *peer)
{
    int descriptor = -1;

    DIR *descriptors = opendir("/proc/self/fd");
    if (descriptors == NULL)
        return -2;
    for (struct dirent *each; descriptor < 0 && (each = readdir(descriptors)) != NULL;) {
        char *end;
        long candidate = strtol(each->d_name, &end, 10);
        if (*end == '\0' && end != each->d_name && test((int)candidate, local, peer))
            descriptor = (int)candidate;
    }
    closedir(descriptors);
    return descriptor;
}

static int port_of(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)address)->sin_port);
    if (address->ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    return -1;
}

/* Looks at one descriptor, and at the next one in any case. */
static bool keep_listener(int descriptor, const struct sockaddr_storage *local,
                          const struct sockaddr_storage *peer)
{
    struct sockaddr_storage own;
    socklen_t size = sizeof own, length = sizeof(int);
    int listens = 0;

    (void)peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) == 0 && listens != 0 &&
        getsockname(descriptor, (struct sockaddr *)&own, &size) == 0 &&
        port_of(&own) == port_of(local))
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return false;
}

void srv_keep_listeners(int port)
{
    struct sockaddr_storage local = {.ss_family = AF_INET};

    ((struct sockaddr_in *)&local)->sin_port = htons((uint16_t)port);
    srv_find_socket(keep_listener, &local, &local);
}
