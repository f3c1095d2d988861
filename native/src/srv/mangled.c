/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mangled.c - the SRV surface under the names that old C++ objects import
 *
 * DESCRIPTION
 *     The original's page declares two functions SetConfigParam, so its header was C++, and an
 *     object that was compiled with it imports C++ names, by the Itanium ABI, of the page's
 *     prototypes to the letter: `int *to` and `char *to`, `char *` where we say `const char *`, and
 *     `ServerStream *` where a stream is taken. Each is here, and goes on to the function of today;
 *     no header declares them, since nobody is to compile with them any more.
 *
 *     They are C with assembler names, not C++, so that the library needs no C++ runtime.
 */
#include <mailshim/srv.h>

#include <stdarg.h>

int mailshim_srv_vprintf(ServerStream stream, const char *format, va_list arguments);

/* OLD(C++ name, return type, name here, parameters): declares, and begins the definition. */
#define OLD(mangled, type, name, ...)                                                              \
    __attribute__((visibility("default"))) type name(__VA_ARGS__) __asm__(mangled);                \
    type name(__VA_ARGS__)

#define STATES "PFvPPvS1_iiES1_"
#define STATES_AFTER_TEXT "PFvPPvS0_iiES0_"

OLD("_Z23SRVInitSendMsgImidiatlyPcPi" STATES, ServerStream, send_immediately, char *from, int *to,
    MsgCallback callback, void *parameter)
{
    return SRVInitSendMsgImidiatly(from, to, callback, parameter);
}

OLD("_Z23SRVInitSendMsgImidiatlyPcS_" STATES_AFTER_TEXT, ServerStream, send_immediately_to_text,
    char *from, char *to, MsgCallback callback, void *parameter)
{
    return SRVInitSendMsgImidiatly(from, to, callback, parameter);
}

OLD("_Z23SRVInitSendMsgBackgaundPcPi" STATES, ServerStream, send_in_background, char *from, int *to,
    MsgCallback callback, void *parameter)
{
    return SRVInitSendMsgBackgaund(from, to, callback, parameter);
}

OLD("_Z23SRVInitSendMsgBackgaundPcS_" STATES_AFTER_TEXT, ServerStream, send_in_background_to_text,
    char *from, char *to, MsgCallback callback, void *parameter)
{
    return SRVInitSendMsgBackgaund(from, to, callback, parameter);
}

OLD("_Z18SRVInitSendMsgSMTPPcPiS_i" STATES, ServerStream, send_by_server, char *from, int *to,
    char *host, int port, MsgCallback callback, void *parameter)
{
    return SRVInitSendMsgSMTP(from, to, host, port, callback, parameter);
}

OLD("_Z18SRVInitSendMsgSMTPPcS_S_i" STATES_AFTER_TEXT, ServerStream, send_by_server_to_text,
    char *from, char *to, char *host, int port, MsgCallback callback, void *parameter)
{
    return SRVInitSendMsgSMTP(from, to, host, port, callback, parameter);
}

OLD("_Z11SRVEndOfMsgPPv", void, end_of_message, ServerStream *stream)
{
    SRVEndOfMsg(stream);
}

OLD("_Z7SRVSendPPvS_i", int, send_octets, ServerStream *stream, void *octets, int size)
{
    return SRVSend(stream, octets, size);
}

OLD("_Z9SRVprintfPPvPcz", int, send_formatted, ServerStream *stream, char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int accepted = mailshim_srv_vprintf(stream, format, arguments);
    va_end(arguments);
    return accepted;
}

OLD("_Z7SRVRecvPPvS_i", int, receive_octets, ServerStream *stream, void *octets, int size)
{
    return SRVRecv(stream, octets, size);
}

OLD("_Z13SetSMTPServerPFiPPvPcizEii", int, open_smtp, SMTPReqCallback callback, int port, int mask)
{
    return SetSMTPServer(callback, port, mask);
}

OLD("_Z13SetPOP3ServerPFiPPvPcizEii", int, open_pop3, SMTPReqCallback callback, int port, int mask)
{
    return SetPOP3Server(callback, port, mask);
}

OLD("_Z11GetAUTHNamePPv", char *, auth_name, ServerStream *stream)
{
    return GetAUTHName(stream);
}

OLD("_Z12GetAUTHPasswPPv", char *, auth_password, ServerStream *stream)
{
    return GetAUTHPassw(stream);
}

/* Its `ulong` may have been either size: all of the register is the address. */
OLD("_Z11GetRemoteIPPPv", unsigned long, remote_ip, ServerStream *stream)
{
    return GetRemoteIP(stream);
}

OLD("_Z13GetRemoteAddrPPvS_i", int, remote_address, ServerStream *stream, void *address, int size)
{
    return GetRemoteAddr(stream, address, size);
}

OLD("_Z9GetSocketPPv", int, socket_of, ServerStream *stream)
{
    return GetSocket(stream);
}

OLD("_Z6FindMXPcP12MailHostInfoi", int, find_mx, char *domain, MailHostInfo *found, int size)
{
    return FindMX(domain, found, size);
}

OLD("_Z10LoadConfigPc", int, load_config, char *file)
{
    return LoadConfig(file);
}

OLD("_Z14SetConfigParamPci", void, set_number, char *name, int value)
{
    SetConfigParamI(name, value);
}

OLD("_Z14SetConfigParamPKci", void, set_number_of_constant, const char *name, int value)
{
    SetConfigParamI(name, value);
}

OLD("_Z14SetConfigParamPcS_", void, set_text, char *name, char *value)
{
    SetConfigParamS(name, value);
}

OLD("_Z14SetConfigParamPKcS0_", void, set_text_of_constant, const char *name, const char *value)
{
    SetConfigParamS(name, value);
}

OLD("_Z17GetConfigParamIntPc", int, number_of, char *name)
{
    return GetConfigParamInt(name);
}

OLD("_Z17GetConfigParamStrPc", char *, text_of, char *name)
{
    return GetConfigParamStr(name);
}

OLD("_Z17SetConfigParamStrPc", char *, text_as_published, char *name)
{
    return SetConfigParamStr(name);
}
