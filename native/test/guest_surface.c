/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_surface - a surface's calls work from the first, and come through its upcall stub when
 * there were enough of them; a surface without a class gives a reason
 */
#include "process.h"

#include "entry.h"

enum { LAST_ERROR = 3, MANY = 1000, CALLERS = 8 }; /* Core.lastError's number */

/* A second way to the core surface's class, which nobody has called yet. */
static struct mailshim_surface core = {.dispatch_class = "org/mailshim/abi/core/CoreDispatch"};

/* The length of the last error's text, and its code. */
static int64_t last_error(int *code)
{
    mailshim_dispatch *dispatch = mailshim_enter(&core, "last_error");

    CHECK(dispatch != NULL);
    return dispatch != NULL ? dispatch(LAST_ERROR, 0, 0, (int64_t)(intptr_t)code, 0, 0, 0) : -1;
}

static void await_stub(void)
{
    int code;

    for (double begun = seconds_now(); core.dispatch == NULL && seconds_now() < begun + 30;)
        last_error(&code);
    CHECK(core.dispatch != NULL);
}

static void calls_are_the_same_without_and_with_a_stub(void)
{
    int code = -1;

    call_java();
    int64_t length = last_error(&code);
    CHECK(core.dispatch == NULL);
    CHECK_INT(MAILSHIM_E_HANDLE, code);
    CHECK(length > 10);
    await_stub();
    code = -1;
    CHECK_INT(length, last_error(&code));
    CHECK_INT(MAILSHIM_E_HANDLE, code);
    CHECK(mailshim_enter(&core, "last_error") == core.dispatch);
}

static void *call_and_compare(void *unused)
{
    int code = -1;

    (void)unused;
    CHECK_INT(0, last_error(&code));
    CHECK_INT(MAILSHIM_OK, code);
    call_java();
    int64_t length = (int64_t)strlen(mailshim_last_error());
    for (int i = 0; i < MANY; i++) {
        CHECK_INT(length, last_error(&code));
        CHECK_INT(MAILSHIM_E_HANDLE, code);
    }
    return NULL;
}

static void threads_may_call_while_it_is_linked(void)
{
    pthread_t callers[CALLERS];

    for (int i = 0; i < CALLERS; i++)
        CHECK_INT(0, pthread_create(&callers[i], NULL, call_and_compare, NULL));
    for (int i = 0; i < CALLERS; i++)
        CHECK_INT(0, pthread_join(callers[i], NULL));
    await_stub();
}

/* No class, and a class that is no dispatcher. */
static void a_surface_without_a_class_is_refused(void)
{
    static struct mailshim_surface none = {.dispatch_class = "org/mailshim/abi/none/NoneDispatch"};
    static struct mailshim_surface other = {.dispatch_class = "java/lang/String"};

    for (int i = 0; i < 100; i++) {
        CHECK(mailshim_enter(&none, "nothing") == NULL);
        CHECK_INT(MAILSHIM_E_INTERNAL, mailshim_last_error_code());
        CHECK_CONTAINS("NoneDispatch", mailshim_last_error());
        CHECK(mailshim_enter(&other, "nothing") == NULL);
        CHECK_INT(MAILSHIM_E_INTERNAL, mailshim_last_error_code());
        CHECK_CONTAINS("java/lang/String", mailshim_last_error());
    }
    call_java();
}

int main(void)
{
    RUN(calls_are_the_same_without_and_with_a_stub);
    RUN(threads_may_call_while_it_is_linked);
    RUN(a_surface_without_a_class_is_refused);
    return SUMMARY();
}
