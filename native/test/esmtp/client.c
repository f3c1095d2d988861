/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client.c - see client.h; and the directives, which are no function of the library:
 *
 *     session              session s with server, host name and printed events
 *     message [M]          message m with reverse path and text
 *     recipient [R M ADDRESS]  recipient r of message m
 *     standard             all three
 *     start S              smtp_start_session, and then the statuses of all objects
 *     status               the statuses of all objects
 *     timed MS LINE        executes LINE and says whether it took that long
 *     thread LINE          executes LINE on another thread
 *     config FILE CERTIFICATE MODE   a file in the user's configuration directory of libESMTP
 *     environment NAME VALUE
 *     C = context [ca] [verify] [1.2] [1.3] [anonymous] [null] [certificate]   an SSL_CTX
 */
#include "client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { MOST_OBJECTS = 200 };

static struct {
    const char *name;
    const char *kind;
    void *pointer;
} objects[MOST_OBJECTS];
static int object_count;

const char *home;
const char *certificates_folder;

/* ---- arguments and results ---- */

int argument_count(const struct call *call)
{
    return call->words.count - call->function - 1;
}

struct word argument(const struct call *call, int i)
{
    if (i >= argument_count(call))
        case_error("too few arguments", call->words.word[call->function].text);
    return call->words.word[call->function + 1 + i];
}

const char *text(const struct call *call, int i)
{
    struct word word = argument(call, i);

    return !word.quoted && strcmp(word.text, "NULL") == 0 ? NULL : word.text;
}

long number(const struct call *call, int i)
{
    return constant(argument(call, i).text);
}

void *object(const struct call *call, int i)
{
    const char *name = argument(call, i).text;

    if (strcmp(name, "NULL") == 0)
        return NULL;
    for (int k = object_count - 1; k >= 0; k--)
        if (strcmp(objects[k].name, name) == 0)
            return objects[k].pointer;
    char *end;
    long value = strtol(name, &end, 0);
    if (*end != '\0')
        case_error("no such object", name);
    return (void *)value;
}

void keep_object(const struct call *call, const char *kind, void *pointer)
{
    if (call->target == NULL)
        return;
    if (object_count == MOST_OBJECTS)
        case_error("too many objects", call->target);
    objects[object_count].name = call->target;
    objects[object_count].kind = kind;
    objects[object_count++].pointer = pointer;
}

const char *object_name(const void *pointer)
{
    if (pointer == NULL)
        return "NULL";
    for (int i = object_count - 1; i >= 0; i--)
        if (objects[i].pointer == pointer)
            return objects[i].name;
    return "unknown";
}

void for_each_object(const char *kind, void (*visit)(const char *name, void *pointer))
{
    for (int i = 0; i < object_count; i++)
        if (strcmp(objects[i].kind, kind) == 0 && objects[i].pointer != NULL)
            visit(objects[i].name, objects[i].pointer);
}

static void print_call(const struct call *call)
{
    for (int i = call->function; i < call->words.count; i++) {
        struct word word = call->words.word[i];
        if (i > call->function)
            putchar(' ');
        if (word.quoted && word.length > 200)
            printf("(%zu octets)", word.length);
        else if (word.quoted)
            print_octets(stdout, word.text, word.length);
        else if (strchr(word.text, ':') != NULL)
            putchar('@');
        else
            fputs(word.text, stdout);
    }
}

void print_int(const struct call *call, long value)
{
    int error = smtp_errno();

    print_call(call);
    if (value == 0)
        printf(" = 0, errno %d\n", error);
    else
        printf(" = %ld\n", value);
}

void print_result_text(const struct call *call, const char *value)
{
    print_call(call);
    fputs(" = ", stdout);
    print_text(stdout, value);
    putchar('\n');
}

void print_void(const struct call *call)
{
    print_call(call);
    putchar('\n');
}

/* ---- statuses ---- */

