/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls.c - the 71 functions of libESMTP, each callable by its name
 *
 * Two of them, _smtp_message_fp_cb and _smtp_message_str_cb, are called here by themselves as well
 * as, by the library, through `source M file` and `source M string`.
 */
#include "client.h"

#include <mailshim/esmtp/mailshim-esmtp.h>

#include <stdlib.h>
#include <string.h>

#define INT_CALL(name, ...)                                                                        \
    static void call_##name(struct call *c)                                                        \
    {                                                                                              \
        print_int(c, name(__VA_ARGS__));                                                           \
    }

#define TEXT_CALL(name, ...)                                                                       \
    static void call_##name(struct call *c)                                                        \
    {                                                                                              \
        print_result_text(c, name(__VA_ARGS__));                                                   \
    }

/* Prints nothing when all is well: the objects of most cases are beside their point. */
#define NEW_CALL(name, kind, ...)                                                                  \
    static void call_##name(struct call *c)                                                        \
    {                                                                                              \
        void *made = name(__VA_ARGS__);                                                            \
        keep_object(c, kind, made);                                                                \
        if (made == NULL)                                                                          \
            print_int(c, 0);                                                                       \
    }

#define STATUS_CALL(name)                                                                          \
    static void call_##name(struct call *c)                                                        \
    {                                                                                              \
        print_status(#name, name(object(c, 0)));                                                   \
    }

/* ---- sessions and messages ---- */

NEW_CALL(smtp_create_session, "session")
NEW_CALL(smtp_add_message, "message", object(c, 0))
NEW_CALL(smtp_add_recipient, "recipient", object(c, 0), text(c, 1))
NEW_CALL(smtp_etrn_add_node, "node", object(c, 0),
         strcmp(argument(c, 1).text, "at") == 0 ? '@' : (int)number(c, 1), text(c, 2))
NEW_CALL(auth_create_context, "auth")
INT_CALL(smtp_destroy_session, object(c, 0))
INT_CALL(smtp_set_resent_headers, object(c, 0), (int)number(c, 1))
INT_CALL(smtp_start_session, object(c, 0))
INT_CALL(smtp_message_reset_status, object(c, 0))
INT_CALL(smtp_recipient_check_complete, object(c, 0))
INT_CALL(smtp_recipient_reset_status, object(c, 0))
INT_CALL(smtp_errno)
INT_CALL(smtp_option_require_all_recipients, object(c, 0), (int)number(c, 1))
INT_CALL(smtp_auth_set_context, object(c, 0), object(c, 1))
INT_CALL(smtp_set_timeout, object(c, 0), (int)number(c, 1), number(c, 2))
INT_CALL(smtp_dsn_set_ret, object(c, 0), (enum ret_flags)number(c, 1))
INT_CALL(smtp_dsn_set_envid, object(c, 0), text(c, 1))
INT_CALL(smtp_dsn_set_notify, object(c, 0), (enum notify_flags)number(c, 1))
INT_CALL(smtp_dsn_set_orcpt, object(c, 0), text(c, 1), text(c, 2))
INT_CALL(smtp_size_set_estimate, object(c, 0), (unsigned long)number(c, 1))
INT_CALL(smtp_8bitmime_set_body, object(c, 0), (enum e8bitmime_body)number(c, 1))
INT_CALL(smtp_deliverby_set_mode, object(c, 0), number(c, 1), (enum by_mode)number(c, 2),
         (int)number(c, 3))
INT_CALL(smtp_starttls_enable, object(c, 0), (enum starttls_option)number(c, 1))
INT_CALL(smtp_starttls_set_ctx, object(c, 0), object(c, 1))
TEXT_CALL(smtp_get_server_name, object(c, 0))
STATUS_CALL(smtp_message_transfer_status)
STATUS_CALL(smtp_reverse_path_status)
STATUS_CALL(smtp_recipient_status)
STATUS_CALL(smtp_etrn_node_status)

/* What every case sets is printed only when it fails. */
#define QUIET_CALL(name, ...)                                                                      \
    static void call_##name(struct call *c)                                                        \
    {                                                                                              \
        int result = name(__VA_ARGS__);                                                            \
        if (result != 1)                                                                           \
            print_int(c, result);                                                                  \
    }

QUIET_CALL(smtp_set_server, object(c, 0), text(c, 1))
QUIET_CALL(smtp_set_hostname, object(c, 0), text(c, 1))
QUIET_CALL(smtp_set_reverse_path, object(c, 0), text(c, 1))

static void call_smtp_version(struct call *c)
{
    char version[64] = "untouched";
    size_t size = (size_t)number(c, 1);

    print_int(c, smtp_version(text(c, 0) == NULL ? NULL : version, size, (int)number(c, 2)));
    print_text(stdout, version);
    putchar('\n');
}

static void call_smtp_strerror(struct call *c)
{
    char text_of_error[200] = "untouched";
    char *to = text(c, 1) == NULL ? NULL : text_of_error;

    const char *result = smtp_strerror((int)number(c, 0), to, (size_t)number(c, 2));
    print_result_text(c, result);
    if (result != NULL && result != text_of_error)
        puts("  not the buffer given");
}

/* A header's value: texts, or `time N`, or `garbage`. */
static void call_smtp_set_header(struct call *c)
{
    static time_t when;
    const void *values[2] = {NULL, NULL};

    if (argument_count(c) > 3 && strcmp(argument(c, 2).text, "time") == 0) {
        when = (time_t)number(c, 3);
        values[0] = &when;
    } else {
        for (int i = 0; i < 2 && i + 2 < argument_count(c); i++)
            values[i] = text(c, i + 2);
    }
    print_int(c, smtp_set_header(object(c, 0), text(c, 1), values[0], values[1]));
}

static void call_smtp_set_header_option(struct call *c)
{
    print_int(c, smtp_set_header_option(object(c, 0), text(c, 1), (enum header_option)number(c, 2),
                                        (int)number(c, 3)));
}

/* ---- application data ---- */

static void print_release(void *data)
{
    printf("  release %ld\n", (long)data);
}

static void (*release_of(const struct call *c, int i))(void *)
{
    return text(c, i) == NULL ? NULL : print_release;
}

#define POINTER_CALL(name, ...)                                                                    \
    static void call_##name(struct call *c)                                                        \
    {                                                                                              \
        print_int(c, (long)name(__VA_ARGS__));                                                     \
    }

#define DATA_OF(get, set, set_release)                                                             \
    POINTER_CALL(get, object(c, 0))                                                                \
    POINTER_CALL(set, object(c, 0), object(c, 1))                                                  \
    static void call_##set_release(struct call *c)                                                 \
    {                                                                                              \
        set_release(object(c, 0), object(c, 1), release_of(c, 2));                                 \
        print_void(c);                                                                             \
    }

DATA_OF(smtp_get_application_data, smtp_set_application_data, smtp_set_application_data_release)
DATA_OF(smtp_message_get_application_data, smtp_message_set_application_data,
        smtp_message_set_application_data_release)
DATA_OF(smtp_recipient_get_application_data, smtp_recipient_set_application_data,
        smtp_recipient_set_application_data_release)
DATA_OF(smtp_etrn_get_application_data, smtp_etrn_set_application_data,
        smtp_etrn_set_application_data_release)

/* ---- authentication ---- */

INT_CALL(auth_destroy_context, object(c, 0))
INT_CALL(auth_set_mechanism_flags, object(c, 0), (unsigned)number(c, 1), (unsigned)number(c, 2))
INT_CALL(auth_set_mechanism_ssf, object(c, 0), (int)number(c, 1))
INT_CALL(auth_client_enabled, object(c, 0))
INT_CALL(auth_set_mechanism, object(c, 0), text(c, 1))
INT_CALL(auth_get_ssf, object(c, 0))
INT_CALL(auth_set_external_id, object(c, 0), text(c, 1))
TEXT_CALL(auth_mechanism_name, object(c, 0))

static void call_auth_client_init(struct call *c)
{
    auth_client_init();
    print_void(c);
}

static void call_auth_client_exit(struct call *c)
{
    auth_client_exit();
    print_void(c);
}

static void call_auth_response(struct call *c)
{
    struct word challenge = argument(c, 1);
    int length = (int)challenge.length;

    const char *response = auth_response(object(c, 0), text(c, 1), &length);
    if (response == NULL) {
        print_result_text(c, NULL);
        return;
    }
    print_void(c);
    fputs("  response ", stdout);
    print_octets(stdout, response, (size_t)length);
    putchar('\n');
}

static void recode(struct call *c, void (*function)(char **, int *, const char *, int, void *))
{
    char *to = NULL;
    int length = -1;
    struct word from = argument(c, 1);

    function(&to, &length, from.text, (int)from.length, object(c, 0));
    print_void(c);
    fputs("  recoded ", stdout);
    if (to == NULL)
        printf("NULL, length %d\n", length);
    else
        print_octets(stdout, to, (size_t)length);
    putchar('\n');
}

static void call_auth_encode(struct call *c)
{
    recode(c, auth_encode);
}

static void call_auth_decode(struct call *c)
{
    recode(c, auth_decode);
}

/* ---- the standard message callbacks by themselves: `TEXT or NULL` and what they return ---- */

static void read_with(struct call *c, smtp_messagecb_t callback, void *argument_of_callback)
{
    void *context = NULL;
    int length = 0;

    callback(&context, NULL, argument_of_callback);
    print_void(c);
    for (int i = 0; i < 3; i++) {
        length = -1;
        const char *chunk = callback(&context, &length, argument_of_callback);
        printf("  %d ", length);
        if (length > 0)
            print_octets(stdout, chunk, (size_t)length);
        putchar('\n');
    }
    free(context);
}

static void call__smtp_message_str_cb(struct call *c)
{
    read_with(c, _smtp_message_str_cb, (void *)text(c, 0));
}

static void call__smtp_message_fp_cb(struct call *c)
{
    FILE *file = tmpfile();
    struct word content = argument(c, 0);

    fwrite(content.text, 1, content.length, file);
    read_with(c, _smtp_message_fp_cb, file);
    fclose(file);
}

/* ---- by name ---- */

#define ROW(name) #name, call_##name

static const struct {
    const char *name;
    void (*function)(struct call *call);
} FUNCTIONS[] = {
    {ROW(_smtp_message_fp_cb)},
    {ROW(_smtp_message_str_cb)},
    {ROW(auth_client_enabled)},
    {ROW(auth_client_exit)},
    {ROW(auth_client_init)},
    {ROW(auth_create_context)},
    {ROW(auth_decode)},
    {ROW(auth_destroy_context)},
    {ROW(auth_encode)},
    {ROW(auth_get_ssf)},
    {ROW(auth_mechanism_name)},
    {ROW(auth_response)},
    {ROW(auth_set_external_id)},
    {ROW(auth_set_mechanism)},
    {ROW(auth_set_mechanism_flags)},
    {ROW(auth_set_mechanism_ssf)},
    {ROW(smtp_8bitmime_set_body)},
    {ROW(smtp_add_message)},
    {ROW(smtp_add_recipient)},
    {ROW(smtp_auth_set_context)},
    {ROW(smtp_create_session)},
    {ROW(smtp_deliverby_set_mode)},
    {ROW(smtp_destroy_session)},
    {ROW(smtp_dsn_set_envid)},
    {ROW(smtp_dsn_set_notify)},
    {ROW(smtp_dsn_set_orcpt)},
    {ROW(smtp_dsn_set_ret)},
    {ROW(smtp_errno)},
    {ROW(smtp_etrn_add_node)},
    {ROW(smtp_etrn_get_application_data)},
    {ROW(smtp_etrn_node_status)},
    {ROW(smtp_etrn_set_application_data)},
    {ROW(smtp_etrn_set_application_data_release)},
    {ROW(smtp_get_application_data)},
    {ROW(smtp_get_server_name)},
    {ROW(smtp_message_get_application_data)},
    {ROW(smtp_message_reset_status)},
    {ROW(smtp_message_set_application_data)},
    {ROW(smtp_message_set_application_data_release)},
    {ROW(smtp_message_transfer_status)},
    {ROW(smtp_option_require_all_recipients)},
    {ROW(smtp_recipient_check_complete)},
    {ROW(smtp_recipient_get_application_data)},
    {ROW(smtp_recipient_reset_status)},
    {ROW(smtp_recipient_set_application_data)},
    {ROW(smtp_recipient_set_application_data_release)},
    {ROW(smtp_recipient_status)},
    {ROW(smtp_reverse_path_status)},
    {ROW(smtp_set_application_data)},
    {ROW(smtp_set_application_data_release)},
    {ROW(smtp_set_header)},
    {ROW(smtp_set_header_option)},
    {ROW(smtp_set_hostname)},
    {ROW(smtp_set_resent_headers)},
    {ROW(smtp_set_reverse_path)},
    {ROW(smtp_set_server)},
    {ROW(smtp_set_timeout)},
    {ROW(smtp_size_set_estimate)},
    {ROW(smtp_start_session)},
    {ROW(smtp_starttls_enable)},
    {ROW(smtp_starttls_set_ctx)},
    {ROW(smtp_strerror)},
    {ROW(smtp_version)},
};

bool execute_call(struct call *call)
{
    const char *name = call->words.word[call->function].text;

    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
        if (strcmp(FUNCTIONS[i].name, name) == 0) {
            FUNCTIONS[i].function(call);
            return true;
        }
    }
    return false;
}

