/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scram.c - see scram.h
 */
#include "scram.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

enum { ROUNDS = 4096, LONGEST = 1000 };

static const char salt[] = "a salt that nobody knows";
static const char server_nonce[] = "TheServersHalf";

/* ---- octets and base64 ---- */

static void encode(const void *octets, size_t length, char *text)
{
    EVP_EncodeBlock((unsigned char *)text, octets, (int)length);
}

/* Decodes what is behind the last space of a line, with a NUL behind it; its length, or -1. */
static int decode(const char *line, char *octets)
{
    const char *space = strrchr(line, ' ');
    const char *from = space != NULL ? space + 1 : line;
    size_t length = strcspn(from, "\r\n");

    if (length == 0 || length % 4 != 0 || length >= LONGEST)
        return -1;
    int count = EVP_DecodeBlock((unsigned char *)octets, (const unsigned char *)from, (int)length);
    count -= count > 0 && from[length - 1] == '=';
    count -= count > 0 && from[length - 2] == '=';
    if (count >= 0)
        octets[count] = '\0';
    return count;
}

/* ---- what the other side says ---- */

void scram_begin(struct scram *scram, const char *password, bool impostor)
{
    *scram = (struct scram){.running = true, .password = password, .impostor = impostor};
}

/* gs2 header, then n=…,r=… */
static bool read_first(struct scram *scram, const char *message)
{
    const char *comma = strchr(message, ',');
    const char *bare = comma != NULL ? strchr(comma + 1, ',') : NULL;
    const char *nonce = bare != NULL ? strstr(bare, ",r=") : NULL;

    if (nonce == NULL)
        return false;
    bare++;
    snprintf(scram->header, sizeof scram->header, "%.*s", (int)(bare - message), message);
    snprintf(scram->bare, sizeof scram->bare, "%s", bare);
    snprintf(scram->nonce, sizeof scram->nonce, "%s%s", nonce + 3, server_nonce);
    return true;
}

/* What the client has to bind to, and how much that is. */
static size_t binding(const struct scram *scram, SSL *ssl, unsigned char *octets)
{
    static const char label[] = "EXPORTER-Channel-Binding";
    unsigned length = 0;

    if (ssl == NULL || strncmp(scram->header, "p=", 2) != 0)
        return 0;
    if (strncmp(scram->header, "p=tls-exporter,", 15) == 0) {
        SSL_export_keying_material(ssl, octets, 32, label, sizeof label - 1, octets, 0, 1);
        return 32;
    }
    X509_digest(SSL_get_certificate(ssl), EVP_sha256(), octets, &length);
    return length;
}

static bool is_bound(const struct scram *scram, SSL *ssl, const char *message)
{
    unsigned char expected[300];
    char text[500] = "c=";
    size_t length = strlen(scram->header);

    memcpy(expected, scram->header, length);
    length += binding(scram, ssl, expected + length);
    encode(expected, length, text + 2);
    return strncmp(message, text, strlen(text)) == 0 && message[strlen(text)] == ',';
}

/* The client's proof and the server's signature (RFC 5802 section 3), of the authentication
 * message. */
static int keys(const struct scram *scram, const char *signed_text, unsigned char *proof,
                unsigned char *signature)
{
    unsigned char salted[64], client[64], stored[64], server[64];
    int size = EVP_MD_get_size(scram->hash);
    const void *text = signed_text;

    PKCS5_PBKDF2_HMAC(scram->password, -1, (const unsigned char *)salt, sizeof salt - 1, ROUNDS,
                      scram->hash, size, salted);
    HMAC(scram->hash, salted, size, (const unsigned char *)"Client Key", 10, client, NULL);
    HMAC(scram->hash, salted, size, (const unsigned char *)"Server Key", 10, server, NULL);
    EVP_Digest(client, (size_t)size, stored, NULL, scram->hash, NULL);
    HMAC(scram->hash, stored, size, text, strlen(signed_text), proof, NULL);
    for (int i = 0; i < size; i++)
        proof[i] ^= client[i];
    HMAC(scram->hash, server, size, text, strlen(signed_text), signature, NULL);
    return size;
}

/* ---- the exchange ---- */