void print_status(const char *whose, const smtp_status_t *status)
{
    printf("  %s: ", whose);
    if (status == NULL) {
        puts("NULL");
        return;
    }
    printf("%d %d.%d.%d ", status->code, status->enh_class, status->enh_subject,
           status->enh_detail);
    print_text(stdout, status->text);
    putchar('\n');
}

static void message_status(const char *name, void *message)
{
    char whose[100];

    snprintf(whose, sizeof whose, "%s reverse path", name);
    print_status(whose, smtp_reverse_path_status(message));
    snprintf(whose, sizeof whose, "%s transfer", name);
    print_status(whose, smtp_message_transfer_status(message));
}

static void recipient_status(const char *name, void *recipient)
{
    char whose[100];

    snprintf(whose, sizeof whose, "%s%s", name,
             smtp_recipient_check_complete(recipient) ? " complete" : "");
    print_status(whose, smtp_recipient_status(recipient));
}

static void node_status(const char *name, void *node)
{
    print_status(name, smtp_etrn_node_status(node));
}

static void print_statuses(void)
{
    for_each_object("message", message_status);
    for_each_object("recipient", recipient_status);
    for_each_object("node", node_status);
}

/* ---- directives ---- */

static void execute_all(const char *const *lines)
{
    for (; *lines != NULL; lines++)
        execute(*lines);
}

static void session(void)
{
    static const char *const lines[] = {"s = smtp_create_session", "smtp_set_server s @",
                                        "smtp_set_hostname s \"client.test\"", "events s", NULL};

    execute_all(lines);
}

static void message(const char *name)
{
    static const char *const lines[] = {
        "%s = smtp_add_message s", "smtp_set_reverse_path %s \"sender@client.test\"",
        "source %s text \"Date: Thu, 1 Jan 2015 00:00:00 +0000\\r\\n"
        "From: sender@client.test\\r\\nMessage-Id: <1@client.test>\\r\\n"
        "Subject: hello\\r\\n\\r\\nHello\\r\\n\""};

    for (int i = 0; i < 3; i++) {
        char *line = malloc(strlen(lines[i]) + strlen(name));
        sprintf(line, lines[i], name);
        execute(line);
    }
}

static void recipient(const char *name, const char *of, const char *address)
{
    char line[300];

    snprintf(line, sizeof line, "%s = smtp_add_recipient %s \"%s\"", name, of, address);
    execute(strdup(line));
}

static void start(const struct call *call)
{
    print_int(call, smtp_start_session(object(call, 0)));
    print_statuses();
}

/* The words from the n-th argument on, as the line that they were. */
static const char *rest(const struct call *call, const char *line, int from)
{
    const char *at = line;

    for (int i = 0; i < call->function + 1 + from; i++) {
        at += strspn(at, " \t");
        at += strcspn(at, " \t");
    }
    return at + strspn(at, " \t");
}

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A clock of the library may be coarser than ours: a twentieth is given. */
static void timed(const struct call *call, const char *line)
{
    double least = (double)number(call, 0) * 0.95;
    double begun = milliseconds();

    execute(rest(call, line, 1));
    printf("  that long: %s\n", milliseconds() - begun >= least ? "yes" : "no");
}

static void *run_line(void *line)
{
    execute(line);
    return NULL;
}

static void on_thread(const char *line)
{
    pthread_t thread;

    pthread_create(&thread, NULL, run_line, (void *)line);
    pthread_join(thread, NULL);
}

static void copy_file(const char *from, const char *to, mode_t mode)
{
    char octets[8192];
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");

    if (in == NULL || out == NULL)
        case_error("cannot copy", from);
    for (size_t got; (got = fread(octets, 1, sizeof octets, in)) > 0;)
        fwrite(octets, 1, got, out);
    fclose(in);
    fclose(out);
    chmod(to, mode);
}

