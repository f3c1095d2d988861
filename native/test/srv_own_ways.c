/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_own_ways - one message's own credentials and TLS, said before or after a server has refused
 * others, and the states that the original does not have
 */
#include "support/server_host.h"

enum { PATIENCE_SECONDS = 50, PAUSE_MICROSECONDS = 10000 };

static const struct script offers_login = {
    .phase = AT_EHLO, .deed = SAYS, .text = "250-server.example\r\n250 AUTH PLAIN\r\n"};

static void credentials(void)
{
    struct script_server *server = script_server_open(NULL);
    struct script_server *with_login = script_server_open(&offers_login);

    SetConfigParam("smtptls", 0);
    SetConfigParam("auth_clear", 1);
    ServerStream mail = begin(with_login, "recipient@example.net", NULL);
    CHECK_INT(0, SRVSetAuth(mail, "user", "secret"));
    write_text(mail);
    CHECK_INT(-1, SRVSetAuth(mail, "other", "secret"));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    SRVEndOfMsgEx(mail); /* the script knows no AUTH; that it was tried is enough */
    CHECK_CONTAINS("AUTH PLAIN ", script_server_commands(with_login));
    mail = begin(server, "recipient@example.net", NULL);
    CHECK_INT(0, SRVSetAuth(mail, NULL, NULL));
    write_text(mail);
    CHECK_INT(23, SRVEndOfMsgEx(mail));
    CHECK_INT(-1, SRVSetAuth(mail, "user", "secret"));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_INT(-1, SRVSetAuth(NULL, "user", "secret"));
    come_to_rest(server);
    close_server(server);
}

/* Whatever is stronger, and the server knows. */
static void only_some_mechanisms(void)
{
    static const struct script offers_more = {
        .phase = AT_EHLO,
        .deed = SAYS,
        .text = "250-server.example\r\n250 AUTH CRAM-MD5 PLAIN\r\n"};
    struct script_server *server = script_server_open(&offers_more);

    SetConfigParam("smtptls", 0);
    SetConfigParam("auth_clear", 1);
    SetConfigParam("smtp_user", "user");
    SetConfigParam("smtp_passw", "secret");
    SetConfigParam("smtp_auth", "LOGIN,PLAIN");
    SetConfigParam("smtp_auth", "MY-OWN");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_TEXT("LOGIN,PLAIN", GetConfigParamStr("smtp_auth"));
    ServerStream mail = begin(server, "recipient@example.net", NULL);
    write_text(mail);
    SRVEndOfMsgEx(mail); /* the script knows no AUTH */
    CHECK_CONTAINS("AUTH PLAIN ", script_server_commands(server));
    CHECK(strstr(script_server_commands(server), "CRAM-MD5") == NULL);
    SetConfigParam("smtp_auth", "LOGIN");
    mail = begin(server, "recipient@example.net", NULL);
    write_text(mail);
    CHECK_INT(-1, SRVEndOfMsgEx(mail));
    CHECK_CONTAINS("CRAM-MD5 PLAIN", mailshim_last_error());
}

static void encryption(void)
{
    struct script_server *server = script_server_open(NULL);

    ServerStream mail = begin(server, "recipient@example.net", NULL);
    CHECK_INT(-1, SRVSetTLS(mail, 4));
    CHECK_INT(-1, SRVSetTLS(mail, -1));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_OFFERED));
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_NONE));
    write_text(mail);
    CHECK_INT(23, SRVEndOfMsgEx(mail));
    mail = begin(server, "recipient@example.net", NULL);
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_REQUIRED)); /* which this server does not have */
    SRVSend(mail, "x\n", 2);
    CHECK_INT(-1, SRVEndOfMsgEx(mail));
    CHECK_INT(-1, SRVSetTLS(NULL, SRV_TLS_NONE));
    come_to_rest(server);
    close_server(server);
}

/* Waits until the server has refused what a message was to be sent with. */
static void await_refusal(ServerStream mail)
{
    for (double start = seconds_now(); SRVGetLastError(mail) == 0; usleep(PAUSE_MICROSECONDS))
        CHECK(seconds_now() - start < PATIENCE_SECONDS);
    CHECK_INT(0, SRVGetResult(mail)); /* it may be mended yet */
}