static void challenge(struct scram *scram, const char *message, char *reply, size_t size)
{
    char text[100];

    if (!read_first(scram, message)) {
        snprintf(reply, size, "501 5.5.2 no SCRAM");
        return;
    }
    encode(salt, sizeof salt - 1, text);
    snprintf(scram->challenge, sizeof scram->challenge, "r=%s,s=%s,i=%d", scram->nonce, text,
             ROUNDS);
    snprintf(reply, size, "334 ");
    encode(scram->challenge, strlen(scram->challenge), reply + 4);
}

static void verify(struct scram *scram, SSL *ssl, char *message, char *reply, size_t size,
                   FILE *record)
{
    unsigned char proof[64], signature[64];
    char text[2 * LONGEST], expected[200];
    char *behind = strstr(message, ",p=");

    if (behind == NULL) {
        snprintf(reply, size, "501 5.5.2 no proof");
        return;
    }
    *behind = '\0';
    snprintf(text, sizeof text, "%s,%s,%s", scram->bare, scram->challenge, message);
    int length = keys(scram, text, proof, signature);
    encode(proof, (size_t)length, expected);
    bool bound = is_bound(scram, ssl, message);
    bool proven = strcmp(behind + 3, expected) == 0;
    fprintf(record, "SCRAM: binding %s, proof %s\n", bound ? "right" : "wrong",
            proven ? "right" : "wrong");
    encode(signature, (size_t)length, expected);
    snprintf(text, sizeof text, "v=%s", expected);
    if (!bound || !proven)
        snprintf(reply, size, "535 5.7.8 no");
    else if (scram->impostor)
        snprintf(reply, size, "235 2.7.0 whatever you say");
    else {
        snprintf(reply, size, "334 ");
        encode(text, strlen(text), reply + 4);
    }
}

void scram_answer(struct scram *scram, SSL *ssl, const char *line, char *reply, size_t size,
                  FILE *record)
{
    char message[LONGEST];
    int length = decode(line, message);

    if (scram->hash == NULL) {
        scram->hash = strstr(line, "SHA-256") != NULL ? EVP_sha256() : EVP_sha1();
        challenge(scram, length > 0 ? message : "", reply, size);
    } else if (!scram->begun && length > 0) {
        scram->begun = true;
        verify(scram, ssl, message, reply, size, record);
    } else {
        snprintf(reply, size, "%s", length < 0 && *line == '\r' ? "235 2.7.0 yes" : "501 5.7.0 no");
    }
    scram->running = reply[0] == '3';
}

/* ---- what is written down ---- */

/* A text of UTF-16 at a field of NTLM's last message (MS-NLMP section 2.2.1.3), as far as it is
 * ASCII. */
static void print_field(const unsigned char *message, int length, int at, FILE *record)
{
    int size = message[at] | message[at + 1] << 8;
    int from = message[at + 4] | message[at + 5] << 8;

    for (int i = 0; i + 1 < size && from + i < length; i += 2)
        fputc(message[from + i], record);
}

bool scram_record(const char *line, FILE *record)
{
    char octets[LONGEST];
    int length = decode(line, octets);
    const char *nonce = length > 0 ? strstr(octets, "r=") : NULL;

    if (length > 2 && strncmp(line, "334 ", 4) == 0 &&
        (strncmp(octets, "r=", 2) == 0 || strncmp(octets, "v=", 2) == 0)) {
        fprintf(record, "S: SCRAM, %s\n", octets[0] == 'r' ? "salt and rounds" : "the signature");
        return true;
    }
    if (length > 64 && memcmp(octets, "NTLMSSP\0\3", 9) == 0) {
        const unsigned char *message = (const unsigned char *)octets;
        fputs("C: NTLM, domain ", record);
        print_field(message, length, 28, record);
        fputs(", user ", record);
        print_field(message, length, 36, record);
        fprintf(record, ", %s\n",
                (message[20] | message[21] << 8) > 24 ? "version 2" : "version 1");
        return true;
    }
    if (nonce == NULL || (strncmp(line, "AUTH SCRAM-", 11) != 0 && strncmp(octets, "c=", 2) != 0))
        return false;
    if (octets[0] == 'c')
        fputs("C: SCRAM, the proof\n", record);
    else
        fprintf(record, "C: %.*s %.*s...\n", (int)strcspn(line + 5, " ") + 5, line,
                (int)(nonce - octets), octets);
    return true;
}
