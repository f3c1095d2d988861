/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp_attacks - what no sane program does to libESMTP, and ours has to survive
 *
 * Each of its functions with each pointer NULL in turn, with numbers that are no handle, and with
 * extreme numbers; callbacks that destroy what they are called about. Where the original reads and
 * writes through such pointers, ours returns its error. Exit status 0 when all of it did.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SSL_SESSION_ASN1_VERSION 1
typedef struct ssl_ctx_st SSL_CTX;
#define LIBESMTP_ENABLE_DEPRECATED_SYMBOLS 1
#include <mailshim/esmtp/mailshim-esmtp.h>

static int failures;
static int calls;

static void expect(int line, const char *what, long got, long wanted)
{
    calls++;
    if (got == wanted)
        return;
    failures++;
    printf("line %d: %s gave %ld and not %ld\n", line, what, got, wanted);
}

#define REFUSED(call) expect(__LINE__, #call, (long)(call), 0)
#define TAKEN(call) expect(__LINE__, #call, (long)(call), 1)

static void nothing(void *data)
{
    (void)data;
}

static void on_message(smtp_message_t message, void *argument)
{
    (void)message;
    (void)argument;
}

static void on_recipient(smtp_recipient_t recipient, const char *mailbox, void *argument)
{
    (void)recipient;
    (void)mailbox;
    (void)argument;
}

static void on_node(smtp_etrn_node_t node, int option, const char *domain, void *argument)
{
    (void)node;
    (void)option;
    (void)domain;
    (void)argument;
}

static const char *no_text(void **context, int *length, void *argument)
{
    (void)context;
    (void)argument;
    if (length != NULL)
        *length = 0;
    return NULL;
}

/* Objects that are none: NULL, small numbers, memory of the program's, an object of another kind.
 */

static void no_session(void *none)
{
    smtp_session_t session = none;
    time_t now = 0;

    REFUSED(smtp_destroy_session(session));
    REFUSED(smtp_set_server(session, "localhost"));
    REFUSED(smtp_get_server_name(session));
    REFUSED(smtp_set_hostname(session, "localhost"));
    REFUSED(smtp_enumerate_messages(session, on_message, NULL));
    REFUSED(smtp_set_eventcb(session, NULL, NULL));
    REFUSED(smtp_set_monitorcb(session, NULL, NULL, 0));
    REFUSED(smtp_start_session(session));
    REFUSED(smtp_set_timeout(session, Timeout_DATA, 1000));
    REFUSED(smtp_option_require_all_recipients(session, 1));
    REFUSED(smtp_auth_set_context(session, NULL));
    REFUSED(smtp_starttls_enable(session, Starttls_ENABLED));
    REFUSED(smtp_starttls_set_ctx(session, NULL));
    REFUSED(smtp_etrn_add_node(session, 0, "node"));
    REFUSED(smtp_etrn_enumerate_nodes(session, on_node, NULL));
    REFUSED(smtp_add_message(session));
    REFUSED(smtp_get_application_data(session));
    REFUSED(smtp_set_application_data(session, &now));
    smtp_set_application_data_release(session, &now, nothing);
    REFUSED(mailshim_esmtp_declare_utf8(session, 1));
    REFUSED(mailshim_esmtp_implicit_tls(session, 1));
    REFUSED(mailshim_esmtp_tls_name(session, "name"));
    REFUSED(mailshim_esmtp_check_host(session, 1));
    REFUSED(mailshim_esmtp_find_server(session, "domain.test", MAILSHIM_ESMTP_MX));
}

