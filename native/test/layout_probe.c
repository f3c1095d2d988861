/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout_probe.c - what the C compiler makes of our headers
 *
 * Prints every constant, struct and callback type of include/mailshim, one line each:
 *
 *     constant NAME VALUE
 *     text NAME VALUE
 *     typedef NAME SIZE
 *     struct NAME SIZE ALIGNMENT
 *     field STRUCT NAME OFFSET SIZE
 *     callback NAME SIZE-OF-RESULT SIZE-OF-ARGUMENT...
 *
 * The Java side (LayoutTest) holds its own idea of them against these lines, and the names against
 * the headers, so that neither side can be changed alone. Run as a test by itself it only shows
 * that the headers compile.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <stddef.h>
#include <stdio.h>

#define CONSTANT(name) printf("constant " #name " %lld\n", (long long)(name))
#define TEXT(name) printf("text " #name " %s\n", name)
#define TYPEDEF(name) printf("typedef " #name " %zu\n", sizeof(name))
#define STRUCT(name) printf("struct " #name " %zu %zu\n", sizeof(name), _Alignof(name))
#define FIELD(type, name)                                                                          \
    printf("field " #type " " #name " %zu %zu\n", offsetof(type, name), sizeof(((type *)0)->name))

/* That a callback type is exactly this one. */
#define SAME_TYPE(name, type)                                                                      \
    _Static_assert(__builtin_types_compatible_p(name, type), #name " has changed")

static void mailshim_h(void)
{
    CONSTANT(MAILSHIM_VERSION_MAJOR);
    CONSTANT(MAILSHIM_VERSION_MINOR);
    CONSTANT(MAILSHIM_VERSION_PATCH);
    TEXT(MAILSHIM_VERSION);
    CONSTANT(MAILSHIM_OK);
    CONSTANT(MAILSHIM_E_ARGUMENT);
    CONSTANT(MAILSHIM_E_HANDLE);
    CONSTANT(MAILSHIM_E_STATE);
    CONSTANT(MAILSHIM_E_ADDRESS);
    CONSTANT(MAILSHIM_E_RUNTIME);
    CONSTANT(MAILSHIM_E_FORKED);
    CONSTANT(MAILSHIM_E_THREAD);
    CONSTANT(MAILSHIM_E_INTERNAL);
    CONSTANT(MAILSHIM_E_MEMORY);
    CONSTANT(MAILSHIM_E_NETWORK);
    CONSTANT(MAILSHIM_E_DNS);
    CONSTANT(MAILSHIM_E_TIMEOUT);
    CONSTANT(MAILSHIM_E_CANCELLED);
    CONSTANT(MAILSHIM_E_REFUSED);
    CONSTANT(MAILSHIM_E_PROTOCOL);
    CONSTANT(MAILSHIM_E_TLS);
    CONSTANT(MAILSHIM_E_AUTH);
    CONSTANT(MAILSHIM_E_SPOOL);
    CONSTANT(MAILSHIM_E_CONFIG);
    CONSTANT(MAILSHIM_E_UNSUPPORTED);
    CONSTANT(MAILSHIM_E_STOPPED);
    CONSTANT(MAILSHIM_LOG_ERROR);
    CONSTANT(MAILSHIM_LOG_WARNING);
    CONSTANT(MAILSHIM_LOG_INFO);
    CONSTANT(MAILSHIM_LOG_DEBUG);

    SAME_TYPE(mailshim_log_callback, void (*)(void *, int, const char *));
    printf("callback mailshim_log_callback 0 %zu %zu %zu\n", sizeof(void *), sizeof(int),
           sizeof(const char *));
}

static void srv_h(void)
{
    CONSTANT(ACTION_POP_LOGIN);
    CONSTANT(ACTION_POP_GETMSG);
    CONSTANT(ACTION_POP_RECVMSG);
    CONSTANT(ACTION_POP_DELMSG);
    CONSTANT(ACTION_POP_RECVMSG);
    CONSTANT(ACTION_SMTP_CONNECT);
    CONSTANT(ACTION_SMTP_SENDMSG);
    CONSTANT(ACTION_SMTP_AUTH);
    CONSTANT(ACTION_SMTP_RCPT);
    CONSTANT(ALL_ACTIONS);
    CONSTANT(STATE_SMTP_FINDHOST);
    CONSTANT(STATE_SMTP_CONNECTING);
    CONSTANT(STATE_SMTP_DIALOG);
    CONSTANT(STATE_SMTP_SENDING);
    CONSTANT(STATE_SMTP_DONE);
    CONSTANT(STATE_SMTP_QUEUED);
    CONSTANT(STATE_SMTP_RETRY);
    CONSTANT(STATE_SMTP_FAILED);
    CONSTANT(STATE_SMTP_TLS);
    CONSTANT(STATE_SMTP_AUTH);
    CONSTANT(SRV_TLS_NONE);
    CONSTANT(SRV_TLS_OFFERED);
    CONSTANT(SRV_TLS_REQUIRED);
    CONSTANT(SRV_TLS_IMPLICIT);
    CONSTANT(SRV_TLS_CHECKED);

    TYPEDEF(srv_ulong);
    TYPEDEF(ServerStream);

    STRUCT(MailHostInfo);
    FIELD(MailHostInfo, name);
    FIELD(MailHostInfo, prior);
    FIELD(MailHostInfo, ip);
    STRUCT(MailHostInfoEx);
    FIELD(MailHostInfoEx, name);
    FIELD(MailHostInfoEx, prior);
    FIELD(MailHostInfoEx, addresses);
    FIELD(MailHostInfoEx, address);
    STRUCT(SRVQueueInfo);
    FIELD(SRVQueueInfo, octets);
    FIELD(SRVQueueInfo, arrived);
    FIELD(SRVQueueInfo, due);
    FIELD(SRVQueueInfo, recipients);
    FIELD(SRVQueueInfo, attempts);
    FIELD(SRVQueueInfo, id);
    FIELD(SRVQueueInfo, from);
    FIELD(SRVQueueInfo, to);
    FIELD(SRVQueueInfo, reply);

    SAME_TYPE(MsgCallback, void (*)(ServerStream *, void *, int, int));
    printf("callback MsgCallback 0 %zu %zu %zu %zu\n", sizeof(ServerStream *), sizeof(void *),
           sizeof(int), sizeof(int));
    SAME_TYPE(SMTPReqCallback, int (*)(ServerStream *, char *, int, ...));
}

int main(void)
{
    mailshim_h();
    srv_h();
    return 0;
}
