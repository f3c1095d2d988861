/* Generated from native/abi/libesmtp.h.in and java/src/main/java/org/mailshim/abi/esmtp by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libesmtp.h - submitting mail by the calls of libESMTP 1.1.0, carried out by mailshim
 *
 *     #include <libesmtp.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         smtp_session_t session = smtp_create_session();
 *         smtp_message_t message = smtp_add_message(session);
 *         smtp_set_server(session, "mail.example.org:587");
 *         smtp_set_reverse_path(message, "me@example.org");
 *         smtp_add_recipient(message, "you@example.net");
 *         smtp_set_message_str(message, "Subject: Hello\r\n\r\nGood morning!\r\n");
 *         if (smtp_start_session(session) &&
 *             smtp_message_transfer_status(message)->code == 250)
 *             puts("sent");
 *         smtp_destroy_session(session);
 *     }
 *
 * OBJECTS. A session has messages, a message has recipients; they are added, never removed, and go
 * with the session. What the functions return are opaque handles: one that is NULL, stale or of
 * another kind makes a call fail with SMTP_ERR_INVAL.
 *
 * RESULTS. Functions that return int return 1 when they have done it and 0 when not; those that
 * return pointers, NULL. smtp_errno() then says why, to the thread that called; it is not cleared by
 * success. smtp_start_session() returns 1 once there was a conversation, whatever came of it: what
 * the server said is in the statuses of messages and recipients.
 *
 * CALLBACKS run in smtp_start_session(), on the thread that called it. They may call functions of
 * this header but not smtp_start_session() or smtp_destroy_session() for the session that they are
 * called for. No C++ exception and no longjmp may leave them.
 *
 * THREADS. One thread at a time uses a session and what belongs to it; sessions are independent.
 *
 * DIFFERENCES from libESMTP 1.1.0 are named in native/abi/DEVIATIONS.md. The rules for processes
 * that a Java virtual machine lives in are those of mailshim/mailshim.h; a host of this header need
 * not call anything of it.
 */
#ifndef MAILSHIM_ESMTP_LIBESMTP_H
#define MAILSHIM_ESMTP_LIBESMTP_H

/* What programs test. */
#ifndef _libesmtp_h
#define _libesmtp_h
#endif

#include <stddef.h>