static void no_message(void *none)
{
    smtp_message_t message = none;
    time_t now = 0;

    REFUSED(smtp_set_reverse_path(message, "a@b"));
    REFUSED(smtp_enumerate_recipients(message, on_recipient, NULL));
    REFUSED(smtp_set_header(message, "Subject", "text"));
    REFUSED(smtp_set_header(message, "Date", &now));
    REFUSED(smtp_set_header(message, "To", "name", "a@b"));
    REFUSED(smtp_set_header_option(message, "Subject", Hdr_OVERRIDE, 1));
    REFUSED(smtp_set_resent_headers(message, 0));
    REFUSED(smtp_set_messagecb(message, no_text, NULL));
    REFUSED(smtp_message_transfer_status(message));
    REFUSED(smtp_reverse_path_status(message));
    REFUSED(smtp_message_reset_status(message));
    REFUSED(smtp_dsn_set_ret(message, Ret_FULL));
    REFUSED(smtp_dsn_set_envid(message, "id"));
    REFUSED(smtp_size_set_estimate(message, 1));
    REFUSED(smtp_8bitmime_set_body(message, E8bitmime_7BIT));
    REFUSED(smtp_deliverby_set_mode(message, 1, By_NOTIFY, 0));
    REFUSED(smtp_add_recipient(message, "a@b"));
    REFUSED(smtp_message_get_application_data(message));
    REFUSED(smtp_message_set_application_data(message, &now));
    smtp_message_set_application_data_release(message, &now, nothing);
}

static void no_recipient(void *none)
{
    smtp_recipient_t recipient = none;
    time_t now = 0;

    REFUSED(smtp_recipient_status(recipient));
    REFUSED(smtp_recipient_check_complete(recipient));
    REFUSED(smtp_recipient_reset_status(recipient));
    REFUSED(smtp_dsn_set_notify(recipient, Notify_NEVER));
    REFUSED(smtp_dsn_set_orcpt(recipient, "rfc822", "a@b"));
    REFUSED(smtp_recipient_get_application_data(recipient));
    REFUSED(smtp_recipient_set_application_data(recipient, &now));
    smtp_recipient_set_application_data_release(recipient, &now, nothing);
}

static void no_node(void *none)
{
    smtp_etrn_node_t node = none;
    time_t now = 0;

    REFUSED(smtp_etrn_node_status(node));
    REFUSED(smtp_etrn_get_application_data(node));
    REFUSED(smtp_etrn_set_application_data(node, &now));
    smtp_etrn_set_application_data_release(node, &now, nothing);
}

static void no_context(void *none)
{
    auth_context_t context = none;
    int length = 0;

    REFUSED(auth_destroy_context(context));
    REFUSED(auth_set_mechanism_flags(context, 1, 1));
    REFUSED(auth_set_mechanism_ssf(context, 1));
    REFUSED(auth_set_interact_cb(context, NULL, NULL));
    REFUSED(auth_client_enabled(context));
    REFUSED(auth_set_mechanism(context, "PLAIN"));
    REFUSED(auth_mechanism_name(context));
    REFUSED(auth_set_external_id(context, "id"));
    expect(__LINE__, "auth_get_ssf", auth_get_ssf(context), -1);
    REFUSED(auth_response(context, NULL, &length));
    auth_encode(NULL, NULL, NULL, 0, context);
    auth_decode(NULL, NULL, NULL, 0, context);
    REFUSED(mailshim_esmtp_allow_mechanism(context, "XOAUTH2"));
}

static void no_objects(void *none)
{
    no_session(none);
    no_message(none);
    no_recipient(none);
    no_node(none);
    no_context(none);
}

/* Each object where another kind is wanted. */
static void other_kinds(smtp_session_t session, smtp_message_t message, smtp_recipient_t recipient,
                        smtp_etrn_node_t node, auth_context_t context)
{
    void *objects[] = {session, message, recipient, node, context};
    void (*const attacks[])(void *) = {no_session, no_message, no_recipient, no_node, no_context};

    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 5; k++)
            if (i != k)
                attacks[k](objects[i]);
}

