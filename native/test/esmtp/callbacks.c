/* SPDX-License-Identifier: Apache-2.0 */
/*
 * callbacks.c - what the library calls back: every callback prints its arguments
 *
 *     events S [NULL]          smtp_set_eventcb
 *     answer EVENT N           what is written where an event has an int for an answer
 *     on EVENT LINE            executes LINE inside the event, also inside `read`, `interact`
 *     monitor S HEADERS        smtp_set_monitorcb
 *     source M KIND ...        smtp_set_messagecb: text "..." in one piece; chunks "..."...;
 *                              lines N; error ERRNO "..."...; length N "..." lies; pointer NULL
 * with a length: null N; context "..."; file "..."; string "..."; NULL verbose print the calls of
 * message callbacks too interact A "..."...      auth_set_interact_cb, which gives these answers in
 * turn; refuse password "..." | NULL    smtp_starttls_set_password_cb messages S [NULL], recipients
 * M [NULL], nodes S [NULL]   the enumerations
 */
#include "client.h"

#include <errno.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines to be executed inside callbacks ---- */

enum { MOST_HOOKS = 16 };

static struct {
    const char *event;
    const char *line;
} hooks[MOST_HOOKS];
static int hook_count;

static void run_hooks(const char *event)
{
    for (int i = 0; i < hook_count; i++) {
        if (strcmp(hooks[i].event, event) == 0) {
            const char *line = hooks[i].line;
            hooks[i].event = "over";
            execute(line);
        }
    }
}

static void add_hook(struct call *call)
{
    size_t length = 0;
    char *line;

    for (int i = 1; i < argument_count(call); i++)
        length += argument(call, i).length + 4;
    line = calloc(1, length + 1);
    for (int i = 1; i < argument_count(call); i++) {
        const char *quote = argument(call, i).quoted ? "\"" : "";
        sprintf(line + strlen(line), "%s%s%s ", quote, argument(call, i).text, quote);
    }
    hooks[hook_count].event = argument(call, 0).text;
    hooks[hook_count++].line = line;
}

/* ---- events ---- */

#define EVENT(name) #name, SMTP_EV_##name, -1

static struct {
    const char *name;
    int number;
    int answer; /* -1: none, leave what is there */
} events[] = {
    {EVENT(CONNECT)},
    {EVENT(MAILSTATUS)},
    {EVENT(RCPTSTATUS)},
    {EVENT(MESSAGEDATA)},
    {EVENT(MESSAGESENT)},
    {EVENT(DISCONNECT)},
    {EVENT(SYNTAXWARNING)},
    {EVENT(ETRNSTATUS)},
    {EVENT(EXTNA_DSN)},
    {EVENT(EXTNA_8BITMIME)},
    {EVENT(EXTNA_STARTTLS)},
    {EVENT(EXTNA_ETRN)},
    {EVENT(EXTNA_CHUNKING)},
    {EVENT(EXTNA_BINARYMIME)},
    {EVENT(DELIVERBY_EXPIRED)},
    {EVENT(WEAK_CIPHER)},
    {EVENT(STARTTLS_OK)},
    {EVENT(INVALID_PEER_CERTIFICATE)},
    {EVENT(NO_PEER_CERTIFICATE)},
    {EVENT(WRONG_PEER_CERTIFICATE)},
    {EVENT(NO_CLIENT_CERTIFICATE)},
    {EVENT(UNUSABLE_CLIENT_CERTIFICATE)},
    {EVENT(UNUSABLE_CA_LIST)},
};

enum { EVENTS = sizeof events / sizeof *events };

static int event_named(const char *name)
{
    for (int i = 0; i < EVENTS; i++)
        if (strcmp(events[i].name, name) == 0)
            return i;
    case_error("no such event", name);
}

/* Prints what the library would do, and says what it shall do. */
static void print_answer(int *in_out, int answer)
{
    printf(" %d", *in_out);
    if (answer >= 0) {
        *in_out = answer;
        printf(" -> %d", answer);
    }
}

