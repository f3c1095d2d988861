/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_hosts - servers in hosts of many kinds: with 1, 8 and 64 threads, with children, daemons, and
 * such as load the library themselves
 */
#include "support/server_host.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- threads --------------------------------------------------------------------------------- */

enum { MOST_THREADS = 64, PATIENCE_MILLISECONDS = 50000 };

static atomic_int received, fetched;
static pthread_barrier_t together;

static void receive(ServerStream *stream, int action)
{
    char piece[100];

    if (action != ACTION_SMTP_SENDMSG)
        return;
    while (SRVRecv(stream, piece, sizeof piece) > 0)
        continue;
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
    received++;
}

/* The callback of servers that many sessions call at once: it shares nothing between calls. */
static int take(ServerStream *stream, char *reqname, int action, ...)
{
    (void)reqname;
    receive(stream, action);
    if (action == ACTION_POP_LOGIN)
        fetched++;
    return action == ACTION_SMTP_SENDMSG || action == ACTION_POP_LOGIN ? -1 : 0;
}

/* A host's thread: it sends a message by the host's own server, gives that its callback once more,
 * and logs in. */
static void *use_servers(void *number)
{
    char user[16];

    pthread_barrier_wait(&together);
    ServerStream mail =
        SRVInitSendMsgSMTP("me@example.org", "ann@example.net", "127.0.0.1", smtp_port, NULL, NULL);
    CHECK(mail != NULL);
    CHECK(SRVprintf(mail, "Subject: of thread %d\n\ntext\n", (int)(intptr_t)number) > 0);
    CHECK(SRVEndOfMsgEx(mail) > 0);
    CHECK_INT(0, SetSMTPServer(take, smtp_port, ALL_ACTIONS));
    CHECK_INT(0, SetPOP3Server(take, pop_port, ALL_ACTIONS));
    snprintf(user, sizeof user, "user%d", (int)(intptr_t)number);
    struct line_client *client = logged_in(user);
    CHECK_SAYS("+OK 0 0", line_client_say(client, "STAT"));
    CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
    line_client_close(client);
    return NULL;
}

static void with_threads(int count)
{
    pthread_t threads[MOST_THREADS];

    configure();
    CHECK_INT(0, SetSMTPServer(take, 0, ALL_ACTIONS));
    CHECK_INT(0, SetPOP3Server(take, 0, ALL_ACTIONS));
    smtp_port = GetConfigParamInt("smtp_port");
    pop_port = GetConfigParamInt("pop_port");
    pthread_barrier_init(&together, NULL, (unsigned)count);
    for (int i = 0; i < count; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, use_servers, (void *)(intptr_t)i));
    for (int i = 0; i < count; i++)
        CHECK_INT(0, pthread_join(threads[i], NULL));
    CHECK_INT(count, received);
    CHECK_INT(count, fetched);
    close_servers();
}

static void one_thread(void)
{
    with_threads(1);
}

static void eight_threads(void)
{
    with_threads(8);
}

static void sixty_four_threads(void)
{
    with_threads(64);
}

/* ---- processes ------------------------------------------------------------------------------- */

/* Opens servers, tells their ports, serves until its input ends, and leaves with 0. */
static _Noreturn void serve_until_told(int ports, int until)
{
    char ignored;

    open_servers(ALL_ACTIONS);
    int opened[] = {smtp_port, pop_port};
    CHECK(write(ports, opened, sizeof opened) == sizeof opened);
    while (read(until, &ignored, 1) > 0)
        continue;
    close_servers();
    int well = 0;
    CHECK(write(ports, &well, sizeof well) == sizeof well);
    exit(0);
}

/* Two pipes: what the child says, and whose end tells it to leave. */
static int said[2], leave[2];

static void make_pipes(void)
{
    CHECK(pipe(said) == 0 && pipe(leave) == 0);
}

static _Noreturn void serve_as_child(void)
{
    close(said[0]);
    close(leave[1]);
    serve_until_told(said[1], leave[0]);
}

