/* The call forms of the original's reference page, as C programs have them. Only compiled. */
#include <mailshim/srv.h>

static void on_state(ServerStream *stream, void *usr_par, int state, int sent)
{
    (void)usr_par;
    (void)sent;
    if (state == STATE_SMTP_DONE)
        SRVGetLastError(stream);
}

static int on_request(ServerStream *stream, char *reqname, int action, ...)
{
    (void)stream;
    (void)reqname;
    return action & ALL_ACTIONS ? 0 : 550;
}

int main(void)
{
    char from[] = "a@example.org";
    char to[] = "b@example.org, c@example.org";
    char host[] = "mail.example.org";
    char name[] = "smtp_name";
    int *literal = (int *)(void *)to;
    char buffer[3] = "abc";
    MailHostInfo exchangers[4];
    SMTPReqCallback callback = on_request;

    ServerStream by_value = SRVInitSendMsgSMTP(from, to, host, 25, on_state, &callback);
    ServerStream *by_pointer = SRVInitSendMsgSMTP(from, literal, host, 25, NULL, NULL);
    ServerStream direct = SRVInitSendMsgImidiatly(from, to, on_state, exchangers);

    SRVSend(by_value, buffer, sizeof buffer);
    SRVSend(by_pointer, buffer, 3);
    SRVprintf(by_value, "%s %d\n", "Subject:", 1);
    SRVprintf(by_pointer, "Subject: none\n");
    SRVEndOfMsg(by_value);
    SRVEndOfMsg(by_pointer);
    SRVEndOfMsg(direct);

    SetConfigParam("async", 1);
    SetConfigParam(name, host);
    SetConfigParam("smtp_name", "mail.example.org");
    SetConfigParam("smtp_name", NULL);
    return GetConfigParamInt("async") + (SetConfigParamStr(name) == NULL);
}