/* A real connection has a cipher, and a certificate unless it is anonymous. */
static void print_ssl(SSL *ssl)
{
    char subject[300] = "none";

    if (ssl == NULL) {
        printf(" SSL NULL");
        return;
    }
    X509 *certificate = SSL_get1_peer_certificate(ssl);
    if (certificate != NULL)
        X509_NAME_oneline(X509_get_subject_name(certificate), subject, sizeof subject);
    X509_free(certificate);
    printf(" SSL(%s %s, %s)", SSL_get_version(ssl), SSL_get_cipher(ssl), subject);
}

static void print_envelope_event(int event, va_list *arguments)
{
    const char *mailbox = va_arg(*arguments, const char *);
    void *of = va_arg(*arguments, void *);

    putchar(' ');
    print_text(stdout, mailbox);
    printf(" %s\n", object_name(of));
    print_status("now", event == SMTP_EV_MAILSTATUS ? smtp_reverse_path_status(of)
                                                    : smtp_recipient_status(of));
}

static void print_tls_event(int event, va_list *arguments, int answer)
{
    const char *name;
    int *ok;

    switch (event) {
    case SMTP_EV_WEAK_CIPHER:
        printf(" %d bits", va_arg(*arguments, int));
        print_answer(va_arg(*arguments, int *), answer);
        break;
    case SMTP_EV_STARTTLS_OK:
        print_ssl(va_arg(*arguments, SSL *));
        name = va_arg(*arguments, const char *);
        printf(" %s %d bits", name, va_arg(*arguments, int));
        break;
    case SMTP_EV_INVALID_PEER_CERTIFICATE:
        printf(" result %ld", va_arg(*arguments, long));
        print_answer(va_arg(*arguments, int *), answer);
        print_ssl(va_arg(*arguments, SSL *));
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        ok = va_arg(*arguments, int *);
        print_answer(ok, answer);
        putchar(' ');
        print_text(stdout, va_arg(*arguments, const char *));
        print_ssl(va_arg(*arguments, SSL *));
        break;
    case SMTP_EV_NO_PEER_CERTIFICATE:
    case SMTP_EV_NO_CLIENT_CERTIFICATE:
        print_answer(va_arg(*arguments, int *), answer);
        break;
    default:
        printf(" %s", va_arg(*arguments, void *) == NULL ? "NULL" : "not NULL");
    }
    putchar('\n');
}

/* A generated Message-Id has more digits at one moment than at another. */
static bool unsized;

static void print_other_event(int event, va_list *arguments, int answer)
{
    const char *name;

    switch (event) {
    case SMTP_EV_MESSAGEDATA:
        name = object_name(va_arg(*arguments, void *));
        if (unsized)
            printf(" %s", name);
        else
            printf(" %s %d", name, va_arg(*arguments, int));
        break;
    case SMTP_EV_MESSAGESENT:
        name = object_name(va_arg(*arguments, void *));
        printf(" %s", name);
        break;
    case SMTP_EV_SYNTAXWARNING:
    case SMTP_EV_EXTNA_DSN:
    case SMTP_EV_EXTNA_ETRN:
    case SMTP_EV_EXTNA_CHUNKING:
        print_answer(va_arg(*arguments, int *), answer);
        break;
    case SMTP_EV_EXTNA_STARTTLS:
        printf(" %s", va_arg(*arguments, void *) == NULL ? "NULL" : "not NULL");
        break;
    case SMTP_EV_ETRNSTATUS:
        printf(" %d ", va_arg(*arguments, int));
        print_text(stdout, va_arg(*arguments, const char *));
        break;
    case SMTP_EV_DELIVERBY_EXPIRED:
        printf(" %ld", va_arg(*arguments, long));
        print_answer(va_arg(*arguments, int *), answer);
        break;
    default:
        break;
    }
    putchar('\n');
}

static char the_argument;

