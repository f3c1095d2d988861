// SPDX-License-Identifier: Apache-2.0
//
// srv_cpp - a C++ host as the original's page has it: default arguments, two SetConfigParam, and
// both `ServerStream s` and `ServerStream *s`
//
#include "support/watch.h"

#include <string>

static void set_parameters()
{
    std::string name = "client.example.org";

    SetConfigParam("smtp_addhdr", 1);
    CHECK_INT(1, GetConfigParamInt("smtp_addhdr"));
    SetConfigParam("smtp_addhdr", "0");
    CHECK_INT(0, GetConfigParamInt("smtp_addhdr"));
    SetConfigParam("smtp_name", name.c_str());
    CHECK_TEXT("client.example.org", GetConfigParamStr("smtp_name"));
    CHECK_TEXT("client.example.org", SetConfigParamStr("smtp_name"));
    CHECK_TEXT("0", GetConfigParamStr("smtp_addhdr"));
    SetConfigParam("smtp_name", static_cast<const char *>(nullptr));
    CHECK_TEXT("", GetConfigParamStr("smtp_name"));
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
}

static void send_with_defaults()
{
    script_server *server = script_server_open(nullptr);
    int port = script_server_port(server);

    ServerStream *stream = SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.1", port);
    CHECK(stream != nullptr);
    CHECK_INT(6, SRVprintf(stream, "%s\n", "hello"));
    SRVEndOfMsg(stream);
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());

    watch heard = {};
    ServerStream again = SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.1", port,
                                            watch_callback, &heard);
    CHECK_INT(6, SRVSend(again, "hello\n", 6));
    SRVEndOfMsg(again);
    watch_done(&heard);
    CHECK_INT(7, heard.sent);
    CHECK_INT(2, script_server_messages(server));
    close_server(server);
}

// Port 25 and no callback by default; nobody is at home, which is all that this shows.
static void default_port_and_callback()
{
    SetConfigParam("conn_timeout", 1);
    SetConfigParam("smtp_name", "client.example.org");
    ServerStream stream = SRVInitSendMsgSMTP("a@example.org", "b@example.net", "127.0.0.2");
    CHECK(stream != nullptr);
    CHECK_INT(1, SRVAbortMsg(stream));
    stream = SRVInitSendMsgImidiatly("a@example.org", "b@[127.0.0.2]");
    CHECK(stream != nullptr);
    CHECK_INT(1, SRVAbortMsg(stream));
    stream = SRVInitSendMsgImmediately("a@example.org", "b@[127.0.0.2]", nullptr);
    CHECK(stream != nullptr);
    CHECK_INT(1, SRVAbortMsg(stream));
}

int main()
{
    RUN(set_parameters);
    RUN(send_with_defaults);
    RUN(default_port_and_callback);
    return SUMMARY();
}