/* The server has no TLS, which the parameters want: the message says that it does without. */
static void a_refusal_before_the_settings(void)
{
    static struct watch watch;
    struct script_server *server = script_server_open(NULL);

    SetConfigParam("smtponlytls", 1);
    ServerStream mail = begin(server, "recipient@example.net", NULL);
    await_refusal(mail);
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_NONE));
    CHECK_INT(0, SRVGetLastError(mail));
    write_text(mail);
    CHECK_INT(23, SRVEndOfMsgEx(mail));
    mail = begin(server, "recipient@example.net", &watch);
    await_refusal(mail);
    CHECK_INT(0, watch.dones);
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_REQUIRED)); /* no better */
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_NONE));
    write_text(mail);
    SRVEndOfMsg(mail);
    watch_done(&watch);
    CHECK_INT(23, watch.sent);
    CHECK_INT(1, watch.dones);
    come_to_rest(server);
    CHECK_INT(2, script_server_messages(server));
    close_server(server);
}

/* Whatever was said before, and nothing of it is tried. */
static void the_last_settings_count(void)
{
    struct script_server *server = script_server_open(NULL);

    SetConfigParam("smtp_passw", "of the parameters");
    ServerStream mail = begin(server, "recipient@example.net", NULL);
    CHECK(script_server_await(server, AT_EHLO, 1));
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_IMPLICIT));
    CHECK_INT(0, SRVSetAuth(mail, "user", "secret"));
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_REQUIRED | SRV_TLS_CHECKED));
    CHECK_INT(0, SRVSetAuth(mail, NULL, NULL));
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_NONE));
    CHECK_INT(23, (write_text(mail), SRVEndOfMsgEx(mail)));
    come_to_rest(server);
    CHECK_INT(2, script_server_reached(server, AT_CONNECT));
    close_server(server);
}

static void a_refusal_that_is_not_mended(void)
{
    static struct watch watch;
    struct script_server *server = script_server_open(NULL);

    SetConfigParam("smtponlytls", 1);
    ServerStream mail = begin(server, "recipient@example.net", &watch);
    await_refusal(mail);
    int error = SRVGetLastError(mail);
    CHECK_INT(0, SRVSend(mail, "x", 1));
    watch_done(&watch); /* though the host has not ended it */
    CHECK_INT(-1, watch.sent);
    CHECK_INT(error, watch.error);
    CHECK_INT(-1, SRVSetTLS(mail, SRV_TLS_NONE));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK_INT(-1, SRVEndOfMsgEx(mail));
    CHECK_INT(1, watch.dones);
    mail = begin(server, "recipient@example.net", NULL);
    await_refusal(mail);
    CHECK_INT(-1, SRVEndOfMsgEx(mail)); /* without an octet */
    mail = begin(server, "recipient@example.net", NULL);
    await_refusal(mail);
    SRVAbortMsg(mail);
    CHECK_INT(-1, SRVGetResult(mail));
    come_to_rest(server);
    close_server(server);
}

/* A host that waits for a server before it writes is told that there is none. */
static void no_server_at_all(void)
{
    static struct watch watch;
    struct script_server *server = script_server_open(NULL);

    script_server_stop_listening(server);
    ServerStream mail = begin(server, "recipient@example.net", &watch);
    watch_done(&watch);
    CHECK_INT(-1, SRVSetTLS(mail, SRV_TLS_NONE));
    CHECK_INT(-1, SRVEndOfMsgEx(mail));
    CHECK_INT(1, watch.dones);
    close_server(server);
}

/* Nothing is under way then, and the end is told all the same. */
static void given_up_between_settings_and_text(void)
{
    static struct watch watch, other;
    struct script_server *server = script_server_open(NULL);

    ServerStream mail = begin(server, "recipient@example.net", &watch);
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_NONE));
    SRVAbortMsg(mail);
    watch_done(&watch);
    CHECK_INT(-1, watch.sent);
    CHECK_INT(-1, SRVPoll(NULL));
    CHECK_INT(1, SRVWait(mail, 1000 * PATIENCE_SECONDS)); /* until the callback has returned */
    mail = begin(server, "recipient@example.net", &other);
    CHECK_INT(0, SRVSetTLS(mail, SRV_TLS_NONE));
    CHECK_INT(MAILSHIM_OK, mailshim_stop(1000 * PATIENCE_SECONDS));
    CHECK_INT(0, SRVSend(mail, "x", 1));
    CHECK_INT(MAILSHIM_E_STOPPED, mailshim_last_error_code());
    SRVEndOfMsg(mail);
    watch_done(&other);
    CHECK_INT(-1, other.sent);
    CHECK_INT(1, other.dones);
    close_server(server);
}