/* Real objects, and NULL for all else in turn; extreme numbers. */
static void other_pointers(void)
{
    smtp_session_t session = smtp_create_session();
    smtp_message_t message = smtp_add_message(session);
    smtp_recipient_t recipient = smtp_add_recipient(message, "a@b");
    smtp_etrn_node_t node = smtp_etrn_add_node(session, '@', "node.test");
    auth_context_t context = auth_create_context();
    char small[4];
    void *state = NULL;
    int length = 1;

    REFUSED(smtp_set_server(session, NULL));
    TAKEN(smtp_set_hostname(session, NULL));
    REFUSED(smtp_enumerate_messages(session, NULL, NULL));
    REFUSED(smtp_etrn_add_node(session, 0, NULL));
    REFUSED(smtp_etrn_add_node(session, INT_MIN, "node"));
    REFUSED(smtp_etrn_enumerate_nodes(session, NULL, NULL));
    REFUSED(smtp_set_timeout(session, INT_MIN, 1));
    REFUSED(smtp_set_timeout(session, INT_MAX, LONG_MAX));
    REFUSED(smtp_set_timeout(session, Timeout_DATA, LONG_MIN));
    expect(__LINE__, "the longest time", smtp_set_timeout(session, Timeout_DATA, LONG_MAX),
           LONG_MAX);
    TAKEN(smtp_starttls_enable(session, (enum starttls_option)INT_MAX));
    TAKEN(smtp_set_reverse_path(message, NULL));
    REFUSED(smtp_enumerate_recipients(message, NULL, NULL));
    REFUSED(smtp_set_header(message, NULL, NULL));
    TAKEN(smtp_set_header(message, "Date", NULL));
    REFUSED(smtp_set_header(message, "To", "name", NULL));
    REFUSED(smtp_set_header_option(message, NULL, Hdr_OVERRIDE, 1));
    REFUSED(smtp_set_header_option(message, "Subject", (enum header_option)INT_MIN, 1));
    REFUSED(smtp_set_messagecb(message, NULL, NULL));
    TAKEN(smtp_dsn_set_envid(message, NULL));
    TAKEN(smtp_dsn_set_ret(message, (enum ret_flags)INT_MIN));
    TAKEN(smtp_8bitmime_set_body(message, (enum e8bitmime_body)INT_MAX));
    TAKEN(smtp_8bitmime_set_body(message, E8bitmime_NOTSET));
    TAKEN(smtp_dsn_set_ret(message, Ret_NOTSET));
    REFUSED(smtp_deliverby_set_mode(message, LONG_MIN, By_NOTIFY, 1));
    REFUSED(smtp_deliverby_set_mode(message, LONG_MAX, By_RETURN, 1));
    TAKEN(smtp_size_set_estimate(message, ULONG_MAX));
    REFUSED(smtp_add_recipient(message, NULL));
    REFUSED(smtp_dsn_set_orcpt(recipient, NULL, "a@b"));
    REFUSED(smtp_dsn_set_orcpt(recipient, "rfc822", NULL));
    TAKEN(smtp_dsn_set_notify(recipient, (enum notify_flags)INT_MAX));
    TAKEN(smtp_dsn_set_notify(recipient, Notify_NOTSET));
    REFUSED(smtp_starttls_set_password_cb(NULL, NULL));
    REFUSED(auth_set_mechanism(context, NULL));
    REFUSED(auth_set_mechanism(context, ""));
    REFUSED(auth_response(context, NULL, NULL));
    REFUSED(auth_response(context, "text", NULL));
    length = INT_MIN;
    REFUSED(auth_response(context, "text", &length));
    TAKEN(auth_set_external_id(context, NULL));
    TAKEN(auth_set_interact_cb(context, NULL, NULL));
    REFUSED(smtp_version(NULL, 100, Ver_VERSION));
    REFUSED(smtp_version(small, 0, Ver_VERSION));
    REFUSED(smtp_version(small, sizeof small, INT_MIN));
    REFUSED(smtp_version(small, sizeof small, Ver_VERSION));
    REFUSED(smtp_strerror(1, NULL, 100));
    REFUSED(smtp_strerror(1, small, 0));
    expect(__LINE__, "smtp_strerror", smtp_strerror(INT_MIN, small, sizeof small) == small, 1);
    expect(__LINE__, "smtp_strerror", smtp_strerror(INT_MAX, small, sizeof small) == small, 1);
    length = 7;
    REFUSED(_smtp_message_fp_cb(NULL, &length, stdin));
    REFUSED(_smtp_message_fp_cb(NULL, NULL, NULL));
    REFUSED(_smtp_message_fp_cb(&state, NULL, NULL));
    REFUSED(_smtp_message_fp_cb(&state, &length, NULL));
    REFUSED(_smtp_message_str_cb(NULL, &length, small));
    REFUSED(_smtp_message_str_cb(&state, NULL, NULL));
    REFUSED(_smtp_message_str_cb(&state, &length, NULL));
    expect(__LINE__, "the length of nothing", length, 0);
    free(state);
    other_kinds(session, message, recipient, node, context);
    TAKEN(auth_destroy_context(context));
    TAKEN(smtp_destroy_session(session));
    no_objects(session);
    no_objects(message);
    no_objects(context);
}

