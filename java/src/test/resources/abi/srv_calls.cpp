// The call forms of the original's reference page, as C++ programs have them. Only compiled.
#include <mailshim/srv.h>

static void on_state(ServerStream *stream, void *, int state, int)
{
    if (state == STATE_SMTP_DONE)
        SRVGetLastError(stream);
}

int main()
{
    char to[] = "b@example.org";
    int *literal = reinterpret_cast<int *>(to);

    ServerStream by_value = SRVInitSendMsgSMTP("a@example.org", to, "mail.example.org");
    ServerStream *by_pointer =
        SRVInitSendMsgSMTP("a@example.org", literal, "mail.example.org", 587);
    ServerStream with_callback =
        SRVInitSendMsgSMTP("a@example.org", to, "mail.example.org", 25, on_state);
    ServerStream direct = SRVInitSendMsgImidiatly("a@example.org", to);
    ServerStream *named = SRVInitSendMsgImmediately("a@example.org", to, on_state, to);

    SRVSend(by_value, "abc", 3);
    SRVprintf(by_pointer, "%s\n", "Subject: none");
    SRVEndOfMsg(by_value);
    SRVEndOfMsg(by_pointer);
    SRVEndOfMsg(with_callback);
    SRVEndOfMsg(direct);
    SRVEndOfMsg(named);

    SetConfigParam("async", 1);
    SetConfigParam("smtp_name", "mail.example.org");
    char *value = SetConfigParamStr("smtp_name");
    return value == nullptr;
}
