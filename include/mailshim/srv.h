/* Generated from native/abi/srv.h.in and java/src/main/java/org/mailshim/abi/srv by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailshim/srv.h - the calls of the LsoL SMTP/POP3 module
 *
 * One message in a dozen lines:
 *
 *     #include <mailshim/srv.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         ServerStream mail = SRVInitSendMsgSMTP("me@example.org", "you@example.org",
 *                                                "smtp.example.org", 25, NULL, NULL);
 *         if (mail != NULL) {
 *             SRVprintf(mail, "From: me@example.org\nTo: you@example.org\n");
 *             SRVprintf(mail, "Subject: Hello\n\nGood morning!\n");
 *         }
 *         if (mail == NULL || SRVEndOfMsgEx(mail) < 0)
 *             fprintf(stderr, "not sent: %s\n", mailshim_last_error());
 *     }
 *
 * SENDING takes three steps.
 *
 * 1. One of the three SRVInitSendMsg... functions names the sender, the recipients and the way:
 *    ...SMTP through a server you name (your provider's, a smart host); ...Imidiatly straight to
 *    the recipients' servers, one attempt; ...Backgaund straight to them as well, but from a queue
 *    on disk, which tries again for up to 24 hours when a failure is temporary.
 *
 * 2. SRVSend and SRVprintf, any number of times, give the message itself: header lines, an empty
 *    line, the text. Line ends may be LF or CRLF, and lines may begin with dots: what SMTP wants is
 *    done on the way. The size of a message is limited by the disk, not by memory.
 *
 * 3. SRVEndOfMsg ends the message and gives the stream back. SRVAbortMsg gives it back unsent.
 *
 * WAITING OR NOT. Without a callback SRVEndOfMsg returns when the message has been sent or has
 * failed. With a callback it returns at once, and the callback hears of each step. (The parameter
 * `async`, 1 or 0, overrides both.) For a message sent in the background it returns when that is on
 * disk, always.
 *
 * RECIPIENTS. The parameter `to` is NUL-terminated text: one address, or several with spaces,
 * commas or semicolons between them. `from` and `to` are the envelope, which decides where the
 * message goes; the From: and To: lines inside the message are for its reader.
 *
 * SPELLING. Imidiatly, Backgaund, bufer: that is how the original spells them, and programs that
 * were written for it compile and link unchanged. SRVInitSendMsgImmediately and
 * SRVInitSendMsgBackground are the same functions under their proper names.
 *
 * STREAMS. The original speaks of `ServerStream *` and of `ServerStream`; here the functions return
 * the one and take the other, so that both `ServerStream s = SRVInit...` and
 * `ServerStream *s = SRVInit...` compile, in C and in C++. Either way it is an opaque handle.
 *
 * Threads, text, buffers, handles, callbacks and errors: see THE CONTRACT in mailshim/mailshim.h.
 * All functions are thread-safe; one stream is used by one thread at a time.
 */
#ifndef MAILSHIM_SRV_H
#define MAILSHIM_SRV_H

#include <mailshim/mailshim.h>

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(SRV_BUILDING)
#define SRV_API __declspec(dllexport)
#elif defined(_WIN32)
#define SRV_API __declspec(dllimport)
#else
#define SRV_API MAILSHIM_API
#endif
#define SRV_CALL MAILSHIM_CALL
#define SRV_DEFAULT(argument) MAILSHIM_DEFAULT(argument)
#define SRV_PRINTF(format, first) MAILSHIM_PRINTF(format, first)

#if defined(__cplusplus)
extern "C" {
#endif

/* The original's `ulong`: 32 bits on every platform. An IP address in one is in network byte order,
 * as in sin_addr.s_addr. */
typedef uint32_t srv_ulong;

/* A message being sent, a session with a client of a server, or one with a server that mail is
 * fetched from. Opaque. */
typedef void *ServerStream;

/*
 * ACTIONS, for which a server calls its callback; a mask holds any number of them, a callback is
 * called with exactly one.
 */
#define ACTION_POP_LOGIN 0x0001    /* a POP3 user gave name and password */
#define ACTION_POP_GETMSG 0x0002   /* a POP3 user asks for a message */
#define ACTION_POP_DELMSG 0x0004   /* a POP3 session ends, and a message is to be deleted */
#define ACTION_SMTP_CONNECT 0x0100 /* an SMTP client has connected */
#define ACTION_SMTP_SENDMSG 0x0200 /* an SMTP client is about to send a message */
#define ALL_ACTIONS 0x7FFFFFFF     /* all of them; further ones need `ext_actions`=1 as well */

/* Further actions, which the original does not have: asked about only when `ext_actions` is 1. */
#define ACTION_POP_RECVMSG 0x0008 /* a message is collected from another server */
#define ACTION_SMTP_AUTH 0x0400   /* an SMTP client gave name and password */
#define ACTION_SMTP_RCPT 0x0800   /* an SMTP client names a recipient */

/*
 * STATES of a message being sent, in this order. SENDING comes repeatedly, with a growing count.
 * Where a message goes to several servers, or to another one after a failure, each begins with
 * CONNECTING, and its count with 0. DONE comes exactly once, and last.
 */
#define STATE_SMTP_FINDHOST 1   /* the server's name is being looked up */
#define STATE_SMTP_CONNECTING 2 /* a connection to it is being made */
#define STATE_SMTP_DIALOG 3     /* greeting, sender and recipients are being exchanged */
#define STATE_SMTP_SENDING 4    /* the message is on its way */
#define STATE_SMTP_DONE 5       /* finished: sent >= 0 success, sent < 0 failure */

/* Further states, which the original does not have: reported only when `ext_states` is 1. */
#define STATE_SMTP_QUEUED 6 /* safe in the queue */
#define STATE_SMTP_RETRY 7  /* a temporary failure; there will be another attempt */
#define STATE_SMTP_FAILED 8 /* a failure; DONE follows */
#define STATE_SMTP_TLS 9    /* TLS is in place */
#define STATE_SMTP_AUTH 10  /* the server has accepted user name and password */

/* How SRVSetTLS has a message encrypted. */
#define SRV_TLS_NONE 0     /* not at all */
#define SRV_TLS_OFFERED 1  /* where the server offers it; in clear where that fails */
#define SRV_TLS_REQUIRED 2 /* with STARTTLS, or not sent */
#define SRV_TLS_IMPLICIT 3 /* from the first octet, as on port 465 */
#define SRV_TLS_CHECKED 16 /* added to one of these: the certificate must be the server's */

/*
 * Hears of each change of state of a message being sent: one call at a time for one message, on a
 * thread of mailshim, or on the thread that waits in SRVEndOfMsg.
 *
 *   stream    the message's stream; valid inside the callback, even after SRVEndOfMsg. SRVEndOfMsg
 *             itself must not be called here: it does nothing then
 *   usr_par   the `callback_param` that was given with the callback
 *   state     one of STATE_SMTP_...
 *   sent      octets of the message that are on the wire, at most INT_MAX. With STATE_SMTP_DONE a
 *             negative number is failure: -(SMTP reply code), or -1 if no reply is to blame
 */
typedef void(SRV_CALL *MsgCallback)(ServerStream *stream, void *usr_par, int state, int sent);

/*
 * Decides about a request to a server. It runs on a thread of mailshim's while the session waits;
 * it may block, and call any function but mailshim_stop.
 *
 *   stream    the session; valid until the callback returns, and in later ones of that session
 *   action    one of ACTION_...
 *   reqname   what it is about
 *   ...       items of type const char *, then NULL
 *   returns   0 = the server does its work; below 0 = the host has done it; above 0 = refused
 *
 *   action        reqname      items                        0          below 0        above 0
 *   SMTP_CONNECT  IP address   DNS list it is on, or ""     greeting   hangs up       reply, closes
 *   SMTP_SENDMSG  spool name   sender, recipients, HELO     message    250, message   reply
 *                              name, size or ""             is kept    is thrown away
 *   POP_LOGIN     user         method, challenge, digest    table of   accepted       -ERR [AUTH]
 *                                                           users asked
 *   POP_GETMSG    unique-id    number, size, lines of TOP   message    SRVSend has    -ERR
 *                              or "-1"                      is sent    sent it
 *   POP_DELMSG    unique-id    number, size                 deleted    kept           kept, -ERR
 *   POP_RECVMSG   unique-id    local user, size             local      SRVRecv has    stays on its
 *                                                           user's     taken it       server
 *   SMTP_AUTH     user         none                         table      accepted       535
 *   SMTP_RCPT     recipient    sender, HELO name            usual way  the same       reply
 *
 * A result above 0 is an SMTP reply code if it is 400 to 599; 554 is said for others. Recipients
 * are separated by spaces, the null sender is "". POP_LOGIN's method is PASS, APOP (with challenge
 * and digest) or a mechanism of AUTH. SENDMSG comes before the message: without SRVRecv a refusal
 * stands in place of 354, and after SRVRecv it stands at the message's end.
 *
 * THE ANSWER that a client gets is the server's, or what the callback writes with SRVSend and
 * SRVprintf, 1024 octets of printable ASCII at most: SRVprintf(stream, "too late for today") with
 * the result 450 makes it "450 4.7.1 too late for today". It may have a code of its own
 * ("452 4.2.2 too late"), for SMTP several lines, for POP3 +OK or -ERR; and it has to say what
 * happens, yes or no: one that says the contrary is logged, and the server's is said. For CONNECT
 * it is the greeting, or what is said before hanging up; for SENDMSG the reply at the message's
 * end, or in place of 354; for LOGIN the response to it; for DELMSG the response to QUIT. For
 * GETMSG what SRVSend writes is the message, unless a result above 0 makes it the refusal. SMTP_AUTH
 * has none, and SMTP_RCPT one for refusals.
 */
typedef int(SRV_CALL *SMTPReqCallback)(ServerStream *stream, char *reqname, int action, ...);

/* A mail exchanger, as FindMX fills it in. 116 octets on every platform. */
typedef struct MailHostInfo {
    char name[64];    /* host name, NUL-terminated, cut at 63 octets */
    int prior;        /* preference: the lowest is tried first */
    srv_ulong ip[12]; /* its IPv4 addresses in network byte order; unused ones are 0 */
} MailHostInfo;

/* A mail exchanger, as FindMXEx fills it in. */
typedef struct MailHostInfoEx {
    char name[256];       /* host name, NUL-terminated */
    int prior;            /* preference: the lowest is tried first */
    int addresses;        /* how many of the following there are */
    char address[16][48]; /* its addresses, IPv4 and IPv6, as text, in the order to try them */
} MailHostInfoEx;

/* A message of the queue, as SRVQueueItem fills it in. Times are seconds since 1970. */
typedef struct SRVQueueInfo {
    int64_t octets;  /* its size */
    int64_t arrived; /* when it came into the queue */
    int64_t due;     /* when its first recipient that is left is tried next */
    int recipients;  /* recipients that are left */
    int attempts;    /* attempts so far */
    char id[32];     /* its name, for SRVQueueCancel */
    char from[256];  /* the sender, "" for a notice */
    char to[256];    /* the first recipient that is left */
    char reply[256]; /* what was said last, "" when nothing was */
} SRVQueueInfo;

#if defined(__cplusplus) && __cplusplus >= 201103L
static_assert(sizeof(MailHostInfo) == 116, "MailHostInfo is part of the ABI");
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(MailHostInfo) == 116, "MailHostInfo is part of the ABI");
#endif

