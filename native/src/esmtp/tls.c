/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls.c - TLS by the OpenSSL of the host's process
 *
 * DESCRIPTION
 *     Programs of libESMTP's are OpenSSL programs: they hand over an SSL_CTX with whatever they
 * have put there, and are given the SSL of the connection, to look at certificate and cipher. So
 * the connection is encrypted by their OpenSSL and not by Java's TLS: by the one that the process
 *     has already, else the one that the system has. It is found when it is first needed; none is
 *     needed to build or load this library, and without one STARTTLS cannot be had.
 *
 *     OpenSSL sees no socket. What it wants to send it leaves in one memory BIO, and finds in
 * another what Java has received; the functions below, native methods of HostCalls, move octets
 * between these and arrays.
 *
 *     A program without an SSL_CTX of its own has certificates and keys in files of the user's,
 *     $XDG_CONFIG_DIR/libesmtp or $HOME/.config/libesmtp: ca.pem and ca/,
 * private/smtp-starttls.pem, private/HOST.pem. They are used only when nobody else may read them.
 *
 * BUGS
 *     The prototypes of OpenSSL's functions are those of 1.1 and 3; another one is not looked for.
 */
#include "natives.h"

#include "entry.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct ssl_st SSL;
typedef struct bio_st BIO;
typedef struct x509_st X509;

/* OpenSSL's numbers. */
enum {
    FILETYPE_PEM = 1,
    CTRL_SET_SERVER_NAME = 55,
    NAMETYPE_HOST = 0,
    ERROR_WANT_READ = 2,
    ERROR_ZERO_RETURN = 6,
    BIO_PENDING = 10,
    CHECK_NO_PARTIAL_WILDCARDS = 4,
    CTRL_GET_EXTMS_SUPPORT = 122,
    TLS_1_3 = 0x0304,
    NID_MD5 = 4,
    NID_SHA1 = 64,
    NID_COMMON_NAME = 13,
    NID_SUBJECT_ALT_NAME = 85,
    GENERAL_NAME_DNS = 2,
};

typedef int password_callback(char *, int, int, void *);

