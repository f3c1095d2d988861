/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shared_queue - SRVInitSendMsgBackgaund with its queue in PostgreSQL, shared by two processes
 *
 * Synopsis: shared_queue URL
 *
 * One process puts a message into the queue while nobody takes it, and ends; the other one delivers
 * it. What is no such database is refused.
 */
#include "../support/watch.h"

enum { STOP_MILLISECONDS = 60000 };

static void configure(const char *url, const struct script_server *server)
{
    char proxy[64];

    snprintf(proxy, sizeof proxy, "127.0.0.1:%d", script_server_port(server));
    SetConfigParamS("queue_database", url);
    SetConfigParamS("smtpproxy", proxy);
}

static pid_t send_and_end(const char *url)
{
    pid_t child = check_fork();

    if (child != 0)
        return child;
    struct script_server *nobody = script_server_open(NULL);
    script_server_stop_listening(nobody);
    configure(url, nobody);
    ServerStream stream =
        SRVInitSendMsgBackgaund("sender@example.org", "recipient@example.net", NULL, NULL);
    if (stream == NULL)
        fprintf(stderr, "%s\n", mailshim_last_error());
    CHECK(stream != NULL);
    write_text(stream);
    CHECK_INT(0, SRVEndOfMsgEx(stream));
    mailshim_stop(STOP_MILLISECONDS);
    _exit(0);
}

static void refuse(const char *url, int code)
{
    SetConfigParamS("queue_database", url);
    CHECK(SRVInitSendMsgBackgaund("sender@example.org", "recipient@example.net", NULL, NULL) ==
          NULL);
    CHECK_INT(code, mailshim_last_error_code());
}

int main(int argc, char **argv)
{
    struct script_server *server, *nobody;
    size_t length;

    if (argc != 2) {
        fputs("usage: shared_queue URL\n", stderr);
        return 2;
    }
    CHECK_INT(0, check_wait(send_and_end(argv[1])));
    server = script_server_open(NULL);
    nobody = script_server_open(NULL);
    script_server_stop_listening(nobody);
    configure(argv[1], nobody); /* or it may be gone before it is counted */
    CHECK_INT(1, SRVQueueCount());
    configure(argv[1], server);
    while (script_server_messages(server) == 0) {
        CHECK(SRVQueueFlush() >= 0);
        usleep(1000);
    }
    CHECK_CONTAINS("Subject: test\r\n\r\ntext\r\n", script_server_data(server, &length));
    refuse("mysql://127.0.0.1/x", MAILSHIM_E_CONFIG);
    refuse("jdbc:postgresql://127.0.0.1:1/x?user=a&password=b", MAILSHIM_E_SPOOL);
    CHECK_CONTAINS("does not answer", mailshim_last_error());
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    CHECK_INT(1, script_server_messages(server));
    close_server(nobody);
    close_server(server);
    return 0;
}
