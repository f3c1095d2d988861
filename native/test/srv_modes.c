/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_modes - waiting or not: six ways to ask for it, and what callback and result tell in each
 *
 * Of a success, of a refusal by the server, and of a server that is not there.
 */
#include "support/watch.h"

/* "Subject: test", an empty line and "text", with CRLF. */
enum { OCTETS = 15 + 2 + 6 };

struct expected {
    const char *to;
    int result; /* of a message that is waited for, and of DONE */
    int error;
};

static bool heard_here(const struct watch *watch, bool all)
{
    int here = 0;

    for (int i = 0; i < watch->count; i++)
        here += pthread_equal(watch->on[i], pthread_self()) != 0;
    return all ? here == watch->count : here > 0;
}

static void check_events(const struct watch *watch, const struct expected *expected, bool waits)
{
    watch_check_order(watch);
    CHECK(waits ? heard_here(watch, true) : !heard_here(watch, false));
    CHECK_INT(expected->result, watch->sent);
    CHECK_INT(expected->error, watch->error);
    CHECK_INT(STATE_SMTP_FINDHOST, watch->states[0]);
    if (expected->result < 0)
        return;
    CHECK(watch->count >= 5); /* each state; SENDING 0 may have been replaced by a newer one */
    CHECK_INT(STATE_SMTP_SENDING, watch->states[watch->count - 2]);
    CHECK_INT(OCTETS, watch->counts[watch->count - 2]);
}

/* The message is over, so its handle soon is none. */
static void check_gone(ServerStream stream)
{
    double until = seconds_now() + 10;

    while (SRVGetLastError(stream) != MAILSHIM_E_HANDLE && seconds_now() < until)
        usleep(1000);
    CHECK_INT(0, SRVSend(stream, "x", 1));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_INT(0, SRVAbortMsg(stream));
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    CHECK_INT(-1, SRVErrorText(stream, NULL, 0));
}

static void one(struct script_server *server, const struct expected *expected, int async,
                bool listens, bool plain_end)
{
    static struct watch watches[64]; /* all of them are looked at again at the end */
    static int used;
    struct watch *watch = listens ? &watches[used++] : NULL;
    bool waits = async == 0 || (async == -1 && !listens);
    int reached = script_server_messages(server);

    SetConfigParamI("async", async);
    ServerStream stream = begin(server, expected->to, watch);
    if (expected->error == MAILSHIM_E_NETWORK)
        SRVSend(stream, "x", 1); /* by now it may have failed or not */
    else
        write_text(stream);
    if (waits && listens) {
        CHECK(expected->error == MAILSHIM_E_NETWORK || script_server_await(server, AT_EHLO, 1));
        CHECK_INT(0, watch_count(watch)); /* nothing is called but on the thread that waits */
    }
    if (plain_end) {
        SRVEndOfMsg(stream);
    } else {
        int result = SRVEndOfMsgEx(stream);
        bool early = !waits && expected->result < 0 && result < 0; /* it has failed by now */
        CHECK_INT(waits || early ? expected->result : 0, result);
    }
    if (waits && expected->error != MAILSHIM_OK) {
        CHECK_INT(expected->error, SRVGetLastError(NULL));
        CHECK_INT(expected->error, mailshim_last_error_code());
    }
    if (listens && !waits)
        watch_done(watch);
    if (listens)
        check_events(watch, expected, waits);
    else if (!waits && expected->result > 0)
        while (script_server_messages(server) == reached)
            usleep(1000); /* the test's time-out is the deadline */
    if (expected->result > 0)
        CHECK_INT(reached + 1, script_server_messages(server));
    check_gone(stream);
    for (int i = 0; i < used; i++)
        CHECK_INT(1, watches[i].dones);
}

static void all_ways(struct script_server *server, const struct expected *expected)
{
    for (int async = -1; async <= 1; async++)
        for (int listens = 0; listens <= 1; listens++)
            for (int plain_end = 0; plain_end <= 1; plain_end++)
                one(server, expected, async, listens, plain_end);
}

/* A call that succeeds leaves the thread's last error as it was, so there must be none at first. */
static void no_error_before(struct script_server *server)
{
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(NULL));
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    write_text(stream);
    CHECK_INT(OCTETS, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    CHECK_INT(0, strlen(mailshim_last_error()));
}

static void error_text(struct script_server *server)
{
    char text[512] = "";
    char cut[6];

    SetConfigParamI("async", -1);
    ServerStream stream = begin(server, "554-gone@example.net", NULL);
    write_text(stream);
    CHECK_INT(-554, SRVEndOfMsgEx(stream));
    int length = SRVErrorText(NULL, text, sizeof text);
    CHECK_INT((int)strlen(text), length);
    CHECK(strcmp(text, mailshim_last_error()) == 0);
    CHECK(strstr(text, "554-gone@example.net") != NULL);
    CHECK(strstr(text, "as you wish") != NULL);
    CHECK(strstr(text, "RCPT") != NULL);
    CHECK_INT(length, SRVErrorText(NULL, cut, sizeof cut));
    CHECK_INT(5, strlen(cut));
    CHECK_INT(length, SRVErrorText(NULL, NULL, 0));
    cut[0] = 'x';
    CHECK_INT(length, SRVErrorText(NULL, cut, -1));
    CHECK_INT('x', cut[0]);
}

int main(void)
{
    static const struct expected accepted = {"recipient@example.net", OCTETS, MAILSHIM_OK};
    static const struct expected refused = {"550-nobody@example.net", -550, MAILSHIM_E_REFUSED};
    static const struct expected later = {"451-busy@example.net", -451, MAILSHIM_E_REFUSED};
    static const struct expected nowhere = {"recipient@example.net", -1, MAILSHIM_E_NETWORK};
    struct script_server *server = script_server_open(NULL);
    struct script_server *absent = script_server_open(NULL);

    no_error_before(server);
    all_ways(server, &accepted);
    all_ways(server, &refused);
    all_ways(server, &later);
    error_text(server);
    close_server(server);

    script_server_stop_listening(absent);
    all_ways(absent, &nowhere);
    close_server(absent);
    puts("passed");
    return 0;
}
