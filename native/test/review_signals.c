/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_signals - the host's signals run on the host's threads, however long a message takes
 *
 * The threads that carry sessions end when nothing has happened for half a minute, all but one. Who
 * wakes sessions then has to make new ones, and that must not be a thread of the host's.
 */
#include "process.h"
#include "support/watch.h"

/* How many threads of mailshim would run a handler of SIGTERM. */
static int threads_that_take_sigterm(void)
{
    char own[32], name[32] = "";
    unsigned long long blocked = 0;
    int count = 0;

    CHECK_INT(0, prctl(PR_GET_NAME, own));
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    for (struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
        if (task->d_name[0] == '.' || !thread_signals(task->d_name, name, sizeof name, &blocked) ||
            strcmp(name, own) == 0)
            continue; /* the host's threads have the program's name */
        count += (blocked >> (SIGTERM - 1) & 1) == 0;
    }
    closedir(tasks);
    return count;
}

/* Longer than a carrier stays that has nothing to do: but for the one that is kept for the
 * sessions' sake, and the thread that waits for time-outs, they may go. */
static void wait_for_idle_carriers_to_go(void)
{
    double deadline = seconds_now() + 45;

    while (seconds_now() < deadline)
        pause_briefly();
    CHECK(threads_named("ForkJoinPool") >= 2);
}

static void messages_that_take_long(void)
{
    ServerStream committed[4], aborted[4];

    struct script_server *server = script_server_open(NULL);
    for (int i = 0; i < 4; i++) {
        committed[i] = begin(server, "recipient@example.net", NULL);
        aborted[i] = begin(server, "recipient@example.net", NULL);
        write_text(committed[i]);
        write_text(aborted[i]);
    }
    CHECK(script_server_await(server, AT_EHLO, 8));
    CHECK_INT(0, threads_that_take_sigterm());
    wait_for_idle_carriers_to_go();
    for (int i = 0; i < 4; i++) {
        CHECK(SRVEndOfMsgEx(committed[i]) > 0);
        CHECK_INT(1, SRVAbortMsg(aborted[i]));
        CHECK_INT(0, threads_that_take_sigterm());
    }
    script_server_close(server);
}

int main(void)
{
    RUN(messages_that_take_long);
    return SUMMARY();
}
