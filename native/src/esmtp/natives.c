/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp.c - what of libESMTP's surface Java cannot express: variable argument lists, callbacks with
 * them, FILE, errno, the resolver and clock of the host's process
 *
 * DESCRIPTION
 *     The first half are exported functions: those that take variable arguments are taken apart
 * here and given to Java, those that must work where no Java can be had do without it.
 *
 *     The second half are the native methods of org.mailshim.abi.esmtp.HostCalls, whose comments
 * say what they do. They are called on threads of the host's, from inside its call to
 *     smtp_start_session() or another entry. Callbacks run with no lock held and may call entries.
 *
 *     errno is a callback's way to say that a message cannot be read. Between two calls of a
 * callback Java runs, which has an errno of its own mind; so it is kept here, and put back.
 *
 * BUGS
 *     What the host says of its memory is believed: a piece of a message that is shorter than the
 *     callback says, an `int *` that points nowhere.
 */
#include "natives.h"

#include "entry.h"

#include <mailshim/mailshim.h>

#include <errno.h>
#include <jni.h>
#include <limits.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Generated trampolines into EsmtpMessages; exported to nobody. */
int mailshim_esmtp_header(smtp_message_t message, const char *header, int kind, int64_t first,
                          const char *second);
int mailshim_esmtp_header_option(smtp_message_t message, const char *header, int option, int value);

/* ---- errors ---------------------------------------------------------------------------------- */

static _Thread_local int last_error;

int smtp_errno(void)
{
    /* A host that cannot reach Java has nothing else to tell it. */
    switch (last_error == 0 ? mailshim_last_error_code() : MAILSHIM_OK) {
    case MAILSHIM_E_RUNTIME:
    case MAILSHIM_E_FORKED:
    case MAILSHIM_E_THREAD:
    case MAILSHIM_E_STOPPED:
        return SMTP_ERR_CLIENT_ERROR;
    default:
        return last_error;
    }
}

static const char *text_of(int error)
{
    switch (error) {
    case 0:
        return "No Error";
    case 1:
        return "";
    case SMTP_ERR_NOTHING_TO_DO:
        return "Nothing to do";
    case SMTP_ERR_DROPPED_CONNECTION:
        return "SMTP server dropped connection";
    case SMTP_ERR_INVALID_RESPONSE_SYNTAX:
        return "Invalid SMTP syntax in server response";
    case SMTP_ERR_STATUS_MISMATCH:
        return "SMTP Status code mismatch on continuation line";
    case SMTP_ERR_INVALID_RESPONSE_STATUS:
        return "Invalid SMTP status code in server response";
    case SMTP_ERR_INVAL:
        return "Invalid API function argument";
    case SMTP_ERR_EXTENSION_NOT_AVAILABLE:
        return "Requested SMTP extension not available";
    case SMTP_ERR_EAI_FAIL:
        return gai_strerror(EAI_FAIL);
    case SMTP_ERR_EAI_AGAIN:
        return gai_strerror(EAI_AGAIN);
    case SMTP_ERR_EAI_MEMORY:
        return gai_strerror(EAI_MEMORY);
    case SMTP_ERR_EAI_FAMILY:
        return gai_strerror(EAI_FAMILY);
    case SMTP_ERR_EAI_BADFLAGS:
        return gai_strerror(EAI_BADFLAGS);
    case SMTP_ERR_EAI_NONAME:
        return gai_strerror(EAI_NONAME);
    case SMTP_ERR_EAI_SERVICE:
        return gai_strerror(EAI_SERVICE);
    case SMTP_ERR_EAI_SOCKTYPE:
        return gai_strerror(EAI_SOCKTYPE);
    case SMTP_ERR_UNTERMINATED_RESPONSE:
        return "Unterminated server response";
    case SMTP_ERR_CLIENT_ERROR:
        return "Client error";
    default:
        return NULL;
    }
}

char *smtp_strerror(int error, char *buf, size_t buflen)
{
    char system_text[256];

    if (buf == NULL || buflen == 0)
        return NULL;
    const char *text = error < 0 && error != INT_MIN
                           ? strerror_r(-error, system_text, sizeof system_text)
                           : text_of(error);
    if (text != NULL)
        snprintf(buf, buflen, "%s", text);
    else
        snprintf(buf, buflen, "Error %d", error);
    return buf;
}

