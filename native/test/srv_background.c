/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_background - SRVInitSendMsgBackgaund: the queue outlives its process
 *
 * A message is in the queue when SRVEndOfMsg returns, whatever becomes of the process; the process
 * that uses the queue next delivers it.
 */
#include "support/watch.h"

#include <dirent.h>
#include <sys/stat.h>
#include <utime.h>

enum { OCTETS = 23, STOP_MILLISECONDS = 60000 };

static char directory[] = "/tmp/mailshim-test-XXXXXX";

/* The queue of this test, and the way its mail goes. */
static void configure(const struct script_server *server)
{
    char proxy[64];

    snprintf(proxy, sizeof proxy, "127.0.0.1:%d", script_server_port(server));
    SetConfigParamS("smtp_out", directory);
    SetConfigParamS("smtpproxy", proxy);
}

static void own_directory(void)
{
    CHECK(mkdtemp(directory) != NULL);
}

static void remove_directory(void)
{
    char command[sizeof directory + 16];

    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, system(command));
}

static int send_in_background(struct watch *watch)
{
    ServerStream stream = SRVInitSendMsgBackgaund("sender@example.org", "recipient@example.net",
                                                  watch != NULL ? watch_callback : NULL, watch);

    CHECK(stream != NULL);
    write_text(stream);
    return SRVEndOfMsgEx(stream);
}

/* A child that puts a message into the queue while nobody takes it, and then ends. */
static pid_t send_and_end(bool orderly)
{
    pid_t child = check_fork();

    if (child != 0)
        return child;
    struct script_server *nobody = script_server_open(NULL);
    script_server_stop_listening(nobody);
    configure(nobody);
    CHECK_INT(0, send_in_background(NULL));
    if (orderly)
        mailshim_stop(STOP_MILLISECONDS);
    _exit(0);
}

static void the_next_process_delivers(void)
{
    own_directory();
    CHECK_INT(0, check_wait(send_and_end(true)));

    struct script_server *server = script_server_open(NULL), *nobody = script_server_open(NULL);
    size_t length;
    script_server_stop_listening(nobody);
    configure(nobody); /* or it may be gone before it is counted */
    CHECK_INT(1, SRVQueueCount());
    configure(server);
    while (script_server_messages(server) == 0) {
        CHECK(SRVQueueFlush() >= 0);
        usleep(1000);
    }
    CHECK_CONTAINS("Subject: test\r\n\r\ntext\r\n", script_server_data(server, &length));
    CHECK_CONTAINS("RCPT TO:<recipient@example.net>", script_server_commands(server));
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    CHECK_INT(0, SRVQueueCount());
    CHECK_INT(1, script_server_messages(server));
    mailshim_stop(STOP_MILLISECONDS);
    close_server(nobody);
    close_server(server);
    remove_directory();
}

static void what_an_ending_process_leaves_is_there(void)
{
    own_directory();
    for (int i = 0; i < 3; i++)
        CHECK_INT(0, check_wait(send_and_end(false)));

    struct script_server *nobody = script_server_open(NULL);
    script_server_stop_listening(nobody);
    configure(nobody);
    CHECK(SRVQueueCount() >= 1);
    mailshim_stop(STOP_MILLISECONDS);
    close_server(nobody);
    remove_directory();
}

static void the_callback_hears_of_the_delivery(void)
{
    struct script_server *server = script_server_open(NULL);
    struct watch watch = {.count = 0};

    own_directory();
    configure(server);
    CHECK_INT(0, send_in_background(&watch));
    watch_done(&watch);
    CHECK_INT(OCTETS, watch.sent);
    watch_check_order(&watch);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    close_server(server);
    remove_directory();
}

static void a_temporary_failure_is_tried_again(void)
{
    static const struct script later = {AT_RCPT, SAYS, "451 4.2.2 later\r\n", false};
    struct script_server *refusing = script_server_open(&later);
    struct script_server *server = script_server_open(NULL);
    struct watch watch = {.count = 0};

    own_directory();
    configure(refusing);
    SetConfigParamI("retry_min", 1);
    CHECK_INT(0, send_in_background(&watch));
    CHECK(script_server_await(refusing, AT_RCPT, 1));
    configure(server);
    watch_done(&watch);
    CHECK_INT(OCTETS, watch.sent);
    CHECK_INT(1, watch.dones);
    int found = 0;
    for (int i = 0; i < watch.count; i++)
        found += watch.states[i] == STATE_SMTP_FINDHOST;
    CHECK(found >= 2);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    close_server(refusing);
    close_server(server);
    remove_directory();
}

static void a_final_failure_is_told(void)
{
    static const struct script no = {AT_RCPT, SAYS, "550 5.1.1 no such user\r\n", false};
    struct script_server *server = script_server_open(&no);
    struct watch watch = {.count = 0};

    own_directory();
    configure(server);
    CHECK_INT(0, send_in_background(&watch));
    watch_done(&watch);
    CHECK_INT(-550, watch.sent);
    CHECK(script_server_await(server, AT_MAIL, 2)); /* the notice, which it refuses, too */
    CHECK_CONTAINS("MAIL FROM:<> ", script_server_commands(server));
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    close_server(server);
    remove_directory();
}

