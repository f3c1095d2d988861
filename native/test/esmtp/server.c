/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.c - see server.h
 *
 * One connection after the other, with blocking calls. A connection is in one of four states, which
 * say how the next octets are read: COMMANDS by lines; RESPONSE, a line that answers a challenge of
 * AUTH; DATA, lines until a single dot; CHUNK, so many octets. Replies collect while commands are
 * waiting in the input, and leave together.
 */
#include "server.h"

#include "scram.h"
#include "words.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_RULES = 60, MOST_ACTIONS = 10, MOST_SHOWN = 8192 };

enum deed { SAY, SAY_RAW, DRIP, HANG_UP, RESET, FALL_SILENT, OBEY, SCRAM, IMPOSTOR };

struct action {
    enum deed deed;
    struct word text;
};

struct rule {
    const char *phase;
    int nth; /* 0: every time */
    int count;
    struct action actions[MOST_ACTIONS];
};

struct server {
    const char *address;
    struct words offers;
    struct words offers_under_tls;
    struct words tls;
    bool one_sided;
    int count;
    struct rule rules[MOST_RULES];
    struct {
        const char *phase;
        int times;
    } seen[40]; /* how often each phase came */
    int phases;
};

enum state { COMMANDS, RESPONSE, DATA, CHUNK };

struct connection {
    struct server *server;
    int socket;
    SSL *ssl;
    enum state state;
    bool open;
    bool silent;
    bool deaf; /* what comes is not read as anything */
    bool last_chunk;
    size_t chunk_left;
    char *input; /* what has come and was not read yet */
    size_t input_length;
    char *output; /* replies that wait for the end of what came */
    size_t output_length;
    char *data; /* mail data of the message under way, as received */
    size_t data_length;
    size_t data_room;
    struct scram scram;
    const char *line; /* the command or response that is answered */
};

static FILE *record;
static const char *certificates;

static const char *const PHASES[] = {"greeting", "EHLO", "HELO", "STARTTLS", "AUTH", "response",
                                     "ETRN",     "XUSR", "MAIL", "RCPT",     "DATA", "message",
                                     "BDAT",     "LAST", "RSET", "QUIT",     "NOOP", "handshake"};

/* ---- the script ---- */

static const char *phase_named(const char *name)
{
    for (size_t i = 0; i < sizeof PHASES / sizeof *PHASES; i++)
        if (strcmp(PHASES[i], name) == 0)
            return PHASES[i];
    case_error("no such phase", name);
}

static enum deed deed_named(const char *name)
{
    static const char *const names[] = {"",       "raw",  "drip",  "hangup",  "reset",
                                        "silent", "obey", "scram", "impostor"};

    for (int i = SAY_RAW; i <= IMPOSTOR; i++)
        if (strcmp(names[i], name) == 0)
            return (enum deed)i;
    case_error("no such action", name);
}

static void add_actions(struct rule *rule, const struct words *words, int at)
{
    for (; at < words->count; at++) {
        struct action *action = &rule->actions[rule->count++];
        if (rule->count > MOST_ACTIONS)
            case_error("too many actions", rule->phase);
        action->deed = words->word[at].quoted ? SAY : deed_named(words->word[at].text);
        if (action->deed == SAY_RAW || action->deed == DRIP || action->deed >= SCRAM)
            at++;
        action->text = words->word[at];
    }
}

static void add_rule(struct server *server, struct words *words)
{
    if (server->count == MOST_RULES)
        case_error("too many rules", words->word[0].text);
    struct rule *rule = &server->rules[server->count++];
    int colon = words->word[0].text[words->word[0].length - 1] == ':' ? 0 : 1;
    struct word *last = &words->word[colon];
    if (last->length == 0 || last->text[last->length - 1] != ':')
        case_error("a rule without its colon", words->word[0].text);
    last->text[last->length - 1] = '\0';
    rule->phase = phase_named(words->word[0].text);
    rule->nth = colon == 1 ? atoi(words->word[1].text) : 0;
    add_actions(rule, words, colon + 1);
}

