// SPDX-License-Identifier: Apache-2.0
//
// srv_mangled - an old C++ object: compiled with the prototypes of the original's page to the
// letter and with none of our headers, it finds all its functions in the library
//
#include <cstdio>
#include <cstdlib>
#include <cstring>

#define ALL_ACTIONS 0x7FFFFFFF
#define STATE_SMTP_DONE 5

typedef void *ServerStream;
typedef unsigned long page_ulong;
typedef int (*SMTPReqCallback)(ServerStream *stream, char *reqname, int action, ...);
typedef void (*MsgCallback)(ServerStream *stream, void *usr_par, int state, int sent);
struct MailHostInfo {
    char name[64];
    int prior;
    unsigned ip[12];
};

ServerStream SRVInitSendMsgImidiatly(char *from, int *to, MsgCallback callback, void *param);
ServerStream SRVInitSendMsgImidiatly(char *from, char *to, MsgCallback callback, void *param);
ServerStream SRVInitSendMsgSMTP(char *from, int *to, char *smtp_host, int port = 25,
                                MsgCallback callback = nullptr, void *param = nullptr);
ServerStream SRVInitSendMsgSMTP(char *from, char *to, char *smtp_host, int port = 25,
                                MsgCallback callback = nullptr, void *param = nullptr);
ServerStream SRVInitSendMsgBackgaund(char *from, int *to, MsgCallback callback = nullptr,
                                     void *param = nullptr);
ServerStream SRVInitSendMsgBackgaund(char *from, char *to, MsgCallback callback = nullptr,
                                     void *param = nullptr);
void SRVEndOfMsg(ServerStream *stream);
int SetSMTPServer(SMTPReqCallback callback = nullptr, int port = 0, int mask = ALL_ACTIONS);
int SetPOP3Server(SMTPReqCallback callback = nullptr, int port = 0, int mask = ALL_ACTIONS);
int SRVSend(ServerStream *stream, void *bufer, int size);
int SRVprintf(ServerStream *stream, char *format, ...);
int SRVRecv(ServerStream *stream, void *bufer, int l);
char *GetAUTHName(ServerStream *stream);
char *GetAUTHPassw(ServerStream *stream);
page_ulong GetRemoteIP(ServerStream *stream);
int GetRemoteAddr(ServerStream *stream, void *addr, int buflen);
int GetSocket(ServerStream *stream);
int FindMX(char *domain, MailHostInfo *ret, int size);
int LoadConfig(char *filename = const_cast<char *>("ftp.cfg"));
void SetConfigParam(char *param, int val);
void SetConfigParam(char *param, char *val);
void SetConfigParam(const char *param, int val);
void SetConfigParam(const char *param, const char *val);
int GetConfigParamInt(char *param);
char *GetConfigParamStr(char *param);
char *SetConfigParamStr(char *param);

namespace
{

void check(bool condition, const char *what)
{
    if (!condition) {
        std::fprintf(stderr, "FAILED: %s\n", what);
        std::_Exit(1);
    }
}

#define CHECK(condition) check((condition), #condition)

int ends, result;

void hear(ServerStream *, void *usr_par, int state, int sent)
{
    CHECK(usr_par == &ends);
    if (state == STATE_SMTP_DONE) {
        ends++;
        result = sent;
    }
}

void parameters()
{
    char name[] = "smtp_name", number[] = "max_rcpt", value[] = "old.example";

    SetConfigParam(name, value);
    CHECK(std::strcmp(GetConfigParamStr(name), "old.example") == 0);
    CHECK(std::strcmp(SetConfigParamStr(name), "old.example") == 0);
    SetConfigParam("smtp_name", "new.example");
    CHECK(std::strcmp(GetConfigParamStr(name), "new.example") == 0);
    SetConfigParam(number, 5);
    CHECK(GetConfigParamInt(number) == 5);
    SetConfigParam("max_rcpt", 6);
    CHECK(GetConfigParamInt(number) == 6);
    char file[] = "/nowhere/ftp.cfg";
    CHECK(LoadConfig(file) == -1);
}

// To a port where nobody listens; in this thread, since `async` is 0.
void messages()
{
    char from[] = "a@example.org", to[] = "b@example.net", host[] = "127.0.0.1", text[] = "%d\n";
    char octets[] = "Subject: old\n\n", none[] = "no address";

    SetConfigParam("async", 0);
    auto *mail = static_cast<ServerStream *>(SRVInitSendMsgSMTP(from, to, host, 1, hear, &ends));
    CHECK(mail != nullptr);
    SRVSend(mail, octets, static_cast<int>(sizeof octets - 1));
    SRVprintf(mail, text, 7);
    SRVEndOfMsg(mail);
    CHECK(ends == 1);
    CHECK(result == -1);
    CHECK(SRVSend(mail, octets, 1) == 0);
    CHECK(SRVprintf(mail, text, 7) == 0);
    auto *number = reinterpret_cast<int *>(to);
    mail = static_cast<ServerStream *>(SRVInitSendMsgSMTP(from, number, host, 1, hear, &ends));
    CHECK(mail != nullptr);
    SRVEndOfMsg(mail);
    CHECK(ends == 2);
    CHECK(SRVInitSendMsgImidiatly(from, none, hear, &ends) == nullptr);
    CHECK(SRVInitSendMsgImidiatly(from, reinterpret_cast<int *>(none), hear, &ends) == nullptr);
    CHECK(SRVInitSendMsgBackgaund(from, none) == nullptr);
    CHECK(SRVInitSendMsgBackgaund(from, reinterpret_cast<int *>(none)) == nullptr);
}

void sessions()
{
    char domain[] = "";
    char buffer[32];
    MailHostInfo found[1];

    CHECK(SetSMTPServer(nullptr, -1) == -1);
    CHECK(SetPOP3Server(nullptr, -1) == -1);
    CHECK(SRVRecv(nullptr, buffer, sizeof buffer) == 0);
    CHECK(GetAUTHName(nullptr) == nullptr);
    CHECK(GetAUTHPassw(nullptr) == nullptr);
    CHECK(GetRemoteIP(nullptr) == 0);
    CHECK(GetRemoteAddr(nullptr, buffer, sizeof buffer) == 0);
    CHECK(GetSocket(nullptr) == -1);
    CHECK(FindMX(domain, found, 1) == 0);
}

} // namespace

int main()
{
    parameters();
    messages();
    sessions();
    return 0;
}
