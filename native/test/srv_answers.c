/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_answers - a callback that writes its own answer to the client, for each action and each class
 * of result
 *
 * Tables of: what the callback returns, what it writes, what the client hears.
 */
#include "support/server_host.h"

#include <stdbool.h>

struct row {
    int result;
    const char *text;
    const char *heard;
};

/* What the callback writes in which action, and whether it reads the message before. */
static int answering;
static const char *words;
static bool reads;

static void write_words(ServerStream *stream, int action)
{
    char piece[4096];

    if (action != answering)
        return;
    while (reads && SRVRecv(stream, piece, sizeof piece) > 0)
        continue;
    CHECK_INT(strlen(words), SRVprintf(stream, "%s", words));
}

/* Opens the servers with a callback that writes in one action. */
static void begin_answers(int action)
{
    answering = action;
    in_callback = write_words;
    answer_to(ACTION_POP_LOGIN)->result = -1;
    open_servers(ALL_ACTIONS);
}

static void set(const struct row *row)
{
    words = row->text;
    answer_to(answering)->result = row->result;
}

#define FOR_EACH(row, rows)                                                                        \
    for (const struct row *row = (rows); row < (rows) + sizeof(rows) / sizeof(rows)[0]; row++)

static void connect(void)
{
    static const struct row rows[] = {
        {0, "220 hello there\r\n", "220 hello there"},
        {0, "hello there", "220 hello there"},
        {0, "220-one\n220 two", "220-one"},
        {0, "554 go away\r\n", "220 mail.example.net ESMTP"}, /* not what happens */
        {0, "hello\tthere", "220 mail.example.net ESMTP"},    /* not printable */
        {0, "220-one\n221 two", "220 mail.example.net ESMTP"},
        {-1, "421 come back later\r\n", "421 come back later"},
        {-1, "no", "554 5.7.1 no"},
        {-1, "220 welcome", "554 5.7.1 "},
        {450, "450 4.0.0 not now\r\n", "450 4.0.0 not now"},
        {450, "451 nor then", "451 nor then"},
        {450, "not now", "450 4.7.1 not now"},
        {7, "not ever", "554 5.7.1 not ever"},
        {550, "250 fine", "550 5.7.1 "},
        {550, "450 another kind", "450 another kind"},
    };

    begin_answers(ACTION_SMTP_CONNECT);
    FOR_EACH(row, rows)
    {
        set(row);
        struct line_client *client = greeted(smtp_port, row->heard);
        if (row->result != 0)
            CHECK_TEXT("", line_client_read(client));
        line_client_close(client);
    }
    close_servers();
}

static void sendmsg_without_reading(void)
{
    static const struct row refusals[] = {
        {452, "452 4.2.2 ann's box is full\r\n", "452 4.2.2 ann's box is full"},
        {452, "try tomorrow", "452 4.7.1 try tomorrow"},
        {1, "no thanks\r\nnot even tomorrow\r\n", "554 5.7.1 not even tomorrow"},
        {552, "250 fine", "552 5.7.1 "},
        {552, "354 go ahead", "552 5.7.1 "},
    };
    static const struct row others[] = {
        {0, "250 2.0.0 in ann's box\r\n", "250 2.0.0 in ann's box"},
        {0, "in ann's box", "250 2."},
        {0, "550 lost", "250 2."},
        {-1, "250 eaten", "250 eaten"},
        {-1, "eaten", "250 2.0.0 eaten"},
        {-1, "450 later", "250 2.0.0 taken by the host"},
    };

    begin_answers(ACTION_SMTP_SENDMSG);
    FOR_EACH(row, refusals)
    {
        struct line_client *client;
        set(row);
        CHECK_SAYS(row->heard, at_data(&client));
        line_client_close(client);
    }
    FOR_EACH(row, others)
    {
        struct line_client *client;
        set(row);
        CHECK_SAYS("354", at_data(&client));
        say_message(client, row->heard);
    }
    await_messages("ann", 3);
    close_servers();
}