int smtp_version(void *buf, size_t len, int what)
{
    static const char *const versions[] = {"1.1.0", "6.2.0", "8:0:2"};

    bool known = what >= Ver_VERSION && what <= Ver_LT_VERSION && buf != NULL;
    if (known)
        snprintf(buf, len, "%s", versions[what]);
    if (!known || len < strlen(versions[what])) {
        last_error = SMTP_ERR_INVAL;
        return 0;
    }
    return 1;
}

/* ---- header fields --------------------------------------------------------------------------- */

enum { DATE, MAILBOX, TEXT }; /* of mailshim_esmtp_header() */

static int kind_of(const char *header)
{
    static const char *const mailboxes[] = {
        "From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Disposition-Notification-To",
    };

    if (header == NULL)
        return TEXT;
    for (size_t i = 0; i < sizeof mailboxes / sizeof *mailboxes; i++)
        if (strcasecmp(header, mailboxes[i]) == 0)
            return MAILBOX;
    return strcasecmp(header, "Date") == 0 ? DATE : TEXT;
}

int smtp_set_header(smtp_message_t message, const char *header, ...)
{
    int kind = kind_of(header);
    const char *second = NULL;
    va_list arguments;

    va_start(arguments, header);
    const void *first = va_arg(arguments, const void *);
    if (kind == MAILBOX)
        second = va_arg(arguments, const char *);
    va_end(arguments);
    if (kind != DATE)
        return mailshim_esmtp_header(message, header, kind, (intptr_t)first, second);
    int64_t when = first != NULL ? *(const time_t *)first : time(NULL);
    return mailshim_esmtp_header(message, header, kind, when, NULL);
}

int smtp_set_header_option(smtp_message_t message, const char *header, enum header_option option,
                           ...)
{
    va_list arguments;

    va_start(arguments, option);
    int value = va_arg(arguments, int);
    va_end(arguments);
    return mailshim_esmtp_header_option(message, header, (int)option, value);
}

/* ---- the message callbacks that come with the library ---------------------------------------- */

enum { PIECE = 8192 };

/* Whether there is nothing to read, or no context since a host has called one of these itself. */
static bool cannot_read(void **ctx, const void *arg, int *len)
{
    bool cannot = ctx == NULL || arg == NULL;

    if (len != NULL)
        *len = 0;
    if (cannot)
        errno = EFAULT;
    return cannot;
}

const char *_smtp_message_fp_cb(void **ctx, int *len, void *arg)
{
    if (cannot_read(ctx, arg, len))
        return NULL;
    if (*ctx == NULL)
        *ctx = malloc(PIECE);
    if (len == NULL) {
        rewind(arg);
        return NULL;
    }
    *len = *ctx != NULL ? (int)fread(*ctx, 1, PIECE, arg) : 0;
    return *ctx;
}