#if defined(__cplusplus)
extern "C" {
#endif

typedef struct smtp_session *smtp_session_t;
typedef struct smtp_message *smtp_message_t;
typedef struct smtp_recipient *smtp_recipient_t;
typedef struct smtp_etrn_node *smtp_etrn_node_t;

/* ---- errors ---------------------------------------------------------------------------------- */

/* What smtp_errno() returns; a negative value is a system's errno with its sign turned. */
#define SMTP_ERR_NOTHING_TO_DO 2
#define SMTP_ERR_DROPPED_CONNECTION 3
#define SMTP_ERR_INVALID_RESPONSE_SYNTAX 4
#define SMTP_ERR_STATUS_MISMATCH 5
#define SMTP_ERR_INVALID_RESPONSE_STATUS 6
#define SMTP_ERR_INVAL 7
#define SMTP_ERR_EXTENSION_NOT_AVAILABLE 8
#define SMTP_ERR_EAI_ADDRFAMILY 9
#define SMTP_ERR_EAI_NODATA 10
#define SMTP_ERR_EAI_FAIL 11
#define SMTP_ERR_EAI_AGAIN 12
#define SMTP_ERR_EAI_MEMORY 13
#define SMTP_ERR_EAI_FAMILY 14
#define SMTP_ERR_EAI_BADFLAGS 15
#define SMTP_ERR_EAI_NONAME 16
#define SMTP_ERR_EAI_SERVICE 17
#define SMTP_ERR_EAI_SOCKTYPE 18
#define SMTP_ERR_UNTERMINATED_RESPONSE 19
#define SMTP_ERR_CLIENT_ERROR 20

/* Names of old. */
#define SMTP_ERR_HOST_NOT_FOUND SMTP_ERR_EAI_ADDRFAMILY
#define SMTP_ERR_NO_ADDRESS SMTP_ERR_EAI_NODATA
#define SMTP_ERR_NO_RECOVERY SMTP_ERR_EAI_FAIL
#define SMTP_ERR_TRY_AGAIN SMTP_ERR_EAI_AGAIN

/*
 * Why the calling thread's last failing call failed.
 *
 *   returns  `SMTP_ERR_...`, or a system's errno with its sign turned; 0 if none has failed yet
 */
int smtp_errno(void);

/*
 * An error in words.
 *
 *   error    what `smtp_errno` returned
 *   buf      gets the text, NUL-terminated, cut to fit
 *   buflen   its size in octets
 *   returns  `buf`; NULL if that is NULL, or has no room at all
 */
char *smtp_strerror(int error, char *buf, size_t buflen);

/* ---- the session ----------------------------------------------------------------------------- */

enum { Ver_VERSION, Ver_SO_VERSION, Ver_LT_VERSION };

enum rfc2822_timeouts {
    Timeout_GREETING, /* the greeting, and the replies to EHLO, STARTTLS and AUTH */
    Timeout_ENVELOPE, /* the replies to MAIL and RCPT */
    Timeout_DATA,     /* the reply to DATA */
    Timeout_TRANSFER, /* each block of mail data */
    Timeout_DATA2     /* the reply to the end of mail data */
};

/* Added to one of these, it allows less than what RFC 5321 asks for. */
#define Timeout_OVERRIDE_RFC2822_MINIMUM 0x1000

/* Called by smtp_enumerate_messages() for each message. */
typedef void (*smtp_enumerate_messagecb_t)(smtp_message_t message, void *arg);

/*
 * Makes a session. The first call of a process starts Java, some 40 ms.
 *
 *   returns  the session; NULL if there is no memory, or no Java runtime (`mailshim_last_error`
 *            says)
 */
smtp_session_t smtp_create_session(void);

/*
 * Ends a session, its messages, their recipients and the ETRN nodes. The release functions of their
 * application data are called: the session's, the nodes', then for each message its own and those
 * of its recipients.
 *
 *   session  the session, which must not be running
 *   returns  1, or 0 if there is no such session
 */
int smtp_destroy_session(smtp_session_t session);

/*
 * Names the server.
 *
 *   session   the session
 *   hostport  host name or address, and perhaps a colon and a port by number or name; else port
 *             587. Address literals of IPv6 stand in brackets
 *   returns   1, or 0 for NULL
 */
int smtp_set_server(smtp_session_t session, const char *hostport);

/*
 * The server's name: as the resolver has it once the session has been started, before that as it
 * was set.
 *
 *   session  the session
 *   returns  the name, good until another is set or found; NULL if there is none
 */
const char *smtp_get_server_name(smtp_session_t session);

/*
 * Sets the name for EHLO, which should be the full domain name of this machine.
 *
 *   session   the session
 *   hostname  the name; NULL for the one that `uname` gives
 *   returns   1, or 0 if it has line ends in it
 */
int smtp_set_hostname(smtp_session_t session, const char *hostname);

/*
 * Calls back for each message, in the order in which they were added.
 *
 *   session  the session
 *   cb       the callback
 *   arg      passed to it
 *   returns  1, or 0 for NULL
 */
int smtp_enumerate_messages(smtp_session_t session, smtp_enumerate_messagecb_t cb, void *arg);

/*
 * Whether a message is sent only if the server takes all of its recipients.
 *
 *   session  the session
 *   state    0: it is sent to those that are taken
 *   returns  1, or 0 if there is no such session
 */
int smtp_option_require_all_recipients(smtp_session_t session, int state);

/*
 * Sets a time-out. Less than what RFC 5321 asks for becomes that, unless
 * `Timeout_OVERRIDE_RFC2822_MINIMUM` is added; then the least is a second.
 *
 *   session  the session
 *   which    one of `Timeout_...`
 *   value    milliseconds
 *   returns  what was set; 0 if there is no such time-out, or the value is not positive
 */
long smtp_set_timeout(smtp_session_t session, int which, long value);

/*
 * Connects, sends the messages to those recipients who do not have them yet, and returns when all
 * is said. Where the server has several addresses they are tried in turn.
 *
 *   session  the session
 *   returns  1 once there was a conversation, whatever came of it; 0 if there was nothing to do, or
 *            nobody to talk to
 */
int smtp_start_session(smtp_session_t session);

/*
 * Which libESMTP this is like.
 *
 *   buf      gets the text, NUL-terminated
 *   len      its size in octets, at least the text's length
 *   what     `Ver_VERSION`, `Ver_SO_VERSION` or `Ver_LT_VERSION`
 *   returns  1, or 0 if there is no room or no such version
 */
int smtp_version(void *buf, size_t len, int what);

/* ---- events ---------------------------------------------------------------------------------- */

/* What the event callback is told, and its further arguments. An `int *` is an answer that is asked
 * for; it points to the answer that is taken when the callback does not write there. */
enum {
    SMTP_EV_CONNECT,       /* - */
    SMTP_EV_MAILSTATUS,    /* const char *mailbox, smtp_message_t */
    SMTP_EV_RCPTSTATUS,    /* const char *mailbox, smtp_recipient_t */
    SMTP_EV_MESSAGEDATA,   /* smtp_message_t, int octets: of this line or chunk */
    SMTP_EV_MESSAGESENT,   /* smtp_message_t */
    SMTP_EV_DISCONNECT,    /* - */
    SMTP_EV_SYNTAXWARNING, /* int *quit */

    SMTP_EV_ETRNSTATUS = 1000, /* int option, const char *domain */

    /* An extension is wanted, and not offered. */
    SMTP_EV_EXTNA_DSN = 2000,   /* int *quit */
    SMTP_EV_EXTNA_8BITMIME,     /* - */
    SMTP_EV_EXTNA_STARTTLS,     /* void *: NULL */
    SMTP_EV_EXTNA_ETRN,         /* int *quit */
    SMTP_EV_EXTNA_CHUNKING,     /* int *quit */
    SMTP_EV_EXTNA_BINARYMIME,   /* - */

    SMTP_EV_DELIVERBY_EXPIRED = 3000, /* long seconds too few, int *adjustment */

    SMTP_EV_WEAK_CIPHER = 3100,          /* int bits, int *ok */
    SMTP_EV_STARTTLS_OK,                 /* SSL *, const char *cipher, int bits */
    SMTP_EV_INVALID_PEER_CERTIFICATE,    /* long X509_V_ERR_..., int *ok, SSL * */
    SMTP_EV_NO_PEER_CERTIFICATE,         /* int *ok */
    SMTP_EV_WRONG_PEER_CERTIFICATE,      /* int *ok, const char *name, SSL * */
    SMTP_EV_NO_CLIENT_CERTIFICATE,       /* int *ok */
    SMTP_EV_UNUSABLE_CLIENT_CERTIFICATE, /* void *: NULL */
    SMTP_EV_UNUSABLE_CA_LIST             /* void *: NULL */
};

/* Told what happens; the further arguments depend on the event. */
typedef void (*smtp_eventcb_t)(smtp_session_t session, int event_no, void *arg, ...);

/* What the monitor callback is given. */
#define SMTP_CB_READING 0 /* octets from the server */
#define SMTP_CB_WRITING 1 /* octets to the server */
#define SMTP_CB_HEADERS 2 /* a header field of a message */

/* Given a copy of the conversation. `buf` ends with no NUL. */
typedef void (*smtp_monitorcb_t)(const char *buf, int buflen, int writing, void *arg);

/*
 * Sets who is told what happens.
 *
 *   session  the session
 *   cb       the callback; NULL for none, and the usual answers
 *   arg      passed to it
 *   returns  1, or 0 if there is no such session
 */
int smtp_set_eventcb(smtp_session_t session, smtp_eventcb_t cb, void *arg);

/*
 * Sets who is given a copy of the conversation: commands and replies, not messages. It shows
 * passwords.
 *
 *   session  the session
 *   cb       the callback; NULL for none
 *   arg      passed to it
 *   headers  whether it is given the header fields of messages too
 *   returns  1, or 0 if there is no such session
 */
int smtp_set_monitorcb(smtp_session_t session, smtp_monitorcb_t cb, void *arg, int headers);

/* ---- messages -------------------------------------------------------------------------------- */

enum header_option {
    Hdr_OVERRIDE, /* int: the value set here replaces that of the message */
    Hdr_PROHIBIT  /* int: the message's header field of that name is left out */
};

/*
 * Gives a message piece by piece: CRLF line ends, the header first. With `len` NULL it is to begin
 * anew, and what it returns does not count. Otherwise it returns the next piece and stores its size
 * in `*len`; 0 or less is the end, and errno other than 0 then means that it could not be read to
 * its end. The piece has to stay until the next call. `*ctx`, NULL at first, is its own; the library
 * calls free() on it.
 */
typedef const char *(*smtp_messagecb_t)(void **ctx, int *len, void *arg);

/*
 * Adds a message to a session.
 *
 *   session  the session
 *   returns  the message; NULL if there is no such session
 */
smtp_message_t smtp_add_message(smtp_session_t session);

/*
 * Sets the sender's address, the reverse-path.
 *
 *   message  the message
 *   mailbox  the address, without angle brackets; NULL or empty for the null reverse-path
 *   returns  1, or 0 if it has line ends in it
 */
int smtp_set_reverse_path(smtp_message_t message, const char *mailbox);

/*
 * Sets where the text of a message comes from.
 *
 *   message  the message
 *   cb       gives it, piece by piece
 *   arg      passed to it
 *   returns  1, or 0 for NULL
 */
int smtp_set_messagecb(smtp_message_t message, smtp_messagecb_t cb, void *arg);

/*
 * Is there for fields that begin with `Resent-`, which cannot be set.
 *
 *   message  the message
 *   onoff    0
 *   returns  1, or 0 if it is to be switched on
 */
int smtp_set_resent_headers(smtp_message_t message, int onoff);

/*
 * Sets a header field, for when the message does not have it. Its value depends on the field: for
 * `Date` a `const time_t *`; for `From`, `Sender`, `To`, `Cc`, `Bcc`, `Reply-To` and
 * `Disposition-Notification-To` two `const char *`, the name to show or NULL, and the address; for
 * all else a `const char *`. `From`, `To`, `Cc`, `Bcc` and `Reply-To` may be set more than once,
 * and become a list. NULL twice means the sender's address for `From` and
 * `Disposition-Notification-To`, and all recipients for `To`; NULL for `Message-Id`, one that is
 * made. `Date`, `From` and `Message-Id` are sent in any case. A line end in a value must be
 * followed by a space or tab.
 *
 *   message  the message
 *   header   the field's name
 *   returns  1, or 0: a field that is not the program's (`Received`, `Content-...`, `MIME-...`,
 *            `Resent-...`, `Return-Path`), set already, prohibited, or a bad value
 */
int smtp_set_header(smtp_message_t message, const char *header, ...);

/*
 * Says what becomes of a header field, by one more argument, an `int`: whether the value set here
 * replaces that of the message (`Hdr_OVERRIDE`), or whether the field is left out (`Hdr_PROHIBIT`).
 *
 *   message  the message
 *   header   the field's name
 *   option   which of the two
 *   returns  1, or 0 for a field that is not the program's, and for prohibiting `Date` or `From`
 */
int smtp_set_header_option(smtp_message_t message, const char *header, enum header_option option,
                           ...);

/* Message callbacks for a FILE *, whose line ends must be CRLF, and for a string. */
#define smtp_set_message_fp(message, fp) smtp_set_messagecb((message), _smtp_message_fp_cb, (fp))
#define smtp_set_message_str(message, str)                                                         \
    smtp_set_messagecb((message), _smtp_message_str_cb, (str))

/*
 * Reads a message from a `FILE *`, from its beginning.
 *
 *   ctx      the buffer
 *   len      gets the octets of a piece; NULL to begin anew
 *   arg      the `FILE *`
 *   returns  the piece
 */
const char *_smtp_message_fp_cb(void **ctx, int *len, void *arg);

/*
 * Gives a NUL-terminated string as a message.
 *
 *   ctx      whether it was given
 *   len      gets its length; NULL to begin anew
 *   arg      the `const char *`
 *   returns  the string
 */
const char *_smtp_message_str_cb(void **ctx, int *len, void *arg);

/* ---- recipients ------------------------------------------------------------------------------ */

/* Called by smtp_enumerate_recipients() for each recipient. */
typedef void (*smtp_enumerate_recipientcb_t)(smtp_recipient_t recipient, const char *mailbox,
                                             void *arg);

/*
 * Calls back for each recipient, in the order in which they were added.
 *
 *   message  the message
 *   cb       the callback
 *   arg      passed to it
 *   returns  1, or 0 for NULL
 */
int smtp_enumerate_recipients(smtp_message_t message, smtp_enumerate_recipientcb_t cb, void *arg);

/*
 * Adds a recipient to a message.
 *
 *   message  the message
 *   mailbox  the address, without angle brackets
 *   returns  the recipient; NULL if the address is NULL, or has line ends in it
 */
smtp_recipient_t smtp_add_recipient(smtp_message_t message, const char *mailbox);

/* ---- what the server said -------------------------------------------------------------------- */

/* The last reply about something; all 0 and NULL when there was none. */
struct smtp_status {
    int code;   /* of the reply, 250 */
    char *text; /* its lines without the code, each with its line end */
    int enh_class; /* enhanced status code 2.1.5: 2 */
    int enh_subject; /* 1 */
    int enh_detail;  /* 5 */
};
typedef struct smtp_status smtp_status_t;

/*
 * What the server said to the message as a whole: to its end, or to the wish to send it.
 *
 *   message  the message
 *   returns  the status, which changes with what happens, and goes with the session; NULL if there
 *            is no such message
 */
const smtp_status_t *smtp_message_transfer_status(smtp_message_t message);

/*
 * What the server said to the sender's address.
 *
 *   message  the message
 *   returns  as of `smtp_message_transfer_status`
 */
const smtp_status_t *smtp_reverse_path_status(smtp_message_t message);

/*
 * Forgets both.
 *
 *   message  the message
 *   returns  1, or 0 if there is no such message
 */
int smtp_message_reset_status(smtp_message_t message);

/*
 * What the server said to the recipient's address.
 *
 *   recipient  the recipient
 *   returns    as of `smtp_message_transfer_status`
 */
const smtp_status_t *smtp_recipient_status(smtp_recipient_t recipient);

/*
 * Whether nothing is left to do for a recipient.
 *
 *   recipient  the recipient
 *   returns    1 if the server has taken the message for this recipient, or refused it for good; 0
 *              if not
 */
int smtp_recipient_check_complete(smtp_recipient_t recipient);

/*
 * Forgets what has become of a recipient: the next start sends to it again.
 *
 *   recipient  the recipient
 *   returns    1, or 0 if there is no such recipient
 */
int smtp_recipient_reset_status(smtp_recipient_t recipient);

/* ---- a program's own data -------------------------------------------------------------------- */

/*
 * Keeps a pointer of the program's with a session. What was kept before is released.
 *
 *   session  the session
 *   data     the pointer
 *   release  called with it when it is replaced, or the session goes; NULL for nothing
 */
void smtp_set_application_data_release(smtp_session_t session, void *data, void (*release)(void *));

/*
 * The pointer that is kept with a session.
 *
 *   session  the session
 *   returns  the pointer; NULL if there is none
 */
void *smtp_get_application_data(smtp_session_t session);

/*
 * Keeps a pointer of the program's with a message. What was kept before is released.
 *
 *   message  the message
 *   data     the pointer
 *   release  called with it when it is replaced, or the message goes; NULL for nothing
 */
void smtp_message_set_application_data_release(smtp_message_t message, void *data,
                                               void (*release)(void *));

/*
 * The pointer that is kept with a message.
 *
 *   message  the message
 *   returns  the pointer; NULL if there is none
 */
void *smtp_message_get_application_data(smtp_message_t message);

/*
 * Keeps a pointer of the program's with a recipient. What was kept before is released.
 *
 *   recipient  the recipient
 *   data       the pointer
 *   release    called with it when it is replaced, or the recipient goes; NULL for nothing
 */
void smtp_recipient_set_application_data_release(smtp_recipient_t recipient, void *data,
                                                 void (*release)(void *));

/*
 * The pointer that is kept with a recipient.
 *
 *   recipient  the recipient
 *   returns    the pointer; NULL if there is none
 */
void *smtp_recipient_get_application_data(smtp_recipient_t recipient);

/*
 * Keeps a pointer of the program's with an ETRN node. What was kept before is released.
 *
 *   node     the node
 *   data     the pointer
 *   release  called with it when it is replaced, or the node goes; NULL for nothing
 */
void smtp_etrn_set_application_data_release(smtp_etrn_node_t node, void *data,
                                            void (*release)(void *));

/*
 * The pointer that is kept with an ETRN node.
 *
 *   node     the node
 *   returns  the pointer; NULL if there is none
 */
void *smtp_etrn_get_application_data(smtp_etrn_node_t node);

#ifdef LIBESMTP_ENABLE_DEPRECATED_SYMBOLS
/*
 * Keeps a pointer with a session, without a release function; that of what was kept before is not
 * called.
 *
 *   session  the session
 *   data     the pointer
 *   returns  what was kept before
 */
void *smtp_set_application_data(smtp_session_t session, void *data);

/*
 * Keeps a pointer with a message, without a release function; that of what was kept before is not
 * called.
 *
 *   message  the message
 *   data     the pointer
 *   returns  what was kept before
 */
void *smtp_message_set_application_data(smtp_message_t message, void *data);

/*
 * Keeps a pointer with a recipient, without a release function; that of what was kept before is not
 * called.
 *
 *   recipient  the recipient
 *   data       the pointer
 *   returns    what was kept before
 */
void *smtp_recipient_set_application_data(smtp_recipient_t recipient, void *data);

/*
 * Keeps a pointer with an ETRN node, without a release function; that of what was kept before is
 * not called.
 *
 *   node     the node
 *   data     the pointer
 *   returns  what was kept before
 */
void *smtp_etrn_set_application_data(smtp_etrn_node_t node, void *data);
#endif

/* ---- extensions of SMTP ---------------------------------------------------------------------- */

/* What of a message a notification of failure returns (RFC 3461). */
enum ret_flags { Ret_NOTSET, Ret_FULL, Ret_HDRS };

/* Of what a recipient's sender is notified (RFC 3461); all but NEVER can be added up. */
enum notify_flags {
    Notify_NOTSET,
    Notify_NEVER = -1,
    Notify_SUCCESS = 1,
    Notify_FAILURE = 2,
    Notify_DELAY = 4
};

/* What the body of a message is (RFC 6152, RFC 3030). */
enum e8bitmime_body {
    E8bitmime_NOTSET,
    E8bitmime_7BIT,
    E8bitmime_8BITMIME,
    E8bitmime_BINARYMIME
};

/* What is to happen to a message that is not delivered in time (RFC 2852). */
enum by_mode { By_NOTSET, By_NOTIFY, By_RETURN };

/*
 * Says what a notification of failure is to return (RFC 3461).
 *
 *   message  the message
 *   flags    `Ret_FULL`, `Ret_HDRS`, or `Ret_NOTSET` to leave it to the server
 *   returns  1, or 0 if there is no such message
 */
int smtp_dsn_set_ret(smtp_message_t message, enum ret_flags flags);

/*
 * Sets a message's identification, which notifications have in them (RFC 3461).
 *
 *   message  the message
 *   envid    the identification; NULL for none
 *   returns  1, or 0 if there is no such message
 */
int smtp_dsn_set_envid(smtp_message_t message, const char *envid);

/*
 * Says of what the sender is notified (RFC 3461).
 *
 *   recipient  the recipient
 *   flags      `Notify_NEVER`, or a sum of the others; 0 to leave it to the server
 *   returns    1, or 0 if there is no such recipient
 */
int smtp_dsn_set_notify(smtp_recipient_t recipient, enum notify_flags flags);

/*
 * Says for whom the message was when it came (RFC 3461).
 *
 *   recipient     the recipient
 *   address_type  `rfc822`, mostly
 *   address       the address
 *   returns       1, or 0 if there is no such recipient, or the type has line ends or spaces in it
 */
int smtp_dsn_set_orcpt(smtp_recipient_t recipient, const char *address_type, const char *address);

/*
 * Says how large a message is, more or less (RFC 1870).
 *
 *   message  the message
 *   size     octets; 0 to say nothing
 *   returns  1, or 0 if there is no such message
 */
int smtp_size_set_estimate(smtp_message_t message, unsigned long size);

/*
 * Says what the body of a message is (RFC 6152, RFC 3030). A server that cannot take that is not
 * sent it.
 *
 *   message  the message
 *   body     one of `E8bitmime_...`
 *   returns  1, or 0 if there is no such message
 */
int smtp_8bitmime_set_body(smtp_message_t message, enum e8bitmime_body body);

/*
 * Says when a message is to be delivered (RFC 2852).
 *
 *   message  the message
 *   time     seconds from now on; no more than 999999999 either way
 *   mode     what to do when it is late; `By_RETURN` needs a positive time
 *   trace    whether relays tell the sender
 *   returns  1, or 0 for a time that cannot be
 */
int smtp_deliverby_set_mode(smtp_message_t message, long time, enum by_mode mode, int trace);

/* Called by smtp_etrn_enumerate_nodes() for each node. */
typedef void (*smtp_etrn_enumerate_nodecb_t)(smtp_etrn_node_t node, int option,
                                             const char *domain, void *arg);

/*
 * Has the session ask the server to send what it has queued for a host or domain.
 *
 *   session  the session
 *   option   `'@'` for a domain with all below it, else 0
 *   node     the host or domain
 *   returns  the node; NULL for another option, and for a name that is NULL or has line ends in it
 */
smtp_etrn_node_t smtp_etrn_add_node(smtp_session_t session, int option, const char *node);

/*
 * Calls back for each node, in the order in which they were added.
 *
 *   session  the session
 *   cb       the callback
 *   arg      passed to it
 *   returns  1, or 0 for NULL
 */
int smtp_etrn_enumerate_nodes(smtp_session_t session, smtp_etrn_enumerate_nodecb_t cb, void *arg);

/*
 * What the server said to ETRN.
 *
 *   node     the node
 *   returns  as of `smtp_message_transfer_status`
 */
const smtp_status_t *smtp_etrn_node_status(smtp_etrn_node_t node);

/* ---- security -------------------------------------------------------------------------------- */

/* Whether the conversation is encrypted: never, where the server can, or not at all otherwise. */
enum starttls_option { Starttls_DISABLED, Starttls_ENABLED, Starttls_REQUIRED };

/* Asks for the password of a private key, as OpenSSL's pem_password_cb. */
typedef int (*smtp_starttls_passwordcb_t)(char *buf, int buflen, int rwflag, void *arg);

/*
 * Says whether the conversation is encrypted, by STARTTLS.
 *
 *   session  the session
 *   how      one of `Starttls_...`
 *   returns  1, or 0 if there is no such session
 */
int smtp_starttls_enable(smtp_session_t session, enum starttls_option how);

/*
 * Sets, for all sessions of the process, who is asked for the password of the client's private key.
 *
 *   cb       the callback
 *   arg      passed to it
 *   returns  1, or 0 if `cb` is NULL
 */
int smtp_starttls_set_password_cb(smtp_starttls_passwordcb_t cb, void *arg);

/* For who has included <openssl/ssl.h> before. */
#ifdef SSL_SESSION_ASN1_VERSION
/*
 * Sets what encrypts the session in place of the library's own: the program's trust, certificate
 * and versions.
 *
 *   session  the session
 *   ctx      the context, of which a reference is taken; NULL for the library's own
 *   returns  1, or 0 if there is no such session, or no OpenSSL in the process
 */
int smtp_starttls_set_ctx(smtp_session_t session, SSL_CTX *ctx);
#endif

/* For who has included <auth-client.h> before. */
#ifdef _auth_client_h
/*
 * Has a session authenticate, if the server offers that. It goes on if that fails.
 *
 *   session  the session
 *   context  the context, which stays the program's; NULL for no authentication
 *   returns  1, or 0 if there is no such session or context
 */
int smtp_auth_set_context(smtp_session_t session, auth_context_t context);
#endif

#if defined(__cplusplus)
}
#endif

/* The original's header has it, for its own sources. */
#define SMTPAPI_CHECK_ARGS(test, ret)                                                              \
    do                                                                                             \
        if (!(test)) {                                                                             \
            set_error(SMTP_ERR_INVAL);                                                             \
            return ret;                                                                            \
        }                                                                                          \
    while (0)

#endif
