/* Generated from java/src/main/java/org/mailshim/abi/srv by `make generate`; do not edit. */
#include "entry.h"
#include <mailshim/srv.h>
#include <stddef.h>
#include <stdint.h>

static struct mailshim_surface surface = {
    .dispatch_class = "org/mailshim/abi/srv/SrvDispatch",
};

ServerStream *SRV_CALL SRVInitSendMsgImidiatly(const char *from, const void *to,
                                               MsgCallback callback, void *callback_param)
{
    _Static_assert(sizeof(from) == 8, "SRVInitSendMsgImidiatly: from");
    _Static_assert(sizeof(to) == 8, "SRVInitSendMsgImidiatly: to");
    _Static_assert(sizeof(callback) == 8, "SRVInitSendMsgImidiatly: callback");
    _Static_assert(sizeof(callback_param) == 8, "SRVInitSendMsgImidiatly: callback_param");
    _Static_assert(sizeof(ServerStream *) == 8, "SRVInitSendMsgImidiatly: ServerStream *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVInitSendMsgImidiatly");
    if (dispatch == NULL)
        return NULL;
    return (ServerStream *)(intptr_t)dispatch(0, (int64_t)(intptr_t)from, (int64_t)(intptr_t)to,
                                              (int64_t)(intptr_t)callback,
                                              (int64_t)(intptr_t)callback_param, 0, 0);
}

ServerStream *SRV_CALL SRVInitSendMsgImmediately(const char *from, const void *to,
                                                 MsgCallback callback, void *callback_param)
{
    _Static_assert(sizeof(from) == 8, "SRVInitSendMsgImmediately: from");
    _Static_assert(sizeof(to) == 8, "SRVInitSendMsgImmediately: to");
    _Static_assert(sizeof(callback) == 8, "SRVInitSendMsgImmediately: callback");
    _Static_assert(sizeof(callback_param) == 8, "SRVInitSendMsgImmediately: callback_param");
    _Static_assert(sizeof(ServerStream *) == 8, "SRVInitSendMsgImmediately: ServerStream *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVInitSendMsgImmediately");
    if (dispatch == NULL)
        return NULL;
    return (ServerStream *)(intptr_t)dispatch(1, (int64_t)(intptr_t)from, (int64_t)(intptr_t)to,
                                              (int64_t)(intptr_t)callback,
                                              (int64_t)(intptr_t)callback_param, 0, 0);
}

ServerStream *SRV_CALL SRVInitSendMsgSMTP(const char *from, const void *to, const char *smtp_host,
                                          int port, MsgCallback callback, void *callback_param)
{
    _Static_assert(sizeof(from) == 8, "SRVInitSendMsgSMTP: from");
    _Static_assert(sizeof(to) == 8, "SRVInitSendMsgSMTP: to");
    _Static_assert(sizeof(smtp_host) == 8, "SRVInitSendMsgSMTP: smtp_host");
    _Static_assert(sizeof(port) == 4, "SRVInitSendMsgSMTP: port");
    _Static_assert(sizeof(callback) == 8, "SRVInitSendMsgSMTP: callback");
    _Static_assert(sizeof(callback_param) == 8, "SRVInitSendMsgSMTP: callback_param");
    _Static_assert(sizeof(ServerStream *) == 8, "SRVInitSendMsgSMTP: ServerStream *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVInitSendMsgSMTP");
    if (dispatch == NULL)
        return NULL;
    return (ServerStream *)(intptr_t)dispatch(2, (int64_t)(intptr_t)from, (int64_t)(intptr_t)to,
                                              (int64_t)(intptr_t)smtp_host, (int64_t)port,
                                              (int64_t)(intptr_t)callback,
                                              (int64_t)(intptr_t)callback_param);
}

ServerStream *SRV_CALL SRVInitSendMsgBackgaund(const char *from, const void *to,
                                               MsgCallback callback, void *callback_param)
{
    _Static_assert(sizeof(from) == 8, "SRVInitSendMsgBackgaund: from");
    _Static_assert(sizeof(to) == 8, "SRVInitSendMsgBackgaund: to");
    _Static_assert(sizeof(callback) == 8, "SRVInitSendMsgBackgaund: callback");
    _Static_assert(sizeof(callback_param) == 8, "SRVInitSendMsgBackgaund: callback_param");
    _Static_assert(sizeof(ServerStream *) == 8, "SRVInitSendMsgBackgaund: ServerStream *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVInitSendMsgBackgaund");
    if (dispatch == NULL)
        return NULL;
    return (ServerStream *)(intptr_t)dispatch(3, (int64_t)(intptr_t)from, (int64_t)(intptr_t)to,
                                              (int64_t)(intptr_t)callback,
                                              (int64_t)(intptr_t)callback_param, 0, 0);
}

