/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_recipients - several recipients: how they are written, and what became of each
 */
#include "support/watch.h"

struct result {
    const char *address;
    int result;
    int code;
};

struct inside {
    const struct result *results;
    int count;
};

/* Runs in the callback. */
static void check_results(ServerStream stream, struct watch *watch, int state)
{
    const struct inside *inside = watch->own;
    char address[64];
    int code = -7;

    if (state != STATE_SMTP_DONE) {
        /* A callback may lag behind a message that is decided already. */
        if (SRVGetRcptResult(stream, 0, address, sizeof address, &code) == -2) {
            CHECK_INT(MAILSHIM_E_STATE, SRVGetLastError(NULL));
            CHECK_INT(-7, code);
        }
        return;
    }
    for (int i = 0; i < inside->count; i++) {
        CHECK_INT(inside->results[i].result,
                  SRVGetRcptResult(stream, i, address, sizeof address, &code));
        CHECK_TEXT(inside->results[i].address, address);
        CHECK_INT(inside->results[i].code, code);
    }
    code = -7;
    strcpy(address, "kept");
    CHECK_INT(-2, SRVGetRcptResult(stream, inside->count, address, sizeof address, &code));
    CHECK_INT(-2, SRVGetRcptResult(stream, -1, address, sizeof address, &code));
    CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(NULL));
    CHECK_INT(-7, code);
    CHECK_TEXT("kept", address);
    CHECK_INT(inside->results[0].result, SRVGetRcptResult(stream, 0, NULL, 0, NULL));
    CHECK_INT(inside->results[0].result, SRVGetRcptResult(stream, 0, address, 5, NULL));
    CHECK_INT(4, (int)strlen(address));
    CHECK(strncmp(inside->results[0].address, address, 4) == 0);
    CHECK_INT(inside->results[0].result, SRVGetRcptResult(stream, 0, address, -1, NULL));
    CHECK_INT(4, (int)strlen(address));
}

static void send_to(const char *to, int async, int done, const struct result *results, int count)
{
    struct script_server *server = script_server_open(NULL);
    struct inside inside = {results, count};
    struct watch watch = {.also = check_results, .own = &inside};

    SetConfigParam("async", async);
    ServerStream stream = begin(server, to, &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    watch_done(&watch);
    CHECK_INT(done, watch.sent);
    CHECK_INT(1, watch.dones);
    close_server(server);
}

static void tells_of_each(void)
{
    static const struct result mixed[] = {{"anna@example.net", 1, 250},
                                          {"550-bert@example.org", -1, 550},
                                          {"451-carl@example.net", 0, 451},
                                          {"anna@example.net", 1, 250},
                                          {"dora@example.com", 1, 250}};
    static const char to[] = "anna@example.net 550-bert@example.org 451-carl@example.net "
                             "anna@example.net dora@example.com";

    send_to(to, 0, -550, mixed, 5);
    send_to(to, 1, -550, mixed, 5);
    send_to("anna@example.net,451-carl@example.net", 0, -451, (struct result[]){mixed[0], mixed[2]},
            2);
    send_to("550-bert@example.org;451-carl@example.net", 1, -550,
            (struct result[]){mixed[1], mixed[2]}, 2);
}

static void when_nobody_was_reached(void)
{
    struct script_server *server = script_server_open(NULL);
    static const struct result results[] = {{"anna@example.net", 0, 0}, {"bert@example.net", 0, 0}};
    struct inside inside = {results, 2};
    struct watch watch = {.also = check_results, .own = &inside};

    script_server_stop_listening(server);
    SetConfigParam("async", 0);
    SRVEndOfMsg(begin(server, "anna@example.net bert@example.net", &watch));
    CHECK_INT(-1, watch.sent);
    CHECK_INT(1, watch.dones);
    close_server(server);
}

/* Each spelling of a list, and the RCPT commands that it becomes. */
static void reads_lists(void)
{
    static const struct {
        const char *to, *commands;
    } rows[] = {
        {"a@b.c", "RCPT TO:<a@b.c>\n"},
        {" a@b.c ,; d@e.f,", "RCPT TO:<a@b.c>\nRCPT TO:<d@e.f>\n"},
        {"a@b.c;d@e.f;g@h.i", "RCPT TO:<a@b.c>\nRCPT TO:<d@e.f>\nRCPT TO:<g@h.i>\n"},
        {"\"x, y; z\"@b.c d@e.f", "RCPT TO:<\"x, y; z\"@b.c>\nRCPT TO:<d@e.f>\n"},
        {"\"q\\\" w\"@b.c,d@[192.0.2.1]", "RCPT TO:<\"q\\\" w\"@b.c>\nRCPT TO:<d@[192.0.2.1]>\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct script_server *server = script_server_open(NULL);
        char wanted[256];
        snprintf(wanted, sizeof wanted, "MAIL FROM:<sender@example.org> SIZE=23\n%sDATA\nQUIT\n",
                 rows[i].commands);
        ServerStream stream = begin(server, rows[i].to, NULL);
        write_text(stream);
        CHECK_INT(23, SRVEndOfMsgEx(stream));
        CHECK(script_server_await(server, AT_QUIT, 1));
        const char *mail = strstr(script_server_commands(server), "MAIL");
        CHECK_TEXT(wanted, mail != NULL ? mail : "");
        close_server(server);
    }
}

static void takes_a_thousand(void)
{
    static char to[32 * 1000];
    struct script_server *server = script_server_open(NULL);
    size_t length = 0;

    for (int i = 0; i < 1000; i++)
        length += (size_t)snprintf(to + length, sizeof to - length, "r%d@example.net ", i);
    ServerStream stream = begin(server, to, NULL);
    write_text(stream);
    CHECK_INT(23, SRVEndOfMsgEx(stream));
    CHECK(script_server_await(server, AT_RCPT, 1000));
    close_server(server);
}

int main(void)
{
    RUN(tells_of_each);
    RUN(when_nobody_was_reached);
    RUN(reads_lists);
    RUN(takes_a_thousand);
    return SUMMARY();
}
