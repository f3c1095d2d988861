/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_clients - the servers of a C host and mail programs that we did not write: curl, swaks,
 * fetchmail, msmtp; under TLS and in clear; and many of them at once while callbacks take their
 * time
 *
 * A program that is missing is said to be, and in CI is missed.
 */
#include "support/line_client.h"
#include "support/watch.h"

#include <limits.h>
#include <pthread.h>
#include <stdarg.h>

#include <stdatomic.h>
#include <stdint.h>

enum { STOP_MILLISECONDS = 60000, CLIENTS = 24, PATIENCE_SECONDS = 50 };

static char directory[] = "/tmp/mailshim-test-XXXXXX";
static int smtp_port, pop_port;

static atomic_int result_of[5];
static _Atomic(int) sessions_encrypted;
static char last_user[64];
static void (*in_callback)(ServerStream *stream, int action);

static int index_of(int action)
{
    return action == ACTION_SMTP_CONNECT   ? 0
           : action == ACTION_SMTP_SENDMSG ? 1
           : action == ACTION_POP_LOGIN    ? 2
           : action == ACTION_POP_GETMSG   ? 3
                                           : 4;
}

static int host(ServerStream *stream, char *reqname, int action, ...)
{
    (void)reqname;
    if (in_callback != NULL)
        in_callback(stream, action);
    if (SRVIsTLS(stream) == 1)
        sessions_encrypted++;
    if (action == ACTION_SMTP_SENDMSG) {
        const char *name = GetAUTHName(stream);
        snprintf(last_user, sizeof last_user, "%s", name == NULL ? "" : name);
    }
    return result_of[index_of(action)];
}

/* Runs a shell command in the directory; what it prints is shown when it fails. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int run(const char *format, ...)
{
    char command[1024], whole[1200];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    snprintf(whole, sizeof whole,
             "cd %s && { %s; } >said 2>&1 </dev/null || { cat said >&2; false; }", directory,
             command);
    return system(whole);
}

static void require_program(const char *name)
{
    char command[64];

    snprintf(command, sizeof command, "command -v %s >/dev/null", name);
    if (system(command) == 0)
        return;
    CHECK(getenv("MAILSHIM_REQUIRE_ALL") == NULL);
    SKIP("a client was NOT tested: it is not installed");
}

static void open_servers(bool with_tls)
{
    char path[64];

    CHECK(mkdtemp(directory) != NULL);
    snprintf(path, sizeof path, "%s/queue", directory);
    SetConfigParamS("smtp_out", path);
    snprintf(path, sizeof path, "%s/mail", directory);
    SetConfigParamS("mbox_dir", path);
    SetConfigParam("smtp_name", "mail.example.net");
    SetConfigParam("local_domains", "example.net");
    SetConfigParam("smtp_bind", "127.0.0.1");
    SetConfigParam("pop_bind", "127.0.0.1");
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;hidden");
    SetConfigParam("smtp_port", 0);
    SetConfigParam("pop_port", 0);
    if (with_tls) {
        require_program("openssl");
        CHECK_INT(0, run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "
                         "/CN=mail.example.net -keyout key.pem -out cert.pem"));
        snprintf(path, sizeof path, "%s/cert.pem", directory);
        SetConfigParamS("tls_cert_file", path);
        snprintf(path, sizeof path, "%s/key.pem", directory);
        SetConfigParamS("tls_key_file", path);
    }
    CHECK_INT(0, SetSMTPServer(host, 0, ALL_ACTIONS));
    CHECK_INT(0, SetPOP3Server(host, 0, ALL_ACTIONS));
    smtp_port = GetConfigParamInt("smtp_port");
    pop_port = GetConfigParamInt("pop_port");
}

static void close_servers(void)
{
    char command[64];

    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, system(command));
}

/* A message in the file "message". */
static void make_message(void)
{
    CHECK_INT(0,
              run("printf 'From: ann@example.net\\r\\nTo: bob@example.net\\r\\nSubject: test\\r\\n"
                  "\\r\\n.dot\\r\\n..dots\\r\\nlast line\\r\\n' >message"));
}

