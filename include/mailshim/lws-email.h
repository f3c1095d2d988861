/* Generated from native/abi/lws-email.h.in and java/src/main/java/org/mailshim/abi/lws by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailshim/lws-email.h - the mail helper of libwebsockets v2.1 to v3.1, lws_email_*
 *
 * A program that was built against libwebsockets' own declarations needs nothing of this: linked
 * with libmailshim-lws before libwebsockets, or started with it in LD_PRELOAD, it sends its mail by
 * mailshim. This header is for programs that have no such libwebsockets any more (it was taken out
 * in v3.2), and for what could not be said before: the calls whose names begin with mailshim_lws_.
 *
 *     #include <mailshim/lws-email.h>
 *     #include <string.h>
 *
 *     static int next(struct lws_email *email)
 *     {
 *         return store_next_recipient(email->data, email->email_to); // 0: there is one
 *     }
 *
 *     static int body(struct lws_email *email, char *buf, int len)
 *     {
 *         return store_next_message(email->data, buf, len); // ends in "\n.\n"; 0: written
 *     }
 *
 *     static int sent(struct lws_email *email)
 *     {
 *         return store_remove(email->data);
 *     }
 *
 *     struct lws_email email = {.data = store, .on_next = next, .on_get_body = body,
 *                               .on_sent = sent, .email_smtp_ip = "127.0.0.1",
 *                               .email_helo = "host.example", .email_from = "me@host.example"};
 *     lws_email_init(&email, loop, 16384); // asks for the first mail after two seconds
 *     lws_email_check(&email);             // there is mail: within a second
 *     uv_run(loop, UV_RUN_DEFAULT);
 *     lws_email_destroy(&email);
 *
 * THE LIFE OF A MAIL. on_next says whether there is one, and fills in what is not there yet: of
 * email_smtp_ip, email_helo, email_from, email_to. When the server asks for the message
 * (after its 354), on_get_body writes it into `buf`, NUL-terminated: header lines, an empty line, the
 * text. Lines may end in LF or CRLF and may begin with dots; one last line ".", with which the
 * original's hosts end a message, is taken off, and may be missing. When the server has accepted the
 * message, on_sent is called, once, and on_next at once for the next one.
 *
 * A MAIL THAT FAILS, because the server cannot be reached, refuses, falls silent, or because an
 * address is none, is never followed by on_sent. on_next is called again after `retry_min` seconds,
 * then after twice that, up to `retry_max`; a check brings that forward, but not below `retry_min`. So
 * whoever does not want the same mail to be tried for ever sets mailshim_lws_on_failure.
 *
 * THREADS. Network, DNS and Java have threads of their own. All callbacks run on the loop's thread,
 * and that is where these functions are to be called, callbacks included. The program's own libuv is
 * used, which must be a shared library of version 1, or exported by the program (-rdynamic).
 *
 * The struct is the program's. Its memory must be valid until lws_email_destroy, and no longer; the
 * loop's, until the loop is closed, which takes one more turn of it after the destroy.
 */
#ifndef MAILSHIM_LWS_EMAIL_H
#define MAILSHIM_LWS_EMAIL_H

#include <mailshim/mailshim.h>

#include <stddef.h>
#include <time.h>
#include <uv.h>

