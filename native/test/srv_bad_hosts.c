/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_bad_hosts - hosts of servers that pass nonsense, return nonsense, take their time, or pull
 * the chair away that they sit on; and clients whose words are made to hurt them
 */
#include "support/server_host.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>

/* ---- arguments ------------------------------------------------------------------------------- */

static const int extremes[] = {INT_MIN, INT_MIN + 1, -65536, -1, 65536, INT_MAX - 1, INT_MAX};
enum { EXTREMES = sizeof extremes / sizeof extremes[0] };

static void numbers_at_their_extremes(void)
{
    configure();
    for (int i = 0; i < EXTREMES; i++) {
        CHECK_INT(-1, SetSMTPServer(host, extremes[i], ALL_ACTIONS));
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
        CHECK_INT(-1, SetPOP3Server(host, extremes[i], ALL_ACTIONS));
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
        CHECK_INT(-1, SRVStopServer(extremes[i]));
    }
    CHECK_INT(-1, SRVStopServer(0));
    for (int i = 0; i < EXTREMES; i++) { /* any mask is one, and none asks for what is not there */
        CHECK_INT(0, SetSMTPServer(host, 0, extremes[i]));
        int port = GetConfigParamInt("smtp_port");
        struct line_client *client = greeted(port, "220");
        line_client_close(client);
        CHECK_INT(0, SetSMTPServer(NULL, port, extremes[i]));
        CHECK_INT(0, SRVStopServer(port));
        SetConfigParam("smtp_port", 0);
    }
    close_servers();
}

static char block[4096];

/* All functions that take a stream, in all actions, with what cannot be. */
static void pass_nonsense(ServerStream *stream, int action)
{
    for (int i = 0; i < EXTREMES; i++) {
        if (extremes[i] <= 0) {
            CHECK_INT(0, SRVRecv(stream, block, extremes[i]));
            CHECK_INT(0, SRVSend(stream, block, extremes[i]));
            CHECK_INT(0, SRVSend64(stream, block, extremes[i]));
            CHECK_INT(0, GetRemoteAddr(stream, block, extremes[i]));
        }
        CHECK_INT(0, SRVRecv(stream, NULL, extremes[i]));
        CHECK_INT(0, SRVSend(stream, NULL, extremes[i]));
        CHECK_INT(0, SRVSend64(stream, NULL, extremes[i]));
        CHECK_INT(0, GetRemoteAddr(stream, NULL, extremes[i]));
    }
    CHECK_INT(0, SRVSend64(stream, block, INT64_MIN));
    CHECK_INT(0, SRVprintf(stream, NULL));
    CHECK_INT(0, SRVprintf(stream, "%s", ""));
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    SRVEndOfMsg(stream);
    CHECK_INT(0, SRVAbortMsg(stream));
    CHECK_INT(-1, SRVWait(stream, 0));
    CHECK_INT(-1, SRVPoll(stream));
    CHECK_INT(-2, SRVGetRcptResult(stream, 0, NULL, 0, NULL));
    CHECK_INT(-1, SRVGetResult(stream));
    CHECK_INT(-1, SRVRecvNext(stream, NULL, 0));
    if (action != ACTION_SMTP_SENDMSG)
        CHECK_INT(0, SRVRecv(stream, block, sizeof block));
    CHECK(mailshim_stop(0) != MAILSHIM_OK);
    CHECK_INT(MAILSHIM_E_STATE, SRVShutdown(1));
}

/* One session of each protocol, in which each action is asked about. */
static void visit(void)
{
    char line[32];

    send_message();
    await_messages("ann", 1);
    struct line_client *client = logged_in("ann");
    CHECK_SAYS("+OK", line_client_say(client, "RETR 1"));
    while (strcmp(line_client_read(client), ".") != 0)
        continue;
    snprintf(line, sizeof line, "DELE %d", 1);
    CHECK_SAYS("+OK", line_client_say(client, line));
    CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
    line_client_close(client);
    await_messages("ann", 0);
}

static void nonsense_in_each_action(void)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = pass_nonsense;
    open_servers(ALL_ACTIONS);
    visit();
    CHECK(answer_to(ACTION_POP_GETMSG)->calls > 0 && answer_to(ACTION_POP_DELMSG)->calls > 0);
    close_servers();
}

/* ---- clients' words -------------------------------------------------------------------------- */

