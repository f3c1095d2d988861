/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_host.c - see server_host.h
 */
#include "server_host.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>

enum { STOP_MILLISECONDS = 60000, PATIENCE_SECONDS = 50 };

const char wire_message[] = "Subject: test\r\n\r\n..a dot\r\ntext\r\n.\r\n";

/* ---- a host ---------------------------------------------------------------------------------- */

static struct answer answers[] = {
    {.action = ACTION_POP_LOGIN},    {.action = ACTION_POP_GETMSG},   {.action = ACTION_POP_DELMSG},
    {.action = ACTION_SMTP_CONNECT}, {.action = ACTION_SMTP_SENDMSG}, {.action = ACTION_SMTP_AUTH},
    {.action = ACTION_SMTP_RCPT},
};

void (*in_callback)(ServerStream *stream, int action);
static pthread_mutex_t calls_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t called = PTHREAD_COND_INITIALIZER;

struct answer *answer_to(int action)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (answers[i].action == action)
            return &answers[i];
    CHECK_FAILED("action %d is none", action);
}

int host(ServerStream *stream, char *reqname, int action, ...)
{
    struct answer *answer = answer_to(action);
    va_list items;

    snprintf(answer->reqname, sizeof answer->reqname, "%s", reqname);
    answer->item_count = 0;
    va_start(items, action);
    for (const char *item; (item = va_arg(items, const char *)) != NULL; answer->item_count++) {
        CHECK(answer->item_count < MOST_ITEMS);
        snprintf(answer->items[answer->item_count], sizeof answer->items[0], "%s", item);
    }
    va_end(items);
    if (in_callback != NULL)
        in_callback(stream, action);
    pthread_mutex_lock(&calls_lock);
    answer->calls++;
    pthread_cond_broadcast(&called);
    pthread_mutex_unlock(&calls_lock);
    return answer->result;
}

void await_calls(int action, int count)
{
    struct timespec limit;

    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&calls_lock);
    while (answer_to(action)->calls < count)
        CHECK_INT(0, pthread_cond_timedwait(&called, &calls_lock, &limit));
    pthread_mutex_unlock(&calls_lock);
}

static char directory[] = "/tmp/mailshim-test-XXXXXX";
int smtp_port, pop_port;

const char *in_directory(const char *name)
{
    static char path[4][96];
    static int next;
    char *chosen = path[next++ % 4];

    snprintf(chosen, sizeof path[0], "%s/%s", directory, name);
    return chosen;
}

void configure(void)
{
    CHECK(mkdtemp(directory) != NULL);
    SetConfigParam("smtp_out", in_directory("queue"));
    SetConfigParam("mbox_dir", in_directory("mail"));
    SetConfigParam("smtp_name", "mail.example.net");
    SetConfigParam("local_domains", "example.net example.com");
    SetConfigParam("smtp_bind", "127.0.0.1");
    SetConfigParam("pop_bind", "127.0.0.1");
    SetConfigParam("smtp_port", 0);
    SetConfigParam("pop_port", 0);
    SetConfigParam("auth_delay", 0);
}

void open_servers(int mask)
{
    configure();
    CHECK_INT(0, SetSMTPServer(host, 0, mask));
    CHECK_INT(0, SetPOP3Server(host, 0, mask));
    smtp_port = GetConfigParamInt("smtp_port");
    pop_port = GetConfigParamInt("pop_port");
    CHECK(smtp_port > 0 && pop_port > 0 && smtp_port != pop_port);
}

void close_servers(void)
{
    char command[sizeof directory + 16];

    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, system(command));
}

/* ---- clients --------------------------------------------------------------------------------- */

struct line_client *greeted(int port, const char *greeting)
{
    struct line_client *client = line_client_open(port);

    CHECK_SAYS(greeting, line_client_read(client));
    return client;
}

const char *at_data(struct line_client **client)
{
    *client = greeted(smtp_port, "220 mail.example.net ");
    CHECK_SAYS("250", line_client_say(*client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(*client, "MAIL FROM:<me@example.org> SIZE=42"));
    CHECK_SAYS("250", line_client_say(*client, "RCPT TO:<ann@example.net>"));
    CHECK_SAYS("250", line_client_say(*client, "RCPT TO:<bob@example.com>"));
    return line_client_say(*client, "DATA");
}

void say_message(struct line_client *client, const char *reply)
{
    line_client_send(client, wire_message, sizeof wire_message - 1);
    CHECK_SAYS(reply, line_client_read(client));
    CHECK_SAYS("221", line_client_say(client, "QUIT"));
    line_client_close(client);
}

void send_message(void)
{
    struct line_client *client;

    CHECK_SAYS("354", at_data(&client));
    say_message(client, "250");
}

void log_in(struct line_client *client, const char *user)
{
    static const char in_use[] = "-ERR [IN-USE]";
    char line[64];
    const char *reply = "";

    snprintf(line, sizeof line, "USER %s", user);
    for (int i = 0; i == 0 || strncmp(in_use, reply, strlen(in_use)) == 0; i++) {
        if (i > 5000)
            CHECK_FAILED("%s is logged in for ever", user);
        if (i > 0)
            usleep(10000);
        CHECK_SAYS("+OK", line_client_say(client, line));
        reply = line_client_say(client, "PASS secret");
    }
    CHECK_SAYS("+OK", reply);
}

struct line_client *logged_in(const char *user)
{
    struct line_client *client = greeted(pop_port, "+OK");

    log_in(client, user);
    return client;
}

void await_messages(const char *user, int count)
{
    char wanted[32];

    snprintf(wanted, sizeof wanted, "+OK %d ", count);
    for (int i = 0;; i++) {
        struct line_client *client = logged_in(user);
        const char *reply = line_client_say(client, "STAT");
        bool there = strncmp(wanted, reply, strlen(wanted)) == 0;
        if (!there && i > 5000)
            CHECK_FAILED("%s has \"%s\", not %d", user, reply, count);
        CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
        line_client_close(client);
        if (there)
            return;
        usleep(10000);
    }
}
