/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv.c - what of the SRV surface Java cannot express: a variable argument list, why Java is out of
 * reach, what a socket is to the system and to programs that the host starts, and a call that is
 * worth less than the way into Java
 *
 * DESCRIPTION
 *     Old programs write a message line by line, and entering Java takes longer than copying a
 *     line. So small pieces of a message are gathered here, and Java gets a block when it is full,
 *     before a large piece, and before the message is ended or given up. The block of a stream is
 *
 *         FREE ---> OWNED by one stream     a small SRVSend went well
 *           ^         |
 *           +---------+                     the stream is being ended, or given up
 *
 *     A stream whose block belongs to another one does without. Octets leave a block only into
 *     Java, which says that it took them: when it cannot be entered just then, they stay, and the
 *     call that wanted them gone fails without having done anything.
 *
 * BUGS
 *     A stream that is neither ended nor given up keeps its block.
 */
#include "entry.h"
#include "platform.h"
#include "srv/sockets.h"

#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Generated trampolines into Srv; exported to nobody. */
int SRV_CALL mailshim_java_SRVSend(ServerStream stream, const void *bufer, int size);
void SRV_CALL mailshim_java_SRVEndOfMsg(ServerStream stream);
int SRV_CALL mailshim_java_SRVEndOfMsgEx(ServerStream stream);
int SRV_CALL mailshim_java_SRVAbortMsg(ServerStream stream);
int SRV_CALL mailshim_java_SetSMTPServer(SMTPReqCallback callback, int port, int mask);
int SRV_CALL mailshim_java_SetPOP3Server(SMTPReqCallback callback, int port, int mask);
int mailshim_private_stream_error(ServerStream stream);
int mailshim_private_session_end(ServerStream stream, int local, void *bufer, int *port);
int mailshim_private_stream_error_text(ServerStream stream, char *bufer, int size);

int mailshim_srv_vprintf(ServerStream stream, const char *format, va_list arguments);

/* ---- gathering ------------------------------------------------------------------------------- */

enum { BLOCKS = 64, BLOCK_OCTETS = 4096, SMALL_PIECE = 1024 };

struct block {
    _Atomic(ServerStream) stream; /* its owner, changed under the lock; NULL: free */
    pthread_mutex_t lock;
    int filled;
    bool refused; /* Java did not take them, and is asked again before anything is added */
    char octets[BLOCK_OCTETS];
};

static struct block blocks[BLOCKS];

/* A message; the streams of servers' sessions are of another kind, and nothing is gathered for
 * them, since nobody ends them. The kind is where Handles.java puts it, and stale ones have it too.
 */
static bool is_message(ServerStream stream)
{
    enum { KIND_SHIFT = 48, KIND_MASK = 0xff, MESSAGE = 1 };

    return ((uintptr_t)stream >> KIND_SHIFT & KIND_MASK) == MESSAGE;
}

/* The low bits of a stream's token count its slot: the first streams of a process share nothing. */
static struct block *block_of(ServerStream stream)
{
    return &blocks[(uintptr_t)stream % BLOCKS];
}

static bool owns(struct block *block, ServerStream stream)
{
    return stream != NULL && atomic_load_explicit(&block->stream, memory_order_acquire) == stream;
}

/* A forked child cannot reach Java: its calls are to fail, and so must not end here. */
static void disown(void)
{
    for (int i = 0; i < BLOCKS; i++)
        atomic_store(&blocks[i].stream, NULL);
}

static void prepare_blocks(void)
{
    for (int i = 0; i < BLOCKS; i++)
        pthread_mutex_init(&blocks[i].lock, NULL);
    platform_at_fork(NULL, NULL, disown);
}

/* Only with a lock that prepare_blocks() made is there an owner, so who is none takes no lock. */
static void claim(struct block *block, ServerStream stream)
{
    static pthread_once_t prepared = PTHREAD_ONCE_INIT;

    pthread_once(&prepared, prepare_blocks);
    pthread_mutex_lock(&block->lock);
    if (block->stream == NULL) {
        block->filled = 0;
        block->refused = false;
        atomic_store_explicit(&block->stream, stream, memory_order_release);
    }
    pthread_mutex_unlock(&block->lock);
}

/* Hands the gathered octets to Java. False: it did not take them, and the last error says why. */
static bool hand_over(struct block *block, ServerStream stream)
{
    block->refused =
        block->filled > 0 && mailshim_java_SRVSend(stream, block->octets, block->filled) == 0;
    if (!block->refused)
        block->filled = 0;
    return !block->refused;
}

static int gather(struct block *block, ServerStream stream, const void *octets, int size)
{
    bool full = size > BLOCK_OCTETS - block->filled;

    if ((full || block->refused) && !hand_over(block, stream))
        return 0;
    if (size > SMALL_PIECE && block->filled == 0)
        return mailshim_java_SRVSend(stream, octets, size);
    memcpy(block->octets + block->filled, octets, (size_t)size);
    block->filled += size;
    return size;
}

