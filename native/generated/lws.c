/* Generated from java/src/main/java/org/mailshim/abi/lws by `make generate`; do not edit. */
#include "entry.h"
#include <mailshim/lws-email.h>
#include <stddef.h>
#include <stdint.h>

static struct mailshim_surface surface = {
    .dispatch_class = "org/mailshim/abi/lws/LwsDispatch",
};

int64_t mailshim_private_lws_send(void *mailer, const char *description, int size, const char *body,
                                  void *tell);
int64_t mailshim_private_lws_send(void *mailer, const char *description, int size, const char *body,
                                  void *tell)
{
    _Static_assert(sizeof(mailer) == 8, "mailshim_private_lws_send: mailer");
    _Static_assert(sizeof(description) == 8, "mailshim_private_lws_send: description");
    _Static_assert(sizeof(size) == 4, "mailshim_private_lws_send: size");
    _Static_assert(sizeof(body) == 8, "mailshim_private_lws_send: body");
    _Static_assert(sizeof(tell) == 8, "mailshim_private_lws_send: tell");
    _Static_assert(sizeof(int64_t) == 8, "mailshim_private_lws_send: int64_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_lws_send");
    if (dispatch == NULL)
        return -1;
    return (int64_t)(intptr_t)dispatch(0, (int64_t)(intptr_t)mailer, (int64_t)(intptr_t)description,
                                       (int64_t)size, (int64_t)(intptr_t)body,
                                       (int64_t)(intptr_t)tell, 0);
}

void mailshim_private_lws_cancel(void *mailer);
void mailshim_private_lws_cancel(void *mailer)
{
    _Static_assert(sizeof(mailer) == 8, "mailshim_private_lws_cancel: mailer");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_lws_cancel");
    if (dispatch == NULL)
        return;
    dispatch(1, (int64_t)(intptr_t)mailer, 0, 0, 0, 0, 0);
}

void mailshim_private_lws_rest(void *mailer);
void mailshim_private_lws_rest(void *mailer)
{
    _Static_assert(sizeof(mailer) == 8, "mailshim_private_lws_rest: mailer");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_lws_rest");
    if (dispatch == NULL)
        return;
    dispatch(2, (int64_t)(intptr_t)mailer, 0, 0, 0, 0, 0);
}

void mailshim_private_lws_forget(void *mailer);
void mailshim_private_lws_forget(void *mailer)
{
    _Static_assert(sizeof(mailer) == 8, "mailshim_private_lws_forget: mailer");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_lws_forget");
    if (dispatch == NULL)
        return;
    dispatch(3, (int64_t)(intptr_t)mailer, 0, 0, 0, 0, 0);
}