/* The context says whether the string was given; it is the library's to free. */
const char *_smtp_message_str_cb(void **ctx, int *len, void *arg)
{
    if (cannot_read(ctx, arg, len))
        return NULL;
    if (*ctx == NULL)
        *ctx = malloc(sizeof(int));
    if (*ctx == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    int *given = *ctx;
    if (len == NULL) {
        *given = 0;
        return NULL;
    }
    size_t length = *given ? 0 : strlen(arg);
    if (length > INT32_MAX) {
        errno = EFBIG;
        length = 0;
    }
    *len = (int)length;
    *given = 1;
    return *len > 0 ? arg : NULL;
}

/* ---- AUTH ------------------------------------------------------------------------------------ */

void auth_client_init(void)
{
}

void auth_client_exit(void)
{
}

void auth_encode(char **dstbuf, int *dstlen, const char *srcbuf, int srclen, void *arg)
{
    (void)dstbuf;
    (void)dstlen;
    (void)srcbuf;
    (void)srclen;
    (void)arg;
}

void auth_decode(char **dstbuf, int *dstlen, const char *srcbuf, int srclen, void *arg)
{
    (void)dstbuf;
    (void)dstlen;
    (void)srcbuf;
    (void)srclen;
    (void)arg;
}

/* ---- TLS ------------------------------------------------------------------------------------- */

static smtp_starttls_passwordcb_t password_callback;
static void *password_argument;

int smtp_starttls_set_password_cb(smtp_starttls_passwordcb_t cb, void *arg)
{
    if (cb == NULL) {
        last_error = SMTP_ERR_INVAL;
        return 0;
    }
    password_callback = cb;
    password_argument = arg;
    return 1;
}

smtp_starttls_passwordcb_t mailshim_esmtp_password(void **argument)
{
    *argument = password_argument;
    return password_callback;
}

/* ---- native methods: memory and text --------------------------------------------------------- */

static void *pointer(jlong address)
{
    return (void *)(intptr_t)address;
}

static jlong address(const void *memory)
{
    return (jlong)(intptr_t)memory;
}

static void JNICALL set_error(JNIEnv *env, jclass class, jint number)
{
    (void)env;
    (void)class;
    last_error = number;
}

jbyteArray mailshim_esmtp_array(JNIEnv *env, const void *octets, size_t length)
{
    jbyteArray array = (*env)->NewByteArray(env, (jsize)length);
    if (array != NULL)
        (*env)->SetByteArrayRegion(env, array, 0, (jsize)length, octets);
    return array;
}

static jbyteArray JNICALL octets(JNIEnv *env, jclass class, jlong text)
{
    (void)class;
    if (text == 0)
        return NULL;
    return mailshim_esmtp_array(env, pointer(text), strlen(pointer(text)));
}

static jbyteArray JNICALL copy(JNIEnv *env, jclass class, jlong from, jint count)
{
    (void)class;
    return mailshim_esmtp_array(env, pointer(from), (size_t)count);
}

char *mailshim_esmtp_string(JNIEnv *env, jbyteArray array)
{
    jsize length = (*env)->GetArrayLength(env, array);
    char *string = malloc((size_t)length + 1);

    if (string != NULL) {
        (*env)->GetByteArrayRegion(env, array, 0, length, (jbyte *)string);
        string[length] = '\0';
    }
    return string;
}

static jlong JNICALL keep(JNIEnv *env, jclass class, jbyteArray array)
{
    (void)class;
    return address(mailshim_esmtp_string(env, array));
}

static void JNICALL free_memory(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    free(pointer(at));
}

static void JNICALL store(JNIEnv *env, jclass class, jlong at, jint value)
{
    (void)env;
    (void)class;
    *(int *)pointer(at) = value;
}

static jint JNICALL load(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    return *(int *)pointer(at);
}

/* ---- native methods: statuses ---------------------------------------------------------------- */

static jlong JNICALL status(JNIEnv *env, jclass class, jint code, jbyteArray text, jint enh_class,
                            jint subject, jint detail, jlong at)
{
    smtp_status_t *status = at != 0 ? pointer(at) : calloc(1, sizeof *status);
    char *copied = text != NULL ? mailshim_esmtp_string(env, text) : NULL;

    (void)class;
    if (status == NULL || (text != NULL && copied == NULL)) {
        if (at == 0)
            free(status);
        free(copied);
        return 0;
    }
    free(status->text);
    *status = (smtp_status_t){.code = code,
                              .text = copied,
                              .enh_class = enh_class,
                              .enh_subject = subject,
                              .enh_detail = detail};
    return address(status);
}

static void JNICALL free_status(JNIEnv *env, jclass class, jlong at)
{
    smtp_status_t *status = pointer(at);

    (void)env;
    (void)class;
    if (status != NULL)
        free(status->text);
    free(status);
}

/* ---- native methods: callbacks --------------------------------------------------------------- */

/* A function pointer from its address, of the type of the variable that gets it. */
#define FUNCTION(variable, at) memcpy(&(variable), &(at), sizeof(variable))

static void JNICALL release(JNIEnv *env, jclass class, jlong function, jlong data)
{
    void (*callback)(void *);

    (void)env;
    (void)class;
    FUNCTION(callback, function);
    callback(pointer(data));
}

static void JNICALL message(JNIEnv *env, jclass class, jlong function, jlong message,
                            jlong argument)
{
    smtp_enumerate_messagecb_t callback;

    (void)env;
    (void)class;
    FUNCTION(callback, function);
    callback(pointer(message), pointer(argument));
}

static void JNICALL recipient(JNIEnv *env, jclass class, jlong function, jlong recipient,
                              jlong mailbox, jlong argument)
{
    smtp_enumerate_recipientcb_t callback;

    (void)env;
    (void)class;
    FUNCTION(callback, function);
    callback(pointer(recipient), pointer(mailbox), pointer(argument));
}

static void JNICALL node(JNIEnv *env, jclass class, jlong function, jlong node, jint option,
                         jlong domain, jlong argument)
{
    smtp_etrn_enumerate_nodecb_t callback;

    (void)env;
    (void)class;
    FUNCTION(callback, function);
    callback(pointer(node), option, pointer(domain), pointer(argument));
}

static jint JNICALL event(JNIEnv *env, jclass class, jlong function, jlong session_handle,
                          jint number, jlong argument, jint answer, jlong first, jlong second,
                          jlong third)
{
    smtp_eventcb_t callback;
    smtp_session_t session = pointer(session_handle);
    void *arg = pointer(argument);

    (void)env;
    (void)class;
    FUNCTION(callback, function);
    switch (number) {
    case SMTP_EV_MAILSTATUS:
    case SMTP_EV_RCPTSTATUS:
        callback(session, number, arg, (const char *)pointer(first), pointer(second));
        break;
    case SMTP_EV_MESSAGEDATA:
        callback(session, number, arg, pointer(first), (int)second);
        break;
    case SMTP_EV_MESSAGESENT:
        callback(session, number, arg, pointer(first));
        break;
    case SMTP_EV_ETRNSTATUS:
        callback(session, number, arg, (int)first, (const char *)pointer(second));
        break;
    case SMTP_EV_SYNTAXWARNING:
    case SMTP_EV_EXTNA_DSN:
    case SMTP_EV_EXTNA_ETRN:
    case SMTP_EV_EXTNA_CHUNKING:
    case SMTP_EV_NO_PEER_CERTIFICATE:
    case SMTP_EV_NO_CLIENT_CERTIFICATE:
        callback(session, number, arg, &answer);
        break;
    case SMTP_EV_DELIVERBY_EXPIRED:
        callback(session, number, arg, (long)first, &answer);
        break;
    case SMTP_EV_WEAK_CIPHER:
        callback(session, number, arg, (int)first, &answer);
        break;
    case SMTP_EV_STARTTLS_OK:
        callback(session, number, arg, pointer(first), (const char *)pointer(second), (int)third);
        break;
    case SMTP_EV_INVALID_PEER_CERTIFICATE:
        callback(session, number, arg, (long)first, &answer, pointer(second));
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        callback(session, number, arg, &answer, (const char *)pointer(first), pointer(second));
        break;
    default:
        callback(session, number, arg, (void *)NULL);
        break;
    }
    return answer;
}

static void JNICALL monitor(JNIEnv *env, jclass class, jlong function, jlong argument,
                            jbyteArray octets, jint from, jint to, jint kind)
{
    enum { SMALL = 4096 };
    smtp_monitorcb_t callback;
    char small[SMALL];
    jint length = to - from;
    char *copied = length > SMALL ? malloc((size_t)length) : small;

    (void)class;
    if (copied == NULL)
        return; /* what is only watched need not be seen */
    FUNCTION(callback, function);
    (*env)->GetByteArrayRegion(env, octets, from, length, (jbyte *)copied);
    callback(copied, length, kind, pointer(argument));
    if (copied != small)
        free(copied);
}

/* ---- native methods: a message callback ------------------------------------------------------ */

struct source {
    smtp_messagecb_t callback;
    void *argument;
    void *context; /* the callback's; freed here */
    const char *piece;
    int pending; /* octets of the piece that are not taken */
    int error;   /* errno as the callback left it */
};

static jlong JNICALL new_source(JNIEnv *env, jclass class, jlong function, jlong argument)
{
    struct source *source = calloc(1, sizeof *source);

    (void)env;
    (void)class;
    if (source != NULL) {
        FUNCTION(source->callback, function);
        source->argument = pointer(argument);
    }
    return address(source);
}

static void forget_context(struct source *source)
{
    free(source->context);
    source->context = NULL;
    source->piece = NULL;
    source->pending = 0;
}

static void JNICALL free_source(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    forget_context(pointer(at));
    free(pointer(at));
}

static void JNICALL forget(JNIEnv *env, jclass class, jlong at)
{
    (void)env;
    (void)class;
    forget_context(pointer(at));
}

static void JNICALL rewind_source(JNIEnv *env, jclass class, jlong at)
{
    struct source *source = pointer(at);

    (void)env;
    (void)class;
    source->piece = NULL;
    source->pending = 0;
    source->callback(&source->context, NULL, source->argument);
    source->error = 0;
}

static jint JNICALL next(JNIEnv *env, jclass class, jlong at)
{
    struct source *source = pointer(at);
    int length = 0;

    (void)env;
    (void)class;
    if (source->pending > 0)
        return source->pending;
    errno = source->error;
    source->piece = source->callback(&source->context, &length, source->argument);
    source->error = errno;
    source->pending = source->piece != NULL ? length : 0;
    /* A message that cannot be read must not go out as an empty one. */
    if (source->piece == NULL && length > 0)
        source->error = EFAULT;
    return source->pending;
}

static void JNICALL take(JNIEnv *env, jclass class, jlong at, jbyteArray into, jint to, jint count)
{
    struct source *source = pointer(at);

    (void)class;
    (*env)->SetByteArrayRegion(env, into, to, count, (const jbyte *)source->piece);
    source->piece += count;
    source->pending -= count;
}

static jint JNICALL source_error(JNIEnv *env, jclass class, jlong at)
{
    struct source *source = pointer(at);

    (void)env;
    (void)class;
    return source->error;
}

/* ---- native methods: AUTH -------------------------------------------------------------------- */

struct form {
    int count;
    struct auth_client_request fields[3];
};

/* In the order of Form. */
static const struct form forms[] = {
    {2,
     {{"user", AUTH_USER | AUTH_CLEARTEXT, "User Name", 255},
      {"passphrase", AUTH_PASS | AUTH_CLEARTEXT, "Pass Phrase", 255}}},
    {2,
     {{"user", AUTH_USER | AUTH_CLEARTEXT, "User Name", 0},
      {"passphrase", AUTH_PASS | AUTH_CLEARTEXT, "Password", 0}}},
    {2,
     {{"user", AUTH_USER | AUTH_CLEARTEXT, "User Name", 0},
      {"passphrase", AUTH_PASS, "Pass Phrase", 0}}},
    {3,
     {{"domain", AUTH_REALM | AUTH_CLEARTEXT, "Domain", 0},
      {"user", AUTH_USER | AUTH_CLEARTEXT, "User Name", 0},
      {"passphrase", AUTH_PASS, "Pass Phrase", 0}}},
    {2,
     {{"user", AUTH_USER | AUTH_CLEARTEXT, "User Name", 0},
      {"token", AUTH_PASS | AUTH_CLEARTEXT, "Access Token", 0}}},
};

static jbyteArray JNICALL interact(JNIEnv *env, jclass class, jlong function, jlong argument,
                                   jint number)
{
    const struct form *form = &forms[number];
    char *values[3] = {NULL, NULL, NULL};
    size_t total = 0;
    auth_interact_t callback;

    (void)class;
    FUNCTION(callback, function);
    if (function == 0 || !callback(form->fields, values, form->count, pointer(argument)))
        return NULL;
    for (int i = 0; i < form->count; i++) {
        if (values[i] == NULL)
            return NULL; /* no answer is no */
        total += strlen(values[i]) + 1;
    }
    jbyteArray all = (*env)->NewByteArray(env, (jsize)total);
    jsize at = 0;
    for (int i = 0; i < form->count && all != NULL; i++) {
        jsize length = (jsize)strlen(values[i]) + 1;
        (*env)->SetByteArrayRegion(env, all, at, length, (const jbyte *)values[i]);
        at += length;
    }
    return all;
}

/* ---- native methods: the process ------------------------------------------------------------- */

static int error_of(int result)
{
    switch (result) {
    case EAI_SYSTEM:
        return -errno;
    case EAI_AGAIN:
        return SMTP_ERR_EAI_AGAIN;
    case EAI_FAIL:
        return SMTP_ERR_EAI_FAIL;
    case EAI_MEMORY:
        return SMTP_ERR_EAI_MEMORY;
    case EAI_FAMILY:
        return SMTP_ERR_EAI_FAMILY;
    case EAI_BADFLAGS:
        return SMTP_ERR_EAI_BADFLAGS;
    case EAI_SERVICE:
        return SMTP_ERR_EAI_SERVICE;
    case EAI_SOCKTYPE:
        return SMTP_ERR_EAI_SOCKTYPE;
    default:
        return SMTP_ERR_EAI_NONAME;
    }
}

/* Family, port, scope, address: as HostCalls.resolve() wants it. 0 for a family not known. */
static size_t record_of(const struct addrinfo *info, unsigned char *record)
{
    uint32_t scope = 0;

    if (info->ai_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const void *)info->ai_addr;
        record[0] = 4;
        memcpy(record + 1, &ipv4->sin_port, 2);
        memcpy(record + 3, &scope, 4);
        memcpy(record + 7, &ipv4->sin_addr, 4);
        return 11;
    }
    if (info->ai_family != AF_INET6)
        return 0;
    const struct sockaddr_in6 *ipv6 = (const void *)info->ai_addr;
    scope = htonl(ipv6->sin6_scope_id);
    record[0] = 6;
    memcpy(record + 1, &ipv6->sin6_port, 2);
    memcpy(record + 3, &scope, 4);
    memcpy(record + 7, &ipv6->sin6_addr, 16);
    return 23;
}