/*
 * SENDING A MESSAGE
 */

/*
 * Begins a message that is sent straight to the recipients' servers, found by MX look-up, in one
 * attempt.
 *
 * Direct delivery needs the parameter `smtp_name`, the host name that this machine is known by:
 * without it the message fails, since receiving servers refuse mail from strangers without a name.
 *
 * Looking up and connecting begin at once, while the host writes. That no server can be reached is
 * told at once, too; what a server refuses before the message has an octet, when it has one or is
 * ended, since `SRVSetAuth` or `SRVSetTLS` may mend it.
 *
 *   from            the sender's address, the reverse-path; no angle brackets
 *   to              the recipients: NUL-terminated text, addresses separated by spaces, commas or
 *                   semicolons. (The type takes the `int *` of the original's page too.)
 *   callback        hears of each change of state, or NULL
 *   callback_param  passed to the callback
 *   returns         the stream; NULL if an address is none, or holds control characters
 *                   (`MAILSHIM_E_ADDRESS`), or a parameter is NULL or too long
 *                   (`MAILSHIM_E_ARGUMENT`)
 */
SRV_API ServerStream *SRV_CALL SRVInitSendMsgImidiatly(const char *from, const void *to,
                                                       MsgCallback callback SRV_DEFAULT(= NULL),
                                                       void *callback_param SRV_DEFAULT(= NULL));

/*
 * `SRVInitSendMsgImidiatly` under its proper name.
 *
 *   from            the sender
 *   to              the recipients
 *   callback        hears of each change of state, or NULL
 *   callback_param  passed to the callback
 *   returns         the stream, or NULL
 */
SRV_API ServerStream *SRV_CALL SRVInitSendMsgImmediately(const char *from, const void *to,
                                                         MsgCallback callback SRV_DEFAULT(= NULL),
                                                         void *callback_param SRV_DEFAULT(= NULL));

/*
 * Begins a message that is sent through a server of the host's choice: its provider's, a smart
 * host.
 *
 * Looking up and connecting begin at once, while the host writes. That no server can be reached is
 * told at once, too; what a server refuses before the message has an octet, when it has one or is
 * ended, since `SRVSetAuth` or `SRVSetTLS` may mend it.
 *
 *   from            the sender's address, the reverse-path; no angle brackets
 *   to              the recipients, as for `SRVInitSendMsgImidiatly`
 *   smtp_host       the server: a host name, or an IPv4 or IPv6 address
 *   port            its port, 1 to 65535
 *   callback        hears of each change of state, or NULL
 *   callback_param  passed to the callback
 *   returns         the stream; NULL for a bad address (`MAILSHIM_E_ADDRESS`) or argument
 *                   (`MAILSHIM_E_ARGUMENT`)
 */
SRV_API ServerStream *SRV_CALL SRVInitSendMsgSMTP(const char *from, const void *to,
                                                  const char *smtp_host, int port SRV_DEFAULT(= 25),
                                                  MsgCallback callback SRV_DEFAULT(= NULL),
                                                  void *callback_param SRV_DEFAULT(= NULL));

/*
 * Begins a message that goes into a queue on disk and is sent from there, with new attempts for up
 * to 24 hours (`queue_ttl`), by this process or by the next one that uses the queue.
 *
 * `SRVEndOfMsg` returns when the message is on disk, whether or not there is a callback;
 * `SRVEndOfMsgEx` gives 0 then, and -1 if it could not be kept. Recipients who cannot be reached
 * are told of to the sender, by a message.
 *
 * The queue is a file in the directory `smtp_out`. Its mail goes by `smtpproxy`, or straight to the
 * recipients' servers, for which `smtp_name` is needed.
 *
 *   from            the sender's address, the reverse-path; no angle brackets
 *   to              the recipients, as for `SRVInitSendMsgImidiatly`
 *   callback        hears of each change of state while this process lives, or NULL; after a
 *                   temporary failure the state returns to `STATE_SMTP_FINDHOST`
 *   callback_param  passed to the callback
 *   returns         the stream; NULL for a bad address (`MAILSHIM_E_ADDRESS`), without a way for
 *                   the mail (`MAILSHIM_E_CONFIG`), or if the queue cannot be opened
 *                   (`MAILSHIM_E_SPOOL`)
 */
