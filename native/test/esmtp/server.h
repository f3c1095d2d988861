/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.h - an SMTP server that obeys, but for what the script of a case says, and writes down
 * every octet it receives
 *
 * Lines of a script:
 *
 *     offers PIPELINING "AUTH PLAIN LOGIN"    EHLO keywords (and after-tls ..., under TLS)
 *     PHASE [N]: ACTION...                    in place of the reply; N: at the N-th time only
 *     tls CERTIFICATE|anonymous [1.2] [tickets] [ask] [null] [implicit]   what it does at STARTTLS,
 *                                             or, implicit, before the greeting
 *     one-sided                               replies are not written down, since the client does
 * not wait for them, and where they fall is a matter of chance
 *
 * Phases are the verbs, and greeting, response (of AUTH), message (the end of mail data), LAST (the
 * last BDAT), handshake (in place of TLS). Actions: a reply line in quotes, to which CRLF is added;
 * raw "..." exactly these octets; drip "..." these, one by one; hangup; reset; silent (reads on,
 * and answers nothing more); obey (the usual reply); scram "PASSWORD" of AUTH: checks the client's
 * SCRAM (scram.h), impostor "PASSWORD": believes it without proving to know the password.
 *
 * What is drawn at random is not written down: of SCRAM, and of NTLM's last message, what it says.
 *
 * What came in one piece is answered in one piece: so the record shows which commands the client
 * sent without waiting.
 */
#ifndef ESMTP_SERVER_H
#define ESMTP_SERVER_H

#include <stdio.h>

enum { MOST_SERVERS = 4, MOST_LINES = 400 };

struct server_script {
    const char *address;
    int listener;
    int count;
    const char *lines[MOST_LINES];
};

/* Serves until `end` can be read and no connection is left, and then prints the record. */
void serve_scripts(struct server_script *scripts, int count, int end, const char *certificates,
                   FILE *record);

#endif