static jbyteArray found(JNIEnv *env, const struct addrinfo *infos)
{
    enum { MOST = 4096, LONGEST_RECORD = 23 };
    unsigned char all[MOST];
    const char *name = infos->ai_canonname != NULL ? infos->ai_canonname : "";
    size_t end = strnlen(name, MOST / 2);

    memcpy(all, name, end);
    all[end++] = '\0';
    for (; infos != NULL && end + LONGEST_RECORD <= MOST; infos = infos->ai_next)
        end += record_of(infos, all + end);
    return mailshim_esmtp_array(env, all, end);
}

static jbyteArray JNICALL resolve(JNIEnv *env, jclass class, jbyteArray host, jbyteArray service,
                                  jintArray error)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME};
    struct addrinfo *infos = NULL;
    char *name = mailshim_esmtp_string(env, host);
    char *port = mailshim_esmtp_string(env, service);
    jbyteArray result = NULL;
    jint problem = -ENOMEM;

    (void)class;
    if (name != NULL && port != NULL) {
        int failed = getaddrinfo(*name != '\0' ? name : NULL, port, &hints, &infos);
        problem = failed ? error_of(failed) : 0;
        result = failed ? NULL : found(env, infos);
        if (!failed)
            freeaddrinfo(infos);
    }
    free(name);
    free(port);
    if (!(*env)->ExceptionCheck(env))
        (*env)->SetIntArrayRegion(env, error, 0, 1, &problem);
    return result;
}