SRV_API ServerStream *SRV_CALL SRVInitSendMsgBackgaund(const char *from, const void *to,
                                                       MsgCallback callback SRV_DEFAULT(= NULL),
                                                       void *callback_param SRV_DEFAULT(= NULL));

/*
 * `SRVInitSendMsgBackgaund` under its proper name.
 *
 *   from            the sender's address
 *   to              the recipients
 *   callback        hears of each change of state, or NULL
 *   callback_param  passed to the callback
 *   returns         the stream, or NULL
 */
SRV_API ServerStream *SRV_CALL SRVInitSendMsgBackground(const char *from, const void *to,
                                                        MsgCallback callback SRV_DEFAULT(= NULL),
                                                        void *callback_param SRV_DEFAULT(= NULL));

/*
 * How many messages are in the queue. A process that only delivers what others have left there
 * calls this or `SRVQueueFlush` to begin.
 *
 *   returns  messages with recipients that have yet to be delivered; -1 if the queue cannot be
 *            opened
 */
SRV_API int SRV_CALL SRVQueueCount(void);

/*
 * Makes every message of the queue that waits for its next attempt have it now.
 *
 *   returns  how many messages; -1 if the queue cannot be opened
 */
SRV_API int SRV_CALL SRVQueueFlush(void);

/*
 * Adds octets to a message: header lines, an empty line, the text. LF, CR and CRLF all end a line.
 *
 * In a server's callback for `ACTION_POP_GETMSG` it sends the message that the client wants, in any
 * pieces, with LF or CRLF; the server does the rest. In the callback for another action it is the
 * answer that the client gets, in place of the server's: see `SMTPReqCallback`.
 *
 * Small pieces are gathered, up to 4 KiB of them, before the message gets them. So when the message
 * fails while it is being written (the server cannot be reached, the disk is full), a call or some
 * calls later say so, `SRVEndOfMsgEx` at the latest.
 *
 *   stream   the message, or the session
 *   bufer    the octets; they are copied
 *   size     how many
 *   returns  octets accepted, that is `size`; 0 on error: a bad stream or buffer, a size below 1, a
 *            message that has ended or failed, a full disk
 */
SRV_API int SRV_CALL SRVSend(ServerStream stream, const void *bufer, int size);

/*
 * Adds formatted text to a message, as `printf` would format it in the host's locale. The text may
 * have any length.
 *
 *   stream   the message
 *   format   as for `printf`; never text that came from outside
 *   returns  octets accepted; 0 on error, and nothing was added then
 */
SRV_API int SRV_CALL SRVprintf(ServerStream stream, const char *format, ...) SRV_PRINTF(2, 3);

/*
 * `SRVSend` for sizes that an `int` cannot hold.
 *
 *   stream   the message, or the session
 *   bufer    the octets; they are copied
 *   size     how many
 *   returns  octets accepted; fewer than `size` when something went wrong in the middle, 0 when at
 *            the beginning
 */
SRV_API int64_t SRV_CALL SRVSend64(ServerStream stream, const void *bufer, int64_t size);

/*
 * Ends a message and gives its stream back. With a stream of `SRVInitRecvPOP3` it ends the session,
 * and what was read whole is deleted on the server, as `pop3_ext_keep` says.
 *
 * Without a callback it returns when the message has been sent or has failed. With one it returns
 * at once, and the callback hears the end; the parameter `async` overrides both. When it waits and
 * there is a callback, the callback is called on this thread.
 *
 * After it the stream must not be used any more, except in the callback, and except that
 * `SRVAbortMsg` still cancels a message that is under way.
 *
 *   stream  the message; anything else does nothing but set the last error
 */
SRV_API void SRV_CALL SRVEndOfMsg(ServerStream stream);

/*
 * `SRVEndOfMsg` with the result.
 *
 * An asynchronous message that has failed by now is told as failed here too, with the value that
 * its callback hears or has heard with `STATE_SMTP_DONE`.
 *
 *   stream   the message
 *   returns  octets of the message sent; 0 if it is under way; below 0 if it failed: -(SMTP reply
 *            code) when a server refused it, -1 otherwise. For a mailbox, how many messages were
 *            taken, or -1
 */
SRV_API int SRV_CALL SRVEndOfMsgEx(ServerStream stream);

/*
 * Gives a message up. Before `SRVEndOfMsg` nothing has been sent, and nothing will be. After it,
 * the delivery that is under way is cut off; recipients that have been accepted stay accepted.
 *
 * The callback still hears `STATE_SMTP_DONE`, with -1 if it was cut off in time. With a stream of
 * `SRVInitRecvPOP3` it ends the session at once, and nothing is deleted.
 *
 *   stream   the message
 *   returns  1, or 0 if there is no such message any more
 */
SRV_API int SRV_CALL SRVAbortMsg(ServerStream stream);

/*
 * What became of one recipient; to be called in the callback for `STATE_SMTP_DONE`.
 *
 *   stream   the message
 *   index    the recipient, from 0, in the order of `to`
 *   address  gets the address, cut to fit; NULL if it is not wanted
 *   size     the size of address
 *   code     gets the SMTP reply code, 0 if there was no reply; NULL if it is not wanted
 *   returns  1 accepted, 0 not accepted for now, -1 refused; -2 on error: a bad stream or index, a
 *            message not finished
 */
SRV_API int SRV_CALL SRVGetRcptResult(ServerStream stream, int index, char *address, int size,
                                      int *code);

/*
 * Waits for a message to be over: ended by the host, and delivered or given up, as its callback, if
 * there is one, has heard.
 *
 *   stream        the message; also after `SRVEndOfMsg`, as long as it is one of the last thousand
 *   milliseconds  how long; below 0 for as long as it takes
 *   returns       1 when it is over, 0 when it is not yet; -1 for a bad stream, and in the
 *                 message's own callback
 */
SRV_API int SRV_CALL SRVWait(ServerStream stream, int milliseconds);

/*
 * Whether a message is over, without waiting.
 *
 *   stream   the message
 *   returns  as `SRVWait`
 */
SRV_API int SRV_CALL SRVPoll(ServerStream stream);

/*
 * What became of a message.
 *
 *   stream   the message; also when it is over
 *   returns  0 while it is under way; then octets sent, or below 0 if it failed, as
 *            `STATE_SMTP_DONE` tells it, and the last error is why; -1 for a bad stream too, which
 *            the last error tells apart
 */
SRV_API int SRV_CALL SRVGetResult(ServerStream stream);

/*
 * How much of a message is on the wire, where `int` is too small to say it.
 *
 *   stream   the message; also when it is over
 *   returns  octets; -1 for a bad stream
 */
SRV_API int64_t SRV_CALL SRVGetSent64(ServerStream stream);

/*
 * Tells of one message of the queue, oldest first.
 *
 *   index    which, from 0
 *   item     gets the message
 *   returns  1; 0 when there are not so many; -1 if the queue cannot be opened, or for a NULL item
 */
SRV_API int SRV_CALL SRVQueueItem(int index, SRVQueueInfo *item);

/*
 * Takes a message out of the queue. Nobody is told; an attempt that is under way goes on.
 *
 *   id       as `SRVQueueItem` gives it
 *   returns  1; 0 when there is no such message; -1 if the queue cannot be opened
 */
SRV_API int SRV_CALL SRVQueueCancel(const char *id);