/* ---- constants ---- */

#define VALUE(name) #name, name

static const struct {
    const char *name;
    long value;
} CONSTANTS[] = {
    {VALUE(Ver_VERSION)},
    {VALUE(Ver_SO_VERSION)},
    {VALUE(Ver_LT_VERSION)},
    {VALUE(Hdr_OVERRIDE)},
    {VALUE(Hdr_PROHIBIT)},
    {VALUE(Timeout_GREETING)},
    {VALUE(Timeout_ENVELOPE)},
    {VALUE(Timeout_DATA)},
    {VALUE(Timeout_TRANSFER)},
    {VALUE(Timeout_DATA2)},
    {VALUE(Timeout_OVERRIDE_RFC2822_MINIMUM)},
    {VALUE(Ret_NOTSET)},
    {VALUE(Ret_FULL)},
    {VALUE(Ret_HDRS)},
    {VALUE(Notify_NOTSET)},
    {VALUE(Notify_NEVER)},
    {VALUE(Notify_SUCCESS)},
    {VALUE(Notify_FAILURE)},
    {VALUE(Notify_DELAY)},
    {VALUE(E8bitmime_NOTSET)},
    {VALUE(E8bitmime_7BIT)},
    {VALUE(E8bitmime_8BITMIME)},
    {VALUE(E8bitmime_BINARYMIME)},
    {VALUE(By_NOTSET)},
    {VALUE(By_NOTIFY)},
    {VALUE(By_RETURN)},
    {VALUE(Starttls_DISABLED)},
    {VALUE(Starttls_ENABLED)},
    {VALUE(Starttls_REQUIRED)},
    {VALUE(AUTH_PLUGIN_ANONYMOUS)},
    {VALUE(AUTH_PLUGIN_PLAIN)},
    {VALUE(AUTH_PLUGIN_EXTERNAL)},
    {VALUE(MAILSHIM_ESMTP_SUBMISSIONS)},
    {VALUE(MAILSHIM_ESMTP_SUBMISSION)},
    {VALUE(MAILSHIM_ESMTP_MX)},
};

static long one_constant(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof CONSTANTS / sizeof *CONSTANTS; i++)
        if (strlen(CONSTANTS[i].name) == length && strncmp(CONSTANTS[i].name, name, length) == 0)
            return CONSTANTS[i].value;
    char *end;
    long value = strtol(name, &end, 0);
    if (end != name + length || length == 0)
        case_error("no such constant", name);
    return value;
}

long constant(const char *name)
{
    long value = 0;

    for (;;) {
        size_t length = strcspn(name, "|");
        value |= one_constant(name, length);
        if (name[length] == '\0')
            return value;
        name += length + 1;
    }
}