static void read_script(struct server *server, const struct server_script *script)
{
    server->address = script->address;
    for (int i = 0; i < script->count; i++) {
        struct words words;
        words_split(&words, script->lines[i]);
        if (words.count == 0)
            continue;
        if (strcmp(words.word[0].text, "offers") == 0)
            server->offers = words;
        else if (strcmp(words.word[0].text, "after-tls") == 0)
            server->offers_under_tls = words;
        else if (strcmp(words.word[0].text, "tls") == 0)
            server->tls = words;
        else if (strcmp(words.word[0].text, "one-sided") == 0)
            server->one_sided = true;
        else
            add_rule(server, &words);
    }
}

static bool tls_has(const struct server *server, const char *word)
{
    for (int i = 1; i < server->tls.count; i++)
        if (strcmp(server->tls.word[i].text, word) == 0)
            return true;
    return false;
}

/* The rule for a phase that comes now; counts that it came. */
static const struct rule *rule_for(struct server *server, const char *phase)
{
    int i = 0;

    while (i < server->phases && strcmp(server->seen[i].phase, phase) != 0)
        i++;
    if (i == server->phases)
        server->seen[server->phases++].phase = phase;
    int times = ++server->seen[i].times;
    const struct rule *found = NULL;
    for (int k = 0; k < server->count; k++) {
        const struct rule *rule = &server->rules[k];
        if (rule->phase == phase && (rule->nth == times || (rule->nth == 0 && found == NULL)))
            found = rule;
    }
    return found;
}

/* ---- octets ---- */

static void write_record(const char *who, const char *octets, size_t length)
{
    fputs(who, record);
    print_octets(record, octets, length);
    fputc('\n', record);
}

static void put_out(struct connection *connection, const char *octets, size_t length)
{
    while (length > 0) {
        ssize_t put = connection->ssl != NULL
                          ? SSL_write(connection->ssl, octets, (int)length)
                          : send(connection->socket, octets, length, MSG_NOSIGNAL);
        if (put <= 0)
            return;
        octets += put;
        length -= (size_t)put;
    }
}

/* Of SCRAM's challenges what is the same each time. */
static bool record_reply(const char *line, size_t length)
{
    char copy[1000];

    snprintf(copy, sizeof copy, "%.*s", (int)length, line);
    return scram_record(copy, record);
}

/* Sends the replies that have collected. */
static void flush(struct connection *connection)
{
    const char *at = connection->output;
    size_t left = connection->output_length;

    put_out(connection, at, left);
    while (left > 0) {
        const char *end = memchr(at, '\n', left);
        size_t line = end == NULL ? left : (size_t)(end - at) + 1;
        if (!connection->server->one_sided && !record_reply(at, line))
            write_record("S: ", at, line);
        at += line;
        left -= line;
    }
    connection->output_length = 0;
}

static void reply(struct connection *connection, const char *octets, size_t length)
{
    connection->output = realloc(connection->output, connection->output_length + length);
    memcpy(connection->output + connection->output_length, octets, length);
    connection->output_length += length;
}

static void reply_line(struct connection *connection, const char *text)
{
    reply(connection, text, strlen(text));
    reply(connection, "\r\n", 2);
}

static void close_connection(struct connection *connection, bool reset)
{
    struct linger linger = {.l_onoff = reset, .l_linger = 0};

    flush(connection);
    if (reset)
        setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    fprintf(record, reset ? "server resets\n" : "server closes\n");
    connection->open = false;
}

/* More input, and false at its end. */
static bool read_more(struct connection *connection)
{
    enum { PIECE = 1 << 16 };

    connection->input = realloc(connection->input, connection->input_length + PIECE);
    char *to = connection->input + connection->input_length;
    ssize_t got = connection->ssl != NULL ? SSL_read(connection->ssl, to, PIECE)
                                          : recv(connection->socket, to, PIECE, 0);
    if (got <= 0)
        return false;
    connection->input_length += (size_t)got;
    return true;
}

static void consume(struct connection *connection, size_t length)
{
    connection->input_length -= length;
    memmove(connection->input, connection->input + length, connection->input_length);
}