/* Bob's first message, behind what the servers put before it, is the file "message". */
static void check_arrived(const char *curl_options)
{
    int status = -1;

    for (int i = 0; status != 0 && i < PATIENCE_SECONDS * 10; i++) {
        usleep(100 * 1000);
        status = run("curl -sS %s --user bob:hidden pop3://127.0.0.1:%d/1 -o got 2>/dev/null || "
                     "exit 1; sed -n '/^From: ann/,$p' got | cmp - message",
                     curl_options, pop_port);
    }
    CHECK_INT(0, status);
}

static void curl_in_clear(void)
{
    require_program("curl");
    open_servers(false);
    make_message();
    CHECK_INT(0, run("curl -sS smtp://127.0.0.1:%d --mail-from ann@example.net --mail-rcpt "
                     "bob@example.net --user ann:secret -T message",
                     smtp_port));
    CHECK_TEXT("ann", last_user);
    CHECK_INT(0, sessions_encrypted);
    check_arrived("");
    close_servers();
}

static void curl_under_tls(void)
{
    require_program("curl");
    open_servers(true);
    make_message();
    struct line_client *plain = line_client_open(pop_port);
    line_client_read(plain);
    CHECK(strncmp(line_client_say(plain, "USER bob"), "-ERR", 4) == 0); /* no password in clear */
    line_client_close(plain);
    CHECK_INT(0, run("curl -sS -k --ssl-reqd smtp://127.0.0.1:%d --mail-from ann@example.net "
                     "--mail-rcpt bob@example.net --user ann:secret -T message",
                     smtp_port));
    CHECK_TEXT("ann", last_user);
    CHECK(sessions_encrypted > 0);
    check_arrived("-k --ssl-reqd");
    close_servers();
}

static void swaks_and_fetchmail(void)
{
    require_program("swaks");
    require_program("fetchmail");
    open_servers(false);
    CHECK_INT(0, run("swaks --server 127.0.0.1 --port %d --from ann@example.net --to "
                     "bob@example.net --header 'Subject: by swaks'",
                     smtp_port));
    CHECK(run("swaks --server 127.0.0.1 --port %d --from ann@example.net --to far@example.edu "
              ">/dev/null 2>&1",
              smtp_port) != 0);
    CHECK_INT(0, run("printf 'poll 127.0.0.1 protocol pop3 port %d user bob password hidden "
                     "sslproto \"\" mda \"cat >>%s/fetched\"\\n' >rc && chmod 600 rc",
                     pop_port, directory));
    int status = -1;
    for (int i = 0; status != 0 && i < PATIENCE_SECONDS * 5; i++) {
        usleep(200 * 1000);
        status = run("HOME=%s fetchmail --fetchmailrc rc --nosyslog || true; "
                     "grep -q 'Subject: by swaks' fetched 2>/dev/null",
                     directory);
    }
    CHECK_INT(0, status);
    close_servers();
}

static void msmtp(void)
{
    require_program("msmtp");
    require_program("curl");
    open_servers(true);
    make_message();
    CHECK_INT(0, run("msmtp -C /dev/null --host=127.0.0.1 --port=%d --auth=plain "
                     "--user=ann --passwordeval='echo secret' --tls=on --tls-starttls=on "
                     "--tls-certcheck=off --from=ann@example.net bob@example.net <message",
                     smtp_port));
    CHECK_TEXT("ann", last_user);
    CHECK(sessions_encrypted > 0);
    check_arrived("-k --ssl-reqd");
    close_servers();
}

/* ---- callbacks that are no help ----------------------------------------------------------------
 */