static jbyteArray JNICALL node_name(JNIEnv *env, jclass class)
{
    struct utsname name;

    (void)class;
    if (uname(&name) < 0 || name.nodename[0] == '\0')
        return mailshim_esmtp_array(env, "localhost", strlen("localhost"));
    return mailshim_esmtp_array(env, name.nodename, strlen(name.nodename));
}

/* Not strftime(): header fields are English, whatever the locale is. */
static jbyteArray JNICALL date(JNIEnv *env, jclass class, jlong seconds)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t when = seconds;
    struct tm local;
    char text[80];

    (void)class;
    if (localtime_r(&when, &local) == NULL) {
        when = 0;
        gmtime_r(&when, &local);
    }
    long minutes = local.tm_gmtoff / 60;
    long distance = minutes < 0 ? -minutes : minutes;
    int length = snprintf(text, sizeof text, "%s, %02d %s %04ld %02d:%02d:%02d %c%02ld%02ld",
                          days[local.tm_wday % 7], local.tm_mday, months[local.tm_mon % 12],
                          1900L + local.tm_year, local.tm_hour, local.tm_min, local.tm_sec,
                          minutes < 0 ? '-' : '+', distance / 60, distance % 60);
    return mailshim_esmtp_array(env, text, (size_t)length);
}