static void event_callback(smtp_session_t session, int event, void *argument_of_callback, ...)
{
    va_list arguments;
    int i = 0;

    while (i < EVENTS && events[i].number != event)
        i++;
    if (i == EVENTS) {
        printf("  event %d, which does not exist\n", event);
        return;
    }
    printf("  %s%s%s", events[i].name,
           strcmp(object_name(session), "unknown") == 0 ? " of an unknown session" : "",
           argument_of_callback == &the_argument ? "" : " with another argument");
    va_start(arguments, argument_of_callback);
    if (event == SMTP_EV_MAILSTATUS || event == SMTP_EV_RCPTSTATUS)
        print_envelope_event(event, &arguments);
    else if (event >= SMTP_EV_WEAK_CIPHER)
        print_tls_event(event, &arguments, events[i].answer);
    else
        print_other_event(event, &arguments, events[i].answer);
    va_end(arguments);
    fflush(stdout);
    run_hooks(events[i].name);
}

static void monitor_callback(const char *octets, int length, int writing, void *unused)
{
    static const char *const kinds[] = {"reading", "writing", "headers"};

    (void)unused;
    if (writing < 0 || writing > 2) {
        printf("  monitor: kind %d\n", writing);
        return;
    }
    printf("  monitor, %s: ", kinds[writing]);
    print_octets(stdout, octets, (size_t)length);
    putchar('\n');
}

/* ---- messages ---- */

struct source {
    struct word chunks[MOST_WORDS];
    int count;
    int next;
    int error;    /* what errno becomes at the end */
    int length;   /* a length that is a lie, or 0 */
    bool null;    /* a length without a pointer */
    bool context; /* gives what it has allocated for *ctx */
};

static bool verbose;

static const char *message_callback(void **context, int *length, void *argument_of_callback)
{
    struct source *source = argument_of_callback;

    if (verbose)
        printf("  message callback: %s%s\n", length == NULL ? "rewind" : "read",
               *context == NULL ? "" : ", with its context");
    if (length == NULL) {
        source->next = 0;
        return NULL;
    }
    run_hooks("read");
    if (source->next == source->count) {
        *length = 0;
        errno = source->error;
        return NULL;
    }
    struct word *chunk = &source->chunks[source->next++];
    *length = source->length != 0 ? source->length : (int)chunk->length;
    if (source->context && *context == NULL)
        *context = strdup(chunk->text);
    return source->null ? NULL : source->context ? *context : chunk->text;
}

static struct word many_lines(long count)
{
    enum { LINE = 84 };
    struct word word = {.text = malloc((size_t)count * LINE + 200), .quoted = true};

    word.length = (size_t)sprintf(word.text, "Date: Thu, 1 Jan 2015 00:00:00 +0000\r\n"
                                             "From: a@client.test\r\nMessage-Id: <1@b>\r\n\r\n");
    for (long i = 0; i < count; i++)
        word.length += (size_t)sprintf(word.text + word.length, "%.*s%075ld...\r\n",
                                       i % 7 == 0 ? 1 : 0, ".", i);
    return word;
}

static void take_chunks(struct source *source, const struct call *call, int from)
{
    for (int i = from; i < argument_count(call); i++)
        source->chunks[source->count++] = argument(call, i);
}

static void set_source(struct call *call)
{
    struct source *source = calloc(1, sizeof *source);
    smtp_message_t message = object(call, 0);
    const char *kind = argument(call, 1).text;
    int result;

    if (strcmp(kind, "lines") == 0) {
        source->chunks[source->count++] = many_lines(number(call, 2));
    } else if (strcmp(kind, "error") == 0) {
        source->error = (int)number(call, 2);
        take_chunks(source, call, 3);
    } else if (strcmp(kind, "length") == 0 || strcmp(kind, "null") == 0) {
        source->null = kind[0] == 'n';
        source->length = (int)number(call, 2);
        take_chunks(source, call, 3);
    } else {
        source->context = strcmp(kind, "context") == 0;
        take_chunks(source, call, 2);
    }
    if (strcmp(kind, "file") == 0) {
        FILE *file = tmpfile();
        fwrite(source->chunks[0].text, 1, source->chunks[0].length, file);
        result = smtp_set_message_fp(message, file);
    } else if (strcmp(kind, "string") == 0) {
        result = smtp_set_message_str(message, source->chunks[0].text);
    } else {
        result = smtp_set_messagecb(message, strcmp(kind, "NULL") == 0 ? NULL : message_callback,
                                    source);
    }
    if (result != 1)
        print_int(call, result);
}

/* ---- authentication ---- */

