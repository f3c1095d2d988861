/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_spool - no room for a message: on the disk, in a directory that takes no files
 *
 * The message fails as a whole, with its own error, and is never sent with a hole in it.
 */
#include "support/watch.h"

#include <sys/resource.h>

enum { BLOCK = 64 * 1024, MEGABYTE = 16 };

static char block[BLOCK];

/* Writes a megabyte to a stream that has no room for it; returns how many blocks it took. */
static int fill(ServerStream stream)
{
    int taken = 0;

    while (taken < MEGABYTE && SRVSend(stream, block, BLOCK) == BLOCK)
        taken++;
    return taken;
}

static void check_fails_as_a_whole(void)
{
    for (int async = 0; async <= 1; async++) {
        struct script_server *server = script_server_open(NULL);
        struct watch watch = {.count = 0};
        SetConfigParam("async", async);
        ServerStream stream = begin(server, "recipient@example.net", &watch);
        CHECK(fill(stream) < MEGABYTE);
        CHECK_INT(MAILSHIM_E_SPOOL, mailshim_last_error_code());
        CHECK_INT(0,
                  SRVSend(stream, "x", 1)); /* a small piece would have room, but comes too late */
        CHECK_INT(-1, SRVEndOfMsgEx(stream));
        CHECK_INT(MAILSHIM_E_SPOOL, mailshim_last_error_code());
        watch_done(&watch);
        CHECK_INT(-1, watch.sent);
        CHECK_INT(1, watch.dones);
        CHECK_INT(MAILSHIM_E_SPOOL, watch.error);
        while (script_server_sessions(server) > 0)
            usleep(1000);
        CHECK_INT(0, script_server_messages(server));
        CHECK(strstr(script_server_commands(server), "DATA") == NULL);

        SetConfigParam("async", 0);
        stream = begin(server, "recipient@example.net", NULL); /* a small one needs no file */
        write_text(stream);
        CHECK_INT(23, SRVEndOfMsgEx(stream));
        close_server(server);
    }
}

static void a_full_disk(void)
{
    struct rlimit limit = {512 * 1024, 512 * 1024};

    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    CHECK_INT(0, setrlimit(RLIMIT_FSIZE, &limit));
    check_fails_as_a_whole();
}

static void a_directory_without_files(void)
{
    const char *option = "-Djava.io.tmpdir=/proc";

    CHECK_INT(MAILSHIM_OK, mailshim_start(&option, 1));
    check_fails_as_a_whole();
}

/* Java by itself would take no notice of it. */
static void a_directory_of_the_environments(void)
{
    CHECK_INT(0, setenv("TMPDIR", "/proc", 1));
    check_fails_as_a_whole();
}

int main(void)
{
    memset(block, 'x', sizeof block);
    for (size_t i = 70; i < sizeof block; i += 70)
        block[i] = '\n';
    RUN(a_full_disk);
    RUN(a_directory_without_files);
    RUN(a_directory_of_the_environments);
    return SUMMARY();
}