static void sendmsg_after_reading(void)
{
    static const struct row rows[] = {
        {0, "250 filed under 100%s\r\n", "250 filed under 100%s"},
        {0, "filed", "250 2."},
        {0, "421 lost", "250 2."},
        {-7, "yours is in the shredder", "250 2.0.0 yours is in the shredder"},
        {-7, "550 lost", "250 2.0.0 taken by the host"},
        {550, "550 5.6.0 what is that?", "550 5.6.0 what is that?"},
        {450, "450-this\n450 and that", "450-this"},
        {450, "too hot today", "450 4.7.1 too hot today"},
        {450, "250 fine", "450 4.7.1 "},
    };

    begin_answers(ACTION_SMTP_SENDMSG);
    reads = true;
    FOR_EACH(row, rows)
    {
        struct line_client *client;
        set(row);
        CHECK_SAYS("354", at_data(&client));
        line_client_send(client, wire_message, strlen(wire_message));
        CHECK_SAYS(row->heard, line_client_read(client));
        line_client_close(client);
    }
    await_messages("ann", 3);
    close_servers();
}

static void login(void)
{
    static const struct row rows[] = {
        {0, "+OK good morning\r\n", "-ERR [AUTH]"}, /* the table knows no such user */
        {0, "-ERR [AUTH] who are you?", "-ERR [AUTH] who are you?"},
        {0, "who are you?", "-ERR [AUTH] who are you?"},
        {-1, "+OK good morning\r\n", "+OK good morning"},
        {-1, "good morning", "+OK good morning"},
        {-1, "-ERR go away", "+OK"},
        {-1, "+OK one\r\n+OK two\r\n", "+OK maildrop"},
        {3, "-ERR [IN-USE] later\r\n", "-ERR [IN-USE] later"},
        {3, "later", "-ERR [AUTH] later"},
        {3, "+OK later", "-ERR [AUTH] "},
        {3, "+OKAY", "-ERR [AUTH] +OKAY"},
    };
    static const char plain[] = "AUTH PLAIN AGFubgBoZXJz"; /* ann, hers */

    begin_answers(ACTION_POP_LOGIN);
    FOR_EACH(row, rows)
    {
        set(row);
        for (int by_auth = 0; by_auth <= 1; by_auth++) {
            struct line_client *client = greeted(pop_port, "+OK");
            if (!by_auth)
                CHECK_SAYS("+OK", line_client_say(client, "USER stranger"));
            CHECK_SAYS(row->heard, line_client_say(client, by_auth ? plain : "PASS secret"));
            CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
            line_client_close(client);
        }
    }
    close_servers();
}

static void login_of_a_known_user(void)
{
    static const struct row rows[] = {
        {0, "+OK good morning", "+OK good morning"},
        {0, "good morning", "+OK good morning"},
        {0, "-ERR no", "+OK"},
    };

    begin_answers(ACTION_POP_LOGIN);
    SetConfigParam("user", "ann;secret");
    FOR_EACH(row, rows)
    {
        set(row);
        struct line_client *client = greeted(pop_port, "+OK");
        CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
        CHECK_SAYS(row->heard, line_client_say(client, "PASS secret"));
        CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
        line_client_close(client);
    }
    close_servers();
}

/* Reads to the end of a multi-line response; whether the text is a line of it. */
static bool has_line(struct line_client *client, const char *text)
{
    bool found = false;

    for (const char *line; strcmp(line = line_client_read(client), ".") != 0;)
        found = strcmp(line, text) == 0 || found;
    return found;
}

static void getmsg(void)
{
    static const struct row rows[] = {
        {0, "Subject: x\n\nfrom the host\n", "from the host"}, /* what it sends is the message */
        {-1, "Subject: x\n\nfrom the host\n", "from the host"},
        {-1, "+OK", "+OK"},
        {9, "-ERR [SYS/TEMP] the tape robot is asleep\r\n",
         "-ERR [SYS/TEMP] the tape robot is asleep"},
        {9, "asleep", "-ERR asleep"},
        {9, "+OK asleep", "-ERR 9"},
    };

    begin_answers(ACTION_POP_GETMSG);
    send_message();
    await_messages("ann", 1);
    FOR_EACH(row, rows)
    {
        set(row);
        struct line_client *client = logged_in("ann");
        if (row->result > 0) {
            CHECK_SAYS(row->heard, line_client_say(client, "RETR 1"));
            CHECK_SAYS(row->heard, line_client_say(client, "TOP 1 2"));
        } else {
            CHECK_SAYS("+OK", line_client_say(client, "RETR 1"));
            CHECK(has_line(client, row->heard));
        }
        CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
        line_client_close(client);
    }
    close_servers();
}

