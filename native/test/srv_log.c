/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_log - what the log tells of messages sent, queued, received and fetched, and of no password
 */
#include "support/server_host.h"
#include "support/text_file.h"

enum { WHAT_HAPPENS = 3, EVERYTHING = 4 }; /* of the parameter detail */

static const char *path;

/* The log, when it has that. */
static const char *logged(const char *wanted)
{
    return written(path, wanted);
}

static void begin_log(int detail)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    open_servers(ACTION_POP_LOGIN);
    path = in_directory("log");
    SetConfigParam("log", path);
    SetConfigParam("detail", detail);
}

static void end_message(ServerStream stream, int result)
{
    CHECK(SRVprintf(stream, "Subject: logged\n\ntext\n") > 0);
    CHECK_INT(result, SRVEndOfMsgEx(stream));
}

static void say_both_sides(void)
{
    end_message(
        SRVInitSendMsgSMTP("me@example.org", "ann@example.net", "127.0.0.1", smtp_port, NULL, NULL),
        25);
}

static void a_dialogue_has_both_its_sides(void)
{
    begin_log(EVERYTHING);
    say_both_sides();
    logged(" debug [127.0.0.1]:");
    logged(" > RCPT TO:<ann@example.net>");
    logged(" < 250 ");
    logged(" < MAIL FROM:<me@example.org>");
    logged(" > 354 ");
    close_servers();
}

static void what_became_of_a_message_is_information(void)
{
    begin_log(WHAT_HAPPENS);
    say_both_sides();
    logged(" info <me@example.org>: <ann@example.net>: [127.0.0.1]:");
    CHECK(strstr(logged("<me@example.org> -> <ann@example.net>, "), " debug ") == NULL);
    ServerStream refused = SRVInitSendMsgSMTP("me@example.org", "you@elsewhere.example",
                                              "127.0.0.1", smtp_port, NULL, NULL);
    end_message(refused, -550);
    logged("<you@elsewhere.example>: [127.0.0.1]:");
    logged(" while sending RCPT TO: 550 ");
    close_servers();
}

static void a_queue_tells_of_its_messages(void)
{
    char proxy[32];

    begin_log(EVERYTHING);
    snprintf(proxy, sizeof proxy, "127.0.0.1:%d", smtp_port);
    SetConfigParam("smtpproxy", (const char *)proxy);
    end_message(SRVInitSendMsgBackgaund("me@example.org", "you@elsewhere.example", NULL, NULL), 0);
    logged(" > RCPT TO:<you@elsewhere.example>");
    logged(" info queue ");
    logged(": <you@elsewhere.example>: [127.0.0.1]:");
    SetConfigParam("smtpproxy", "");
    close_servers();
}

static void no_password_is_logged(void)
{
    begin_log(EVERYTHING);
    struct line_client *client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
    CHECK_SAYS("+OK", line_client_say(client, "PASS very-secret"));
    CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
    line_client_close(client);
    logged(" < USER ann");
    CHECK(strstr(logged(" < QUIT"), "very-secret") == NULL);
    answer_to(ACTION_POP_LOGIN)->result = 1;
    client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
    CHECK_SAYS("-ERR", line_client_say(client, "PASS very-secret"));
    CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
    line_client_close(client);
    CHECK(strstr(logged(": login of ann: "), "very-secret") == NULL);
    close_servers();
}

int main(void)
{
    RUN(a_dialogue_has_both_its_sides);
    RUN(what_became_of_a_message_is_information);
    RUN(a_queue_tells_of_its_messages);
    RUN(no_password_is_logged);
    return SUMMARY();
}
