/* SPDX-License-Identifier: Apache-2.0 */
/*
 * script_server.c - see script_server.h
 *
 * A session is one thread with blocking calls. The deed of the script happens when its phase comes;
 * after one that says nothing or never ends, the session waits for the client to go.
 */
#include "script_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_SESSIONS = 256,
    MOST_COMMANDS = 1024 * 1024,
    MOST_DATA = 4 * 1024 * 1024,
    LONGEST_LINE = 64 * 1024,
    PATIENCE = 60,
    DRIP = 200 * 1000 * 1000 /* nanoseconds */
};

struct script_server {
    struct script script;
    int listener;
    int port;
    bool listening;
    bool closing;
    pthread_t acceptor;
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t changed;
    int sockets[MOST_SESSIONS]; /* of open sessions; -1 = free */
    int sessions;
    int messages;
    int reached[PHASES];
    size_t commands_length;
    size_t data_length;
    char commands[MOST_COMMANDS];
    char data[MOST_DATA];
    char violation[256];
};

struct session {
    struct script_server *server;
    int slot;
    int socket;
    bool greeted, mail, in_data; /* where in the protocol the client is */
    int recipients;              /* accepted ones */
    size_t filled, taken;
    char input[LONGEST_LINE];
    char line[LONGEST_LINE];
};

static void die(const char *what)
{
    perror(what);
    exit(99);
}

static void violation(struct script_server *server, const char *what, const char *line)
{
    pthread_mutex_lock(&server->lock);
    if (server->violation[0] == '\0')
        snprintf(server->violation, sizeof server->violation, "%s: %.200s", what, line);
    pthread_mutex_unlock(&server->lock);
}

/* Returns false when the client has gone. */
static bool say(struct session *session, const char *text, size_t length)
{
    bool slowly = session->server->script.deed == OBEYS_BIT_BY_BIT;

    while (length > 0) {
        ssize_t sent = send(session->socket, text, slowly ? 1 : length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        text += sent;
        length -= (size_t)sent;
    }
    return true;
}

static void wait_for_the_end(struct session *session)
{
    while (recv(session->socket, session->input, sizeof session->input, 0) > 0)
        ;
}

/* Until script_server_close() shuts the socket down, or the client resets it. */
static void stand_still(struct session *session)
{
    struct timespec pause = {0, DRIP};
    bool closing = false;

    while (!closing) {
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&session->server->lock);
        closing = session->server->closing;
        pthread_mutex_unlock(&session->server->lock);
        char octet;
        ssize_t got = recv(session->socket, &octet, 1, MSG_PEEK | MSG_DONTWAIT);
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(session->socket, SOL_SOCKET, SO_ERROR, &error, &size);
        closing = closing || got == 0 || error != 0 || (got < 0 && errno != EAGAIN);
    }
}

static void repeat(struct session *session, const char *text, bool slowly)
{
    struct timespec pause = {0, DRIP};
    size_t length = strlen(text);

    for (size_t at = 0;; at = (at + 1) % length) {
        if (!slowly) {
            if (!say(session, text, length))
                return;
            continue;
        }
        if (!say(session, text + at, 1))
            return;
        nanosleep(&pause, NULL);
    }
}

/* Does what the script has for this phase. Returns false when the session is over. */
static bool deed(struct session *session)
{
    const struct script *script = &session->server->script;

    switch (script->deed) {
    case SAYS:
        return say(session, script->text, strlen(script->text));
    case SAYS_GOOD_BYE:
        say(session, script->text, strlen(script->text));
        return false;
    case FALLS_SILENT:
        wait_for_the_end(session);
        return false;
    case SAYS_AND_STOPS:
        say(session, script->text, strlen(script->text));
        stand_still(session);
        return false;
    case RESETS:
        setsockopt(session->socket, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
                   sizeof(struct linger));
        return false;
    case REPEATS:
    case DRIPS:
        repeat(session, script->text, script->deed == DRIPS);
        return false;
    default:
        return false;
    }
}

/* Answers; `scripted` tells whether it was the script that did. Returns false at the session's end.
 */
static bool answer(struct session *session, enum phase phase, const char *reply, bool *scripted)
{
    struct script_server *server = session->server;
    bool mine = server->script.deed > KNOWS_HELO_ONLY && server->script.phase == phase;

    pthread_mutex_lock(&server->lock);
    server->reached[phase]++;
    if (phase == AT_END_OF_DATA && !mine)
        server->messages++; /* before the client may look */
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    *scripted = mine;
    return mine ? deed(session) : say(session, reply, strlen(reply));
}

/* The next octet, or -1 when the client has gone. */
static int next_octet(struct session *session)
{
    if (session->taken == session->filled) {
        ssize_t got = recv(session->socket, session->input, sizeof session->input, 0);
        if (got <= 0)
            return -1;
        session->filled = (size_t)got;
        session->taken = 0;
    }
    return (unsigned char)session->input[session->taken++];
}

