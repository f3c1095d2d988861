/* Generated from native/abi/mailshim-esmtp.h.in and java/src/main/java/org/mailshim/abi/esmtp by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailshim-esmtp.h - what programs of libESMTP's have asked for, under names of our own
 *
 * Nothing here changes what a function of libesmtp.h does until it is called. A program that wants
 * to run on the original library, too, looks these up with dlsym().
 *
 * For programs that nobody builds again the environment says the same, for all their sessions:
 *
 *     MAILSHIM_ESMTP_TLS=implicit                       as mailshim_esmtp_implicit_tls
 *     MAILSHIM_ESMTP_TLS_NAME=mail.example.net          as mailshim_esmtp_tls_name
 *     MAILSHIM_ESMTP_MECHANISMS="SCRAM-SHA-256 XOAUTH2" as mailshim_esmtp_allow_mechanism
 *     MAILSHIM_ESMTP_UTF8=1                             as mailshim_esmtp_declare_utf8
 *     MAILSHIM_ESMTP_FIND="submissions submission mx"   as mailshim_esmtp_find_server, in the order
 *                                                       given, of what smtp_set_server names
 *
 * They are read when Java starts. With one that cannot be understood smtp_start_session returns 0,
 * with SMTP_ERR_INVAL, and mailshim_last_error() (mailshim/mailshim.h) says which.
 */
#ifndef MAILSHIM_ESMTP_MAILSHIM_ESMTP_H
#define MAILSHIM_ESMTP_MAILSHIM_ESMTP_H

/* In this order: the second declares some of its functions only behind the first. */
#include "auth-client.h"
#include "libesmtp.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* Ways to find a domain's servers, of mailshim_esmtp_find_server. */
#define MAILSHIM_ESMTP_SUBMISSIONS 1 /* _submissions._tcp (RFC 8314): TLS from the first octet */
#define MAILSHIM_ESMTP_SUBMISSION 2  /* _submission._tcp (RFC 6186): STARTTLS */
#define MAILSHIM_ESMTP_MX 4          /* mail exchangers, port 25 (RFC 5321) */

/*
 * Has addresses beyond ASCII declared by SMTPUTF8 where the server offers it (RFC 6531). Otherwise
 * they are sent as they are.
 *
 *   session  the session
 *   onoff    whether
 *   returns  1, or 0 if there is no such session
 */
int mailshim_esmtp_declare_utf8(smtp_session_t session, int onoff);

/*
 * Encrypts from the first octet, as servers on port 465 want it (RFC 8314), in place of STARTTLS.
 * The port is that of `smtp_set_server`.
 *
 *   session  the session
 *   onoff    0 goes back to clear text; `smtp_starttls_enable` may follow
 *   returns  1, or 0 if there is no such session
 */
int mailshim_esmtp_implicit_tls(smtp_session_t session, int onoff);

/*
 * Sets the name that the server is asked for under TLS (SNI), and that its certificate must have,
 * for a server that is reached under another one.
 *
 *   session  the session
 *   name     the name; NULL for that of `smtp_set_server`; empty to ask for none, and look for that
 *            one in the certificate nevertheless
 *   returns  1, or 0 if there is no such session, or the name has line ends in it
 */
int mailshim_esmtp_tls_name(smtp_session_t session, const char *name);

/*
 * Whether the names in the server's certificate are looked at. They are by default, and
 * `SMTP_EV_WRONG_PEER_CERTIFICATE` asks when none fits.
 *
 *   session  the session
 *   onoff    whether
 *   returns  1, or 0 if there is no such session
 */
int mailshim_esmtp_check_host(smtp_session_t session, int onoff);

/*
 * Allows a mechanism that libESMTP does not have: `SCRAM-SHA-256-PLUS`, `SCRAM-SHA-1-PLUS`,
 * `SCRAM-SHA-256`, `SCRAM-SHA-1`, `DIGEST-MD5`, `OAUTHBEARER`, `XOAUTH2`. For the last two the
 * callback is asked for "user" and "token". The server's order decides among those that are
 * allowed; `-PLUS` is bound to the TLS connection, and passed over in clear.
 *
 *   context  the context
 *   name     the mechanism, in any case
 *   returns  1, or 0 if there is no such context or mechanism
 */
int mailshim_esmtp_allow_mechanism(auth_context_t context, const char *name);

/*
 * Names a domain in place of a server: who serves it is asked of the DNS by `smtp_start_session`,
 * which tries one after the other. The certificate must be for the domain, or for a server within
 * it; otherwise `SMTP_EV_WRONG_PEER_CERTIFICATE` asks.
 *
 * `MAILSHIM_ESMTP_SUBMISSIONS` asks for the SRV records of `_submissions._tcp`, whose servers
 * encrypt from the first octet, as by `mailshim_esmtp_implicit_tls`; `MAILSHIM_ESMTP_SUBMISSION`
 * for those of `_submission._tcp`, whose servers offer STARTTLS; `MAILSHIM_ESMTP_MX` for the mail
 * exchangers, on port 25. Of several, which are asked in this order, one counts only if the domain
 * has nothing of those before it.
 *
 * Where there is nobody, `smtp_start_session` returns 0 with `SMTP_ERR_EAI_NONAME`; where the DNS
 * does not answer, with `SMTP_ERR_EAI_AGAIN`.
 *
 *   session  the session
 *   domain   the domain, mostly what is behind the @ of the user's address
 *   how      one or more of `MAILSHIM_ESMTP_SUBMISSIONS`, `MAILSHIM_ESMTP_SUBMISSION` and
 *            `MAILSHIM_ESMTP_MX`, added
 *   returns  1, or 0 if there is no such session, the domain is NULL or none, or `how` is
 */
int mailshim_esmtp_find_server(smtp_session_t session, const char *domain, int how);

#if defined(__cplusplus)
}
#endif

#endif