/* ---- TLS ---- */

/* A certificate NAME is NAME.pem in the folder of certificates, with its key. */
static SSL_CTX *tls_context(struct server *server)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    const char *name = server->tls.count > 1 ? server->tls.word[1].text : "server";
    char path[4096];

    snprintf(path, sizeof path, "%s/%s.pem", certificates, name);
    if (tls_has(server, "1.2"))
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    if (tls_has(server, "null")) { /* no encryption at all: the weakest of ciphers */
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(context, "eNULL:@SECLEVEL=0");
    }
    SSL_CTX_set_num_tickets(context, tls_has(server, "tickets") ? 2 : 0);
    if (tls_has(server, "anonymous")) {
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(context, "aNULL:@SECLEVEL=0");
    } else if (SSL_CTX_use_certificate_chain_file(context, path) != 1 ||
               SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM) != 1) {
        case_error("no certificate", path);
    }
    if (tls_has(server, "ask")) {
        snprintf(path, sizeof path, "%s/ca.pem", certificates);
        SSL_CTX_load_verify_locations(context, path, NULL);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    }
    return context;
}

static void record_peer(SSL *ssl)
{
    X509 *peer = SSL_get1_peer_certificate(ssl);
    char subject[300] = "none";

    if (peer != NULL)
        X509_NAME_oneline(X509_get_subject_name(peer), subject, sizeof subject);
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    fprintf(record, "TLS: %s, server name %s, client certificate %s\n", SSL_get_version(ssl),
            name == NULL ? "none" : name, subject);
    X509_free(peer);
}

static void begin_tls(struct connection *connection)
{
    connection->ssl = SSL_new(tls_context(connection->server));
    SSL_set_fd(connection->ssl, connection->socket);
    connection->input_length = 0;
    if (SSL_accept(connection->ssl) == 1) {
        record_peer(connection->ssl);
        return;
    }
    fprintf(record, "TLS: no handshake\n");
    SSL_free(connection->ssl);
    connection->ssl = NULL;
    connection->open = false;
}

/* ---- the protocol ---- */

static void usual_ehlo(struct connection *connection)
{
    struct server *server = connection->server;
    struct words *offers = connection->ssl != NULL ? &server->offers_under_tls : &server->offers;
    char line[300];

    if (offers->count <= 1) {
        reply_line(connection, "250 server.test");
        return;
    }
    reply_line(connection, "250-server.test");
    for (int i = 1; i < offers->count; i++) {
        snprintf(line, sizeof line, "250%c%s", i + 1 < offers->count ? '-' : ' ',
                 offers->word[i].text);
        reply_line(connection, line);
    }
}

static void usual_reply(struct connection *connection, const char *phase)
{
    static const struct {
        const char *phase;
        const char *text;
    } replies[] = {{"greeting", "220 server.test ESMTP"},
                   {"HELO", "250 server.test"},
                   {"STARTTLS", "220 2.0.0 go ahead"},
                   {"AUTH", "235 2.7.0 authenticated"},
                   {"response", "235 2.7.0 authenticated"},
                   {"ETRN", "250 2.0.0 queuing"},
                   {"XUSR", "250 2.0.0 ok"},
                   {"MAIL", "250 2.1.0 sender ok"},
                   {"RCPT", "250 2.1.5 recipient ok"},
                   {"DATA", "354 go ahead"},
                   {"message", "250 2.0.0 queued"},
                   {"BDAT", "250 2.0.0 chunk ok"},
                   {"LAST", "250 2.0.0 queued"},
                   {"RSET", "250 2.0.0 reset"},
                   {"NOOP", "250 2.0.0 ok"},
                   {"QUIT", "221 2.0.0 bye"}};

    if (strcmp(phase, "EHLO") == 0)
        usual_ehlo(connection);
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
        if (strcmp(replies[i].phase, phase) == 0)
            reply_line(connection, replies[i].text);
}

static void drip(struct connection *connection, struct word text)
{
    flush(connection);
    for (size_t i = 0; i < text.length; i++)
        put_out(connection, text.text + i, 1);
    write_record("S, octet by octet: ", text.text, text.length);
}

