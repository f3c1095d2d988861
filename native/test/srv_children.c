/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_children - hosts that wait for any child, as daemons do, and what programs that filter mail
 * say then
 *
 * A filter is a child of the host's process: who waits for any child takes its status away from
 * Java. The answer to a message must not hang on who was faster.
 */
#include "support/server_host.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

enum { ROUNDS = 4, MOST_TRIES = 20, PATIENCE_SECONDS = 50, OWN_STATUS = 7 };

static atomic_int own_child, own_status, strangers, leaving;

static void note(pid_t child, int status)
{
    if (child == own_child)
        own_status = status;
    else
        strangers++;
}

/* As it has stood in daemons for decades. */
static void reap(int signal)
{
    int before = errno, status;

    (void)signal;
    for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0;)
        note(child, status);
    errno = before;
}

/* Without SA_RESTART. */
static void handle_sigchld(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    CHECK_INT(0, sigaction(SIGCHLD, &action, NULL));
}

static void check_sigchld_is(void (*handler)(int))
{
    struct sigaction action;

    CHECK_INT(0, sigaction(SIGCHLD, NULL, &action));
    CHECK(action.sa_handler == handler);
    CHECK_INT(0, action.sa_flags & SA_RESTART);
}

static void open_server(void)
{
    configure();
    SetConfigParam("user", "ann;secret");
    CHECK_INT(0, SetSMTPServer(NULL, 0, ALL_ACTIONS));
    smtp_port = GetConfigParamInt("smtp_port");
}

/* A message is answered so when it goes through a program. */
static void check_filter(const char *program, const char *reply)
{
    SetConfigParam("antivirus", program);
    CHECK_INT(0, mailshim_last_error_code());
    struct line_client *client = greeted(smtp_port, "220 ");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<me@example.org>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<ann@example.net>"));
    CHECK_SAYS("354", line_client_say(client, "DATA"));
    say_message(client, reply);
}

static void check_filters(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        check_filter("/bin/true", "250");
        check_filter("/bin/false", "554");
    }
    check_filter("/nowhere/scanner", "451");
}

static void start_own_child(void)
{
    own_child = check_fork_to_leave();
    if (own_child == 0)
        _exit(OWN_STATUS);
}

static void await_own_child(void)
{
    for (int i = 0; own_status == 0; i++) {
        CHECK_AT_MOST(PATIENCE_SECONDS * 100, i);
        usleep(10000);
    }
    CHECK_INT(OWN_STATUS, WEXITSTATUS(own_status));
}

static void a_handler_that_waits_for_any_child(void)
{
    handle_sigchld(reap);
    open_server();
    check_filters();
    check_sigchld_is(reap);
    sigset_t one, before; /* what exits before it is known would be a stranger */
    sigemptyset(&one);
    sigaddset(&one, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &one, &before);
    start_own_child();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    await_own_child();
    handle_sigchld(SIG_DFL);
    close_servers();
}

/* Waits before anybody else does, so it is woken first. */
static void *wait_for_any_child(void *unused)
{
    int status;

    (void)unused;
    while (!leaving) {
        pid_t child = waitpid(-1, &status, 0);
        if (child > 0)
            note(child, status);
        else
            usleep(100);
    }
    return NULL;
}

static void a_thread_that_waits_for_any_child(void)
{
    pthread_t thread;

    open_server();
    CHECK_INT(0, pthread_create(&thread, NULL, wait_for_any_child, NULL));
    for (int i = 0; strangers == 0; i++) { /* or it was not tested */
        CHECK_AT_MOST(MOST_TRIES, i);
        check_filters();
    }
    leaving = 1;
    start_own_child(); /* wakes it */
    CHECK_INT(0, pthread_join(thread, NULL));
    close_servers();
}

static void children_that_are_ignored(void)
{
    handle_sigchld(SIG_IGN);
    open_server();
    check_filters();
    check_sigchld_is(SIG_IGN);
    handle_sigchld(SIG_DFL);
    close_servers();
}

int main(void)
{
    RUN(a_handler_that_waits_for_any_child);
    RUN(a_thread_that_waits_for_any_child);
    RUN(children_that_are_ignored);
    return SUMMARY();
}
