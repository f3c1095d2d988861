/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_servers - what a host may rely on in the callbacks of its servers: how long it may look at
 * what it is lent, what tells the end from an error, how an address of IPv6 is written, which
 * names files may have, and that no line of the log becomes two
 */
#include "support/server_host.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

/* ---- what is lent ---------------------------------------------------------------------------- */

enum { CALLS = 300000 }; /* enough of them made Java collect what the first one had lent */

static char user[] = "a.user.with.a.name.of.some.length";
static ServerStream kept;
static int asked;

static void ask_again_and_again(ServerStream *stream, int action)
{
    if (action != ACTION_POP_LOGIN)
        return;
    char *name = GetAUTHName(stream);
    char *password = GetAUTHPassw(stream);
    CHECK(name != NULL && password != NULL);
    for (int i = 0; i < CALLS; i++) {
        CHECK_TEXT(user, GetAUTHName(stream));
        CHECK_TEXT(user, name);
    }
    CHECK_TEXT("secret", password);
    CHECK(password == GetAUTHPassw(stream));
    asked++;
}

static void what_is_lent_stays(void)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = ask_again_and_again;
    open_servers(ALL_ACTIONS);
    struct line_client *client = logged_in(user);
    CHECK_INT(1, asked);
    line_client_close(client);
    close_servers();
}

static void keep_stream(ServerStream *stream, int action)
{
    (void)action;
    kept = stream;
}

/* The session goes on, and nobody would take back what was lent now. */
static void nothing_is_lent_outside(void)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = keep_stream;
    open_servers(ALL_ACTIONS);
    struct line_client *client = logged_in(user);
    CHECK(GetRemoteIP(kept) != 0);
    CHECK(GetAUTHPassw(kept) == NULL);
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK(GetAUTHName(kept) == NULL);
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
    line_client_close(client);
    close_servers();
}

/* ---- the end, or an error ----------------------------------------------------------------------
 */

static void pass_bad_buffers(ServerStream *stream, int action)
{
    static const int sizes[] = {0, -1, -2147483647 - 1};
    char piece[16];

    if (action != ACTION_SMTP_SENDMSG)
        return;
    for (int i = 0; i < 3; i++) {
        CHECK_INT(0, SRVRecv(stream, piece, sizes[i]));
        CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(stream));
        CHECK_INT(sizeof piece, SRVRecv(stream, piece, sizeof piece));
        CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
    }
    CHECK_INT(0, SRVRecv(stream, NULL, sizeof piece));
    CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(stream));
    CHECK_INT(0, SRVSend(stream, NULL, 1));
    CHECK_INT(MAILSHIM_E_ARGUMENT, SRVGetLastError(stream));
    while (SRVRecv(stream, piece, sizeof piece) > 0)
        continue;
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
}

/* SRVRecv gives 0 for both; what stands with the stream tells them apart. */
static void a_bad_buffer_is_not_the_end(void)
{
    in_callback = pass_bad_buffers;
    open_servers(ALL_ACTIONS);
    send_message();
    CHECK_INT(1, answer_to(ACTION_SMTP_SENDMSG)->calls);
    close_servers();
}

/* ---- IPv6 ------------------------------------------------------------------------------------ */

static void look_at_client(ServerStream *stream, int action)
{
    struct sockaddr_in6 address;

    if (action != ACTION_SMTP_CONNECT)
        return;
    CHECK_INT(0, GetRemoteIP(stream));
    CHECK_INT(0, GetRemoteAddr(stream, &address, sizeof(struct sockaddr_in)));
    CHECK_INT(sizeof address, GetRemoteAddr(stream, &address, sizeof address));
    CHECK_INT(AF_INET6, address.sin6_family);
    CHECK(IN6_IS_ADDR_LOOPBACK(&address.sin6_addr));
    CHECK(GetSocket(stream) >= 0);
}

static int connected_to(const struct sockaddr_in6 *address)
{
    int client = socket(AF_INET6, SOCK_STREAM, 0);

    if (client < 0 || connect(client, (const struct sockaddr *)address, sizeof *address) != 0)
        SKIP("this machine has no IPv6");
    return client;
}

static void an_address_of_ipv6_is_short(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    char greeting[3];

    in_callback = look_at_client;
    configure();
    SetConfigParam("smtp_bind", "::1");
    if (SetSMTPServer(host, 0, ALL_ACTIONS) != 0)
        SKIP("this machine has no IPv6");
    address.sin6_port = htons((uint16_t)GetConfigParamInt("smtp_port"));
    int client = connected_to(&address);
    CHECK_INT(sizeof greeting, recv(client, greeting, sizeof greeting, MSG_WAITALL));
    CHECK_INT(0, memcmp("220", greeting, sizeof greeting));
    CHECK_TEXT("::1", answer_to(ACTION_SMTP_CONNECT)->reqname);
    close(client);
    close_servers();
}

/* ---- names of files -------------------------------------------------------------------------- */

static int count_in_named_directory(void)
{
    char name[256];

    configure();
    snprintf(name, sizeof name, "%s-\xc3\xb6", GetConfigParamStr("smtp_out"));
    SetConfigParam("smtp_out", (const char *)name);
    int count = SRVQueueCount();
    CHECK_INT(count < 0, access(name, F_OK) != 0);
    return count;
}

/* Java takes the encoding of names from the environment that it starts in. */
static void names_outside_of_ascii_want_utf8(void)
{
    setenv("LC_ALL", "C", 1);
    CHECK_INT(-1, count_in_named_directory());
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_CONTAINS("LC_ALL=C.UTF-8", mailshim_last_error());
    close_servers();
}

static void names_outside_of_ascii_in_utf8(void)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    CHECK_INT(0, count_in_named_directory());
    close_servers();
}

/* ---- the log --------------------------------------------------------------------------------- */

static pthread_mutex_t logged_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t logged_changed = PTHREAD_COND_INITIALIZER;
static char logged[512];

static void log_line(void *user_data, int level, const char *text)
{
    (void)user_data;
    (void)level;
    pthread_mutex_lock(&logged_mutex);
    snprintf(logged, sizeof logged, "%s", text);
    pthread_cond_signal(&logged_changed);
    pthread_mutex_unlock(&logged_mutex);
}

static void a_line_of_the_log_is_one(void)
{
    struct timespec deadline;

    CHECK_INT(MAILSHIM_OK, SRVSetLog(log_line, NULL, MAILSHIM_LOG_WARNING));
    SetConfigParam("max_rcpt\r\nDEBUG all is well\x1b[2J", 1);
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 50;
    pthread_mutex_lock(&logged_mutex);
    while (logged[0] == '\0')
        CHECK_INT(0, pthread_cond_timedwait(&logged_changed, &logged_mutex, &deadline));
    CHECK_CONTAINS("max_rcpt\\r\\nDEBUG all is well", logged);
    for (const char *c = logged; *c != '\0'; c++)
        CHECK((unsigned char)*c >= ' ' && *c != 0x7f);
    pthread_mutex_unlock(&logged_mutex);
    CHECK_INT(MAILSHIM_OK, SRVSetLog(NULL, NULL, 0));
}

int main(void)
{
    RUN(what_is_lent_stays);
    RUN(nothing_is_lent_outside);
    RUN(a_bad_buffer_is_not_the_end);
    RUN(an_address_of_ipv6_is_short);
    RUN(names_outside_of_ascii_want_utf8);
    RUN(names_outside_of_ascii_in_utf8);
    RUN(a_line_of_the_log_is_one);
    return SUMMARY();
}
