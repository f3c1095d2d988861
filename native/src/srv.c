/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv.c - what of the SRV surface Java cannot express: a variable argument list, and why Java is
 * out of reach
 */
#include "entry.h"

#include <mailshim/srv.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Generated trampolines into Srv; exported to nobody. */
int mailshim_private_stream_error(ServerStream stream);
int mailshim_private_stream_error_text(ServerStream stream, char *bufer, int size);

/* Most lines of a message fit here and need no memory of their own. */
enum { SHORT_TEXT = 1024 };

int SRV_CALL SRVprintf(ServerStream stream, const char *format, ...)
{
    char text[SHORT_TEXT];
    va_list arguments;

    if (format == NULL) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "SRVprintf: the format is NULL");
        return 0;
    }
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "SRVprintf: the C library cannot format \"%.200s\"",
                      format);
        return 0;
    }
    if (length == 0)
        return 0; /* nothing to add is no error */
    if (length < SHORT_TEXT)
        return SRVSend(stream, text, length);

    char *longer = malloc((size_t)length + 1);
    if (longer == NULL) {
        mailshim_fail(MAILSHIM_E_MEMORY, "SRVprintf: no memory for %d octets", length);
        return 0;
    }
    va_start(arguments, format);
    vsnprintf(longer, (size_t)length + 1, format, arguments);
    va_end(arguments);
    int accepted = SRVSend(stream, longer, length);
    free(longer);
    return accepted;
}

int SRV_CALL SRVGetLastError(ServerStream stream)
{
    return stream == NULL ? mailshim_last_error_code() : mailshim_private_stream_error(stream);
}

int SRV_CALL SRVErrorText(ServerStream stream, char *bufer, int size)
{
    if (stream != NULL)
        return mailshim_private_stream_error_text(stream, bufer, size);
    const char *text = mailshim_last_error();
    if (bufer != NULL && size > 0)
        snprintf(bufer, (size_t)size, "%s", text);
    return (int)strlen(text);
}