/* Name, result, parameters. */
#define FUNCTIONS(X)                                                                               \
    X(TLS_client_method, const void *, (void))                                                     \
    X(SSL_CTX_new, SSL_CTX *, (const void *))                                                      \
    X(SSL_CTX_free, void, (SSL_CTX *))                                                             \
    X(SSL_CTX_up_ref, int, (SSL_CTX *))                                                            \
    X(SSL_CTX_load_verify_locations, int, (SSL_CTX *, const char *, const char *))                 \
    X(SSL_CTX_set_default_verify_paths, int, (SSL_CTX *))                                          \
    X(SSL_CTX_use_certificate_chain_file, int, (SSL_CTX *, const char *))                          \
    X(SSL_CTX_use_PrivateKey_file, int, (SSL_CTX *, const char *, int))                            \
    X(SSL_CTX_set_default_passwd_cb, void, (SSL_CTX *, password_callback *))                       \
    X(SSL_CTX_set_default_passwd_cb_userdata, void, (SSL_CTX *, void *))                           \
    X(SSL_new, SSL *, (SSL_CTX *))                                                                 \
    X(SSL_free, void, (SSL *))                                                                     \
    X(SSL_ctrl, long, (SSL *, int, long, void *))                                                  \
    X(SSL_set_bio, void, (SSL *, BIO *, BIO *))                                                    \
    X(SSL_set_connect_state, void, (SSL *))                                                        \
    X(SSL_use_certificate_chain_file, int, (SSL *, const char *))                                  \
    X(SSL_use_PrivateKey_file, int, (SSL *, const char *, int))                                    \
    X(SSL_do_handshake, int, (SSL *))                                                              \
    X(SSL_read, int, (SSL *, void *, int))                                                         \
    X(SSL_write, int, (SSL *, const void *, int))                                                  \
    X(SSL_shutdown, int, (SSL *))                                                                  \
    X(SSL_get_error, int, (const SSL *, int))                                                      \
    X(SSL_get_verify_result, long, (const SSL *))                                                  \
    X(SSL_get_certificate, X509 *, (const SSL *))                                                  \
    X(SSL_get_current_cipher, const void *, (const SSL *))                                         \
    X(SSL_CIPHER_get_name, const char *, (const void *))                                           \
    X(SSL_CIPHER_get_bits, int, (const void *, int *))                                             \
    X(SSL_version, int, (const SSL *))                                                             \
    X(SSL_export_keying_material, int,                                                             \
      (SSL *, unsigned char *, size_t, const char *, size_t, const unsigned char *, size_t, int))  \
    X(X509_get_signature_nid, int, (const X509 *))                                                 \
    X(X509_digest, int, (const X509 *, const void *, unsigned char *, unsigned *))                 \
    X(OBJ_find_sigid_algs, int, (int, int *, int *))                                               \
    X(OBJ_nid2sn, const char *, (int))                                                             \
    X(EVP_get_digestbyname, const void *, (const char *))                                          \
    X(X509_free, void, (X509 *))                                                                   \
    X(X509_check_host, int, (X509 *, const char *, size_t, unsigned, char **))                     \
    X(X509_get_subject_name, void *, (const X509 *))                                               \
    X(X509_NAME_get_text_by_NID, int, (void *, int, char *, int))                                  \
    X(X509_get_ext_d2i, void *, (const X509 *, int, int *, int *))                                 \
    X(GENERAL_NAMES_free, void, (void *))                                                          \
    X(GENERAL_NAME_get0_value, void *, (const void *, int *))                                      \
    X(OPENSSL_sk_num, int, (const void *))                                                         \
    X(OPENSSL_sk_value, void *, (const void *, int))                                               \
    X(ASN1_STRING_get0_data, const unsigned char *, (const void *))                                \
    X(ASN1_STRING_length, int, (const void *))                                                     \
    X(BIO_new, BIO *, (const void *))                                                              \
    X(BIO_s_mem, const void *, (void))                                                             \
    X(BIO_free, int, (BIO *))                                                                      \
    X(BIO_read, int, (BIO *, void *, int))                                                         \
    X(BIO_write, int, (BIO *, const void *, int))                                                  \
    X(ERR_clear_error, void, (void))

#define POINTER(name, result, parameters) result(*name) parameters;
static struct {
    FUNCTIONS(POINTER)
    X509 *(*peer_certificate)(const SSL *);
} openssl;

static bool available;

/* ---- finding OpenSSL ------------------------------------------------------------------------- */

static void *find_symbol(void *library, const char *name)
{
    return dlsym(library != NULL ? library : RTLD_DEFAULT, name);
}