static void scram(struct connection *connection)
{
    char text[1000];

    scram_answer(&connection->scram, connection->ssl, connection->line, text, sizeof text, record);
    reply_line(connection, text);
}

static void act(struct connection *connection, const struct action *action, const char *phase)
{
    switch (action->deed) {
    case SAY:
        reply(connection, action->text.text, action->text.length);
        reply(connection, "\r\n", 2);
        break;
    case SAY_RAW:
        reply(connection, action->text.text, action->text.length);
        break;
    case DRIP:
        drip(connection, action->text);
        break;
    case HANG_UP:
        close_connection(connection, false);
        break;
    case RESET:
        close_connection(connection, true);
        break;
    case FALL_SILENT:
        flush(connection);
        connection->silent = true;
        break;
    case OBEY:
        usual_reply(connection, phase);
        break;
    case SCRAM:
    case IMPOSTOR:
        scram_begin(&connection->scram, action->text.text, action->deed == IMPOSTOR);
        scram(connection);
        break;
    }
}

/* Answers; returns the first digit of the answer, or 0. */
static char answer(struct connection *connection, const char *phase)
{
    if (connection->silent)
        return 0;
    size_t before = connection->output_length;
    const struct rule *rule = rule_for(connection->server, phase);
    if (rule == NULL)
        usual_reply(connection, phase);
    for (int i = 0; rule != NULL && i < rule->count && connection->open; i++)
        act(connection, &rule->actions[i], phase);
    return connection->output_length > before ? connection->output[before] : 0;
}

static const char *phase_of(const char *line)
{
    for (size_t i = 0; i < sizeof PHASES / sizeof *PHASES; i++)
        if (PHASES[i][0] <= 'Z' && strncasecmp(line, PHASES[i], strlen(PHASES[i])) == 0)
            return PHASES[i];
    return NULL;
}

static void bdat(struct connection *connection, const char *line)
{
    connection->chunk_left = strtoul(line + 4, NULL, 10);
    connection->last_chunk = strcasestr(line, "LAST") != NULL;
    connection->state = CHUNK;
}

static void start_tls(struct connection *connection)
{
    char digit = answer(connection, "STARTTLS");
    flush(connection);
    if (digit != '2' || !connection->open)
        return;
    for (int i = 0; i < connection->server->count; i++) {
        if (strcmp(connection->server->rules[i].phase, "handshake") == 0) {
            answer(connection, "handshake");
            flush(connection);
            connection->deaf = true;
            return;
        }
    }
    begin_tls(connection);
}

static void command(struct connection *connection, const char *line)
{
    const char *phase = phase_of(line);

    if (phase == NULL) {
        if (!connection->silent)
            reply_line(connection, "500 5.5.1 no such command");
    } else if (strcmp(phase, "BDAT") == 0) {
        bdat(connection, line);
    } else if (strcmp(phase, "STARTTLS") == 0) {
        start_tls(connection);
    } else {
        char digit = answer(connection, phase);
        if (strcmp(phase, "DATA") == 0 && digit == '3')
            connection->state = DATA;
        else if (strcmp(phase, "AUTH") == 0 && digit == '3')
            connection->state = RESPONSE;
        else if (strcmp(phase, "QUIT") == 0 && digit == '2' && connection->open)
            close_connection(connection, false);
    }
}

/* Writes down the mail data that has come, large ones by their size and a checksum. */
static void record_data(struct connection *connection)
{
    unsigned sum = 2166136261u;

    if (connection->data_length <= MOST_SHOWN) {
        for (size_t at = 0; at < connection->data_length;) {
            const char *line = connection->data + at;
            const char *end = memchr(line, '\n', connection->data_length - at);
            size_t length = end == NULL ? connection->data_length - at : (size_t)(end - line) + 1;
            write_record("C| ", line, length);
            at += length;
        }
    } else {
        for (size_t i = 0; i < connection->data_length; i++)
            sum = (sum ^ (unsigned char)connection->data[i]) * 16777619u;
        fprintf(record, "C| %zu octets, checksum %08x\n", connection->data_length, sum);
    }
    connection->data_length = 0;
}