static void config(const struct call *call)
{
    static const char *const folders[] = {"", "/.config", "/.config/libesmtp",
                                          "/.config/libesmtp/private"};
    char from[4096];
    char to[4096];

    for (int i = 0; i < 4; i++) {
        snprintf(to, sizeof to, "%s%s", home, folders[i]);
        mkdir(to, 0700);
    }
    snprintf(from, sizeof from, "%s/%s.pem", certificates_folder, text(call, 1));
    snprintf(to, sizeof to, "%s/.config/libesmtp/%s", home, text(call, 0));
    copy_file(from, to, (mode_t)strtol(text(call, 2), NULL, 8));
}

static bool has_word(const struct call *call, const char *wanted)
{
    for (int i = 0; i < argument_count(call); i++)
        if (strcmp(argument(call, i).text, wanted) == 0)
            return true;
    return false;
}

static void context(const struct call *call)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    char path[4096];

    if (has_word(call, "ca")) {
        snprintf(path, sizeof path, "%s/ca.pem", certificates_folder);
        SSL_CTX_load_verify_locations(context, path, NULL);
    }
    if (has_word(call, "verify"))
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (has_word(call, "1.2"))
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    if (has_word(call, "1.3"))
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    if (has_word(call, "anonymous"))
        SSL_CTX_set_cipher_list(context, "aNULL:@SECLEVEL=0");
    if (has_word(call, "null"))
        SSL_CTX_set_cipher_list(context, "eNULL:@SECLEVEL=0");
    if (has_word(call, "certificate")) {
        snprintf(path, sizeof path, "%s/client.pem", certificates_folder);
        SSL_CTX_use_certificate_chain_file(context, path);
        SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM);
    }
    keep_object(call, "context", context);
}

/* The directives that need their line as it was. */
static bool execute_prefix(const struct call *call, const char *name, const char *line)
{
    if (strcmp(name, "timed") == 0)
        timed(call, line);
    else if (strcmp(name, "thread") == 0)
        on_thread(rest(call, line, 0));
    else
        return false;
    return true;
}

static bool execute_directive(const struct call *call, const char *name)
{
    int count = argument_count(call);

    if (strcmp(name, "session") == 0) {
        session();
    } else if (strcmp(name, "message") == 0) {
        message(count > 0 ? text(call, 0) : "m");
    } else if (strcmp(name, "recipient") == 0) {
        recipient(count > 0 ? text(call, 0) : "r", count > 1 ? text(call, 1) : "m",
                  count > 2 ? text(call, 2) : "recipient@server.test");
    } else if (strcmp(name, "standard") == 0) {
        session();
        message("m");
        recipient("r", "m", "recipient@server.test");
    } else if (strcmp(name, "start") == 0) {
        start(call);
    } else if (strcmp(name, "status") == 0) {
        print_statuses();
    } else if (strcmp(name, "config") == 0) {
        config(call);
    } else if (strcmp(name, "environment") == 0) {
        setenv(text(call, 0), text(call, 1), 1);
    } else if (strcmp(name, "context") == 0) {
        context(call);
    } else {
        return false;
    }
    return true;
}

void execute(const char *line)
{
    struct call *call = calloc(1, sizeof *call);

    words_split(&call->words, line);
    if (call->words.count == 0)
        return;
    if (call->words.count > 2 && strcmp(call->words.word[1].text, "=") == 0) {
        call->target = call->words.word[0].text;
        call->function = 2;
    }
    const char *name = call->words.word[call->function].text;
    if (!execute_prefix(call, name, line) && !execute_directive(call, name) &&
        !execute_callback(call) && !execute_call(call) && !execute_more(call))
        case_error("no such function", name);
    fflush(stdout);
}

static void destroy(const char *name, void *pointer)
{
    (void)name;
    smtp_destroy_session(pointer);
}

void run_client(const char *const *lines, int count)
{
    bool destroyed = false;

    for (int i = 0; i < count; i++) {
        destroyed |= strstr(lines[i], "smtp_destroy_session") != NULL;
        execute(lines[i]);
    }
    if (!destroyed)
        for_each_object("session", destroy);
    fflush(stdout);
}