static bool read_line(struct session *session)
{
    size_t length = 0;
    int octet = next_octet(session);

    while (octet >= 0 && octet != '\n' && length < sizeof session->line - 1) {
        session->line[length++] = (char)octet;
        octet = next_octet(session);
    }
    if (octet < 0)
        return false;
    bool clean = length > 0 && session->line[length - 1] == '\r';
    session->line[clean ? length - 1 : length] = '\0';
    for (size_t i = 0; clean && i < length - 1; i++)
        clean = (unsigned char)session->line[i] >= ' ' && session->line[i] != 0x7f;
    if (!clean)
        violation(session->server, "not a clean line", session->line);
    return true;
}

static void write_down(struct script_server *server, const char *line)
{
    pthread_mutex_lock(&server->lock);
    size_t room = sizeof server->commands - server->commands_length;
    int length = snprintf(server->commands + server->commands_length, room, "%s\n", line);
    server->commands_length += (size_t)length < room ? (size_t)length : room - 1;
    pthread_mutex_unlock(&server->lock);
}

static void keep(struct script_server *server, const char *octets, size_t length)
{
    pthread_mutex_lock(&server->lock);
    size_t room = MOST_DATA - server->data_length;
    length = length < room ? length : room;
    memcpy(server->data + server->data_length, octets, length);
    server->data_length += length;
    pthread_mutex_unlock(&server->lock);
}

/* Reads mail data up to CRLF.CRLF and nothing else; `matched` octets of that have been seen. */
static bool read_data(struct session *session)
{
    static const char end[] = "\r\n.\r\n";
    struct script_server *server = session->server;
    char piece[4096];
    size_t length = 0;
    int matched = 2; /* a message may be empty */

    pthread_mutex_lock(&server->lock);
    server->data_length = 0;
    pthread_mutex_unlock(&server->lock);
    while (matched < 5) {
        int octet = next_octet(session);
        if (octet < 0)
            return false;
        if (octet == end[matched])
            matched++;
        else
            matched = octet == '\r' ? 1 : 0;
        piece[length++] = (char)octet;
        if (length == sizeof piece || matched == 5) {
            keep(server, piece, length);
            length = 0;
        }
    }
    return true;
}

/* The reply that the address in a MAIL or RCPT asks for. */
static const char *reply_to(const char *line, char reply[64])
{
    const char *address = strchr(line, '<');
    int code = address != NULL ? atoi(address + 1) : 0;

    if (code < 400 || code > 599 || address[4] != '-')
        return "250 2.1.0 good\r\n";
    snprintf(reply, 64, "%d %d.1.1 as you wish\r\n", code, code / 100);
    return reply;
}

static bool end_data(struct session *session)
{
    bool scripted;

    if (!read_data(session))
        return false;
    session->mail = false;
    session->recipients = 0;
    return answer(session, AT_END_OF_DATA, "250 2.0.0 kept\r\n", &scripted);
}

static bool data(struct session *session)
{
    bool scripted;
    bool willing = session->recipients > 0;

    if (!session->mail)
        violation(session->server, "out of order", session->line);
    if (!answer(session, AT_DATA, willing ? "354 go on\r\n" : "554 5.5.1 no recipients\r\n",
                &scripted))
        return false;
    if (scripted)
        willing = session->server->script.text[0] == '3';
    return !willing || end_data(session);
}

static bool mail(struct session *session)
{
    char text[64];
    bool scripted;
    const char *reply = reply_to(session->line, text);

    if (!session->greeted || session->mail)
        violation(session->server, "out of order", session->line);
    session->mail = reply[0] == '2';
    session->recipients = 0;
    return answer(session, AT_MAIL, reply, &scripted);
}

static bool rcpt(struct session *session)
{
    char text[64];
    bool scripted;
    const char *reply = reply_to(session->line, text);

    session->recipients += reply[0] == '2';
    return answer(session, AT_RCPT, reply, &scripted);
}

/* Obeys one command. Returns false at the session's end. */
static bool command(struct session *session)
{
    static const char extended[] =
        "250-script\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE\r\n";
    const char *line = session->line;
    bool scripted;

    write_down(session->server, line);
    if (strncasecmp(line, "EHLO ", 5) == 0 && session->server->script.deed == KNOWS_HELO_ONLY)
        return say(session, "502 what?\r\n", 11);
    if (strncasecmp(line, "EHLO ", 5) == 0 || strncasecmp(line, "HELO ", 5) == 0) {
        session->greeted = true;
        return answer(session, AT_EHLO, session->server->script.plain ? "250 script\r\n" : extended,
                      &scripted);
    }
    if (strncasecmp(line, "MAIL FROM:<", 11) == 0)
        return mail(session);
    if (strncasecmp(line, "RCPT TO:<", 9) == 0)
        return rcpt(session);
    if (strcasecmp(line, "DATA") == 0)
        return data(session);
    if (strcasecmp(line, "QUIT") == 0) {
        answer(session, AT_QUIT, "221 2.0.0 bye\r\n", &scripted);
        return false;
    }
    if (strcasecmp(line, "RSET") == 0) {
        session->mail = false;
        return say(session, "250 2.0.0 forgotten\r\n", 21);
    }
    violation(session->server, "unknown command", line);
    return say(session, "500 5.5.1 what?\r\n", 17);
}

