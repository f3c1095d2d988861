/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_large - a message of 1 GiB, through a Java heap of 32 MiB
 *
 * The server is the sink, a program of its own, so that its memory is not counted with ours.
 */
#include "support/watch.h"

enum { BLOCK = 64 * 1024, BLOCKS = 16 * 1024, MOST_GROWTH = 24 * 1024 /* KiB */ };

/* Resident memory in KiB. */
static long resident(void)
{
    char line[256];
    long size = -1;
    FILE *status = fopen("/proc/self/status", "re");

    CHECK(status != NULL);
    while (size < 0 && fgets(line, sizeof line, status) != NULL)
        sscanf(line, "VmRSS: %ld", &size);
    fclose(status);
    return size;
}

static int send_blocks(int port, int blocks)
{
    static char block[BLOCK];

    for (size_t i = 0; i < sizeof block; i++)
        block[i] = i % 64 == 63 ? '\n' : (char)('a' + i % 26);
    ServerStream stream = SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net",
                                             "127.0.0.1", port, NULL, NULL);
    CHECK(stream != NULL);
    for (int i = 0; i < blocks; i++)
        CHECK_INT(BLOCK, SRVSend(stream, block, BLOCK));
    return SRVEndOfMsgEx(stream);
}

int main(void)
{
    const char *sink = getenv("MAILSHIM_SINK");
    const char *small_heap = "-Xmx32m";
    char command[4096];
    char line[128] = "";
    int port = 0;

    if (sink == NULL) {
        puts("skipped: MAILSHIM_SINK does not name the sink");
        return SKIPPED;
    }
    snprintf(command, sizeof command, "exec %s -n 2 -t 500", sink);
    FILE *server = popen(command, "re");
    CHECK(server != NULL);
    CHECK(fscanf(server, "%d", &port) == 1 && fgetc(server) == '\n');

    CHECK_INT(MAILSHIM_OK, mailshim_start(&small_heap, 1));
    /* 64 MiB, so that all that is bounded has grown to its bound. */
    CHECK_INT(1024 * (BLOCK + BLOCK / 64), send_blocks(port, 1024));
    long before = resident();
    /* 1 GiB and its CR; just below INT_MAX. */
    CHECK_INT(BLOCKS * (BLOCK + BLOCK / 64), send_blocks(port, BLOCKS));
    printf("resident: %ld KiB after 64 MiB, %ld KiB after 1 GiB\n", before, resident());
    if (!SANITIZED) /* which keeps what is freed, to find who uses it still */
        CHECK_AT_MOST(before + MOST_GROWTH, resident());

    CHECK(fgets(line, sizeof line, server) != NULL);
    CHECK_TEXT("messages 2 octets 1158676480\n", line);
    CHECK_INT(0, pclose(server));
    return 0;
}