/* How often a callback has heard of a state. */
static int heard(const struct watch *watch, int state)
{
    int count = 0;

    for (int i = 0; i < watch->count; i++)
        count += watch->states[i] == state;
    return count;
}

/* A message to this host's own server as a user with this password. */
static ServerStream begin_as_ann(const char *password, struct watch *watch)
{
    SetConfigParam("smtp_user", "ann");
    SetConfigParam("smtp_passw", password);
    return SRVInitSendMsgSMTP("ann@example.net", "ann@example.net", "127.0.0.1", smtp_port,
                              watch_callback, watch);
}

static void a_wrong_password_and_then_the_right_one(void)
{
    static struct watch mended, wrong;

    open_servers(0);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("smtptls", 0);
    SetConfigParam("ext_states", 1);
    ServerStream mail = begin_as_ann("forgotten", &mended);
    await_refusal(mail);
    CHECK_INT(0, SRVSetAuth(mail, "ann", "secret"));
    write_text(mail);
    SRVEndOfMsg(mail);
    watch_done(&mended);
    CHECK_INT(23, mended.sent);
    CHECK_INT(1, heard(&mended, STATE_SMTP_FAILED));
    CHECK_INT(1, heard(&mended, STATE_SMTP_AUTH));
    CHECK_INT(1, mended.dones);
    mail = begin_as_ann("secret", &wrong);
    CHECK_INT(0, SRVSetAuth(mail, "ann", "forgotten"));
    write_text(mail);
    SRVEndOfMsg(mail);
    watch_done(&wrong);
    CHECK(wrong.sent < 0);
    CHECK_INT(1, heard(&wrong, STATE_SMTP_FAILED));
    CHECK_INT(1, wrong.dones);
    close_servers();
}

/* Whom the message authenticates as decides what is heard of it, not the parameters. */
static void only_the_message_authenticates(void)
{
    static struct watch watch;

    open_servers(0);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("smtptls", 0);
    SetConfigParam("ext_states", 1);
    ServerStream mail = SRVInitSendMsgSMTP("ann@example.net", "ann@example.net", "127.0.0.1",
                                           smtp_port, watch_callback, &watch);
    CHECK_INT(0, SRVSetAuth(mail, "ann", "secret"));
    write_text(mail);
    SRVEndOfMsg(mail);
    watch_done(&watch);
    CHECK_INT(23, watch.sent);
    CHECK_INT(1, heard(&watch, STATE_SMTP_AUTH));
    close_servers();
}

static void further_states(void)
{
    static struct watch good, bad;
    struct script_server *server = script_server_open(NULL);

    SetConfigParam("ext_states", 1);
    ServerStream mail = begin(server, "recipient@example.net", &good);
    write_text(mail);
    SRVEndOfMsg(mail);
    watch_done(&good);
    CHECK_INT(23, good.sent);
    for (int i = 0; i < good.count; i++)
        CHECK(good.states[i] <= STATE_SMTP_DONE); /* nothing further happened */
    mail = begin(server, "554-anything@example.net", &bad);
    write_text(mail);
    SRVEndOfMsg(mail);
    watch_done(&bad);
    CHECK_INT(-554, bad.sent);
    CHECK_INT(STATE_SMTP_FAILED, bad.states[bad.count - 2]);
    CHECK_INT(-554, bad.counts[bad.count - 2]);
    CHECK_INT(STATE_SMTP_DONE, bad.states[bad.count - 1]);
    come_to_rest(server);
    close_server(server);
}

int main(void)
{
    RUN(credentials);
    RUN(only_some_mechanisms);
    RUN(encryption);
    RUN(a_refusal_before_the_settings);
    RUN(the_last_settings_count);
    RUN(a_refusal_that_is_not_mended);
    RUN(no_server_at_all);
    RUN(given_up_between_settings_and_text);
    RUN(a_wrong_password_and_then_the_right_one);
    RUN(only_the_message_authenticates);
    RUN(further_states);
    return SUMMARY();
}
