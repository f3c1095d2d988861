/* SPDX-License-Identifier: Apache-2.0 */
/* A host's SMTPReqCallback that writes down what it gets; RequestCallbackTest calls it. */
#include <mailshim/srv.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

char request_seen[1024];

__attribute__((visibility("default"))) int note_request(ServerStream *stream, char *reqname,
                                                        int action, ...)
{
    va_list items;
    const char *item;

    snprintf(request_seen, sizeof request_seen, "%llx %s %x", (unsigned long long)(uintptr_t)stream,
             reqname, (unsigned)action);
    va_start(items, action);
    while ((item = va_arg(items, const char *)) != NULL) {
        strncat(request_seen, " ", sizeof request_seen - strlen(request_seen) - 1);
        strncat(request_seen, item, sizeof request_seen - strlen(request_seen) - 1);
    }
    va_end(items);
    return (int)strlen(request_seen) - 1000;
}