/*
 * Gives a message of `SRVInitSendMsgSMTP` credentials of its own, in place of the parameters
 * `smtp_user`, `smtp_passw` and `smtp_token`. Before the first octet of the message, any number of
 * times and in any order with `SRVSetTLS`: the last word counts.
 *
 * What was connected so far is given up, and the first octet or `SRVEndOfMsg` connects anew, so the
 * callback may hear its first states twice. A server that refused what stood before, a password or
 * a connection without TLS, does not matter then: until the first octet a message only fails when
 * no server can be reached at all. With `ext_states` the callback hears `STATE_SMTP_FAILED` of such
 * a refusal, and may hear of another one.
 *
 *   stream    the message
 *   user      whom to authenticate as; NULL or "": nobody
 *   password  the password; NULL: none
 *   returns   0; -1 on error: a bad stream or argument, a message that has begun or failed, or goes
 *             into the queue (`MAILSHIM_E_STATE`)
 */
SRV_API int SRV_CALL SRVSetAuth(ServerStream stream, const char *user, const char *password);

/*
 * Says how a message is to be encrypted, in place of the parameters `smtptls`, `smtponlytls`,
 * `smtp_implicit_tls` and `smtpchktls`. When, as `SRVSetAuth`.
 *
 *   stream   the message
 *   mode     `SRV_TLS_NONE`, `SRV_TLS_OFFERED`, `SRV_TLS_REQUIRED` or `SRV_TLS_IMPLICIT` (for
 *            `SRVInitSendMsgSMTP`), perhaps with `| SRV_TLS_CHECKED`: for a server only whose
 *            certificate is valid and its own
 *   returns  0; -1 on error, as `SRVSetAuth`
 */
SRV_API int SRV_CALL SRVSetTLS(ServerStream stream, int mode);

/*
 * SERVERS
 *
 * SetSMTPServer and SetPOP3Server open servers that work by themselves; what they do with mail is
 * decided by the parameters below, and where the host wants a say, by its callback. The functions
 * with a stream are for the callback, with the stream that it is given.
 */

/*
 * Opens an SMTP server, which works from then on by itself, on threads of mailshim. What it accepts
 * goes into the queue of `SRVInitSendMsgBackgaund` and from there to the users of this host, or on
 * to other hosts.
 *
 * It takes mail from anybody for the domains `smtp_name` and `local_domains`, and for other domains
 * from who has authenticated or comes from `smtp_range`; nobody else's.
 *
 * Called again for the same port, it gives the server that is there another callback and mask; for
 * another port, it opens one more.
 *
 *   callback  asked at each action that mask holds, or NULL
 *   port      where to listen; 0 for the parameter `smtp_port`, and for `smtp_submission_port` and
 *             `smtps_port` where they are set
 *   mask      the actions, `ACTION_SMTP_...`; an action that is not in it is done as if the
 *             callback had returned 0
 *   returns   0; below 0 on error: -1 bad argument, -2 the address cannot be had, -3 no threads, -4
 *             a parameter that cannot be used, -5 certificate or key that cannot be used
 */
SRV_API int SRV_CALL SetSMTPServer(SMTPReqCallback callback SRV_DEFAULT(= NULL),
                                   int port SRV_DEFAULT(= 0), int mask SRV_DEFAULT(= ALL_ACTIONS));

/*
 * Opens a POP3 server, from which the users of this host fetch their mail. Users are those whom the
 * callback accepts, and those of the parameter `user`.
 *
 * Called again for the same port, it gives the server that is there another callback and mask; for
 * another port, it opens one more.
 *
 *   callback  asked at each action that mask holds, or NULL
 *   port      where to listen; 0 for the parameter `pop_port`, and for `pops_port` where it is set
 *   mask      the actions, `ACTION_POP_...`
 *   returns   as `SetSMTPServer`
 */
SRV_API int SRV_CALL SetPOP3Server(SMTPReqCallback callback SRV_DEFAULT(= NULL),
                                   int port SRV_DEFAULT(= 0), int mask SRV_DEFAULT(= ALL_ACTIONS));

/*
 * Closes a server's port: clients that are idle hear so, the others have five seconds to finish. In
 * a callback it returns at once, and the port closes when it can.
 *
 *   port     as it was opened
 *   returns  0; -1 when no server is open there
 */
SRV_API int SRV_CALL SRVStopServer(int port);

/*
 * Reads the message that a client sends; in the callback for `ACTION_SMTP_SENDMSG`. The first call
 * lets the client send; each waits for as much as it asks for, for 16 KiB, or the rest. In the
 * callback for `ACTION_POP_RECVMSG` it reads the message that is collected, and with a stream of
 * `SRVInitRecvPOP3` the one that `SRVRecvNext` has gone to.
 *
 * The message comes as it is kept: without SMTP's transparency, lines ended by CRLF, behind the
 * Received field of this server. Reading it does not keep the server from keeping it, which the
 * callback's result decides; what is not read is kept or thrown away with the rest.
 *
 *   stream   the session, or the mailbox
 *   bufer    gets the octets
 *   l        its size
 *   returns  octets read; 0 at the end of the message, and on error: `SRVGetLastError` tells which
 */
SRV_API int SRV_CALL SRVRecv(ServerStream stream, void *bufer, int l);

/*
 * As whom the client of a session has authenticated; in `ACTION_POP_LOGIN` as whom it wants to.
 *
 *   stream   the session
 *   returns  the name, valid until the callback returns; NULL when it has not, and outside of a
 *            callback (`MAILSHIM_E_STATE`)
 */
SRV_API char *SRV_CALL GetAUTHName(ServerStream stream);

/*
 * The password that the client of a session has given.
 *
 *   stream   the session
 *   returns  the password, valid until the callback returns, and wiped then; NULL when it has given
 *            none, which is so with mechanisms that do not show it: APOP, CRAM-MD5, SCRAM; NULL
 *            outside of a callback (`MAILSHIM_E_STATE`)
 */
SRV_API char *SRV_CALL GetAUTHPassw(ServerStream stream);

/*
 * The client's IPv4 address.
 *
 *   stream   the session
 *   returns  the address in network byte order; 0 when it is an IPv6 address, or the stream is bad
 */
SRV_API srv_ulong SRV_CALL GetRemoteIP(ServerStream stream);

/*
 * Whether the session of a stream is encrypted.
 *
 *   stream   the session
 *   returns  1 under TLS, 0 in clear; -1 for a bad stream
 */
SRV_API int SRV_CALL SRVIsTLS(ServerStream stream);

/*
 * The client's address.
 *
 *   stream   the session
 *   addr     gets a `struct sockaddr_in` or `sockaddr_in6`
 *   buflen   its size
 *   returns  octets written; 0 when there is no room for them, or for a bad stream
 */
SRV_API int SRV_CALL GetRemoteAddr(ServerStream stream, void *addr, int buflen);

/*
 * The session's socket, to be asked about itself (`getsockopt`, `getpeername`). It is mailshim's:
 * reading, writing and closing it would break the session.
 *
 *   stream   the session
 *   returns  a descriptor; -1 when there is none: for a bad stream, or when the client has gone
 */
SRV_API int SRV_CALL GetSocket(ServerStream stream);

/*
 * COLLECTING MAIL FROM OTHER SERVERS
 *
 * A host may fetch the mail of one POP3 mailbox itself, message by message:
 *
 *     ServerStream mailbox = SRVInitRecvPOP3("pop.example.org", "me", "secret", 995);
 *     while (mailbox != NULL && SRVRecvNext(mailbox, NULL, 0) > 0)
 *         while ((octets = SRVRecv(mailbox, buffer, sizeof buffer)) > 0)
 *             fwrite(buffer, 1, octets, file);
 *     SRVEndOfMsg(mailbox);
 *
 * or have mailboxes collected by themselves, as the parameters pop3_ext, pop3_ext_period and
 * pop3_ext_keep have it, from SetPOP3Collector on. A message is deleted on its server only when it
 * is safe here, and each is collected once.
 */