static void *serve(void *argument)
{
    struct session *session = argument;
    struct script_server *server = session->server;
    bool scripted;

    bool goes_on = answer(session, AT_CONNECT, "220 script ESMTP\r\n", &scripted);
    while (goes_on && read_line(session))
        goes_on = command(session);
    pthread_mutex_lock(&server->lock);
    close(session->socket);
    server->sockets[session->slot] = -1;
    server->sessions--;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    free(session);
    return NULL;
}

static void begin(struct script_server *server, int accepted)
{
    struct session *session = calloc(1, sizeof *session);
    pthread_t thread;
    int slot = 0;

    if (session == NULL)
        die("calloc");
    pthread_mutex_lock(&server->lock);
    while (slot < MOST_SESSIONS && server->sockets[slot] >= 0)
        slot++;
    if (slot == MOST_SESSIONS)
        die("too many sessions");
    server->sockets[slot] = accepted;
    server->sessions++;
    pthread_mutex_unlock(&server->lock);
    /* Replies are many and small; without this each would wait for the one before to be confirmed.
     */
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    session->server = server;
    session->slot = slot;
    session->socket = accepted;
    if (pthread_create(&thread, NULL, serve, session) != 0)
        die("pthread_create");
    pthread_detach(thread);
}

static void *accept_all(void *argument)
{
    struct script_server *server = argument;

    for (;;) {
        int accepted = accept(server->listener, NULL, NULL);
        if (accepted >= 0)
            begin(server, accepted);
        else if (errno != EINTR)
            return NULL; /* shut down */
    }
}

struct script_server *script_server_open(const struct script *script)
{
    return script_server_open_at(script, "127.0.0.1", 0);
}

struct script_server *script_server_open_at(const struct script *script, const char *host, int port)
{
    struct script_server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t length = sizeof address;
    int yes = 1;

    if (server == NULL)
        die("calloc");
    if (script != NULL)
        server->script = *script;
    if (server->script.text == NULL)
        server->script.text = "";
    for (int i = 0; i < MOST_SESSIONS; i++)
        server->sockets[i] = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    inet_pton(AF_INET, host, &address.sin_addr);
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (server->listener < 0 ||
        bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(server->listener, 128) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &length) != 0)
        die("listen");
    server->port = ntohs(address.sin_port);
    if (pthread_create(&server->acceptor, NULL, accept_all, server) != 0)
        die("pthread_create");
    server->listening = true;
    return server;
}

int script_server_port(const struct script_server *server)
{
    return server->port;
}

static struct timespec in_a_while(void)
{
    struct timespec then;

    clock_gettime(CLOCK_REALTIME, &then);
    then.tv_sec += PATIENCE;
    return then;
}

bool script_server_await(struct script_server *server, enum phase phase, int count)
{
    struct timespec deadline = in_a_while();
    int waited = 0;

    pthread_mutex_lock(&server->lock);
    while (server->reached[phase] < count && waited == 0)
        waited = pthread_cond_timedwait(&server->changed, &server->lock, &deadline);
    bool reached = server->reached[phase] >= count;
    pthread_mutex_unlock(&server->lock);
    return reached;
}

int script_server_reached(struct script_server *server, enum phase phase)
{
    pthread_mutex_lock(&server->lock);
    int reached = server->reached[phase];
    pthread_mutex_unlock(&server->lock);
    return reached;
}

int script_server_sessions(struct script_server *server)
{
    pthread_mutex_lock(&server->lock);
    int sessions = server->sessions;
    pthread_mutex_unlock(&server->lock);
    return sessions;
}

int script_server_messages(struct script_server *server)
{
    pthread_mutex_lock(&server->lock);
    int messages = server->messages;
    pthread_mutex_unlock(&server->lock);
    return messages;
}

const char *script_server_commands(struct script_server *server)
{
    return server->commands;
}

const char *script_server_data(struct script_server *server, size_t *length)
{
    pthread_mutex_lock(&server->lock);
    *length = server->data_length;
    pthread_mutex_unlock(&server->lock);
    return server->data;
}

const char *script_server_violation(struct script_server *server)
{
    return server->violation;
}

void script_server_stop_listening(struct script_server *server)
{
    if (server->listening) {
        shutdown(server->listener, SHUT_RDWR);
        pthread_join(server->acceptor, NULL);
    }
    server->listening = false;
}

void script_server_close(struct script_server *server)
{
    struct timespec deadline = in_a_while();
    int waited = 0;

    script_server_stop_listening(server);
    close(server->listener);
    pthread_mutex_lock(&server->lock);
    server->closing = true;
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (server->sockets[i] >= 0)
            shutdown(server->sockets[i], SHUT_RDWR);
    while (server->sessions > 0 && waited == 0)
        waited = pthread_cond_timedwait(&server->changed, &server->lock, &deadline);
    pthread_mutex_unlock(&server->lock);
    if (waited != 0)
        die("a session of the test's server does not end");
    free(server);
}
