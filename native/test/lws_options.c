/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_options - what could not be said before: servers by name and in IPv6, several recipients,
 * added header fields, the durable queue; by call, for all structs, and in the environment
 *
 * TLS and AUTH are shown with Postfix: LwsToPostfixTest.
 */
#include "support/lws_host.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct lws_host host;
static uv_loop_t loop;
static struct script_server *server;

static void open_all(const struct script *script)
{
    CHECK_INT(0, uv_loop_init(&loop));
    server = script_server_open(script);
    lws_host_fill_for(&host, server);
    host.waiting = 1;
}

static void send_one(void)
{
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    CHECK_INT(1, script_server_messages(server));
}

static void close_all(void)
{
    lws_email_destroy(&host.email);
    lws_close_loop(&loop);
    CHECK_TEXT("", script_server_violation(server));
    script_server_close(server);
}

static char *text_of(int number)
{
    static char text[16];

    snprintf(text, sizeof text, "%d", number);
    return text;
}

static void the_port_of_an_option(void)
{
    open_all(NULL);
    strcpy(host.email.email_smtp_ip, "127.0.0.1");
    CHECK_INT(MAILSHIM_OK,
              mailshim_lws_set(&host.email, "port", text_of(script_server_port(server))));
    send_one();
    close_all();
}

static void a_server_by_name(void)
{
    open_all(NULL);
    snprintf(host.email.email_smtp_ip, sizeof host.email.email_smtp_ip, "localhost:%d",
             script_server_port(server));
    send_one();
    close_all();
}

/* Greets one client with 554, at an IPv6 address. */
static void *refuse_one(void *argument)
{
    static const char greeting[] = "554 not here\r\n";
    int client = accept(*(int *)argument, NULL, NULL);

    CHECK(client >= 0);
    CHECK(write(client, greeting, sizeof greeting - 1) > 0);
    shutdown(client, SHUT_WR);
    char octet;
    while (read(client, &octet, 1) > 0)
        continue;
    close(client);
    return NULL;
}

static void a_server_in_ipv6(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    socklen_t size = sizeof address;
    pthread_t thread;

    int listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0)
        SKIP("there is no IPv6 here");
    CHECK_INT(0, listen(listener, 4));
    CHECK_INT(0, getsockname(listener, (struct sockaddr *)&address, &size));
    CHECK_INT(0, pthread_create(&thread, NULL, refuse_one, &listener));
    open_all(NULL);
    snprintf(host.email.email_smtp_ip, sizeof host.email.email_smtp_ip, "[::1]:%d",
             ntohs(address.sin6_port));
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    CHECK_INT(554, host.reply);
    CHECK_INT(0, pthread_join(thread, NULL));
    close(listener);
    close_all();
}

/* The struct's own option is asked first, then that of all, then the environment. */
static void who_is_asked_first(void)
{
    char address[64];

    open_all(NULL);
    snprintf(address, sizeof address, "127.0.0.1:%d", script_server_port(server));
    strcpy(host.email.email_smtp_ip, "192.0.2.1");
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "server", address));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "server", "192.0.2.2"));
    setenv("MAILSHIM_LWS_SERVER", "192.0.2.3", 1);
    send_one();
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "server", address));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "server", NULL));
    host.waiting = 1;
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_SENT, 2);
    close_all();
}

static void the_environment(void)
{
    open_all(NULL);
    strcpy(host.email.email_smtp_ip, "127.0.0.1");
    setenv("MAILSHIM_LWS_PORT", text_of(script_server_port(server)), 1);
    send_one();
    unsetenv("MAILSHIM_LWS_PORT"); /* it was read by lws_email_init */
    host.waiting = 1;
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_SENT, 2);
    close_all();
}

static void an_empty_helo_and_sender(void)
{
    open_all(NULL);
    *host.email.email_helo = '\0';
    *host.email.email_from = '\0';
    send_one();
    CHECK_CONTAINS("EHLO [127.0.0.1]\nMAIL FROM:<> ", script_server_commands(server));
    close_all();
}

static void added_header_fields(void)
{
    size_t length = 0;

    open_all(NULL);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "add_header_fields", "1"));
    send_one();
    const char *data = script_server_data(server, &length);
    CHECK_CONTAINS("Date: ", data);
    CHECK_CONTAINS("@host.example.org>\r\nFrom: sender@example.org\r\n"
                   "To: recipient@example.net\r\nSubject: test\r\n\r\ntext\r\n.\r\n",
                   data);
    close_all();
}

static const char *recipients;

static void set_recipients(struct lws_host *its, char what)
{
    if (what == SAW_MAIL)
        CHECK_INT(MAILSHIM_OK, mailshim_lws_set_recipients(&its->email, recipients));
}

static void several_recipients(void)
{
    open_all(NULL);
    host.also = set_recipients;
    recipients = "a@example.net, b@example.net;\"c d\"@example.net";
    send_one();
    CHECK_CONTAINS("RCPT TO:<a@example.net>\nRCPT TO:<b@example.net>\n"
                   "RCPT TO:<\"c d\"@example.net>\nDATA\n",
                   script_server_commands(server));
    /* They were for that one mail. */
    host.also = NULL;
    host.waiting = 1;
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_SENT, 2);
    CHECK_CONTAINS("RCPT TO:<recipient@example.net>\n", script_server_commands(server));
    close_all();
}