static jbyteArray JNICALL unique_name(JNIEnv *env, jclass class)
{
    struct timeval now;
    char text[80];

    (void)class;
    gettimeofday(&now, NULL);
    int length = snprintf(text, sizeof text, "%lld.%ld.%d", (long long)now.tv_sec,
                          (long)now.tv_usec, (int)getpid());
    return mailshim_esmtp_array(env, text, (size_t)length);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* JNI's structure takes names without const, and functions as pointers to objects. */
#define NATIVE(name, signature, function) (char *)(name), (char *)(signature), (void *)(function)

#pragma GCC diagnostic ignored "-Wpedantic"
static const JNINativeMethod methods[] = {
    {NATIVE("error", "(I)V", set_error)},
    {NATIVE("octets", "(J)[B", octets)},
    {NATIVE("copy", "(JI)[B", copy)},
    {NATIVE("keep", "([B)J", keep)},
    {NATIVE("free", "(J)V", free_memory)},
    {NATIVE("store", "(JI)V", store)},
    {NATIVE("load", "(J)I", load)},
    {NATIVE("status", "(I[BIIIJ)J", status)},
    {NATIVE("freeStatus", "(J)V", free_status)},
    {NATIVE("release", "(JJ)V", release)},
    {NATIVE("message", "(JJJ)V", message)},
    {NATIVE("recipient", "(JJJJ)V", recipient)},
    {NATIVE("node", "(JJIJJ)V", node)},
    {NATIVE("event", "(JJIJIJJJ)I", event)},
    {NATIVE("monitor", "(JJ[BIII)V", monitor)},
    {NATIVE("source", "(JJ)J", new_source)},
    {NATIVE("freeSource", "(J)V", free_source)},
    {NATIVE("forget", "(J)V", forget)},
    {NATIVE("rewind", "(J)V", rewind_source)},
    {NATIVE("next", "(J)I", next)},
    {NATIVE("take", "(J[BII)V", take)},
    {NATIVE("sourceError", "(J)I", source_error)},
    {NATIVE("interact", "(JJI)[B", interact)},
    {NATIVE("resolve", "([B[B[I)[B", resolve)},
    {NATIVE("nodeName", "()[B", node_name)},
    {NATIVE("date", "(J)[B", date)},
    {NATIVE("uniqueName", "()[B", unique_name)},
    {NATIVE("tlsShare", "(J)Z", mailshim_tls_share)},
    {NATIVE("tlsUnshare", "(J)V", mailshim_tls_unshare)},
    {NATIVE("tlsContext", "(Z[I)J", mailshim_tls_context)},
    {NATIVE("tlsConnection", "(J[B[BZ[I)J", mailshim_tls_connection)},
    {NATIVE("tlsFree", "(J)V", mailshim_tls_free)},
    {NATIVE("tlsHandshake", "(J)I", mailshim_tls_handshake)},
    {NATIVE("tlsOut", "(J[B)I", mailshim_tls_out)},
    {NATIVE("tlsIn", "(J[BI)V", mailshim_tls_in)},
    {NATIVE("tlsRead", "(J[BII)I", mailshim_tls_read)},
    {NATIVE("tlsWrite", "(J[BII)I", mailshim_tls_write)},
    {NATIVE("tlsShutdown", "(J)V", mailshim_tls_shutdown)},
    {NATIVE("tlsSsl", "(J)J", mailshim_tls_ssl)},
    {NATIVE("tlsVerified", "(J)I", mailshim_tls_verified)},
    {NATIVE("tlsHasPeer", "(J)Z", mailshim_tls_has_peer)},
    {NATIVE("tlsBits", "(J)I", mailshim_tls_bits)},
    {NATIVE("tlsCipher", "(J)J", mailshim_tls_cipher)},
    {NATIVE("tlsIsFor", "(J[B)Z", mailshim_tls_is_for)},
    {NATIVE("tlsSeen", "(J)J", mailshim_tls_seen)},
    {NATIVE("tlsExporter", "(J)[B", mailshim_tls_exporter)},
    {NATIVE("tlsServerEndPoint", "(J)[B", mailshim_tls_server_end_point)},
    {NATIVE("tlsOwner", "(J)[B", mailshim_tls_owner)},
};

const struct mailshim_natives mailshim_esmtp_natives = {
    .methods = methods,
    .count = sizeof methods / sizeof *methods,
};
