/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core.c - the entries of mailshim.h that must work without Java
 *
 * They answer before the first call, after a boot that failed, and in a forked child: that is when
 * a host needs them most. So they are C, enter Java only when it can be entered, and start it only
 * when there is something for it to do.
 */
#include "entry.h"

#include <mailshim/mailshim.h>

#include <stdlib.h>

/* Generated trampoline into Core.lastError; exported to nobody. Returns the octets that the text
 * needs without its NUL. */
int mailshim_private_last_error(char *buffer, int size, int *code);

/* Generated trampolines into Core.stop and Core.setLog. */
int mailshim_private_stop(int milliseconds);
int mailshim_private_set_log(mailshim_log_callback callback, void *user, int level);

/* Generated trampoline into Core.resume: takes back an earlier mailshim_stop(). */
int mailshim_private_start(void);

/* A trampoline that cannot enter Java, or an entry that failed there, has one value for every
 * cause; the last error knows which it was. */
static int actual(int code)
{
    return code == MAILSHIM_E_RUNTIME ? mailshim_last_error_code() : code;
}

const char *mailshim_version(void)
{
    return MAILSHIM_VERSION;
}

/* The text lies in the calling thread's buffer: valid until its next call of ours. */
const char *mailshim_last_error(void)
{
    int code = MAILSHIM_OK;
    const char *native = mailshim_native_error(&code);

    if (native != NULL)
        return native;
    if (!mailshim_entered())
        return "";
    char *text = mailshim_thread_buffer(256);
    if (text == NULL)
        return "out of memory while describing an error";
    text[0] = '\0'; /* Java writes nothing when it fails itself */
    int length = mailshim_private_last_error(text, 256, &code);
    if (length >= 256) {
        text = mailshim_thread_buffer((size_t)length + 1);
        if (text == NULL)
            return "out of memory while describing an error";
        text[0] = '\0';
        mailshim_private_last_error(text, length + 1, &code);
    }
    return text;
}

int mailshim_last_error_code(void)
{
    int code = MAILSHIM_OK;

    if (mailshim_native_error(&code) == NULL && mailshim_entered())
        mailshim_private_last_error(NULL, 0, &code);
    return code;
}

int mailshim_start(const char *const *options, int count)
{
    if (count > MAILSHIM_MOST_OPTIONS) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "mailshim_start takes %d options at most, not %d",
                      MAILSHIM_MOST_OPTIONS, count);
        return MAILSHIM_E_ARGUMENT;
    }
    if (count < 0 || (options == NULL && count > 0)) {
        mailshim_fail(MAILSHIM_E_ARGUMENT,
                      "mailshim_start needs an array of %d options, or NULL and 0", count);
        return MAILSHIM_E_ARGUMENT;
    }
    for (int i = 0; i < count; i++)
        if (options[i] == NULL) {
            mailshim_fail(MAILSHIM_E_ARGUMENT, "mailshim_start: option %d is NULL", i);
            return MAILSHIM_E_ARGUMENT;
        }
    int code = mailshim_boot(options, (size_t)count);
    if (code != MAILSHIM_OK)
        return code;
    return actual(mailshim_private_start());
}

int mailshim_stop(int milliseconds)
{
    if (milliseconds < 0) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "mailshim_stop: the time must not be negative");
        return MAILSHIM_E_ARGUMENT;
    }
    return mailshim_idle() ? MAILSHIM_OK : actual(mailshim_private_stop(milliseconds));
}

int mailshim_set_log(mailshim_log_callback callback, void *user, int level)
{
    if (callback == NULL && mailshim_idle())
        return MAILSHIM_OK;
    return actual(mailshim_private_set_log(callback, user, level));
}
