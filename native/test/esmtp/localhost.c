/* SPDX-License-Identifier: Apache-2.0 */
/*
 * localhost.c - what the cases call localhost is 127.0.0.1, where their servers listen
 *
 * Many a machine calls ::1 so, too, and first: a library that is refused there goes on to
 * 127.0.0.1, but leaves another smtp_errno than on a machine without. Standing in the program, this
 * getaddrinfo() is found before the C library's by either libESMTP.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>

__attribute__((visibility("default"))) int getaddrinfo(const char *node, const char *service,
                                                       const struct addrinfo *hints,
                                                       struct addrinfo **found)
{
    int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    struct addrinfo changed = {.ai_family = AF_UNSPEC};

    *(void **)&next = dlsym(RTLD_NEXT, "getaddrinfo");
    if (hints != NULL)
        changed = *hints;
    if (node == NULL || strcmp(node, "localhost") != 0 || changed.ai_family != AF_UNSPEC)
        return next(node, service, hints, found);
    changed.ai_family = AF_INET;
    return next(node, service, &changed, found);
}