int SRV_CALL SRVSend(ServerStream stream, const void *bufer, int size)
{
    struct block *block = block_of(stream);

    if (bufer == NULL || size <= 0 || !owns(block, stream)) {
        int accepted = mailshim_java_SRVSend(stream, bufer, size);
        if (accepted > 0 && accepted <= SMALL_PIECE && is_message(stream))
            claim(block, stream);
        return accepted;
    }
    pthread_mutex_lock(&block->lock);
    int accepted = owns(block, stream) ? gather(block, stream, bufer, size)
                                       : mailshim_java_SRVSend(stream, bufer, size);
    pthread_mutex_unlock(&block->lock);
    return accepted;
}

int64_t SRV_CALL SRVSend64(ServerStream stream, const void *bufer, int64_t size)
{
    enum { MOST = 1 << 30 };
    int64_t accepted = 0;

    if (bufer == NULL || size <= 0)
        return SRVSend(stream, bufer, size < 0 ? -1 : size > MOST ? MOST : (int)size);
    while (accepted < size) {
        int64_t left = size - accepted;
        int more = SRVSend(stream, (const char *)bufer + accepted, left > MOST ? MOST : (int)left);
        if (more == 0)
            break;
        accepted += more;
    }
    return accepted;
}

/*
 * Makes Java know all of a message that is about to end. False: it cannot be told now, and the
 * message goes on as it was; had it failed, so that there is nothing to tell, it may end.
 */
static bool settle(ServerStream stream)
{
    struct block *block = block_of(stream);
    bool settled = true;

    if (!owns(block, stream))
        return true;
    pthread_mutex_lock(&block->lock);
    if (owns(block, stream)) {
        if (!hand_over(block, stream)) {
            int error = mailshim_private_stream_error(stream);
            settled = error != MAILSHIM_OK && error != MAILSHIM_E_HANDLE;
        }
        if (settled)
            block->stream = NULL;
    }
    pthread_mutex_unlock(&block->lock);
    return settled;
}

void SRV_CALL SRVEndOfMsg(ServerStream stream)
{
    if (settle(stream))
        mailshim_java_SRVEndOfMsg(stream);
}

int SRV_CALL SRVEndOfMsgEx(ServerStream stream)
{
    return settle(stream) ? mailshim_java_SRVEndOfMsgEx(stream) : -1;
}

int SRV_CALL SRVAbortMsg(ServerStream stream)
{
    return settle(stream) ? mailshim_java_SRVAbortMsg(stream) : 0;
}

/* ---- text ------------------------------------------------------------------------------------ */

/* Most lines of a message fit here and need no memory of their own. */
enum { SHORT_TEXT = 1024 };

/* Also for mangled.c. */
int mailshim_srv_vprintf(ServerStream stream, const char *format, va_list arguments)
{
    char text[SHORT_TEXT];
    va_list again;

    if (format == NULL) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "SRVprintf: the format is NULL");
        return 0;
    }
    va_copy(again, arguments);
    int length = vsnprintf(text, sizeof text, format, again);
    va_end(again);
    if (length < 0) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "SRVprintf: the C library cannot format \"%.200s\"",
                      format);
        return 0;
    }
    if (length == 0)
        return 0; /* nothing to add is no error */
    if (length < SHORT_TEXT)
        return SRVSend(stream, text, length);

    char *longer = malloc((size_t)length + 1);
    if (longer == NULL) {
        mailshim_fail(MAILSHIM_E_MEMORY, "SRVprintf: no memory for %d octets", length);
        return 0;
    }
    vsnprintf(longer, (size_t)length + 1, format, arguments);
    int accepted = SRVSend(stream, longer, length);
    free(longer);
    return accepted;
}

int SRV_CALL SRVprintf(ServerStream stream, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int accepted = mailshim_srv_vprintf(stream, format, arguments);
    va_end(arguments);
    return accepted;
}

int SRV_CALL SRVGetLastError(ServerStream stream)
{
    return stream == NULL ? mailshim_last_error_code() : mailshim_private_stream_error(stream);
}

int SRV_CALL SRVErrorText(ServerStream stream, char *bufer, int size)
{
    if (stream != NULL)
        return mailshim_private_stream_error_text(stream, bufer, size);
    const char *text = mailshim_last_error();
    if (bufer != NULL && size > 0)
        snprintf(bufer, (size_t)size, "%s", text);
    return (int)strlen(text);
}

/* ---- addresses and sockets ------------------------------------------------------------------- */

enum { IPV4_OCTETS = 4, IPV6_OCTETS = 16 };

/* One end of a session's connection; its size, 0 for a bad stream. */
static socklen_t end_of(ServerStream stream, bool local, struct sockaddr_storage *end)
{
    unsigned char octets[IPV6_OCTETS];
    int port = 0;
    int length = mailshim_private_session_end(stream, local, octets, &port);

    memset(end, 0, sizeof *end);
    if (length == IPV4_OCTETS) {
        struct sockaddr_in *ipv4 = (struct sockaddr_in *)end;
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons((uint16_t)port);
        memcpy(&ipv4->sin_addr, octets, sizeof ipv4->sin_addr);
        return sizeof *ipv4;
    }
    if (length == IPV6_OCTETS) {
        struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)end;
        ipv6->sin6_family = AF_INET6;
        ipv6->sin6_port = htons((uint16_t)port);
        memcpy(&ipv6->sin6_addr, octets, sizeof ipv6->sin6_addr);
        return sizeof *ipv6;
    }
    return 0;
}