#if defined(__cplusplus)
extern "C" {
#endif

/*
 * THE ORIGINAL'S DECLARATIONS, unless libwebsockets makes them itself: v2.1 to v3.1, built with
 * LWS_WITH_SMTP. Then its header is included, since it would not stand being second.
 */
#if !defined(LWS_LIBRARY_VERSION_MAJOR) && defined(__has_include)
#if __has_include(<lws_config.h>)
#include <lws_config.h>
#endif
#endif

#if defined(LWS_WITH_SMTP) && LWS_LIBRARY_VERSION_MAJOR * 1000 + LWS_LIBRARY_VERSION_MINOR < 3002
#if defined(__cplusplus)
} /* extern "C" */
#endif
#include <libwebsockets.h>
#if defined(__cplusplus)
extern "C" {
#endif
#else

/* Where a mail is. A program may look, on the loop's thread, and must not write. */
enum lwsgs_smtp_states {
    LGSSMTP_IDLE,       /* there is none */
    LGSSMTP_CONNECTING, /* the connection is being made */
    LGSSMTP_CONNECTED,  /* the server has yet to greet */
    LGSSMTP_SENT_HELO,  /* EHLO is sent, or what TLS and AUTH need */
    LGSSMTP_SENT_FROM,  /* MAIL is sent */
    LGSSMTP_SENT_TO,    /* RCPT is sent */
    LGSSMTP_SENT_DATA,  /* DATA is sent; on_get_body sees this */
    LGSSMTP_SENT_BODY,  /* the message is sent */
    LGSSMTP_SENT_QUIT   /* the message is accepted; on_sent sees this */
};

/* One queue of mails to be sent, one after the other. Zero it before it is filled in. */
struct lws_email {
    void *data;      /* the program's own */
    uv_loop_t *loop; /* set by lws_email_init */

    char email_smtp_ip[32]; /* the server: an address, a host name, either with ":port" */
    char email_helo[32];    /* the name of this host; empty: its address */
    char email_from[100];   /* the sender's address; empty: the null reverse-path */
    char email_to[100];     /* the recipient's */

    unsigned int max_content_size; /* set by lws_email_init */

    int (*on_next)(struct lws_email *email);     /* 0: there is a mail, described above */
    int (*on_sent)(struct lws_email *email);     /* it is accepted; the result is ignored */
    int (*on_get_body)(struct lws_email *email, /* 0: written; else the mail fails */
                       char *buf, int len);

    /* Private. */
    uv_timer_t timeout_email;
    enum lwsgs_smtp_states estate;
    uv_connect_t email_connect_req;
    uv_tcp_t email_client;
    time_t email_connect_started;
    char email_buf[256];
    char *content;
};

/*
 * Makes a struct send mail. The first `on_next` comes two seconds later, or a second after a check.
 * Neither starts Java: the first mail does, on another thread. A struct that is in use is taken out
 * of use first, as by `lws_email_destroy`; one that is on another loop by that loop, when it next
 * turns.
 *
 *   email        zeroed, and filled in but for what `on_next` fills in
 *   loop         the loop that is to run it
 *   max_content  size of the buffer for `on_get_body`, in octets, its NUL included
 *   returns      0; 1 if an argument is of no use, the loop is closed, there is no memory, or the
 *                program's libuv cannot be found, as `mailshim_last_error` tells
 */
MAILSHIM_API int lws_email_init(struct lws_email *email, uv_loop_t *loop, int max_content);

/*
 * Has `on_next` called one second later. While a mail is under way that is done anyway when it is
 * over, and what is due sooner is not put off.
 *
 *   email  the struct; one that is not in use is left alone
 */
MAILSHIM_API void lws_email_check(struct lws_email *email);

/*
 * Takes a struct out of use: no callback comes any more, and its memory may go. A mail under way is
 * cut off, and may have been accepted already if it was sent whole. The loop can be closed after
 * its next turn. Also for a struct that is not in use, in callbacks, and when the loop's handles
 * have been closed by somebody else.
 *
 *   email  the struct
 */
MAILSHIM_API void lws_email_destroy(struct lws_email *email);

#endif

/*
 * WHAT COULD NOT BE SAID BEFORE
 *
 * None of these is needed, and none of them starts Java. An option is looked for with the struct, then
 * among those set for all (email NULL), then in the environment as it is when lws_email_init is
 * called, under its name in capitals behind MAILSHIM_LWS_: MAILSHIM_LWS_TLS=required.
 *
 *   server            host, host:port, [address]:port: in place of email_smtp_ip, which is short
 *   port              1 to 65535 (25; with tls=implicit 465), where the server's name has none
 *   tls               no, if-offered, required (both by STARTTLS), implicit (if-offered)
 *   tls_verify        0, 1 (0)         the server must have a certificate for its name
 *   tls_cafile        file             certificates to trust in place of the system's
 *   user              name             whom to authenticate as; empty: nobody
 *   password          password         the password
 *   token             token            an OAuth 2.0 token, used in place of the password
 *   auth_clear        0, 1 (0)         show a password or token on a connection without TLS, too
 *   connect_timeout   1 to 3600 (30)   seconds to look up and connect
 *   dialog_timeout    1 to 3600 (300)  seconds to wait for each reply
 *   data_timeout      1 to 7200 (600)  seconds to wait for the reply that accepts the message
 *   retry_min         1 to 86400 (5)   seconds from a failure to the next attempt
 *   retry_max         1 to 86400 (300) seconds, the longest such wait, unless retry_min is longer
 *   add_header_fields 0, 1 (0)         add Date, Message-ID, From and To where they are missing
 *   queue             directory        put mail into a durable queue there: on_sent is called when it
 *                                      is on disk, and it is delivered from there, with new attempts
 *                                      for 24 hours, by this process, or by the next one that puts a
 *                                      mail there. All that is in it goes to the server of the mail
 *                                      that came last, with that one's options: another server needs
 *                                      another directory
 */

/*
 * Hears on the loop's thread, after the failure and before on_next, that a mail was not accepted for
 * all its recipients. It may call all functions of this header.
 *
 *   email     the struct
 *   code      one of MAILSHIM_E_...
 *   reply     the server's reply code, 400 to 599, if that was the reason; else 0
 *   accepted  how many recipients the server accepted all the same. With any, on_sent follows, the
 *             mail is over, and the result is ignored
 *   text      what was attempted, with whom, at which stage, what came back; until it returns
 *
 * Returns 0 when the program has dealt with it (taken the mail out of its queue, say): on_next is
 * called at once. Anything else: it is called after the wait, as without this.
 */
typedef int(MAILSHIM_CALL *mailshim_lws_failure)(struct lws_email *email, int code, int reply,
                                                int accepted, const char *text);

/*
 * Sets an option, as the table above has them. It holds for mails that begin afterwards, and until
 * the struct is destroyed.
 *
 *   email    the struct, before or after `lws_email_init`; NULL: all structs
 *   option   its name
 *   value    its value, copied; NULL: unset it
 *   returns  `MAILSHIM_OK`; `MAILSHIM_E_CONFIG` for an unknown name or a value that cannot be used,
 *            `MAILSHIM_E_MEMORY`; nothing is changed then
 */
MAILSHIM_API int mailshim_lws_set(struct lws_email *email, const char *option, const char *value);

/*
 * Sets the function that hears of mails that fail.
 *
 *   email     the struct, before or after `lws_email_init`; NULL: all structs that have none
 *   callback  the function; NULL: none
 *   returns   `MAILSHIM_OK`, or `MAILSHIM_E_MEMORY`
 */
MAILSHIM_API int mailshim_lws_on_failure(struct lws_email *email, mailshim_lws_failure callback);

/*
 * Gives the mail several recipients, in place of `email_to`. To be called in `on_next`, for that
 * one mail.
 *
 *   email       the struct
 *   recipients  addresses, with spaces, commas or semicolons between them; copied. NULL takes it
 *               back
 *   returns     `MAILSHIM_OK`; `MAILSHIM_E_STATE` for a struct that is not in use,
 *               `MAILSHIM_E_ARGUMENT` for more than a mebibyte of text, `MAILSHIM_E_MEMORY`
 */
MAILSHIM_API int mailshim_lws_set_recipients(struct lws_email *email, const char *recipients);

#if defined(__cplusplus)
} /* extern "C" */
#endif

#endif