/*
 * Begins to fetch mail from a POP3 server: connects and logs in. Then `SRVRecvNext` goes from
 * message to message, `SRVRecv` reads each, and `SRVEndOfMsg` ends the session and has the server
 * delete what was read, as `pop3_ext_keep` says.
 *
 * At port 995 the connection is encrypted from the first octet, elsewhere by STLS, which is
 * required unless `auth_clear` is 1: then it goes in clear. The server's certificate is verified
 * always (`tls_cafile`). Connections take the way that the proxy parameters have for POP3.
 *
 *   pop3_host  the server: a host name, or an IPv4 or IPv6 address
 *   user       the user there
 *   passw      the password
 *   port       the server's port, 1 to 65535
 *   returns    the stream; NULL for a bad argument (`MAILSHIM_E_ARGUMENT`), when the server cannot
 *              be reached (`MAILSHIM_E_NETWORK`, `MAILSHIM_E_DNS`, `MAILSHIM_E_TIMEOUT`,
 *              `MAILSHIM_E_TLS`), or does not let us in (`MAILSHIM_E_AUTH`; `MAILSHIM_E_REFUSED`
 *              when the mailbox is in use)
 */
SRV_API ServerStream *SRV_CALL SRVInitRecvPOP3(const char *pop3_host, const char *user,
                                               const char *passw, int port SRV_DEFAULT(= 110));

/*
 * Goes to the next message of a mailbox, which is fetched whole. The one before counts as taken
 * when all of it was read; else it stays on the server for another time. Messages that were taken
 * in earlier sessions, and stay on the server, are passed over.
 *
 *   stream   from `SRVInitRecvPOP3`
 *   id       gets the message's unique-id, NUL-terminated, cut to fit; NULL if it is not wanted
 *   size     the size of `id`; 71 is enough for every one
 *   returns  octets of the message, at most INT_MAX; 0 when there is none left; -1 on error: a bad
 *            stream, a broken connection, no room for the message
 */
SRV_API int SRV_CALL SRVRecvNext(ServerStream stream, char *id SRV_DEFAULT(= NULL),
                                 int size SRV_DEFAULT(= 0));

/*
 * How many messages wait in a mailbox of another server; none is fetched, and none deleted.
 *
 *   pop3_host  as for `SRVInitRecvPOP3`
 *   user       the user there
 *   passw      the password
 *   port       the server's port
 *   octets     gets the size of them all, as the server says; NULL if it is not wanted
 *   returns    how many messages `SRVInitRecvPOP3` would bring; -1 on error, as there
 */
SRV_API int SRV_CALL SRVCheckPOP3(const char *pop3_host, const char *user, const char *passw,
                                  int port SRV_DEFAULT(= 110), int64_t *octets SRV_DEFAULT(= NULL));

/*
 * Collects the mailboxes of the parameter `pop3_ext`, at once and then every `pop3_ext_period`
 * seconds, on threads of mailshim; after failures less often. Messages go to the local user of
 * their mailbox, where one is named with an `@` by the queue, unless the callback decides
 * otherwise: it is asked with `ACTION_POP_RECVMSG`. What was collected is deleted there as
 * `pop3_ext_keep` says, when it is safe here, and is remembered in the file `collected.db` in
 * `smtp_out`, or in `queue_database`.
 *
 * Called again, it gives the collector that runs another callback and mask. Where `pop3_ext` is
 * set, `SetSMTPServer` and `SetPOP3Server` start it too.
 *
 *   callback  asked about each message, or NULL
 *   mask      `ACTION_POP_RECVMSG`, which needs `ext_actions`=1 as well
 *   returns   0; -1 on error: a parameter that cannot be used (`MAILSHIM_E_CONFIG`), nowhere to
 *             remember (`MAILSHIM_E_SPOOL`). What fails later goes to the log
 */
SRV_API int SRV_CALL SetPOP3Collector(SMTPReqCallback callback SRV_DEFAULT(= NULL),
                                      int mask SRV_DEFAULT(= ALL_ACTIONS));

/*
 * Collects all mailboxes of `pop3_ext` as soon as may be, and waits for that. Not for a callback of
 * the collector, which would wait for itself.
 *
 *   returns  how many messages came; -1 when a mailbox failed, or there is no collector
 */
SRV_API int SRV_CALL SRVCollectNow(void);

/*
 * Collects no more. Sessions that are under way are cut off: nothing is lost by that, and nothing
 * deleted. In a callback it returns at once.
 *
 *   returns  0; -1 when nothing was collected
 */
SRV_API int SRV_CALL SRVStopCollector(void);

/*
 * LISTS
 *
 * Who is let in, refused, or told to come again, is written in files (`goodlist`, `badlist`,
 * `graylist`) that servers read again when they change, and in lists that others keep in the DNS.
 */

/*
 * Asks DNS lists about an address, whatever the servers do with the answer. A list that does not
 * answer in time (`dnsbl_timeout`), lists everything or says that it does not answer us has nothing
 * to say.
 *
 *   ip       an IPv4 or IPv6 address
 *   zone     the list, such as `zen.example`, or several; NULL: those of `dnsbl`
 *   returns  1 when one of them has it; 0 when none has; -1 when none has and one could not be
 *            asked, which is the last error, `MAILSHIM_E_DNS`, or for a bad argument
 */
SRV_API int SRV_CALL SRVCheckDNSBL(const char *ip, const char *zone);

/*
 * Adds an entry to a list's file. Servers heed it within some seconds.
 *
 *   list     `goodlist`, `badlist` or `graylist`, the parameter that names the file
 *   entry    a line as it stands in such a file: an address, a network, part of a sender's address
 *   returns  1 added, 0 it was there already; -1 for a bad argument, or when the file cannot be
 *            written
 */
SRV_API int SRV_CALL SRVListAdd(const char *list, const char *entry);

/*
 * Deletes an entry from a list's file.
 *
 *   list     as for `SRVListAdd`
 *   entry    the line, letter case ignored
 *   returns  1 deleted, 0 it was not there; -1 for a bad argument, or when the file cannot be
 *            written
 */
SRV_API int SRV_CALL SRVListDel(const char *list, const char *entry);

/*
 * Whether an address is on a list, by whatever entry of its file, but for those that have to be
 * looked up: host names and DNS lists.
 *
 *   list     as for `SRVListAdd`
 *   address  an IP address, or a mail address
 *   returns  1 it is, 0 it is not; -1 for a bad argument, or when the file cannot be read
 */
SRV_API int SRV_CALL SRVListCheck(const char *list, const char *address);

/*
 * THE LIBRARY
 */

/*
 * The version of the library, as `mailshim_version`.
 *
 *   returns  such as "0.1.0"; static
 */
SRV_API const char *SRV_CALL SRVVersion(void);

/*
 * Starts what the other functions need, as their first call would: `mailshim_start` without
 * options.
 *
 *   returns  `MAILSHIM_OK`, or the error
 */
SRV_API int SRV_CALL SRVInit(void);

/*
 * Closes the servers, finishes what is under way and stops, as `mailshim_stop`. `SRVInit` makes
 * everything work again.
 *
 *   milliseconds  how long to wait
 *   returns       `MAILSHIM_OK`, or the error
 */
SRV_API int SRV_CALL SRVShutdown(int milliseconds);

/*
 * Sets who gets the log, as `mailshim_set_log`.
 *
 *   callback  gets each line; NULL for nobody
 *   user      passed to it
 *   level     the least important level wanted, `MAILSHIM_LOG_...`
 *   returns   `MAILSHIM_OK`, or the error
 */
SRV_API int SRV_CALL SRVSetLog(mailshim_log_callback callback, void *user, int level);

/*
 * MAIL EXCHANGERS
 */