static void delmsg(void)
{
    static const struct row rows[] = {
        {-1, "+OK they stay", "+OK they stay"}, {-1, "they stay", "+OK they stay"},
        {-1, "-ERR they stay", "+OK"},          {5, "-ERR you may not", "-ERR you may not"},
        {5, "you may not", "-ERR you may not"}, {5, "+OK all gone", "-ERR 5"},
        {0, "+OK burnt", "+OK burnt"},
    };

    begin_answers(ACTION_POP_DELMSG);
    send_message();
    send_message();
    await_messages("ann", 2);
    FOR_EACH(row, rows)
    {
        set(row);
        struct line_client *client = logged_in("ann");
        CHECK_SAYS("+OK", line_client_say(client, "DELE 1"));
        CHECK_SAYS("+OK", line_client_say(client, "DELE 2"));
        CHECK_SAYS(row->heard, line_client_say(client, "QUIT"));
        line_client_close(client);
        await_messages("ann", row->result == 0 ? 0 : 2);
    }
    close_servers();
}

static void further_actions(void)
{
    struct row refusal = {550, "nobody of that name", "550 5.7.1 nobody of that name"};
    struct row yes = {0, "250 by all means", "250 2.1.5"}; /* what the relay policy says */

    SetConfigParam("ext_actions", 1);
    begin_answers(ACTION_SMTP_RCPT);
    struct line_client *client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<ann@example.net>"));
    set(&refusal);
    CHECK_SAYS(refusal.heard, line_client_say(client, "RCPT TO:<ann@example.net>"));
    set(&yes);
    CHECK_SAYS(yes.heard, line_client_say(client, "RCPT TO:<ann@example.net>"));
    CHECK_SAYS("550 5.7.1", line_client_say(client, "RCPT TO:<far@example.edu>"));
    line_client_close(client);
    answering = ACTION_SMTP_AUTH;
    answer_to(ACTION_SMTP_AUTH)->result = 1;
    words = "235 come in";
    client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("535", line_client_say(client, "AUTH PLAIN AGFubgBoZXJz"));
    line_client_close(client);
    close_servers();
}

/* ---- what is no answer ------------------------------------------------------------------------
 */

static void write_too_much(ServerStream *stream, int action)
{
    char much[1025];

    if (action != ACTION_SMTP_CONNECT)
        return;
    memset(much, 'x', sizeof much);
    CHECK_INT(0, SRVSend(stream, much, sizeof much));
    CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(stream));
    CHECK_INT(1000, SRVSend(stream, much, 1000)); /* in pieces, up to the limit */
    CHECK_INT(0, SRVSend(stream, much, 25));
    CHECK_INT(24, SRVSend(stream, much, 24));
    CHECK_INT(0, SRVprintf(stream, "%s", "x"));
    CHECK_INT(0, SRVSend(stream, NULL, 1));
    CHECK_INT(0, SRVSend(stream, much, 0));
    CHECK_INT(0, SRVSend(stream, much, -1));
}

static void an_answer_has_a_limit(void)
{
    in_callback = write_too_much;
    open_servers(ALL_ACTIONS);
    struct line_client *client = greeted(smtp_port, "220 xxxxxxxxxx");
    line_client_close(client);
    close_servers();
}

static void write_octets(ServerStream *stream, int action)
{
    if (action == ACTION_SMTP_CONNECT)
        CHECK_INT(7, SRVSend(stream, words, 7));
}

static void an_answer_cannot_break_out(void)
{
    static const char *const octets[] = {"a\0b\r\nEH", "a\rb\x7f\xff\xfe", "\r\n\r\n250",
                                         "\n\n\n\n\n\n\n", "250 \r\n."};

    in_callback = write_octets;
    open_servers(ALL_ACTIONS);
    for (size_t i = 0; i < sizeof octets / sizeof octets[0]; i++) {
        words = octets[i];
        struct line_client *client = greeted(smtp_port, "220 mail.example.net ESMTP");
        CHECK_SAYS("250", line_client_say(client, "HELO client.example"));
        CHECK_SAYS("221", line_client_say(client, "QUIT"));
        line_client_close(client);
    }
    close_servers();
}

int main(void)
{
    RUN(connect);
    RUN(sendmsg_without_reading);
    RUN(sendmsg_after_reading);
    RUN(login);
    RUN(login_of_a_known_user);
    RUN(getmsg);
    RUN(delmsg);
    RUN(further_actions);
    RUN(an_answer_has_a_limit);
    RUN(an_answer_cannot_break_out);
    return SUMMARY();
}