/* What clients say comes to the callback as they said it, and cannot be more than one item. */
static void words_with_percent_signs(void)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    open_servers(ALL_ACTIONS);
    struct line_client *client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "HELO %n%s.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<%s%n%99999d@example.org>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<%n%n%n@example.net>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<\"a b;c\"@example.net>"));
    CHECK_SAYS("354", line_client_say(client, "DATA"));
    struct answer *answer = answer_to(ACTION_SMTP_SENDMSG);
    CHECK_TEXT("%s%n%99999d@example.org", answer->items[0]);
    CHECK_TEXT("%n%n%n@example.net \"a b;c\"@example.net", answer->items[1]);
    CHECK_TEXT("%n%s.example", answer->items[2]);
    line_client_close(client);
    client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "USER %s%n"));
    CHECK_SAYS("", line_client_say(client, "PASS %n%s"));
    CHECK_TEXT("%s%n", answer_to(ACTION_POP_LOGIN)->reqname);
    line_client_close(client);
    close_servers();
}

static void words_with_controls(void)
{
#define OCTETS(text) text, sizeof(text) - 1
    static const struct {
        const char *octets;
        size_t length;
    } lines[] = {
        {OCTETS("MAIL FROM:<a\0b@example.org>\r\n")},
        {OCTETS("MAIL FROM:<a\rb@example.org>\r\n")},
        {OCTETS("MAIL FROM:<a@example.org>\nRCPT TO:<ann@example.net>\r\n")},
        {OCTETS("MAIL FROM:<a\x01@example.org>\r\n")},
    };
#undef OCTETS

    open_servers(ALL_ACTIONS);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct line_client *client = greeted(smtp_port, "220");
        CHECK_SAYS("250", line_client_say(client, "HELO client.example"));
        CHECK(line_client_send(client, lines[i].octets, lines[i].length));
        const char *reply = line_client_read(client);
        CHECK(reply[0] == '5' || reply[0] == '4' || reply[0] == '\0');
        line_client_close(client);
    }
    CHECK_INT(0, answer_to(ACTION_SMTP_SENDMSG)->calls);
    send_message();
    close_servers();
}

/* ---- results --------------------------------------------------------------------------------- */

static void any_result_of_pop3(void)
{
    static const int results[] = {INT_MIN, -2, 0, 1, 399, 400, 599, 600, INT_MAX};
    static const int actions[] = {ACTION_POP_LOGIN, ACTION_POP_GETMSG, ACTION_POP_DELMSG};

    answer_to(ACTION_POP_LOGIN)->result = -1;
    open_servers(ALL_ACTIONS);
    send_message();
    await_messages("ann", 1);
    for (size_t i = 0; i < sizeof results / sizeof results[0] * 3; i++) {
        int result = results[i / 3];
        int action = actions[i % 3];
        if (action == ACTION_POP_DELMSG && result == 0)
            continue; /* it would be gone */
        answer_to(action)->result = result;
        struct line_client *client = greeted(pop_port, "+OK");
        CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
        const char *reply = line_client_say(client, "PASS secret");
        bool in = action != ACTION_POP_LOGIN || result < 0;
        CHECK_SAYS(in ? "+OK" : "-ERR [AUTH]", reply);
        if (action == ACTION_POP_GETMSG) {
            CHECK_SAYS(result > 0 ? "-ERR" : "+OK", line_client_say(client, "RETR 1"));
            while (result <= 0 && strcmp(line_client_read(client), ".") != 0)
                continue;
        }
        if (action == ACTION_POP_DELMSG)
            CHECK_SAYS("+OK", line_client_say(client, "DELE 1"));
        bool refused = action == ACTION_POP_DELMSG && result > 0;
        CHECK_SAYS(refused ? "-ERR" : "+OK", line_client_say(client, "QUIT"));
        line_client_close(client);
        answer_to(action)->result = action == ACTION_POP_LOGIN ? -1 : 0;
    }
    close_servers();
}

/* ---- hosts that take their time ---------------------------------------------------------------
 */

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int slow_action;

static void wait_at_gate(ServerStream *stream, int action)
{
    (void)stream;
    if (action == slow_action) {
        pthread_mutex_lock(&gate);
        pthread_mutex_unlock(&gate);
    }
}

/* A client in whose session the slow action is being asked about. */
static struct line_client *held_up(int action)
{
    if (action == ACTION_SMTP_CONNECT)
        return line_client_open(smtp_port);
    if (action == ACTION_SMTP_SENDMSG) {
        struct line_client *client = greeted(smtp_port, "220");
        CHECK_SAYS("250", line_client_say(client, "HELO client.example"));
        CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<me@example.org>"));
        CHECK_SAYS("250", line_client_say(client, "RCPT TO:<ann@example.net>"));
        CHECK(line_client_send(client, "DATA\r\n", 6));
        return client;
    }
    struct line_client *client = greeted(pop_port, "+OK");
    if (action == ACTION_POP_LOGIN) {
        CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
        CHECK(line_client_send(client, "PASS secret\r\n", 13));
        return client;
    }
    log_in(client, "ann");
    if (action == ACTION_POP_DELMSG)
        CHECK_SAYS("+OK", line_client_say(client, "DELE 1"));
    const char *line = action == ACTION_POP_DELMSG ? "QUIT\r\n" : "RETR 1\r\n";
    CHECK(line_client_send(client, line, strlen(line)));
    return client;
}

