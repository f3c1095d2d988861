/* Generated from native/abi/mailshim-esmtp.h.in and java/src/main/java/org/mailshim/abi/esmtp by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailshim-esmtp.h - what programs of libESMTP's have asked for, under names of our own
 *
 * Nothing here changes what a function of libesmtp.h does until it is called. A program that wants
 * to run on the original library, too, looks these up with dlsym().
 */
#ifndef MAILSHIM_ESMTP_MAILSHIM_ESMTP_H
#define MAILSHIM_ESMTP_MAILSHIM_ESMTP_H

/* In this order: the second declares some of its functions only behind the first. */
#include <mailshim/esmtp/auth-client.h>
#include <mailshim/esmtp/libesmtp.h>

#if defined(__cplusplus)
extern "C" {
#endif

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
 *   name     the name; NULL for that of `smtp_set_server`
 *   returns  1, or 0 if there is no such session
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
 * Allows a mechanism that libESMTP does not have: `SCRAM-SHA-256`, `SCRAM-SHA-1`, `DIGEST-MD5`,
 * `OAUTHBEARER`, `XOAUTH2`. For the last two the callback is asked for "user" and "token". The
 * server's order decides among those that are allowed.
 *
 *   context  the context
 *   name     the mechanism, in any case
 *   returns  1, or 0 if there is no such context or mechanism
 */
int mailshim_esmtp_allow_mechanism(auth_context_t context, const char *name);

#if defined(__cplusplus)
}
#endif

#endif