static void keep_data(struct connection *connection, size_t length)
{
    if (connection->data_length + length > connection->data_room) {
        connection->data_room = 2 * (connection->data_length + length);
        connection->data = realloc(connection->data, connection->data_room);
    }
    memcpy(connection->data + connection->data_length, connection->input, length);
    connection->data_length += length;
    consume(connection, length);
}

/* Takes what there is of a chunk; false when nothing came. */
static bool take_chunk(struct connection *connection)
{
    size_t length = connection->input_length < connection->chunk_left ? connection->input_length
                                                                      : connection->chunk_left;

    keep_data(connection, length);
    connection->chunk_left -= length;
    if (connection->chunk_left > 0)
        return false;
    connection->state = COMMANDS;
    record_data(connection);
    answer(connection, connection->last_chunk ? "LAST" : "BDAT");
    return true;
}

/* The first digit of the answer to a response of AUTH. */
static char response(struct connection *connection)
{
    size_t before = connection->output_length;

    if (!connection->scram.running)
        return answer(connection, "response");
    scram(connection);
    return connection->output[before];
}

/* Takes one line, whatever it is; false when no whole one is there. */
static bool take_line(struct connection *connection)
{
    char *end = memchr(connection->input, '\n', connection->input_length);

    if (end == NULL)
        return false;
    size_t length = (size_t)(end - connection->input) + 1;
    if (connection->state == DATA) {
        bool last = length == 3 && memcmp(connection->input, ".\r\n", 3) == 0;
        keep_data(connection, length);
        if (!last)
            return true;
        record_data(connection);
        connection->state = COMMANDS;
        answer(connection, "message");
        return true;
    }
    char *line = strndup(connection->input, length);
    connection->line = line;
    if (!scram_record(line, record))
        write_record("C: ", connection->input, length);
    consume(connection, length);
    if (connection->state == RESPONSE)
        connection->state = response(connection) == '3' ? RESPONSE : COMMANDS;
    else
        command(connection, line);
    free(line);
    return true;
}

static void serve(struct server *server, int socket)
{
    struct connection connection = {.server = server, .socket = socket, .open = true};

    fprintf(record, "connection to %s\n", server->address);
    if (tls_has(server, "implicit"))
        begin_tls(&connection);
    if (connection.open)
        answer(&connection, "greeting");
    flush(&connection);
    while (connection.open) {
        if (!read_more(&connection)) {
            record_data(&connection);
            if (connection.input_length > 0)
                write_record("C, no line: ", connection.input, connection.input_length);
            fprintf(record, "client closes\n");
            break;
        }
        if (connection.deaf)
            connection.input_length = 0;
        while (connection.open &&
               (connection.state == CHUNK ? take_chunk(&connection) : take_line(&connection)))
            continue;
        if (connection.open)
            flush(&connection);
    }
    if (connection.ssl != NULL)
        SSL_shutdown(connection.ssl);
    SSL_free(connection.ssl);
    close(socket);
    free(connection.input);
    free(connection.output);
    free(connection.data);
    fflush(record);
}

void serve_scripts(struct server_script *scripts, int count, int end, const char *folder, FILE *out)
{
    static struct server servers[MOST_SERVERS];
    struct pollfd polls[MOST_SERVERS + 1];

    record = out;
    certificates = folder;
    for (int i = 0; i < count; i++) {
        read_script(&servers[i], &scripts[i]);
        polls[i] = (struct pollfd){.fd = scripts[i].listener, .events = POLLIN};
    }
    polls[count] = (struct pollfd){.fd = end, .events = POLLIN};
    for (;;) {
        poll(polls, (nfds_t)count + 1, -1);
        int i = 0;
        while (i < count && polls[i].revents == 0)
            i++;
        if (i == count)
            return;
        int socket = accept(polls[i].fd, NULL, NULL);
        if (socket >= 0)
            serve(&servers[i], socket);
    }
}