/* While a callback waits, for each action, other sessions of both servers go on, and their own goes
 * on when it returns. */
static void callbacks_that_wait(void)
{
    static const int actions[] = {ACTION_SMTP_CONNECT, ACTION_SMTP_SENDMSG, ACTION_POP_LOGIN,
                                  ACTION_POP_GETMSG, ACTION_POP_DELMSG};

    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = wait_at_gate;
    open_servers(ALL_ACTIONS);
    send_message();
    await_messages("ann", 1);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        int calls = answer_to(actions[i])->calls;
        pthread_mutex_lock(&gate);
        slow_action = actions[i];
        struct line_client *client = held_up(actions[i]);
        if (actions[i] != ACTION_SMTP_CONNECT) {
            struct line_client *other = greeted(smtp_port, "220");
            CHECK_SAYS("221", line_client_say(other, "QUIT"));
            line_client_close(other);
        }
        struct line_client *other = greeted(pop_port, "+OK");
        CHECK_SAYS("+OK", line_client_say(other, "QUIT"));
        line_client_close(other);
        CHECK_INT(calls, answer_to(actions[i])->calls);
        pthread_mutex_unlock(&gate);
        await_calls(actions[i], calls + 1);
        CHECK_SAYS(actions[i] >= ACTION_SMTP_CONNECT ? "" : "+OK", line_client_read(client));
        line_client_close(client);
        slow_action = 0;
        if (actions[i] == ACTION_POP_GETMSG)
            await_messages("ann", 1); /* until the session that broke off has gone */
    }
    close_servers();
}

/* ---- hosts that call back in ------------------------------------------------------------------
 */

static int meddling_in;
static int further_port;

/* Opens, replaces and closes servers in a callback, its own among them. */
static void meddle(ServerStream *stream, int action)
{
    (void)stream;
    if (action != meddling_in)
        return;
    meddling_in = 0;
    SetConfigParam("smtp_port", 0);
    CHECK_INT(0, SetSMTPServer(host, 0, ALL_ACTIONS)); /* another one */
    further_port = GetConfigParamInt("smtp_port");
    CHECK_INT(0, SetSMTPServer(host, smtp_port, ALL_ACTIONS)); /* the same once more */
    CHECK_INT(0, SetPOP3Server(host, pop_port, ALL_ACTIONS));
    struct line_client *client = greeted(further_port, "220");
    line_client_close(client);
    CHECK_INT(0, SRVStopServer(further_port));
    CHECK_INT(0, SRVStopServer(smtp_port));
    CHECK_INT(0, SRVStopServer(pop_port));
    CHECK_INT(-1, SRVStopServer(pop_port));
}

/* In each action, the session that was being asked about comes to its end though its server is
 * closed meanwhile; and servers can be opened again. */
static void callbacks_that_stop_their_server(void)
{
    static const int actions[] = {ACTION_SMTP_CONNECT, ACTION_SMTP_SENDMSG, ACTION_POP_LOGIN,
                                  ACTION_POP_GETMSG, ACTION_POP_DELMSG};

    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = meddle;
    open_servers(ALL_ACTIONS);
    send_message();
    await_messages("ann", 1);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        int calls = answer_to(actions[i])->calls;
        meddling_in = actions[i];
        struct line_client *client = held_up(actions[i]);
        await_calls(actions[i], calls + 1);
        while (!line_client_is_over(client)) /* it gets an answer, or a farewell */
            line_client_read(client);
        line_client_close(client);
        SetConfigParam("smtp_port", 0);
        SetConfigParam("pop_port", 0);
        CHECK_INT(0, SetSMTPServer(host, 0, ALL_ACTIONS));
        CHECK_INT(0, SetPOP3Server(host, 0, ALL_ACTIONS));
        smtp_port = GetConfigParamInt("smtp_port");
        pop_port = GetConfigParamInt("pop_port");
    }
    send_message();
    close_servers();
}

int main(void)
{
    RUN(numbers_at_their_extremes);
    RUN(nonsense_in_each_action);
    RUN(words_with_percent_signs);
    RUN(words_with_controls);
    RUN(any_result_of_pop3);
    RUN(callbacks_that_wait);
    RUN(callbacks_that_stop_their_server);
    return SUMMARY();
}
