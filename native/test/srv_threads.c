/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_threads - a process that may have no more threads (RLIMIT_NPROC)
 *
 * Starting and sending fail with a documented error or succeed, and nothing waits for ever: what
 * has begun ends, exactly once. When threads are to be had again, all is as before.
 *
 * Root may have as many as it likes, so each case becomes a user who has no other process: one who
 * can read what was built here, or the JVM that root has started misses its own files later.
 */
#include "process.h"
#include "support/watch.h"

#include <grp.h>
#include <sys/resource.h>

enum { NOBODY_ELSE = 54321, MESSAGES = 30, MOST_THREADS = 24, SECONDS = 250 };

/* Of a server in a process of its own, whose threads are root's. */
static int server_port;

static pid_t start_server(void)
{
    int ends[2];

    CHECK_INT(0, pipe2(ends, O_CLOEXEC));
    pid_t child = check_fork();
    if (child == 0) {
        int port = script_server_port(script_server_open(NULL));
        CHECK(write(ends[1], &port, sizeof port) == sizeof port);
        for (;;)
            pause();
    }
    close(ends[1]);
    CHECK(read(ends[0], &server_port, sizeof server_port) == sizeof server_port);
    close(ends[0]);
    return child;
}

static void become_somebody(void)
{
    char program[4096];

    if (geteuid() != 0)
        SKIP("only root can become another user");
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    CHECK(length > 0);
    program[length] = '\0';
    CHECK_INT(0, setgroups(0, NULL));
    CHECK_INT(0, setresgid(NOBODY_ELSE, NOBODY_ELSE, NOBODY_ELSE));
    CHECK_INT(0, setresuid(NOBODY_ELSE, NOBODY_ELSE, NOBODY_ELSE));
    if (access(program, R_OK) != 0)
        SKIP("the folder that this was built in is closed to other users");
    alarm(SECONDS); /* a case that hangs is ended by it */
}

static void allow_threads(long count)
{
    struct rlimit limit;

    CHECK_INT(0, getrlimit(RLIMIT_NPROC, &limit));
    limit.rlim_cur = (rlim_t)count;
    CHECK_INT(0, setrlimit(RLIMIT_NPROC, &limit));
}

static bool is_documented(int error)
{
    return error == MAILSHIM_E_MEMORY || error == MAILSHIM_E_RUNTIME;
}

static bool can_start(void)
{
    int result = mailshim_start(NULL, 0);

    if (result == MAILSHIM_OK)
        return true;
    if (!is_documented(result))
        CHECK_FAILED("%d: %s", result, mailshim_last_error());
    CHECK(strlen(mailshim_last_error()) > 20);
    return false;
}

static ServerStream try_to_begin(struct watch *watch)
{
    ServerStream stream =
        SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net", "127.0.0.1", server_port,
                           watch != NULL ? watch_callback : NULL, watch);

    if (stream == NULL && !is_documented(mailshim_last_error_code()))
        CHECK_FAILED("%d: %s", mailshim_last_error_code(), mailshim_last_error());
    return stream;
}

/* ---- the start ------------------------------------------------------------------------------- */

/* Java needs some fifteen threads; whatever number of them is missing, the host lives. */
static void the_start_fails_or_is_whole(void)
{
    for (int most = 1; most <= MOST_THREADS; most++) {
        pid_t child = check_fork();
        if (child == 0) {
            become_somebody();
            allow_threads(most);
            bool started = can_start();
            ServerStream stream = try_to_begin(NULL);
            if (!started)
                CHECK(stream == NULL);
            if (stream != NULL && SRVEndOfMsgEx(stream) < 0 &&
                !is_documented(mailshim_last_error_code()))
                CHECK_FAILED("%d: %s", mailshim_last_error_code(), mailshim_last_error());
            _exit(0);
        }
        int status = check_wait(child);
        if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
            _exit(SKIPPED);
        if (status != 0)
            CHECK_FAILED("with %d threads: wait status %#x", most, (unsigned)status);
    }
}

/* ---- messages -------------------------------------------------------------------------------- */

static void send_many(struct watch *watches)
{
    int begun = 0, sent = 0;
    ServerStream streams[MESSAGES];

    for (int i = 0; i < MESSAGES; i++) {
        streams[i] = try_to_begin(&watches[i]);
        if (streams[i] != NULL)
            write_text(streams[i]);
    }
    for (int i = 0; i < MESSAGES; i++)
        if (streams[i] != NULL)
            SRVEndOfMsg(streams[i]);
    for (int i = 0; i < MESSAGES; i++)
        if (streams[i] != NULL) {
            begun++;
            watch_done(&watches[i]);
            CHECK_INT(1, watches[i].dones);
            if (watches[i].sent <= 0 && !is_documented(watches[i].error))
                CHECK_FAILED("message %d ended with error %d", i, watches[i].error);
            sent += watches[i].sent > 0;
        }
    fprintf(stderr, "of %d messages %d were begun and %d sent\n", (int)MESSAGES, begun, sent);
}

static void send_one(void)
{
    struct watch watch = {.count = 0};

    ServerStream stream = try_to_begin(&watch);
    CHECK(stream != NULL);
    write_text(stream);
    SRVEndOfMsg(stream);
    watch_done(&watch);
    CHECK(watch.sent > 0);
}

static void what_begins_also_ends(void)
{
    static struct watch without[MESSAGES], with[MESSAGES];

    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    become_somebody();
    allow_threads(thread_count());
    send_many(without);
    allow_threads(1000);
    send_many(with);
    for (int i = 0; i < MESSAGES; i++)
        CHECK(with[i].sent > 0);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
}

static void what_is_warm_also_ends(void)
{
    static struct watch watches[MESSAGES];

    send_one();
    become_somebody();
    allow_threads(thread_count());
    send_many(watches);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
}

int main(void)
{
    pid_t server = start_server();

    RUN(the_start_fails_or_is_whole);
    RUN(what_begins_also_ends);
    RUN(what_is_warm_also_ends);
    CHECK_INT(0, kill(server, SIGKILL));
    check_wait(server);
    return SUMMARY();
}