struct answers {
    struct word words[8];
    int count;
    bool refuse;
};

static int interact_callback(auth_client_request_t request, char **result, int fields,
                             void *argument_of_callback)
{
    struct answers *answers = argument_of_callback;

    for (int i = 0; i < fields; i++) {
        printf("  interact: %s, flags %u, size %u, ", request[i].name, request[i].flags,
               request[i].size);
        print_text(stdout, request[i].prompt);
        putchar('\n');
        result[i] = i < answers->count ? answers->words[i].text : NULL;
    }
    run_hooks("interact");
    return !answers->refuse;
}

static void set_interact(struct call *call)
{
    struct answers *answers = calloc(1, sizeof *answers);

    for (int i = 1; i < argument_count(call); i++)
        answers->words[answers->count++] = argument(call, i);
    answers->refuse = answers->count > 0 && strcmp(answers->words[0].text, "refuse") == 0;
    bool none = answers->count > 0 && text(call, 1) == NULL;
    print_int(call,
              auth_set_interact_cb(object(call, 0), none ? NULL : interact_callback, answers));
}

static int password_callback(char *to, int size, int writing, void *password)
{
    printf("  password for %s\n", writing ? "writing" : "reading");
    snprintf(to, (size_t)size, "%s", (char *)password);
    return (int)strlen(to);
}

/* ---- enumerations ---- */

static void message_visited(smtp_message_t message, void *argument_of_callback)
{
    printf("  message %s%s\n", object_name(message),
           argument_of_callback == &the_argument ? "" : " with another argument");
}

static void recipient_visited(smtp_recipient_t recipient, const char *mailbox,
                              void *argument_of_callback)
{
    printf("  recipient %s%s ", object_name(recipient),
           argument_of_callback == &the_argument ? "" : " with another argument");
    print_text(stdout, mailbox);
    putchar('\n');
}

static void node_visited(smtp_etrn_node_t node, int option, const char *domain,
                         void *argument_of_callback)
{
    printf("  node %s%s %d ", object_name(node),
           argument_of_callback == &the_argument ? "" : " with another argument", option);
    print_text(stdout, domain);
    putchar('\n');
}

static bool enumerate(struct call *call, const char *name, bool none)
{
    int result;

    if (strcmp(name, "messages") == 0)
        result =
            smtp_enumerate_messages(object(call, 0), none ? NULL : message_visited, &the_argument);
    else if (strcmp(name, "recipients") == 0)
        result = smtp_enumerate_recipients(object(call, 0), none ? NULL : recipient_visited,
                                           &the_argument);
    else if (strcmp(name, "nodes") == 0)
        result =
            smtp_etrn_enumerate_nodes(object(call, 0), none ? NULL : node_visited, &the_argument);
    else
        return false;
    print_int(call, result);
    return true;
}

bool execute_callback(struct call *call)
{
    const char *name = call->words.word[call->function].text;
    bool none = argument_count(call) > 1 && text(call, 1) == NULL;

    if (strcmp(name, "events") == 0) {
        int result = smtp_set_eventcb(object(call, 0), none ? NULL : event_callback, &the_argument);
        if (result != 1)
            print_int(call, result);
    } else if (strcmp(name, "answer") == 0) {
        events[event_named(text(call, 0))].answer = (int)number(call, 1);
    } else if (strcmp(name, "on") == 0) {
        add_hook(call);
    } else if (strcmp(name, "monitor") == 0) {
        print_int(call, smtp_set_monitorcb(object(call, 0), none ? NULL : monitor_callback, NULL,
                                           none ? 0 : (int)number(call, 1)));
    } else if (strcmp(name, "source") == 0) {
        set_source(call);
    } else if (strcmp(name, "verbose") == 0) {
        verbose = true;
    } else if (strcmp(name, "unsized") == 0) {
        unsized = true;
    } else if (strcmp(name, "interact") == 0) {
        set_interact(call);
    } else if (strcmp(name, "password") == 0) {
        const char *password = text(call, 0);
        print_int(call, smtp_starttls_set_password_cb(password == NULL ? NULL : password_callback,
                                                      (void *)password));
    } else {
        return enumerate(call, name, none);
    }
    return true;
}