static void any_result_is_understood(void)
{
    static const int results[] = {INT_MIN, -2, 0, 1, 399, 400, 599, 600, 1000, INT_MAX};

    open_servers(false);
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        for (int action = 0; action < 2; action++) {
            result_of[action] = results[i];
            struct line_client *client = line_client_open(smtp_port);
            const char *greeting = line_client_read(client);
            if (strncmp(greeting, "220", 3) == 0) {
                line_client_say(client, "HELO client.example");
                line_client_say(client, "MAIL FROM:<me@example.org>");
                line_client_say(client, "RCPT TO:<ann@example.net>");
                const char *reply = line_client_say(client, "DATA");
                CHECK(strncmp(reply,
                              results[i] <= 0     ? "354"
                              : results[i] == 400 ? "400"
                                                  : "5",
                              1) == 0);
            } else {
                CHECK(results[i] < 0 ? greeting[0] == '\0' : strtol(greeting, NULL, 10) >= 400);
            }
            line_client_close(client);
            result_of[action] = 0;
        }
    }
    close_servers();
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void wait_at_gate(ServerStream *stream, int action)
{
    (void)stream;
    if (action == ACTION_SMTP_SENDMSG) {
        pthread_mutex_lock(&gate);
        pthread_mutex_unlock(&gate);
    }
}

/* Callbacks that block hold up their own sessions, and nobody else. */
static void who_waits_holds_nobody_up(void)
{
    struct line_client *clients[CLIENTS];

    open_servers(false);
    in_callback = wait_at_gate;
    pthread_mutex_lock(&gate);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = line_client_open(smtp_port);
        CHECK(strncmp(line_client_read(clients[i]), "220", 3) == 0);
        line_client_say(clients[i], "HELO client.example");
        line_client_say(clients[i], "MAIL FROM:<me@example.org>");
        CHECK(strncmp(line_client_say(clients[i], "RCPT TO:<ann@example.net>"), "250", 3) == 0);
        CHECK(line_client_send(clients[i], "DATA\r\n", 6));
    }
    struct line_client *other = line_client_open(pop_port);
    CHECK(strncmp(line_client_read(other), "+OK", 3) == 0);
    line_client_say(other, "USER bob");
    CHECK(strncmp(line_client_say(other, "PASS hidden"), "+OK", 3) == 0);
    line_client_close(other);
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < CLIENTS; i++) {
        CHECK(strncmp(line_client_read(clients[i]), "354", 3) == 0);
        CHECK(line_client_send(clients[i], "Subject: x\r\n\r\n.\r\n", 17));
        CHECK(strncmp(line_client_read(clients[i]), "250", 3) == 0);
        line_client_close(clients[i]);
    }
    close_servers();
}

/* A callback that reads a large message slowly while another one is served. */
static _Atomic(int64_t) octets_received;

static void receive_all(ServerStream *stream, int action)
{
    static _Thread_local char buffer[65536];
    int size;

    if (action != ACTION_SMTP_SENDMSG)
        return;
    while ((size = SRVRecv(stream, buffer, sizeof buffer)) > 0)
        octets_received += size;
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
}

static void a_large_message_passes_through(void)
{
    enum { LINES = 200000, LINE = 64 };
    char line[LINE + 1];

    open_servers(false);
    SetConfigParam("smtp_msg_limit", INT_MAX);
    CHECK_INT(0, SRVStopServer(smtp_port));
    CHECK_INT(0, SetSMTPServer(host, 0, ALL_ACTIONS)); /* limits count when a port opens */
    in_callback = receive_all;
    result_of[index_of(ACTION_SMTP_SENDMSG)] = -1;
    memset(line, 'x', sizeof line);
    memcpy(line + LINE - 2, "\r\n", 3);
    struct line_client *client = line_client_open(smtp_port);
    line_client_read(client);
    line_client_say(client, "HELO client.example");
    line_client_say(client, "MAIL FROM:<me@example.org>");
    line_client_say(client, "RCPT TO:<ann@example.net>");
    CHECK(strncmp(line_client_say(client, "DATA"), "354", 3) == 0);
    for (int i = 0; i < LINES; i++)
        CHECK(line_client_send(client, line, LINE));
    CHECK(strncmp(line_client_say(client, "."), "250", 3) == 0);
    line_client_close(client);
    CHECK(octets_received > (int64_t)LINES * LINE);
    CHECK(octets_received < (int64_t)LINES * LINE + 1000);
    close_servers();
}

int main(void)
{
    RUN(curl_in_clear);
    RUN(curl_under_tls);
    RUN(swaks_and_fetchmail);
    RUN(msmtp);
    RUN(any_result_is_understood);
    RUN(who_waits_holds_nobody_up);
    RUN(a_large_message_passes_through);
    return SUMMARY();
}