/* Who has it is not to get it again: the failure is told, and then that it is sent. */
static void some_of_them_refused(void)
{
    open_all(NULL);
    host.also = set_recipients;
    recipients = "a@example.net 554-b@example.net c@example.net";
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbfs-", host.seen);
    CHECK_INT(MAILSHIM_E_REFUSED, host.code);
    CHECK_INT(554, host.reply);
    CHECK_INT(2, host.accepted);
    CHECK_CONTAINS("<554-b@example.net>: ", host.text);
    CHECK_INT(1, script_server_messages(server));
    close_all();
}

static void none_of_them_accepted(void)
{
    open_all(NULL);
    host.also = set_recipients;
    recipients = "554-a@example.net 554-b@example.net";
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    CHECK_TEXT("mf", host.seen);
    CHECK_CONTAINS("(and 1 more)", host.text);
    CHECK_INT(0, host.accepted);
    close_all();
}

/* A callback for all structs that have none of their own. */
static int common_failures;

static int common_failure(struct lws_email *email, int code, int reply, int accepted,
                          const char *text)
{
    CHECK(email == &host.email);
    CHECK_INT(MAILSHIM_E_REFUSED, code);
    CHECK_INT(554, reply);
    CHECK_INT(0, accepted);
    CHECK_CONTAINS("554", text);
    common_failures++;
    host.waiting = 0;
    return 0;
}

static void a_failure_callback_for_all(void)
{
    struct script script = {AT_RCPT, SAYS, "554 no\r\n", true};

    open_all(&script);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_on_failure(&host.email, NULL));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_on_failure(NULL, common_failure));
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_INT(1, common_failures);
    close_all();
}

static void remove_queue(const char *directory)
{
    char path[512];

    DIR *files = opendir(directory);
    CHECK(files != NULL);
    for (struct dirent *file = readdir(files); file != NULL; file = readdir(files)) {
        snprintf(path, sizeof path, "%s/%s", directory, file->d_name);
        if (file->d_name[0] != '.')
            unlink(path);
    }
    closedir(files);
    rmdir(directory);
}

/* on_sent comes when the mail is on disk, though nobody listens; the server gets it later. */
static void the_durable_queue(void)
{
    char directory[] = "/tmp/lws_queue.XXXXXX";
    size_t length = 0;

    CHECK(mkdtemp(directory) != NULL);
    open_all(NULL);
    host.waiting = 3;
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "queue", directory));
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbsmbsmbs-", host.seen);
    CHECK_INT(LGSSMTP_SENT_DATA, host.estate[1]);
    CHECK(script_server_await(server, AT_END_OF_DATA, 3));
    CHECK_INT(3, script_server_messages(server));
    const char *data = script_server_data(server, &length);
    CHECK_CONTAINS("Subject: test\r\n\r\ntext\r\n.\r\n", data);
    lws_email_destroy(&host.email);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
    remove_queue(directory);
    close_all();
}

static void fail_to_queue(const char *directory, int code)
{
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "queue", directory));
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_FAILURE, 1);
    if (host.code != code)
        CHECK_FAILED("%d, not %d: %s", host.code, code, host.text);
    CHECK_TEXT("mf", host.seen);
    lws_email_destroy(&host.email);
    host.count = 0;
    memset(host.seen, 0, sizeof host.seen);
}

/* What no attempt could ever be made with is refused before on_sent, not kept to be lost. */
static void no_queue_for_what_cannot_go(void)
{
    char directory[] = "/tmp/lws_queue.XXXXXX";

    CHECK(mkdtemp(directory) != NULL);
    open_all(NULL);
    strcpy(host.email.email_helo, "me\r\nRSET");
    fail_to_queue(directory, MAILSHIM_E_CONFIG);
    lws_host_fill_for(&host, server);
    host.waiting = 1;
    strcpy(host.email.email_smtp_ip, "300.1.2.3");
    fail_to_queue(directory, MAILSHIM_E_ARGUMENT);
    lws_host_fill_for(&host, server);
    host.waiting = 1;
    fail_to_queue("/dev/null/queue", MAILSHIM_E_SPOOL);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
    remove_queue(directory);
    close_all();
}

/* What a process leaves in the queue goes with the next one that uses it. */
static void a_queue_that_outlives_its_process(void)
{
    char directory[] = "/tmp/lws_queue.XXXXXX";

    CHECK(mkdtemp(directory) != NULL);
    pid_t child = check_fork();
    if (child == 0) {
        CHECK_INT(0, uv_loop_init(&loop));
        lws_host_fill(&host, 1); /* nobody listens there */
        host.waiting = 1;
        CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "queue", directory));
        CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
        lws_run_until(&loop, &host, SAW_SENT, 1);
        CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
        _exit(0);
    }
    CHECK_INT(0, check_wait(child));
    server = script_server_open(NULL);
    CHECK_INT(0, uv_loop_init(&loop));
    lws_host_fill_for(&host, server);
    host.waiting = 1;
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "queue", directory));
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_SENT, 1);
    CHECK(script_server_await(server, AT_END_OF_DATA, 1));
    CHECK(script_server_messages(server) >= 1);
    lws_email_destroy(&host.email);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
    remove_queue(directory);
    close_all();
}

int main(void)
{
    RUN(the_port_of_an_option);
    RUN(a_server_by_name);
    RUN(a_server_in_ipv6);
    RUN(who_is_asked_first);
    RUN(the_environment);
    RUN(an_empty_helo_and_sender);
    RUN(added_header_fields);
    RUN(several_recipients);
    RUN(some_of_them_refused);
    RUN(none_of_them_accepted);
    RUN(a_failure_callback_for_all);
    RUN(the_durable_queue);
    RUN(no_queue_for_what_cannot_go);
    RUN(a_queue_that_outlives_its_process);
    return SUMMARY();
}
