/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_own_ways - one message's own credentials and TLS, and the states that the original does not
 * have
 */
#include "support/watch.h"

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
    RUN(encryption);
    RUN(further_states);
    return SUMMARY();
}
