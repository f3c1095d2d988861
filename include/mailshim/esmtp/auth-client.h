/* Generated from native/abi/auth-client.h.in and java/src/main/java/org/mailshim/abi/esmtp by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auth-client.h - SASL for clients by the calls of libESMTP 1.1.0, carried out by mailshim
 *
 * A context says which mechanisms may be used, and holds the callback that is asked for user name
 * and password. Given to a session with smtp_auth_set_context(), it authenticates that session with
 * the first mechanism in the server's list that the context allows; the functions at the end drive
 * a mechanism without a session.
 *
 * Include it before libesmtp.h. A context is used by one thread at a time.
 */
#ifndef MAILSHIM_ESMTP_AUTH_CLIENT_H
#define MAILSHIM_ESMTP_AUTH_CLIENT_H

/* What libesmtp.h and programs test. */
#ifndef _auth_client_h
#define _auth_client_h
#endif

#if defined(__cplusplus)
extern "C" {
#endif

typedef struct auth_context *auth_context_t;

/* What a field is. */
#define AUTH_USER 0x0001      /* who */
#define AUTH_REALM 0x0002     /* in which realm or domain */
#define AUTH_PASS 0x0004      /* a secret; not to be shown while it is typed */
#define AUTH_CLEARTEXT 0x0008 /* it goes over the connection as it is */

/* A field that a mechanism wants filled in. */
struct auth_client_request {
    const char *name;   /* "user", "passphrase", "domain" */
    unsigned flags;     /* AUTH_USER and so on */
    const char *prompt; /* for a person to read */
    unsigned size;      /* the most octets of an answer; 0 = any number */
};
typedef const struct auth_client_request *auth_client_request_t;

/* Stores a pointer to each of the fields' values in `result`, where they have to stay until it is
 * called again. Returns 0 to refuse. */
typedef int (*auth_interact_t)(auth_client_request_t request, char **result, int fields, void *arg);

/* The functions of a mechanism, as libESMTP's own plugins have them. */
typedef const char *(*auth_response_t)(void *ctx, const char *challenge, int *len,
                                       auth_interact_t interact, void *arg);
typedef int (*auth_recode_t)(void *ctx, char **dstbuf, int *dstlen, const char *srcbuf, int srclen);

/* Mechanisms that are used only when that is allowed. */
#define AUTH_PLUGIN_ANONYMOUS 0x01 /* that say nothing of the user */
#define AUTH_PLUGIN_PLAIN 0x02     /* that show the password or token to the server */
#define AUTH_PLUGIN_EXTERNAL 0x04  /* EXTERNAL; see auth_set_external_id() */

/*
 * Makes a context.
 *
 *   returns  the context; NULL if there is no memory
 */
auth_context_t auth_create_context(void);

/*
 * Ends a context. No session may be using it.
 *
 *   context  the context
 *   returns  1, or 0 if there is no such context
 */
int auth_destroy_context(auth_context_t context);

/*
 * Says which mechanisms are allowed that are not by themselves.
 *
 *   context  the context
 *   set      sum of `AUTH_PLUGIN_...` to allow
 *   clear    sum of `AUTH_PLUGIN_...` to forbid
 *   returns  1, or 0 if there is no such context
 */
int auth_set_mechanism_flags(auth_context_t context, unsigned set, unsigned clear);

/*
 * Asks for a security layer, which no mechanism has: more than 0 forbids all.
 *
 *   context  the context
 *   min_ssf  its strength in bits
 *   returns  1, or 0 if there is no such context
 */
int auth_set_mechanism_ssf(auth_context_t context, int min_ssf);

/*
 * Sets who is asked for user name and password.
 *
 *   context   the context
 *   interact  the callback; NULL for none, and no authentication
 *   arg       passed to it
 *   returns   1, or 0 if there is no such context
 */
int auth_set_interact_cb(auth_context_t context, auth_interact_t interact, void *arg);

/*
 * Whether there is anything to authenticate with.
 *
 *   context  the context
 *   returns  1 if it has a callback, else 0
 */
int auth_client_enabled(auth_context_t context);

/*
 * Sets who the client is by what the connection has proven, and allows EXTERNAL.
 *
 *   context   the context
 *   identity  who; NULL forbids EXTERNAL
 *   returns   1, or 0 if there is no such context
 */
int auth_set_external_id(auth_context_t context, const char *identity);

/*
 * To be called before all else, once; there is nothing left for it to do.
 */
void auth_client_init(void);

/*
 * To be called at the end; there is nothing left for it to do.
 */
void auth_client_exit(void);

/* ---- mechanisms without a session ------------------------------------------------------------ */

/*
 * Begins with a mechanism.
 *
 *   context  the context
 *   name     its name, in any case
 *   returns  1, or 0 if it is not known or not allowed
 */
int auth_set_mechanism(auth_context_t context, const char *name);

/*
 * The mechanism's name.
 *
 *   context  the context
 *   returns  the name in capitals, good until another is chosen; NULL if there is none
 */
const char *auth_mechanism_name(auth_context_t context);

/*
 * What to say to a challenge, base64 left to the caller.
 *
 *   context    the context
 *   challenge  the octets; NULL to begin, and for the initial response
 *   len        their number; gets that of the response
 *   returns    the response, good until the next call; NULL if there is none
 */
const char *auth_response(auth_context_t context, const char *challenge, int *len);

/*
 * How strong the mechanism's security layer is.
 *
 *   context  the context
 *   returns  0, as no mechanism has one; -1 if there is no mechanism
 */
int auth_get_ssf(auth_context_t context);

/*
 * What a mechanism's security layer makes of octets to be sent. No mechanism has one, so nothing is
 * stored, and the octets are sent as they are.
 *
 *   dstbuf  would get the address of the octets to send
 *   dstlen  would get their number
 *   srcbuf  the octets
 *   srclen  their number
 *   arg     the context
 */
void auth_encode(char **dstbuf, int *dstlen, const char *srcbuf, int srclen, void *arg);

/*
 * The way back from `auth_encode`.
 *
 *   dstbuf  would get the address of the octets received
 *   dstlen  would get their number
 *   srcbuf  the octets
 *   srclen  their number
 *   arg     the context
 */
void auth_decode(char **dstbuf, int *dstlen, const char *srcbuf, int srclen, void *arg);

#if defined(__cplusplus)
}
#endif

#endif