/*
 * Finds the hosts that take mail for a domain, in the order in which to try them, with their IPv4
 * addresses. Waits for name servers as long as `dns_timeout` says.
 *
 *   domain   the domain, also with letters outside of ASCII
 *   ret      gets the hosts
 *   size     how many elements it has
 *   returns  how many were stored; 0 when there is none, and then there is no last error, and when
 *            they cannot be looked up, which the last error tells
 */
SRV_API int SRV_CALL FindMX(const char *domain, MailHostInfo *ret, int size);

/*
 * `FindMX` with names of any length, and IPv6 addresses.
 *
 *   domain   the domain
 *   ret      gets the hosts
 *   size     how many elements it has
 *   returns  as `FindMX`
 */
SRV_API int SRV_CALL FindMXEx(const char *domain, MailHostInfoEx *ret, int size);

/*
 * ERRORS
 */

/*
 * The class of what went wrong.
 *
 *   stream   a message whose last failure is asked for; NULL for the calling thread's last error,
 *            also after the stream is gone, as `mailshim_last_error_code` tells it
 *   returns  `MAILSHIM_OK` if nothing went wrong, or one of `MAILSHIM_E_...`
 */
SRV_API int SRV_CALL SRVGetLastError(ServerStream stream);

/*
 * What went wrong, in words.
 *
 *   stream   as for `SRVGetLastError`
 *   bufer    gets the text, NUL-terminated, cut to fit; NULL to ask for the size only
 *   size     its size
 *   returns  the octets that the whole text needs without its NUL; -1 for a bad stream
 */
SRV_API int SRV_CALL SRVErrorText(ServerStream stream, char *bufer, int size);