/* ---- release functions that misbehave ---- */

static smtp_session_t doomed;
static smtp_message_t doomed_message;
static smtp_recipient_t doomed_recipient;
static int released;

static void release_badly(void *data)
{
    released++;
    REFUSED(smtp_destroy_session(doomed));
    REFUSED(smtp_add_message(doomed));
    if (data != NULL && strcmp(data, "session") != 0) {
        REFUSED(smtp_add_recipient(doomed_message, "late@b"));
        REFUSED(smtp_start_session(doomed));
    }
    if (data != NULL && strcmp(data, "recipient") == 0)
        REFUSED(smtp_recipient_status(doomed_recipient));
}

static void destroying_twice(void)
{
    doomed = smtp_create_session();
    doomed_message = smtp_add_message(doomed);
    doomed_recipient = smtp_add_recipient(doomed_message, "a@b");
    smtp_set_application_data_release(doomed, "session", release_badly);
    smtp_message_set_application_data_release(doomed_message, "message", release_badly);
    smtp_recipient_set_application_data_release(doomed_recipient, "recipient", release_badly);
    TAKEN(smtp_destroy_session(doomed));
    expect(__LINE__, "released", released, 3);
}

static void destroy_it(smtp_message_t message, void *argument)
{
    (void)message;
    smtp_destroy_session(argument);
}

static void destroy_it_too(smtp_recipient_t recipient, const char *mailbox, void *argument)
{
    (void)recipient;
    (void)mailbox;
    smtp_destroy_session(argument);
}

static void destroying_while_enumerating(void)
{
    for (int which = 0; which < 2; which++) {
        smtp_session_t session = smtp_create_session();
        smtp_message_t message = smtp_add_message(session);
        smtp_add_message(session);
        for (int i = 0; i < 3; i++)
            smtp_add_recipient(message, "a@b");
        if (which == 0)
            smtp_enumerate_messages(session, destroy_it, session);
        else
            smtp_enumerate_recipients(message, destroy_it_too, session);
        REFUSED(smtp_destroy_session(session));
    }
}

/* ---- many at once ---- */

static void *churn(void *argument)
{
    (void)argument;
    for (int i = 0; i < 2000; i++) {
        smtp_session_t session = smtp_create_session();
        smtp_message_t message = smtp_add_message(session);
        smtp_set_application_data_release(session, &calls, nothing);
        smtp_add_recipient(message, "a@b");
        smtp_set_header(message, "Subject", "text");
        smtp_message_transfer_status(message);
        smtp_destroy_session(session);
    }
    return NULL;
}

static void in_threads(void)
{
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, churn, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    char memory[64] = "not a handle";

    no_objects(NULL);
    no_objects((void *)1);
    no_objects((void *)-1L);
    no_objects(memory);
    other_pointers();
    destroying_twice();
    destroying_while_enumerating();
    in_threads();
    printf("%d calls, %d failures\n", calls, failures);
    return failures != 0;
}