static bool find_all(void *library)
{
    void *symbol;

#define FIND(name, result, parameters)                                                             \
    symbol = find_symbol(library, #name);                                                          \
    if (symbol == NULL)                                                                            \
        return false;                                                                              \
    memcpy(&openssl.name, &symbol, sizeof symbol);
    FUNCTIONS(FIND)
    symbol = find_symbol(library, "SSL_get1_peer_certificate");
    if (symbol == NULL)
        symbol = find_symbol(library, "SSL_get_peer_certificate");
    memcpy(&openssl.peer_certificate, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void find_openssl(void)
{
    static const char *const names[] = {"libssl.so.3", "libssl.so.1.1"};

    available = find_all(NULL);
    /* A plugin's OpenSSL is in the process, but not for everybody to see. */
    for (int flags = RTLD_NOLOAD | RTLD_NOW;; flags = RTLD_NOW) {
        for (size_t i = 0; !available && i < sizeof names / sizeof *names; i++) {
            void *library = dlopen(names[i], flags);
            available = library != NULL && find_all(library);
        }
        if (available || flags == RTLD_NOW)
            return;
    }
}

static bool has_openssl(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, find_openssl);
    return available;
}

/* ---- the user's files ------------------------------------------------------------------------ */

enum { PATH_SIZE = 4096 };

enum file { ABSENT, USABLE, UNUSABLE };

/* Whether a file, or a directory, is there for its owner alone. */
static enum file look_at(const char *path, mode_t type)
{
    struct stat found;

    if (stat(path, &found) < 0)
        return ABSENT;
    bool private = (found.st_mode & (S_IRWXG | S_IRWXO)) == 0 && found.st_uid == getuid();
    return (found.st_mode & S_IFMT) == type && private ? USABLE : UNUSABLE;
}

static bool user_path(char *path, const char *name)
{
    const char *folder = getenv("XDG_CONFIG_DIR"); /* the name that libESMTP looks at */
    const char *home = getenv("HOME");
    int length = -1;

    if (folder != NULL && *folder != '\0')
        length = snprintf(path, PATH_SIZE, "%s/libesmtp/%s", folder, name);
    else if (home != NULL)
        length = snprintf(path, PATH_SIZE, "%s/.config/libesmtp/%s", home, name);
    return length > 0 && length < PATH_SIZE;
}

/* 0, or the event that tells of what is wrong. */
static int use_authorities(SSL_CTX *context)
{
    char file[PATH_SIZE];
    char folder[PATH_SIZE];
    enum file has_file = user_path(file, "ca.pem") ? look_at(file, S_IFREG) : ABSENT;
    enum file has_folder = user_path(folder, "ca") ? look_at(folder, S_IFDIR) : ABSENT;

    if (has_file == UNUSABLE || has_folder == UNUSABLE)
        return SMTP_EV_UNUSABLE_CA_LIST;
    if (has_file == ABSENT && has_folder == ABSENT)
        openssl.SSL_CTX_set_default_verify_paths(context);
    else
        openssl.SSL_CTX_load_verify_locations(context, has_file == USABLE ? file : NULL,
                                              has_folder == USABLE ? folder : NULL);
    return 0;
}

/* The same. */
static int use_certificate(SSL_CTX *context)
{
    char file[PATH_SIZE];
    enum file has = user_path(file, "private/smtp-starttls.pem") ? look_at(file, S_IFREG) : ABSENT;

    if (has == ABSENT)
        return 0;
    if (has == UNUSABLE)
        return SMTP_EV_UNUSABLE_CLIENT_CERTIFICATE;
    bool used = openssl.SSL_CTX_use_certificate_chain_file(context, file) == 1 &&
                openssl.SSL_CTX_use_PrivateKey_file(context, file, FILETYPE_PEM) == 1;
    return used ? 0 : SMTP_EV_NO_CLIENT_CERTIFICATE;
}

static int use_certificate_for(SSL *ssl, const char *host)
{
    char name[300];
    char file[PATH_SIZE];
    int length = snprintf(name, sizeof name, "private/%s.pem", host);

    if (length >= (int)sizeof name || strchr(host, '/') != NULL || !user_path(file, name))
        return 0;
    enum file has = look_at(file, S_IFREG);
    if (has == ABSENT)
        return 0;
    if (has == UNUSABLE)
        return SMTP_EV_UNUSABLE_CLIENT_CERTIFICATE;
    bool used = openssl.SSL_use_certificate_chain_file(ssl, file) == 1 &&
                openssl.SSL_use_PrivateKey_file(ssl, file, FILETYPE_PEM) == 1;
    return used ? 0 : SMTP_EV_NO_CLIENT_CERTIFICATE;
}

static int ask_password(char *buffer, int size, int writing, void *unused)
{
    void *argument;
    smtp_starttls_passwordcb_t callback = mailshim_esmtp_password(&argument);

    (void)unused;
    return callback != NULL ? callback(buffer, size, writing, argument) : 0;
}

/* ---- contexts -------------------------------------------------------------------------------- */

static void tell(JNIEnv *env, jintArray problem, jint number)
{
    (*env)->SetIntArrayRegion(env, problem, 0, 1, &number);
}

jboolean JNICALL mailshim_tls_share(JNIEnv *env, jclass class, jlong context)
{
    (void)env;
    (void)class;
    return has_openssl() && openssl.SSL_CTX_up_ref((SSL_CTX *)(intptr_t)context) == 1;
}

void JNICALL mailshim_tls_unshare(JNIEnv *env, jclass class, jlong context)
{
    (void)env;
    (void)class;
    openssl.SSL_CTX_free((SSL_CTX *)(intptr_t)context);
}

jlong JNICALL mailshim_tls_context(JNIEnv *env, jclass class, jboolean certificate,
                                   jintArray problem)
{
    SSL_CTX *context = has_openssl() ? openssl.SSL_CTX_new(openssl.TLS_client_method()) : NULL;
    int wrong = -1;

    (void)class;
    if (context != NULL) {
        openssl.SSL_CTX_set_default_passwd_cb(context, ask_password);
        wrong = certificate ? use_certificate(context) : 0;
        if (wrong == 0)
            wrong = use_authorities(context);
        openssl.ERR_clear_error();
    }
    if (wrong != 0 && context != NULL) {
        openssl.SSL_CTX_free(context);
        context = NULL;
    }
    tell(env, problem, wrong);
    return (jlong)(intptr_t)context;
}

/* ---- connections ----------------------------------------------------------------------------- */

struct tls {
    SSL *ssl;
    BIO *received; /* both are the SSL's */
    BIO *sending;
    X509 *peer;
    char seen[256]; /* a name of the peer's */
};

static struct tls *tls_at(jlong at)
{
    return (struct tls *)(intptr_t)at;
}

static void free_tls(struct tls *tls)
{
    if (tls->peer != NULL)
        openssl.X509_free(tls->peer);
    if (tls->ssl != NULL)
        openssl.SSL_free(tls->ssl);
    free(tls);
}

/* A name of one label is none that a certificate authority knows, and an address is no name. */
static bool is_qualified(const char *host)
{
    bool letters = false;

    for (const char *c = host; *c != '\0'; c++)
        letters = letters || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
    return letters && strchr(host, '.') != NULL && strchr(host, ':') == NULL;
}

static bool set_up(struct tls *tls, SSL_CTX *context, const char *name)
{
    tls->ssl = openssl.SSL_new(context);
    if (tls->ssl == NULL)
        return false;
    tls->received = openssl.BIO_new(openssl.BIO_s_mem());
    tls->sending = openssl.BIO_new(openssl.BIO_s_mem());
    if (tls->received == NULL || tls->sending == NULL)
        return false;
    openssl.SSL_set_bio(tls->ssl, tls->received, tls->sending);
    if (is_qualified(name))
        openssl.SSL_ctrl(tls->ssl, CTRL_SET_SERVER_NAME, NAMETYPE_HOST, (void *)(uintptr_t)name);
    openssl.SSL_set_connect_state(tls->ssl);
    return true;
}

jlong JNICALL mailshim_tls_connection(JNIEnv *env, jclass class, jlong context, jbyteArray host,
                                      jbyteArray server_name, jboolean certificate,
                                      jintArray problem)
{
    struct tls *tls = calloc(1, sizeof *tls);
    char *file_name = mailshim_esmtp_string(env, host);
    char *name = mailshim_esmtp_string(env, server_name);
    int wrong = -1;

    (void)class;
    if (tls != NULL && file_name != NULL && name != NULL &&
        set_up(tls, (SSL_CTX *)(intptr_t)context, name))
        wrong = certificate ? use_certificate_for(tls->ssl, file_name) : 0;
    openssl.ERR_clear_error();
    free(file_name);
    free(name);
    if (wrong != 0 && tls != NULL) {
        free_tls(tls);
        tls = NULL;
    }
    tell(env, problem, wrong);
    return (jlong)(intptr_t)tls;
}

void JNICALL mailshim_tls_free(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    free_tls(tls_at(at));
}

jint JNICALL mailshim_tls_handshake(JNIEnv *env, jclass class, jlong at)
{
    struct tls *tls = tls_at(at);

    (void)env;
    (void)class;
    openssl.ERR_clear_error();
    int result = openssl.SSL_do_handshake(tls->ssl);
    if (result == 1) {
        tls->peer = openssl.peer_certificate(tls->ssl);
        return 1;
    }
    return openssl.SSL_get_error(tls->ssl, result) == ERROR_WANT_READ ? 0 : -1;
}

/* What is to be sent; 0 = nothing. */
jint JNICALL mailshim_tls_out(JNIEnv *env, jclass class, jlong at, jbyteArray into)
{
    enum { PORTION = 16384 };
    char portion[PORTION];
    jsize room = (*env)->GetArrayLength(env, into);

    (void)class;
    int count = openssl.BIO_read(tls_at(at)->sending, portion, room < PORTION ? room : PORTION);
    if (count > 0)
        (*env)->SetByteArrayRegion(env, into, 0, count, (const jbyte *)portion);
    return count > 0 ? count : 0;
}

void JNICALL mailshim_tls_in(JNIEnv *env, jclass class, jlong at, jbyteArray from, jint count)
{
    (void)class;
    jbyte *octets = (*env)->GetByteArrayElements(env, from, NULL);
    if (octets == NULL)
        return;
    openssl.BIO_write(tls_at(at)->received, octets, count);
    (*env)->ReleaseByteArrayElements(env, from, octets, JNI_ABORT);
}

/* How many octets; 0 = more has to be received, -1 = the end, -2 = it is broken. */
jint JNICALL mailshim_tls_read(JNIEnv *env, jclass class, jlong at, jbyteArray into, jint from,
                               jint to)
{
    enum { PORTION = 16384 };
    char portion[PORTION];
    struct tls *tls = tls_at(at);
    int room = to - from < PORTION ? to - from : PORTION;

    (void)class;
    openssl.ERR_clear_error();
    int count = openssl.SSL_read(tls->ssl, portion, room);
    if (count > 0) {
        (*env)->SetByteArrayRegion(env, into, from, count, (const jbyte *)portion);
        return count;
    }
    switch (openssl.SSL_get_error(tls->ssl, count)) {
    case ERROR_WANT_READ:
        return 0;
    case ERROR_ZERO_RETURN:
        return -1;
    default:
        return -2;
    }
}

/* How many octets were taken; -2 = it is broken. */
jint JNICALL mailshim_tls_write(JNIEnv *env, jclass class, jlong at, jbyteArray from, jint begin,
                                jint end)
{
    enum { PORTION = 16384 };
    char portion[PORTION];
    struct tls *tls = tls_at(at);
    int count = end - begin < PORTION ? end - begin : PORTION;

    (void)class;
    (*env)->GetByteArrayRegion(env, from, begin, count, (jbyte *)portion);
    openssl.ERR_clear_error();
    int taken = openssl.SSL_write(tls->ssl, portion, count);
    return taken > 0 ? taken : -2;
}

void JNICALL mailshim_tls_shutdown(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    openssl.ERR_clear_error();
    openssl.SSL_shutdown(tls_at(at)->ssl);
    openssl.ERR_clear_error();
}

/* ---- what has come of it --------------------------------------------------------------------- */

jlong JNICALL mailshim_tls_ssl(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    return (jlong)(intptr_t)tls_at(at)->ssl;
}

jint JNICALL mailshim_tls_verified(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    return (jint)openssl.SSL_get_verify_result(tls_at(at)->ssl);
}

jboolean JNICALL mailshim_tls_has_peer(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    return tls_at(at)->peer != NULL;
}

jint JNICALL mailshim_tls_bits(JNIEnv *env, jclass class, jlong at)
{
    const void *cipher = openssl.SSL_get_current_cipher(tls_at(at)->ssl);

    (void)env;
    (void)class;
    return cipher != NULL ? openssl.SSL_CIPHER_get_bits(cipher, NULL) : 0;
}

jlong JNICALL mailshim_tls_cipher(JNIEnv *env, jclass class, jlong at)
{
    const void *cipher = openssl.SSL_get_current_cipher(tls_at(at)->ssl);

    (void)env;
    (void)class;
    return cipher != NULL ? (jlong)(intptr_t)openssl.SSL_CIPHER_get_name(cipher) : 0;
}

/* Whether the peer's certificate is for a host of that name. */
jboolean JNICALL mailshim_tls_is_for(JNIEnv *env, jclass class, jlong at, jbyteArray host)
{
    struct tls *tls = tls_at(at);
    char *name = mailshim_esmtp_string(env, host);

    (void)class;
    bool fits = name != NULL && openssl.X509_check_host(tls->peer, name, strlen(name),
                                                        CHECK_NO_PARTIAL_WILDCARDS, NULL) == 1;
    free(name);
    openssl.ERR_clear_error();
    return fits;
}

/* The last of the certificate's names for hosts, into tls->seen. */
static void find_host_name(struct tls *tls)
{
    void *names = openssl.X509_get_ext_d2i(tls->peer, NID_SUBJECT_ALT_NAME, NULL, NULL);
    int count = names != NULL ? openssl.OPENSSL_sk_num(names) : 0;

    for (int i = 0; i < count; i++) {
        int type = -1;
        void *value = openssl.GENERAL_NAME_get0_value(openssl.OPENSSL_sk_value(names, i), &type);
        if (type == GENERAL_NAME_DNS)
            snprintf(tls->seen, sizeof tls->seen, "%.*s", openssl.ASN1_STRING_length(value),
                     (const char *)openssl.ASN1_STRING_get0_data(value));
    }
    if (names != NULL)
        openssl.GENERAL_NAMES_free(names);
}

/* A name that the peer's certificate is for, in memory of the connection's. */
jlong JNICALL mailshim_tls_seen(JNIEnv *env, jclass class, jlong at)
{
    struct tls *tls = tls_at(at);

    (void)env;
    (void)class;
    find_host_name(tls);
    if (tls->seen[0] == '\0')
        openssl.X509_NAME_get_text_by_NID(openssl.X509_get_subject_name(tls->peer), NID_COMMON_NAME,
                                          tls->seen, (int)sizeof tls->seen);
    openssl.ERR_clear_error();
    return (jlong)(intptr_t)tls->seen;
}

/*
 * Both ends calculate the same, and nobody between them. Without TLS 1.3 that is so only with the
 * extended master secret (RFC 9266 section 4.2).
 */
jbyteArray JNICALL mailshim_tls_exporter(JNIEnv *env, jclass class, jlong at)
{
    static const char label[] = "EXPORTER-Channel-Binding";
    unsigned char octets[32];
    SSL *ssl = tls_at(at)->ssl;

    (void)class;
    bool unique = openssl.SSL_version(ssl) >= TLS_1_3 ||
                  openssl.SSL_ctrl(ssl, CTRL_GET_EXTMS_SUPPORT, 0, NULL) == 1;
    bool exported =
        unique && openssl.SSL_export_keying_material(ssl, octets, sizeof octets, label,
                                                     sizeof label - 1, octets, 0, 1) == 1;
    openssl.ERR_clear_error();
    return exported ? mailshim_esmtp_array(env, octets, sizeof octets) : NULL;
}

/* With the hash of the certificate's signature, or SHA-256 for those that are broken. */
jbyteArray JNICALL mailshim_tls_server_end_point(JNIEnv *env, jclass class, jlong at)
{
    unsigned char octets[64];
    unsigned length = 0;
    int hash = 0;
    X509 *peer = tls_at(at)->peer;

    (void)class;
    if (peer == NULL ||
        openssl.OBJ_find_sigid_algs(openssl.X509_get_signature_nid(peer), &hash, NULL) != 1 ||
        hash == 0)
        return NULL;
    bool broken = hash == NID_MD5 || hash == NID_SHA1;
    const char *name = broken ? "SHA256" : openssl.OBJ_nid2sn(hash);
    const void *digest = name != NULL ? openssl.EVP_get_digestbyname(name) : NULL;
    bool hashed = digest != NULL && openssl.X509_digest(peer, digest, octets, &length) == 1;
    openssl.ERR_clear_error();
    return hashed ? mailshim_esmtp_array(env, octets, length) : NULL;
}

/* The common name in the client's own certificate; NULL when there is none. */
jbyteArray JNICALL mailshim_tls_owner(JNIEnv *env, jclass class, jlong at)
{
    X509 *own = openssl.SSL_get_certificate(tls_at(at)->ssl);
    char name[256];

    (void)class;
    if (own == NULL)
        return NULL;
    int length = openssl.X509_NAME_get_text_by_NID(openssl.X509_get_subject_name(own),
                                                   NID_COMMON_NAME, name, (int)sizeof name);
    return length > 0 ? mailshim_esmtp_array(env, name, (size_t)length) : NULL;
}