/*
 * CONFIGURATION
 *
 * Parameters have names and hold a number or a text. A file of them is read by LoadConfig. The names
 * are the original's, with some more; docs/srv-parameters.md is the same table to be read in a
 * browser.
 *
 * For messages: the values that stand when SRVInitSendMsg... is called.
 *
 *   async           -1, 0, 1 (-1)
 *                                0: SRVEndOfMsg waits; 1: it returns at once; -1: it waits when
 *                                there is no callback.
 *   ext_states      0, 1 (0)     Tell the callback of the further states, too.
 *   smtp_addhdr     0, 1 (0)     Add Date, Message-ID, From and To where they are missing.
 *   smtp_name       host name ("")
 *                                This host's own name, for EHLO and in notices; direct delivery
 *                                needs it.
 *   smtp_dns        list ("")    Name servers, address or address:port; empty: the system's.
 *   smtp_nomx       0, 1 (1)     A domain without MX gets its mail at its own address.
 *   mx_max          1 to 32 (16)
 *                                Mail exchangers of a domain that are tried at most; 16
 *                                connections in any case.
 *   conn_timeout    1 to 3600 (300)
 *                                Seconds for a connection, and for its greeting.
 *   dialog_timeout  1 to 3600 (300)
 *                                Seconds for the reply to a command.
 *   data_timeout    1 to 7200 (600)
 *                                Seconds for a block of the message, and for the last reply.
 *   dns_timeout     1 to 600 (30)
 *                                Seconds for the mail exchangers of a domain to be looked up.
 *   dns_tcp         0, 1 (0)     Ask name servers over TCP only.
 *   smtptls         0, 1 (1)     Encrypt where a server offers STARTTLS; where that fails, send
 *                                in clear unless smtpchktls is 1.
 *   smtponlytls     0, 1 (0)     Send to servers with STARTTLS only.
 *   smtpchktls      0, 1 (0)     Encrypt only for servers whose certificate is valid and theirs.
 *   tls_cafile      file ("")    Whom to believe certificates, a file in PEM; empty: the
 *                                authorities of the system.
 *   tls_capath      directory ("")
 *                                The same as a directory of PEM files, when tls_cafile is empty.
 *   smtp_implicit_tls 0, 1 (0)   To the server of SRVInitSendMsgSMTP, encrypt from the first
 *                                octet, as on port 465.
 *   smtp_user       name ("")    Whom to authenticate as at the server of SRVInitSendMsgSMTP;
 *                                empty: nobody.
 *   smtp_passw      secret ("")  The password for it.
 *   smtp_token      secret ("")  An OAuth 2.0 token, used in place of the password.
 *   smtp_auth       list ("")    The mechanisms that may be used for it, such as SCRAM-SHA-256
 *                                PLAIN; empty: all. The strongest comes first, whatever their
 *                                order.
 *   auth_clear      0, 1 (0)     Show a password or token on a connection without TLS, too.
 *   smtp_src_ip     name ("")    The address of this machine to connect from; empty: the system
 *                                chooses.
 *   upproxy         host name ("")
 *                                A proxy to connect through, where ever_upproxy or proxy_type
 *                                says so; empty: none.
 *   upproxy_port    1 to 65535 (3128)
 *                                Its port.
 *   up_user         secret ("")  user:password for it; SOCKS 4 takes the user only.
 *   ever_upproxy    0, 1 (0)     Use the proxy for mail, too: the vendor's configuration names
 *                                one of web pages so.
 *   nouphosts       list ("")    Who is connected to without the proxy: domains, addresses,
 *                                networks, or *.
 *   proxy_type      list ("")    http, socks4, socks5 or none; for one direction after it
 *                                direct=, smarthost= or pop3= and a kind. It says that the proxy
 *                                is for mail, whatever ever_upproxy does; empty: http.
 *
 * For the queue: the values that stand when the first call that needs it opens it.
 *
 *   smtp_out        directory ("outbox")
 *                                Where the queue of SRVInitSendMsgBackgaund lies; made if
 *                                needed.
 *   queue_database  url ("")     A PostgreSQL database that has that queue in place of a file,
 *                                so that hosts may share it:
 *                                jdbc:postgresql://host/database?user=name&password=word with
 *                                &currentSchema=name for tables in a schema of their own, and
 *                                whatever else PostgreSQL's JDBC driver knows, as
 *                                &sslmode=verify-full; percent-encoded.
 *   queue_ttl       60 to 31536000 (86400)
 *                                Seconds after which a message of the queue is given up.
 *   retry_min       1 to 86400 (60)
 *                                Seconds to its second attempt; each further wait is twice as
 *                                long.
 *   retry_max       1 to 604800 (3600)
 *                                Seconds, the longest of these waits.
 *   queue_threads   1 to 1000 (20)
 *                                Messages of the queue that are sent at once.
 *   smtp_err        directory ("")
 *                                Where a message is kept whose sender cannot be told that it
 *                                failed; empty: nowhere.
 *
 * For servers: the values that stand when a port opens.
 *
 *   smtp_port       0 to 65535 (25)
 *                                Where SetSMTPServer listens; 0: the system chooses, and its
 *                                choice stands here then.
 *   smtp_submission_port 0 to 65535 (0)
 *                                Where it listens too, for users, who have to authenticate; 0:
 *                                nowhere.
 *   smtps_port      0 to 65535 (0)
 *                                The same, encrypted from the first octet; 0: nowhere.
 *   pop_port        0 to 65535 (110)
 *                                Where SetPOP3Server listens; 0 as for smtp_port.
 *   pops_port       0 to 65535 (0)
 *                                Where it listens too, encrypted from the first octet; 0:
 *                                nowhere.
 *   smtp_bind       list ("")    The IP addresses at which SMTP is served; empty: all.
 *   pop_bind        list ("")    The IP addresses at which POP3 is served; empty: all.
 *   smtpipv6        0, 1 (1)     Serve SMTP at IPv6 addresses, too, where smtp_bind is empty.
 *   popipv6         0, 1 (1)     Serve POP3 at IPv6 addresses, too, where pop_bind is empty.
 *   smtp_max        0 to 10000 (1024)
 *                                SMTP sessions at once at a port; 0: as many as there may be.
 *   pop3_max        0 to 10000 (1024)
 *                                POP3 sessions at once at a port; 0: as many as there may be.
 *   proxy_range     list ("")    Proxies that begin each SMTP connection with a PROXY header
 *                                (HAProxy's protocol), which is believed and required of them.
 *   smtp_tls        0, 1 (1)     Offer encryption, if there is a certificate.
 *   tls_cert_file   file ("")    Certificate of the servers, and those that vouch for it, in
 *                                PEM. All ports have the same: it stands from the first that
 *                                opens to the last that closes.
 *   tls_key_file    file ("")    Its private key; empty: in the same file.
 *
 * For servers: a change counts from the next session on.
 *
 *   pop_timeout     30 to 1048575 (60)
 *                                Seconds that an SMTP or POP3 client may be silent.
 *   smtp_msg_limit  4096 to 2147483647 (1048576)
 *                                Octets of a message.
 *   max_rcpt        1 to 100000 (1000)
 *                                Recipients of a message.
 *   max_err         1 to 10000 (20)
 *                                Errors after which a client is sent away.
 *   auth_need_tls   -1, 0, 1 (-1)
 *                                1: passwords only on encrypted connections; -1: so where there
 *                                is a certificate.
 *   auth_delay      0 to 60 (1)  Seconds that a wrong password costs at POP3; twice as long each
 *                                time.
 *   max_auth_err    1 to 1000 (5)
 *                                Wrong passwords after which a client is sent away.
 *
 * For servers, who may do what: a change counts from the next session on. What cannot be read is
 * refused when it is set.
 *
 *   smtp_range      list ("")    Addresses from which mail is taken to anywhere, as 192.0.2.0/24
 *                                or 192.0.2.1-192.0.2.9.
 *   smtp6_range     list ("")    The same for IPv6.
 *   smtp_deny       list ("")    Addresses that no mail is taken from.
 *   smtp6_deny      list ("")    The same for IPv6.
 *   pop_range       list ("")    Addresses from which POP3 is served; empty: all.
 *   pop6_range      list ("")    The same for IPv6.
 *   pop_deny        list ("")    Addresses to which POP3 is not served.
 *   pop6_deny       list ("")    The same for IPv6.
 *   smtp_pop_ip     0, 1 (0)     Who has logged in by POP3 may send from the same address for 10
 *                                minutes (POP-before-SMTP).
 *   smtp_authsame   0, 1 (0)     Who has authenticated sends as himself: the sender is the user
 *                                at a local domain.
 *   smtp_any        0, 1 (1)     0: who may send by its address sends from a local domain; 1: as
 *                                anybody.
 *   checkmx         0, 1 (0)     The sender's domain must take mail: have an MX or an address.
 *   uncheckip       0, 1 (1)     0: strangers must not use a local domain as their sender's,
 *                                unless a good list has them; 1: they may, since so comes what
 *                                users of this host wrote and others forward.
 *   smtp_ip_limit   0 to 900000000 (0)
 *                                KB that one address may send in smtp_ltime; 0: no limit.
 *   smtp_net_limit  0 to 900000000 (0)
 *                                KB that one network may send in smtp_ltime; 0: no limit.
 *   smtp_limit      0 to 900000000 (0)
 *                                KB that all together may send in smtp_ltime; 0: no limit.
 *   smtp_msg_rate   0 to 900000000 (0)
 *                                Messages that one address may send in smtp_ltime; 0: no limit.
 *   smtp_rcpt_rate  0 to 900000000 (0)
 *                                Recipients that one address may name in smtp_ltime; 0: no
 *                                limit.
 *   smtp_user_rate  0 to 900000000 (0)
 *                                Messages that one user may send in smtp_ltime; 0: no limit.
 *   smtp_ltime      1 to 31536000 (3600)
 *                                Seconds that these limits are for.
 *   nolimitus       0, 1 (0)     These limits are not for the addresses of smtp_range.
 *   goodlist        file ("")    Who is let in whatever the other lists say; a file with one
 *                                entry on each line.
 *   badlist         file ("")    Whose mail is refused; such a file.
 *   graylist        file ("")    Whose mail is taken at the second try only; such a file.
 *   blacklist       list ("")    Entries of a bad list, separated by spaces.
 *   antispam        text ("")    A condition for which mail is refused, as one of a list:
 *                                $hello=localhost && !$checkhello.
 *   chklists        0, 1 (0)     Users have lists of their own, too: files goodlist, badlist and
 *                                graylist in the directory of their name below mbox_dir.
 *   msgspam         text ("")    What is said to those on a bad list; empty: a text of ours.
 *   gray_delay      0 to 86400 (30)
 *                                Seconds until the second try of somebody on a gray list is
 *                                taken.
 *   gray_ttl        60 to 31536000 (172800)
 *                                Seconds that a gray second try may take to come.
 *   gray_all        0, 1 (0)     Treat all strangers as if they were on a gray list.
 *   mxignbl         0, 1 (0)     Do not treat a mail exchanger of the sender's own domain so,
 *                                gray list or not.
 *   fake            list ("")    Addresses that nobody writes to but who collects addresses: a
 *                                trap.
 *   spam_time       0 to 31536000 (3600)
 *                                Seconds that who has written to a trap is sent away.
 *   dnsbl           list ("")    DNS lists that speak against clients, such as zen.example.
 *   dnswl           list ("")    DNS lists that speak for clients, whatever the others say.
 *   dnsbl_action    text ("554")
 *                                What happens to clients on a list: 554 or 421 for their
 *                                recipients, connect for 554 in place of the greeting, tag for a
 *                                header field X-DNS-Listed.
 *   dnsbl_score     0 to 1000000 (0)
 *                                The sum of the lists' weights from which on it happens; 0: one
 *                                list is enough.
 *   dnsbl_timeout   1 to 60 (5)  Seconds for all lists together; a list that takes longer has
 *                                nothing to say.
 *
 * For the queue, servers and callbacks: a change counts at once.
 *
 *   smtpproxy       host ("")    The server, host:port, that mail of the queue goes by; empty:
 *                                straight to the recipients'.
 *   smtp_sent       directory ("")
 *                                Where a copy is kept of each message of the queue that a server
 *                                has taken; empty: nowhere.
 *   sent_time       0 to 24576 (0)
 *                                Days after which such copies are deleted; 0: never.
 *   local_domains   list ("")    Domains whose mail ends here, beside smtp_name.
 *   user            lines ("")   name;password;home;flags: set again, it adds a user, or changes
 *                                the one of that name; NULL: no more users. Flag P: by POP3, S:
 *                                by SMTP, none: both. Mail lies in home/Maildir, or below
 *                                mbox_dir.
 *   mbox_dir        directory ("mail")
 *                                Where users have their mail who have no home.
 *   forward         name ("")    Users have forward files of this name in their directories
 *                                below mbox_dir: addresses, a backslash and the user for a copy
 *                                that stays, and |program where fwdrun allows it; 1 for
 *                                .forward; empty or 0: none.
 *   fwdrun          0, 1 (0)     Forward files may name programs, which are run without a shell.
 *   run_timeout     1 to 3600 (60)
 *                                Seconds that such a program may run, or one of antivirus and
 *                                spamfltr.
 *   maillist        lines ("")   name;members_file;flags: set again, it adds a mailing list;
 *                                NULL: none. Flags: A anybody posts, O only owners and
 *                                moderators, M all is moderated, R strangers are refused, D
 *                                dropped, S people subscribe themselves, F From is rewritten, N
 *                                no VERP; further fields are owner=, moderator=, description=,
 *                                size=, bounces=, archive= and unsubscribe=.
 *   antivirus       text ("")    What looks at each received message for viruses:
 *                                clamd:host:port, clamd:/socket, or a program and its arguments,
 *                                which gets the message as its input; exit status 0 accepts, 1
 *                                and 77 refuse, 75 defers.
 *   spamfltr        text ("")    What looks for spam: spamd:host:port, spamd:/socket, or a
 *                                program as for antivirus, of which 1 tags the message.
 *   spf             0, 1, 2 (0)  Ask SPF (RFC 7208) about strangers; 1: write the result into
 *                                the message; 2: refuse, too.
 *   dkim            0, 1, 2 (0)  The same with signatures of DKIM (RFC 6376).
 *   dmarc           0, 1, 2 (0)  The same with DMARC (RFC 9989), which looks at SPF and DKIM by
 *                                itself.
 *   dkim_key        file ("")    The private key, in PEM, that signs (DKIM) what users submit,
 *                                and mail of SRVInitSendMsgBackgaund; empty: nothing is signed.
 *   dkim_sel        name ("")    Its selector.
 *   dkim_domain     host name ("")
 *                                The domain that it signs for, with those below; empty:
 *                                smtp_name.
 *   ext_actions     0, 1 (0)     Ask the callback about the further actions, too.
 *   callback_threads 1 to 256 (4)
 *                                Callbacks of messages, and of the log, that run at once; those
 *                                of servers are 256 at most.
 *   log             file ("")    A file that gets the log, too, beside whom SRVSetLog has set;
 *                                empty: none.
 *   detail          1 to 4 (2)   What goes into it: 1 errors, 2 warnings too, 3 what happens, 4
 *                                all.
 *
 * For collecting: the values that stand when SetPOP3Collector is called.
 *
 *   pop3_ext        lines ("")   host;port;user;password;local user;flags: set again, it adds a
 *                                mailbox; NULL: none. Flag tls: encrypted from the first octet,
 *                                stls: by STLS, clear: not at all; none: tls at port 995, else
 *                                stls. A local user with an @ gets his mail by the queue.
 *   pop3_ext_period 1 to 2592000 (600)
 *                                Seconds from one collection to the next.
 *   pop3_ext_keep   -1 to 36500 (0)
 *                                Days that collected mail stays on its server; -1: for ever.
 *
 * Known, so that configurations made for the original are read, but only their defaults can be
 * honoured: another value is kept, logged as a warning, and MAILSHIM_E_UNSUPPORTED.
 *
 *   mbox_format     text ("maildir")
 *                                How maildrops are kept; only maildir is.
 *   smtp_nobreak    0, 1 (1)     A message that is too large is read to its end and then
 *                                refused, always: a client that is cut off in the middle sends
 *                                it again.
 *   bounce          0, 1 (1)     The queue tells senders of failures, always: who relies on mail
 *                                has to know.
 *   delpwd          0, 1 (1)     Secrets are never logged.
 *   nocheckback     0, 1 (1)     Return paths are looked at by checkmx and spf only: nobody's
 *                                server is asked for its users.
 *   vhalias         0, 1 (0)     There are no virtual hosts here; local_domains names the
 *                                domains.
 *   smtp_conform    0, 1 (0)     Reports of delivery are asked for by the envelope (RFC 3461);
 *                                what a header field asks for would be sent to whoever is forged
 *                                there.
 *   tls_lib         file ("")    TLS is Java's; no library is loaded for it.
 *   tls_priority    text ("")    The cipher suites are those of the Java runtime, which has no
 *                                such words; TLS 1.2 and later.
 *   pop3_proxy      0, 1 (0)     A login through to another POP3 server would make this one an
 *                                open proxy; see pop3_ext.
 *   time_btw        0 to 1024 (0)
 *                                No pause between messages: queue_threads limits how many are
 *                                sent at once.
 *   dane            0, 1 (0)     DANE is not done by this version: answers of the DNS are not
 *                                validated here.
 *   mtasts          0, 1 (0)     MTA-STS is not done by this version; smtponlytls and smtpchktls
 *                                ask the same of all servers.
 */

