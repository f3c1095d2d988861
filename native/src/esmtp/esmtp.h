/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp.h - the public headers of libESMTP's surface with all that they declare on demand
 */
#ifndef MAILSHIM_SRC_ESMTP_H
#define MAILSHIM_SRC_ESMTP_H

/* OpenSSL's types by name only: its headers are not needed to build this. */
typedef struct ssl_ctx_st SSL_CTX;
#define SSL_SESSION_ASN1_VERSION 1
#define LIBESMTP_ENABLE_DEPRECATED_SYMBOLS 1

#include <mailshim/esmtp/auth-client.h>
#include <mailshim/esmtp/libesmtp.h>
#include <mailshim/esmtp/mailshim-esmtp.h>

#endif