static void what_is_given_up_is_not_queued(void)
{
    struct script_server *server = script_server_open(NULL);
    struct watch watch = {.count = 0};

    own_directory();
    configure(server);
    ServerStream stream = SRVInitSendMsgBackground("sender@example.org", "recipient@example.net",
                                                   watch_callback, &watch);
    CHECK(stream != NULL);
    write_text(stream);
    CHECK_INT(1, SRVAbortMsg(stream));
    watch_done(&watch);
    CHECK_INT(-1, watch.sent);
    CHECK_INT(0, SRVQueueCount());
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    CHECK_INT(0, script_server_messages(server));
    close_server(server);
    remove_directory();
}

static void what_cannot_be_is_refused(void)
{
    CHECK(SRVInitSendMsgBackgaund("sender@example.org", "recipient@example.net", NULL, NULL) ==
          NULL);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_CONTAINS("smtpproxy", mailshim_last_error());
    SetConfigParamS("smtpproxy", "127.0.0.1:port");
    CHECK(SRVInitSendMsgBackgaund("sender@example.org", "recipient@example.net", NULL, NULL) ==
          NULL);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParamS("smtpproxy", "127.0.0.1");
    CHECK(SRVInitSendMsgBackgaund("sender", "recipient@example.net", NULL, NULL) == NULL);
    CHECK_INT(MAILSHIM_E_ADDRESS, mailshim_last_error_code());
    SetConfigParamS("smtp_out", "/proc/no-such-directory");
    CHECK(SRVInitSendMsgBackgaund("sender@example.org", "recipient@example.net", NULL, NULL) ==
          NULL);
    CHECK_INT(MAILSHIM_E_SPOOL, mailshim_last_error_code());
    CHECK_INT(-1, SRVQueueCount());
    CHECK_INT(-1, SRVQueueFlush());
}

/* How many messages are in a directory. */
static int count_messages(const char *path)
{
    DIR *opened = opendir(path);
    int count = 0;

    CHECK(opened != NULL);
    for (struct dirent *entry = readdir(opened); entry != NULL; entry = readdir(opened))
        count += strstr(entry->d_name, ".eml") != NULL;
    closedir(opened);
    return count;
}

/* And goes after so many days; a message that nobody has taken leaves none. */
static void a_copy_of_what_was_sent_is_kept(void)
{
    enum { DAY = 24 * 60 * 60 };
    struct watch sent = {.count = 0}, refused = {.count = 0}, uncopied = {.count = 0};
    /* No pipelining, which would have DATA follow a MAIL that is refused. */
    static const struct script plain = {AT_QUIT, OBEYS, NULL, true};
    struct script_server *server = script_server_open(&plain);
    char copies[64], old[80], young[80], command[96];

    own_directory();
    configure(server);
    snprintf(copies, sizeof copies, "%s/sent", directory);
    CHECK_INT(0, mkdir(copies, 0700));
    snprintf(old, sizeof old, "%s/old.eml", copies);
    snprintf(young, sizeof young, "%s/young.eml", copies);
    fclose(fopen(old, "w"));
    fclose(fopen(young, "w"));
    time_t now = time(NULL);
    CHECK_INT(0, utime(old, &(struct utimbuf){now - 4 * DAY, now - 4 * DAY}));
    CHECK_INT(0, utime(young, &(struct utimbuf){now - 2 * DAY, now - 2 * DAY}));
    SetConfigParam("sent_time", 3);
    SetConfigParam("smtp_sent", (const char *)copies);
    CHECK_INT(0, send_in_background(&sent));
    watch_done(&sent);
    CHECK_INT(OCTETS, sent.sent);
    CHECK(access(old, F_OK) != 0);
    CHECK_INT(0, unlink(young));
    CHECK_INT(1, count_messages(copies));
    snprintf(command, sizeof command, "grep -q '^text' %s/*.eml", copies);
    CHECK_INT(0, system(command));
    /* The notice is refused, too. */
    ServerStream stream = SRVInitSendMsgBackgaund("554-sender@example.org", "recipient@example.net",
                                                  watch_callback, &refused);
    CHECK(stream != NULL);
    write_text(stream);
    SRVEndOfMsg(stream);
    watch_done(&refused);
    CHECK_INT(-554, refused.sent);
    SetConfigParam("smtp_sent", "");
    CHECK_INT(0, send_in_background(&uncopied));
    watch_done(&uncopied);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(STOP_MILLISECONDS));
    CHECK_INT(1, count_messages(copies));
    close_server(server);
    remove_directory();
}

int main(void)
{
    RUN(the_next_process_delivers);
    RUN(what_an_ending_process_leaves_is_there);
    RUN(the_callback_hears_of_the_delivery);
    RUN(a_temporary_failure_is_tried_again);
    RUN(a_final_failure_is_told);
    RUN(what_is_given_up_is_not_queued);
    RUN(what_cannot_be_is_refused);
    RUN(a_copy_of_what_was_sent_is_kept);
    return SUMMARY();
}