/*
 * Reads parameters from a file: `name=value` words, separated by spaces and line ends; a value with
 * spaces stands between `"`, `'` or ```; `#` begins a comment; `@file` reads another file; a name
 * alone turns a flag on, with `no` before it off.
 *
 * A file that is no configuration changes nothing, and the last error tells its line and word. Of
 * one that is, names that are not known here and numbers out of their range are ignored and logged;
 * the first of them is the last error, `MAILSHIM_E_CONFIG` or `MAILSHIM_E_UNSUPPORTED`, beside the
 * result 0.
 *
 *   filename  the file; NULL: `ftp.cfg`, or `mail.cfg` where that is not there
 *   returns   0; -1 when there is no such file, -2 when it cannot be read, includes itself, or is
 *             too long (8 MiB), -3 when it is no configuration
 */
SRV_API int SRV_CALL LoadConfig(const char *filename SRV_DEFAULT(= "ftp.cfg"));

/*
 * Writes the parameters that are not at their defaults into a file, from which `LoadConfig` reads
 * them. There are passwords in it: it is made for this user only to read. The file is there whole
 * or not at all; what was there before is replaced.
 *
 *   filename  the file; NULL: `ftp.cfg`
 *   returns   0; -1 when the name is none, -2 when it cannot be written
 */
SRV_API int SRV_CALL SaveConfig(const char *filename SRV_DEFAULT(= "ftp.cfg"));

/*
 * Sets a parameter that is a number. An unknown name or a number out of range changes nothing, is
 * logged and is the thread's last error, `MAILSHIM_E_CONFIG`. So is a parameter that is known but
 * changes nothing here, as `MAILSHIM_E_UNSUPPORTED`; its value is kept.
 *
 *   param  its name; with `no` before it and a number other than 0, it is turned off
 *   val    the number
 */
SRV_API void SRV_CALL SetConfigParamI(const char *param, int val);

/*
 * Sets a parameter that is a text; a number may be given as text too. Errors as for
 * `SetConfigParamI`, and for a text that cannot be read as what the parameter is for.
 *
 *   param  its name
 *   val    the text, copied; NULL sets the default
 */
SRV_API void SRV_CALL SetConfigParamS(const char *param, const char *val);

/*
 * The value of a parameter that is a number.
 *
 *   param    its name
 *   returns  its value; 0 and the last error `MAILSHIM_E_CONFIG` if there is no such number
 */
SRV_API int SRV_CALL GetConfigParamInt(const char *param);

/*
 * The value of a parameter as text.
 *
 *   param    its name
 *   returns  its value, valid until the parameter changes; NULL and the last error
 *            `MAILSHIM_E_CONFIG` if there is no such parameter
 */
SRV_API char *SRV_CALL GetConfigParamStr(const char *param);

/*
 * `GetConfigParamStr` under the name that the original's page gives it.
 *
 *   param    its name
 *   returns  its value
 */
SRV_API char *SRV_CALL SetConfigParamStr(const char *param);

#if defined(__cplusplus)
} /* extern "C" */

/* The original has two functions of this name. */
inline void SetConfigParam(const char *param, int val)
{
    SetConfigParamI(param, val);
}

inline void SetConfigParam(const char *param, const char *val)
{
    SetConfigParamS(param, val);
}
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define SRV_GENERIC _Generic
#elif defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 5)
#define SRV_GENERIC __extension__ _Generic /* they know it in older C too */
#endif

#if defined(SRV_GENERIC)
/* The original has two functions of this name; in C the type of the value chooses. */
#define SetConfigParam(param, val)                                                                 \
    SRV_GENERIC((val),                                                                             \
        char *: SetConfigParamS,                                                                   \
        const char *: SetConfigParamS,                                                             \
        void *: SetConfigParamS,                                                                   \
        default: SetConfigParamI)((param), (val))
#endif

#endif
