/* Generated from java/src/main/java/org/mailshim/abi/core by `make generate`; do not edit. */
#include "entry.h"
#include <mailshim/mailshim.h>
#include <stddef.h>
#include <stdint.h>

static struct mailshim_surface surface = {
    .dispatch_class = "org/mailshim/abi/core/CoreDispatch",
};

int mailshim_private_set_log(mailshim_log_callback callback, void *user, int level);
int mailshim_private_set_log(mailshim_log_callback callback, void *user, int level)
{
    _Static_assert(sizeof(callback) == 8, "mailshim_private_set_log: callback");
    _Static_assert(sizeof(user) == 8, "mailshim_private_set_log: user");
    _Static_assert(sizeof(level) == 4, "mailshim_private_set_log: level");
    _Static_assert(sizeof(int) == 4, "mailshim_private_set_log: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_set_log");
    if (dispatch == NULL)
        return 7005;
    return (int)(int32_t)dispatch(0, (int64_t)(intptr_t)callback, (int64_t)(intptr_t)user,
                                  (int64_t)level, 0, 0, 0);
}

int mailshim_private_stop(int milliseconds);
int mailshim_private_stop(int milliseconds)
{
    _Static_assert(sizeof(milliseconds) == 4, "mailshim_private_stop: milliseconds");
    _Static_assert(sizeof(int) == 4, "mailshim_private_stop: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_stop");
    if (dispatch == NULL)
        return 7005;
    return (int)(int32_t)dispatch(1, (int64_t)milliseconds, 0, 0, 0, 0, 0);
}

int mailshim_private_start(void);
int mailshim_private_start(void)
{
    _Static_assert(sizeof(int) == 4, "mailshim_private_start: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_start");
    if (dispatch == NULL)
        return 7005;
    return (int)(int32_t)dispatch(2, 0, 0, 0, 0, 0, 0);
}

int mailshim_private_last_error(char *buffer, int size, int *code);
int mailshim_private_last_error(char *buffer, int size, int *code)
{
    _Static_assert(sizeof(buffer) == 8, "mailshim_private_last_error: buffer");
    _Static_assert(sizeof(size) == 4, "mailshim_private_last_error: size");
    _Static_assert(sizeof(code) == 8, "mailshim_private_last_error: code");
    _Static_assert(sizeof(int) == 4, "mailshim_private_last_error: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_last_error");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(3, (int64_t)(intptr_t)buffer, (int64_t)size,
                                  (int64_t)(intptr_t)code, 0, 0, 0);
}

int mailshim_private_keep_error(int code, const char *text);
int mailshim_private_keep_error(int code, const char *text)
{
    _Static_assert(sizeof(code) == 4, "mailshim_private_keep_error: code");
    _Static_assert(sizeof(text) == 8, "mailshim_private_keep_error: text");
    _Static_assert(sizeof(int) == 4, "mailshim_private_keep_error: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_keep_error");
    if (dispatch == NULL)
        return 7005;
    return (int)(int32_t)dispatch(4, (int64_t)code, (int64_t)(intptr_t)text, 0, 0, 0, 0);
}
