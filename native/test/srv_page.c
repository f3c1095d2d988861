/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_page - a C host that is written after the original's reference page: every call in the form
 * that the page gives it, text in `char *`, streams in either spelling
 *
 * The host sends to the servers that it runs itself. LoadConfig is missing here as in the library.
 */
#include "support/line_client.h"
#include "support/watch.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static char sender[] = "me@example.org", receptor[] = "ann@example.net";
static char loopback[] = "127.0.0.1", domain[] = "not a domain";
static char got[8192], login[64];
static unsigned long remote_ip;

static int on_request(ServerStream *stream, char *reqname, int action, ...)
{
    struct sockaddr_in addr;
    int l, size = 0;

    switch (action) {
    case ACTION_SMTP_CONNECT:
        return strcmp(reqname, "127.0.0.1") == 0 ? 0 : 554;
    case ACTION_SMTP_SENDMSG:
        remote_ip = GetRemoteIP(stream);
        CHECK_INT(sizeof addr, GetRemoteAddr(stream, &addr, sizeof(addr)));
        CHECK(GetSocket(stream) >= 0);
        while ((l = SRVRecv(stream, got + size, (int)sizeof(got) - 1 - size)) > 0)
            size += l;
        got[size] = 0;
        return -1; /* "it may return subzero value and message will be delate" */
    case ACTION_POP_LOGIN: {
        char *name = GetAUTHName(stream);
        char *passw = GetAUTHPassw(stream);
        snprintf(login, sizeof login, "%s:%s", name, passw);
        return -1;
    }
    case ACTION_POP_GETMSG:
    case ACTION_POP_DELMSG:
        return 0;
    default:
        CHECK_FAILED("action %d", action);
    }
}

static void on_state(ServerStream *stream, void *usr_par, int state, int sent)
{
    CHECK(stream != NULL);
    if (state == STATE_SMTP_DONE)
        *(int *)usr_par = sent;
    else
        CHECK(state >= STATE_SMTP_FINDHOST && state <= STATE_SMTP_SENDING);
}

static void write_message(ServerStream stream)
{
    char bufer[] = "text\n";

    CHECK_INT(20, SRVprintf(stream, "Subject: %s %d\n\n", "page", 1234));
    CHECK_INT(5, SRVSend(stream, bufer, 5));
}

static void the_calls_of_the_page(void)
{
    char directory[] = "/tmp/mailshim-test-XXXXXX", command[64];
    struct MailHostInfo hosts[4];
    MailHostInfo *ret = hosts;
    int port, result = 0;

    CHECK(mkdtemp(directory) != NULL);
    CHECK_INT(0, chdir(directory));
    SetConfigParam("smtp_name", "example.net");
    SetConfigParam("smtp_bind", loopback);
    SetConfigParam("pop_bind", loopback);
    SetConfigParam("smtp_port", 0);
    SetConfigParam("pop_port", 0);
    CHECK_TEXT("example.net", SetConfigParamStr("smtp_name"));

    CHECK_INT(0, SetSMTPServer(on_request, 0, ALL_ACTIONS));
    CHECK_INT(0, SetPOP3Server(on_request, 0, ACTION_POP_LOGIN | ACTION_POP_GETMSG));
    port = GetConfigParamInt("smtp_port");
    CHECK(port > 0);

    ServerStream by_value = SRVInitSendMsgSMTP(sender, receptor, loopback, port, NULL, NULL);
    CHECK(by_value != NULL);
    write_message(by_value);
    SRVEndOfMsg(by_value);
    CHECK_CONTAINS("\r\nSubject: page 1234\r\n\r\ntext\r\n", got);
    CHECK_INT(inet_addr(loopback), (srv_ulong)remote_ip);

    got[0] = 0;
    SetConfigParam("async", 0); /* so that the end has been heard of when SRVEndOfMsg returns */
    ServerStream *by_pointer =
        SRVInitSendMsgSMTP(sender, (int *)(void *)receptor, loopback, port, on_state, &result);
    CHECK(by_pointer != NULL);
    write_message(by_pointer);
    SRVEndOfMsg(by_pointer);
    CHECK_INT(28, result);
    CHECK_CONTAINS("Subject: page 1234", got);

    ServerStream direct = SRVInitSendMsgImidiatly(sender, receptor, on_state, &result);
    CHECK_INT(1, SRVAbortMsg(direct));
    ServerStream background = SRVInitSendMsgBackgaund(sender, receptor, NULL, NULL);
    write_message(background);
    SRVEndOfMsg(background);
    CHECK_INT(0, FindMX(domain, ret, 4));

    struct line_client *client = line_client_open(GetConfigParamInt("pop_port"));
    CHECK_CONTAINS("+OK", line_client_read(client));
    CHECK_CONTAINS("+OK", line_client_say(client, "USER ann"));
    CHECK_CONTAINS("+OK", line_client_say(client, "PASS secret"));
    CHECK_TEXT("ann:secret", login);
    line_client_close(client);

    CHECK_INT(MAILSHIM_OK, mailshim_stop(30000));
    CHECK_INT(0, chdir("/"));
    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, system(command));
}

int main(void)
{
    RUN(the_calls_of_the_page);
    return SUMMARY();
}