ServerStream *SRV_CALL SRVInitSendMsgBackground(const char *from, const void *to,
                                                MsgCallback callback, void *callback_param)
{
    _Static_assert(sizeof(from) == 8, "SRVInitSendMsgBackground: from");
    _Static_assert(sizeof(to) == 8, "SRVInitSendMsgBackground: to");
    _Static_assert(sizeof(callback) == 8, "SRVInitSendMsgBackground: callback");
    _Static_assert(sizeof(callback_param) == 8, "SRVInitSendMsgBackground: callback_param");
    _Static_assert(sizeof(ServerStream *) == 8, "SRVInitSendMsgBackground: ServerStream *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVInitSendMsgBackground");
    if (dispatch == NULL)
        return NULL;
    return (ServerStream *)(intptr_t)dispatch(4, (int64_t)(intptr_t)from, (int64_t)(intptr_t)to,
                                              (int64_t)(intptr_t)callback,
                                              (int64_t)(intptr_t)callback_param, 0, 0);
}

int SRV_CALL SRVQueueCount(void)
{
    _Static_assert(sizeof(int) == 4, "SRVQueueCount: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVQueueCount");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(5, 0, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVQueueFlush(void)
{
    _Static_assert(sizeof(int) == 4, "SRVQueueFlush: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVQueueFlush");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(6, 0, 0, 0, 0, 0, 0);
}

int SRV_CALL mailshim_java_SRVSend(ServerStream stream, const void *bufer, int size);
int SRV_CALL mailshim_java_SRVSend(ServerStream stream, const void *bufer, int size)
{
    _Static_assert(sizeof(stream) == 8, "SRVSend: stream");
    _Static_assert(sizeof(bufer) == 8, "SRVSend: bufer");
    _Static_assert(sizeof(size) == 4, "SRVSend: size");
    _Static_assert(sizeof(int) == 4, "SRVSend: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVSend");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(7, (int64_t)(intptr_t)stream, (int64_t)(intptr_t)bufer,
                                  (int64_t)size, 0, 0, 0);
}

void SRV_CALL mailshim_java_SRVEndOfMsg(ServerStream stream);
void SRV_CALL mailshim_java_SRVEndOfMsg(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVEndOfMsg: stream");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVEndOfMsg");
    if (dispatch == NULL)
        return;
    dispatch(8, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL mailshim_java_SRVEndOfMsgEx(ServerStream stream);
int SRV_CALL mailshim_java_SRVEndOfMsgEx(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVEndOfMsgEx: stream");
    _Static_assert(sizeof(int) == 4, "SRVEndOfMsgEx: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVEndOfMsgEx");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(9, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL mailshim_java_SRVAbortMsg(ServerStream stream);
int SRV_CALL mailshim_java_SRVAbortMsg(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVAbortMsg: stream");
    _Static_assert(sizeof(int) == 4, "SRVAbortMsg: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVAbortMsg");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(10, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVGetRcptResult(ServerStream stream, int index, char *address, int size, int *code)
{
    _Static_assert(sizeof(stream) == 8, "SRVGetRcptResult: stream");
    _Static_assert(sizeof(index) == 4, "SRVGetRcptResult: index");
    _Static_assert(sizeof(address) == 8, "SRVGetRcptResult: address");
    _Static_assert(sizeof(size) == 4, "SRVGetRcptResult: size");
    _Static_assert(sizeof(code) == 8, "SRVGetRcptResult: code");
    _Static_assert(sizeof(int) == 4, "SRVGetRcptResult: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVGetRcptResult");
    if (dispatch == NULL)
        return -2;
    return (int)(int32_t)dispatch(11, (int64_t)(intptr_t)stream, (int64_t)index,
                                  (int64_t)(intptr_t)address, (int64_t)size,
                                  (int64_t)(intptr_t)code, 0);
}

int SRV_CALL mailshim_private_stream_error(ServerStream stream);
int SRV_CALL mailshim_private_stream_error(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "mailshim_private_stream_error: stream");
    _Static_assert(sizeof(int) == 4, "mailshim_private_stream_error: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_stream_error");
    if (dispatch == NULL)
        return 7002;
    return (int)(int32_t)dispatch(12, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL mailshim_private_stream_error_text(ServerStream stream, char *bufer, int size);
int SRV_CALL mailshim_private_stream_error_text(ServerStream stream, char *bufer, int size)
{
    _Static_assert(sizeof(stream) == 8, "mailshim_private_stream_error_text: stream");
    _Static_assert(sizeof(bufer) == 8, "mailshim_private_stream_error_text: bufer");
    _Static_assert(sizeof(size) == 4, "mailshim_private_stream_error_text: size");
    _Static_assert(sizeof(int) == 4, "mailshim_private_stream_error_text: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_stream_error_text");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(13, (int64_t)(intptr_t)stream, (int64_t)(intptr_t)bufer,
                                  (int64_t)size, 0, 0, 0);
}

int SRV_CALL LoadConfig(const char *filename)
{
    _Static_assert(sizeof(filename) == 8, "LoadConfig: filename");
    _Static_assert(sizeof(int) == 4, "LoadConfig: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "LoadConfig");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(14, (int64_t)(intptr_t)filename, 0, 0, 0, 0, 0);
}

int SRV_CALL SaveConfig(const char *filename)
{
    _Static_assert(sizeof(filename) == 8, "SaveConfig: filename");
    _Static_assert(sizeof(int) == 4, "SaveConfig: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SaveConfig");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(15, (int64_t)(intptr_t)filename, 0, 0, 0, 0, 0);
}

void SRV_CALL SetConfigParamI(const char *param, int val)
{
    _Static_assert(sizeof(param) == 8, "SetConfigParamI: param");
    _Static_assert(sizeof(val) == 4, "SetConfigParamI: val");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SetConfigParamI");
    if (dispatch == NULL)
        return;
    dispatch(16, (int64_t)(intptr_t)param, (int64_t)val, 0, 0, 0, 0);
}

void SRV_CALL SetConfigParamS(const char *param, const char *val)
{
    _Static_assert(sizeof(param) == 8, "SetConfigParamS: param");
    _Static_assert(sizeof(val) == 8, "SetConfigParamS: val");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SetConfigParamS");
    if (dispatch == NULL)
        return;
    dispatch(17, (int64_t)(intptr_t)param, (int64_t)(intptr_t)val, 0, 0, 0, 0);
}

int SRV_CALL GetConfigParamInt(const char *param)
{
    _Static_assert(sizeof(param) == 8, "GetConfigParamInt: param");
    _Static_assert(sizeof(int) == 4, "GetConfigParamInt: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "GetConfigParamInt");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(18, (int64_t)(intptr_t)param, 0, 0, 0, 0, 0);
}

char *SRV_CALL GetConfigParamStr(const char *param)
{
    _Static_assert(sizeof(param) == 8, "GetConfigParamStr: param");
    _Static_assert(sizeof(char *) == 8, "GetConfigParamStr: char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "GetConfigParamStr");
    if (dispatch == NULL)
        return NULL;
    return (char *)(intptr_t)dispatch(19, (int64_t)(intptr_t)param, 0, 0, 0, 0, 0);
}

char *SRV_CALL SetConfigParamStr(const char *param)
{
    _Static_assert(sizeof(param) == 8, "SetConfigParamStr: param");
    _Static_assert(sizeof(char *) == 8, "SetConfigParamStr: char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SetConfigParamStr");
    if (dispatch == NULL)
        return NULL;
    return (char *)(intptr_t)dispatch(20, (int64_t)(intptr_t)param, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVCheckDNSBL(const char *ip, const char *zone)
{
    _Static_assert(sizeof(ip) == 8, "SRVCheckDNSBL: ip");
    _Static_assert(sizeof(zone) == 8, "SRVCheckDNSBL: zone");
    _Static_assert(sizeof(int) == 4, "SRVCheckDNSBL: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVCheckDNSBL");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(21, (int64_t)(intptr_t)ip, (int64_t)(intptr_t)zone, 0, 0, 0, 0);
}

int SRV_CALL SRVListAdd(const char *list, const char *entry)
{
    _Static_assert(sizeof(list) == 8, "SRVListAdd: list");
    _Static_assert(sizeof(entry) == 8, "SRVListAdd: entry");
    _Static_assert(sizeof(int) == 4, "SRVListAdd: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVListAdd");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(22, (int64_t)(intptr_t)list, (int64_t)(intptr_t)entry, 0, 0, 0,
                                  0);
}

int SRV_CALL SRVListDel(const char *list, const char *entry)
{
    _Static_assert(sizeof(list) == 8, "SRVListDel: list");
    _Static_assert(sizeof(entry) == 8, "SRVListDel: entry");
    _Static_assert(sizeof(int) == 4, "SRVListDel: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVListDel");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(23, (int64_t)(intptr_t)list, (int64_t)(intptr_t)entry, 0, 0, 0,
                                  0);
}

int SRV_CALL SRVListCheck(const char *list, const char *address)
{
    _Static_assert(sizeof(list) == 8, "SRVListCheck: list");
    _Static_assert(sizeof(address) == 8, "SRVListCheck: address");
    _Static_assert(sizeof(int) == 4, "SRVListCheck: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVListCheck");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(24, (int64_t)(intptr_t)list, (int64_t)(intptr_t)address, 0, 0, 0,
                                  0);
}

int SRV_CALL FindMX(const char *domain, MailHostInfo *ret, int size)
{
    _Static_assert(sizeof(domain) == 8, "FindMX: domain");
    _Static_assert(sizeof(ret) == 8, "FindMX: ret");
    _Static_assert(sizeof(size) == 4, "FindMX: size");
    _Static_assert(sizeof(int) == 4, "FindMX: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "FindMX");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(25, (int64_t)(intptr_t)domain, (int64_t)(intptr_t)ret,
                                  (int64_t)size, 0, 0, 0);
}

int SRV_CALL FindMXEx(const char *domain, MailHostInfoEx *ret, int size)
{
    _Static_assert(sizeof(domain) == 8, "FindMXEx: domain");
    _Static_assert(sizeof(ret) == 8, "FindMXEx: ret");
    _Static_assert(sizeof(size) == 4, "FindMXEx: size");
    _Static_assert(sizeof(int) == 4, "FindMXEx: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "FindMXEx");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(26, (int64_t)(intptr_t)domain, (int64_t)(intptr_t)ret,
                                  (int64_t)size, 0, 0, 0);
}

int SRV_CALL SRVWait(ServerStream stream, int milliseconds)
{
    _Static_assert(sizeof(stream) == 8, "SRVWait: stream");
    _Static_assert(sizeof(milliseconds) == 4, "SRVWait: milliseconds");
    _Static_assert(sizeof(int) == 4, "SRVWait: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVWait");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(27, (int64_t)(intptr_t)stream, (int64_t)milliseconds, 0, 0, 0, 0);
}

int SRV_CALL SRVPoll(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVPoll: stream");
    _Static_assert(sizeof(int) == 4, "SRVPoll: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVPoll");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(28, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVGetResult(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVGetResult: stream");
    _Static_assert(sizeof(int) == 4, "SRVGetResult: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVGetResult");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(29, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int64_t SRV_CALL SRVGetSent64(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVGetSent64: stream");
    _Static_assert(sizeof(int64_t) == 8, "SRVGetSent64: int64_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVGetSent64");
    if (dispatch == NULL)
        return -1;
    return (int64_t)(intptr_t)dispatch(30, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVQueueItem(int index, SRVQueueInfo *item)
{
    _Static_assert(sizeof(index) == 4, "SRVQueueItem: index");
    _Static_assert(sizeof(item) == 8, "SRVQueueItem: item");
    _Static_assert(sizeof(int) == 4, "SRVQueueItem: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVQueueItem");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(31, (int64_t)index, (int64_t)(intptr_t)item, 0, 0, 0, 0);
}

int SRV_CALL SRVQueueCancel(const char *id)
{
    _Static_assert(sizeof(id) == 8, "SRVQueueCancel: id");
    _Static_assert(sizeof(int) == 4, "SRVQueueCancel: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVQueueCancel");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(32, (int64_t)(intptr_t)id, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVSetAuth(ServerStream stream, const char *user, const char *password)
{
    _Static_assert(sizeof(stream) == 8, "SRVSetAuth: stream");
    _Static_assert(sizeof(user) == 8, "SRVSetAuth: user");
    _Static_assert(sizeof(password) == 8, "SRVSetAuth: password");
    _Static_assert(sizeof(int) == 4, "SRVSetAuth: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVSetAuth");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(33, (int64_t)(intptr_t)stream, (int64_t)(intptr_t)user,
                                  (int64_t)(intptr_t)password, 0, 0, 0);
}

int SRV_CALL SRVSetTLS(ServerStream stream, int mode)
{
    _Static_assert(sizeof(stream) == 8, "SRVSetTLS: stream");
    _Static_assert(sizeof(mode) == 4, "SRVSetTLS: mode");
    _Static_assert(sizeof(int) == 4, "SRVSetTLS: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVSetTLS");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(34, (int64_t)(intptr_t)stream, (int64_t)mode, 0, 0, 0, 0);
}

ServerStream *SRV_CALL SRVInitRecvPOP3(const char *pop3_host, const char *user, const char *passw,
                                       int port)
{
    _Static_assert(sizeof(pop3_host) == 8, "SRVInitRecvPOP3: pop3_host");
    _Static_assert(sizeof(user) == 8, "SRVInitRecvPOP3: user");
    _Static_assert(sizeof(passw) == 8, "SRVInitRecvPOP3: passw");
    _Static_assert(sizeof(port) == 4, "SRVInitRecvPOP3: port");
    _Static_assert(sizeof(ServerStream *) == 8, "SRVInitRecvPOP3: ServerStream *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVInitRecvPOP3");
    if (dispatch == NULL)
        return NULL;
    return (ServerStream *)(intptr_t)dispatch(35, (int64_t)(intptr_t)pop3_host,
                                              (int64_t)(intptr_t)user, (int64_t)(intptr_t)passw,
                                              (int64_t)port, 0, 0);
}

int SRV_CALL SRVRecvNext(ServerStream stream, char *id, int size)
{
    _Static_assert(sizeof(stream) == 8, "SRVRecvNext: stream");
    _Static_assert(sizeof(id) == 8, "SRVRecvNext: id");
    _Static_assert(sizeof(size) == 4, "SRVRecvNext: size");
    _Static_assert(sizeof(int) == 4, "SRVRecvNext: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVRecvNext");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(36, (int64_t)(intptr_t)stream, (int64_t)(intptr_t)id,
                                  (int64_t)size, 0, 0, 0);
}

int SRV_CALL SRVCheckPOP3(const char *pop3_host, const char *user, const char *passw, int port,
                          int64_t *octets)
{
    _Static_assert(sizeof(pop3_host) == 8, "SRVCheckPOP3: pop3_host");
    _Static_assert(sizeof(user) == 8, "SRVCheckPOP3: user");
    _Static_assert(sizeof(passw) == 8, "SRVCheckPOP3: passw");
    _Static_assert(sizeof(port) == 4, "SRVCheckPOP3: port");
    _Static_assert(sizeof(octets) == 8, "SRVCheckPOP3: octets");
    _Static_assert(sizeof(int) == 4, "SRVCheckPOP3: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVCheckPOP3");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(37, (int64_t)(intptr_t)pop3_host, (int64_t)(intptr_t)user,
                                  (int64_t)(intptr_t)passw, (int64_t)port,
                                  (int64_t)(intptr_t)octets, 0);
}

int SRV_CALL SetPOP3Collector(SMTPReqCallback callback, int mask)
{
    _Static_assert(sizeof(callback) == 8, "SetPOP3Collector: callback");
    _Static_assert(sizeof(mask) == 4, "SetPOP3Collector: mask");
    _Static_assert(sizeof(int) == 4, "SetPOP3Collector: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SetPOP3Collector");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(38, (int64_t)(intptr_t)callback, (int64_t)mask, 0, 0, 0, 0);
}

int SRV_CALL SRVCollectNow(void)
{
    _Static_assert(sizeof(int) == 4, "SRVCollectNow: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVCollectNow");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(39, 0, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVStopCollector(void)
{
    _Static_assert(sizeof(int) == 4, "SRVStopCollector: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVStopCollector");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(40, 0, 0, 0, 0, 0, 0);
}

int SRV_CALL mailshim_java_SetSMTPServer(SMTPReqCallback callback, int port, int mask);
int SRV_CALL mailshim_java_SetSMTPServer(SMTPReqCallback callback, int port, int mask)
{
    _Static_assert(sizeof(callback) == 8, "SetSMTPServer: callback");
    _Static_assert(sizeof(port) == 4, "SetSMTPServer: port");
    _Static_assert(sizeof(mask) == 4, "SetSMTPServer: mask");
    _Static_assert(sizeof(int) == 4, "SetSMTPServer: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SetSMTPServer");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(41, (int64_t)(intptr_t)callback, (int64_t)port, (int64_t)mask, 0,
                                  0, 0);
}

int SRV_CALL mailshim_java_SetPOP3Server(SMTPReqCallback callback, int port, int mask);
int SRV_CALL mailshim_java_SetPOP3Server(SMTPReqCallback callback, int port, int mask)
{
    _Static_assert(sizeof(callback) == 8, "SetPOP3Server: callback");
    _Static_assert(sizeof(port) == 4, "SetPOP3Server: port");
    _Static_assert(sizeof(mask) == 4, "SetPOP3Server: mask");
    _Static_assert(sizeof(int) == 4, "SetPOP3Server: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SetPOP3Server");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(42, (int64_t)(intptr_t)callback, (int64_t)port, (int64_t)mask, 0,
                                  0, 0);
}

int SRV_CALL SRVStopServer(int port)
{
    _Static_assert(sizeof(port) == 4, "SRVStopServer: port");
    _Static_assert(sizeof(int) == 4, "SRVStopServer: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVStopServer");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(43, (int64_t)port, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVRecv(ServerStream stream, void *bufer, int l)
{
    _Static_assert(sizeof(stream) == 8, "SRVRecv: stream");
    _Static_assert(sizeof(bufer) == 8, "SRVRecv: bufer");
    _Static_assert(sizeof(l) == 4, "SRVRecv: l");
    _Static_assert(sizeof(int) == 4, "SRVRecv: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVRecv");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(44, (int64_t)(intptr_t)stream, (int64_t)(intptr_t)bufer,
                                  (int64_t)l, 0, 0, 0);
}

char *SRV_CALL GetAUTHName(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "GetAUTHName: stream");
    _Static_assert(sizeof(char *) == 8, "GetAUTHName: char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "GetAUTHName");
    if (dispatch == NULL)
        return NULL;
    return (char *)(intptr_t)dispatch(45, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

char *SRV_CALL GetAUTHPassw(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "GetAUTHPassw: stream");
    _Static_assert(sizeof(char *) == 8, "GetAUTHPassw: char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "GetAUTHPassw");
    if (dispatch == NULL)
        return NULL;
    return (char *)(intptr_t)dispatch(46, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

srv_ulong SRV_CALL GetRemoteIP(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "GetRemoteIP: stream");
    _Static_assert(sizeof(srv_ulong) == 4, "GetRemoteIP: srv_ulong");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "GetRemoteIP");
    if (dispatch == NULL)
        return 0;
    return (srv_ulong)(int32_t)dispatch(47, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL SRVIsTLS(ServerStream stream)
{
    _Static_assert(sizeof(stream) == 8, "SRVIsTLS: stream");
    _Static_assert(sizeof(int) == 4, "SRVIsTLS: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "SRVIsTLS");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(48, (int64_t)(intptr_t)stream, 0, 0, 0, 0, 0);
}

int SRV_CALL mailshim_private_session_end(ServerStream stream, int local, void *bufer, int *port);
int SRV_CALL mailshim_private_session_end(ServerStream stream, int local, void *bufer, int *port)
{
    _Static_assert(sizeof(stream) == 8, "mailshim_private_session_end: stream");
    _Static_assert(sizeof(local) == 4, "mailshim_private_session_end: local");
    _Static_assert(sizeof(bufer) == 8, "mailshim_private_session_end: bufer");
    _Static_assert(sizeof(port) == 8, "mailshim_private_session_end: port");
    _Static_assert(sizeof(int) == 4, "mailshim_private_session_end: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_private_session_end");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(49, (int64_t)(intptr_t)stream, (int64_t)local,
                                  (int64_t)(intptr_t)bufer, (int64_t)(intptr_t)port, 0, 0);
}
