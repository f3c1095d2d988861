/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sockets_posix.c - see sockets.h; the descriptors of a process are in /proc/self/fd
 */
#include "sockets.h"

#include <dirent.h>
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