/* Uses the child's servers from this process, and has it leave. */
static void use_and_dismiss(void)
{
    int opened[2], well = -1;

    close(said[1]);
    close(leave[0]);
    CHECK(read(said[0], opened, sizeof opened) == sizeof opened);
    smtp_port = opened[0];
    pop_port = opened[1];
    send_message();
    struct line_client *client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
    line_client_close(client);
    close(leave[1]);
    CHECK(read(said[0], &well, sizeof well) == sizeof well);
    CHECK_INT(0, well);
}

static void a_child_forked_before_the_first_call(void)
{
    make_pipes();
    pid_t child = check_fork();
    if (child == 0)
        serve_as_child();
    use_and_dismiss();
    CHECK_INT(0, check_wait(child));
    open_servers(ALL_ACTIONS); /* and the parent, after its child */
    send_message();
    close_servers();
}

/* The child of a fork after the first call has the parent's sockets and none of its threads. */
static void a_child_forked_while_servers_run(void)
{
    open_servers(ALL_ACTIONS);
    send_message();
    pid_t child = check_fork();
    if (child == 0) {
        CHECK(SetSMTPServer(host, 0, ALL_ACTIONS) < 0);
        CHECK_INT(MAILSHIM_E_FORKED, mailshim_last_error_code());
        CHECK(SetPOP3Server(host, 0, ALL_ACTIONS) < 0);
        CHECK_INT(-1, SRVStopServer(smtp_port));
        CHECK_INT(0, SRVRecv(NULL, NULL, 0));
        CHECK_INT(MAILSHIM_E_FORKED, mailshim_last_error_code());
        _exit(0);
    }
    CHECK_INT(0, check_wait(child));
    send_message();
    close_servers();
}

static void a_daemon(void)
{
    make_pipes();
    pid_t child = check_fork();
    if (child == 0) {
        CHECK_INT(0, daemon(0, 1)); /* directory "/"; what it prints is still seen */
        serve_as_child();
    }
    CHECK_INT(0, check_wait(child)); /* of daemon(): its parent leaves at once */
    use_and_dismiss();
}

/* ---- dlopen ---------------------------------------------------------------------------------- */

#define FIND(name) (*(void **)&name##_ = dlsym(library, #name))

static void a_host_that_loads_the_library(void)
{
    char path[4096], queue[] = "/tmp/mailshim-test-XXXXXX", command[64];
    void (*SetConfigParamS_)(const char *, const char *);
    void (*SetConfigParamI_)(const char *, int);
    int (*GetConfigParamInt_)(const char *);
    int (*SetSMTPServer_)(SMTPReqCallback, int, int);
    int (*SRVShutdown_)(int);

    CHECK(getenv("MAILSHIM_LIBRARY") != NULL); /* as ctest sets it */
    snprintf(path, sizeof path, "%s/libmailshim-srv.so.1", getenv("MAILSHIM_LIBRARY"));
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        CHECK_FAILED("%s", dlerror());
    CHECK(FIND(SetConfigParamS) && FIND(SetConfigParamI) && FIND(GetConfigParamInt) &&
          FIND(SetSMTPServer) && FIND(SRVShutdown));
    SetConfigParamS_("smtp_name", "mail.example.net");
    SetConfigParamS_("local_domains", "example.net example.com");
    SetConfigParamS_("smtp_bind", "127.0.0.1");
    CHECK(mkdtemp(queue) != NULL);
    SetConfigParamS_("smtp_out", queue);
    SetConfigParamI_("smtp_port", 0);
    CHECK_INT(0, SetSMTPServer_(take, 0, ALL_ACTIONS));
    smtp_port = GetConfigParamInt_("smtp_port");
    send_message();
    CHECK_INT(1, received);
    CHECK_INT(0, dlclose(library)); /* it stays: Java would not survive it */
    send_message();
    CHECK_INT(2, received);
    CHECK_INT(MAILSHIM_OK, SRVShutdown_(PATIENCE_MILLISECONDS));
    snprintf(command, sizeof command, "rm -r %s", queue);
    CHECK_INT(0, system(command));
}

int main(void)
{
    RUN(one_thread);
    RUN(eight_threads);
    RUN(sixty_four_threads);
    RUN(a_child_forked_before_the_first_call);
    RUN_UNLESS_SANITIZED(a_child_forked_while_servers_run);
    RUN(a_daemon);
    RUN(a_host_that_loads_the_library);
    return SUMMARY();
}