int SRV_CALL GetRemoteAddr(ServerStream stream, void *addr, int buflen)
{
    struct sockaddr_storage end;
    socklen_t size = end_of(stream, false, &end);

    if (size == 0)
        return 0;
    if (addr == NULL || buflen < 0 || (socklen_t)buflen < size) {
        mailshim_fail(MAILSHIM_E_ARGUMENT, "GetRemoteAddr: the address needs %d octets", (int)size);
        return 0;
    }
    memcpy(addr, &end, size);
    return (int)size;
}

/* An IPv4 address may stand in an IPv6 one, as it does at a socket that serves both. */
static bool same_end(const struct sockaddr_storage *wanted, const struct sockaddr_storage *found)
{
    if (wanted->ss_family == AF_INET6 && found->ss_family == AF_INET6) {
        const struct sockaddr_in6 *one = (const struct sockaddr_in6 *)wanted;
        const struct sockaddr_in6 *other = (const struct sockaddr_in6 *)found;
        return one->sin6_port == other->sin6_port &&
               memcmp(&one->sin6_addr, &other->sin6_addr, sizeof one->sin6_addr) == 0;
    }
    if (wanted->ss_family != AF_INET)
        return false;
    const struct sockaddr_in *one = (const struct sockaddr_in *)wanted;
    if (found->ss_family == AF_INET) {
        const struct sockaddr_in *other = (const struct sockaddr_in *)found;
        return one->sin_port == other->sin_port && one->sin_addr.s_addr == other->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *other = (const struct sockaddr_in6 *)found;
    return found->ss_family == AF_INET6 && one->sin_port == other->sin6_port &&
           IN6_IS_ADDR_V4MAPPED(&other->sin6_addr) &&
           memcmp(&other->sin6_addr.s6_addr[12], &one->sin_addr, sizeof one->sin_addr) == 0;
}

static bool connects(int descriptor, const struct sockaddr_storage *local,
                     const struct sockaddr_storage *peer)
{
    struct sockaddr_storage found;
    socklen_t size = sizeof found;

    if (getpeername(descriptor, (struct sockaddr *)&found, &size) != 0 || !same_end(peer, &found))
        return false;
    size = sizeof found;
    return getsockname(descriptor, (struct sockaddr *)&found, &size) == 0 &&
           same_end(local, &found);
}

int SRV_CALL GetSocket(ServerStream stream)
{
    struct sockaddr_storage local, peer;

    if (end_of(stream, true, &local) == 0 || end_of(stream, false, &peer) == 0)
        return -1;
    int descriptor = srv_find_socket(connects, &local, &peer);
    if (descriptor == -2) {
        mailshim_fail(MAILSHIM_E_UNSUPPORTED, "GetSocket: there is no /proc/self/fd to look into");
        return -1;
    }
    if (descriptor < 0)
        mailshim_fail(MAILSHIM_E_NETWORK, "GetSocket: the session has no socket any more");
    return descriptor;
}

/* ---- servers --------------------------------------------------------------------------------- */

/* Java opens sockets so that every program the host starts has them too. A port that such a program
 * keeps open is in use for the host that comes after this one. */
static int keep_ports(int opened, int port, const char *const *configured)
{
    if (opened != 0)
        return opened;
    if (port != 0)
        srv_keep_listeners(port);
    for (; port == 0 && *configured != NULL; configured++) {
        int at = GetConfigParamInt(*configured);
        if (at > 0)
            srv_keep_listeners(at);
    }
    return opened;
}

int SRV_CALL SetSMTPServer(SMTPReqCallback callback, int port, int mask)
{
    static const char *const ports[] = {"smtp_port", "smtp_submission_port", "smtps_port", NULL};

    return keep_ports(mailshim_java_SetSMTPServer(callback, port, mask), port, ports);
}

int SRV_CALL SetPOP3Server(SMTPReqCallback callback, int port, int mask)
{
    static const char *const ports[] = {"pop_port", "pops_port", NULL};

    return keep_ports(mailshim_java_SetPOP3Server(callback, port, mask), port, ports);
}

/* ---- the library, under this surface's names ---------------------------------------------------
 */

const char *SRV_CALL SRVVersion(void)
{
    return mailshim_version();
}

int SRV_CALL SRVInit(void)
{
    return mailshim_start(NULL, 0);
}

int SRV_CALL SRVShutdown(int milliseconds)
{
    return mailshim_stop(milliseconds);
}

int SRV_CALL SRVSetLog(mailshim_log_callback callback, void *user, int level)
{
    return mailshim_set_log(callback, user, level);
}
