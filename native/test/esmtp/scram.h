/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scram.h - the server's side of SCRAM (RFC 5802, RFC 7677), with and without channel binding, by
 * OpenSSL; and what may be written down of messages that are different each time
 */
#ifndef ESMTP_SCRAM_H
#define ESMTP_SCRAM_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>

struct scram {
    bool running;
    const char *password;
    bool impostor;
    bool begun;
    const EVP_MD *hash;
    char header[100]; /* the client's gs2 header */
    char bare[300];   /* its first message without that */
    char nonce[200];
    char challenge[600];
};

/* The next line is the AUTH command. */
void scram_begin(struct scram *scram, const char *password, bool impostor);

/* Answers a line of the client's with the text of a reply; ssl may be NULL. */
void scram_answer(struct scram *scram, SSL *ssl, const char *line, char *reply, size_t size,
                  FILE *record);

/* Writes down what can be written of a line of SCRAM or NTLM, of either side; false when it is
 * none. The line ends with a NUL, or with LF. */
bool scram_record(const char *line, FILE *record);

#endif
