/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls - what a call into mailshim costs, in one process
 *
 * Synopsis: calls port | calls boot | calls nothing
 *
 * With the port of an SMTP server on 127.0.0.1 (which is connected to, but never gets a message),
 * prints a table: a steady call, SRVSend of 64 octets, the first call of a new thread, resident
 * memory, and what ten thousand threads leave behind. Times are of loops long enough for Java's
 * compilers to have done their work, but for what is called the first; beside them stand a plain C
 * call through a pointer and a thread that does nothing, measured the same way in the same run.
 * `calls boot` makes one call that enters Java, and `calls nothing`
 * makes none: they are there to be timed as whole processes.
 */
#include <mailshim/mailshim.h>
#include <mailshim/srv.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    WARM_UP = 200000,
    CALLS = 2000000,
    LINE = 64,
    LARGEST_PIECE = 4096,
    THREADS = 1000,
    MANY_THREADS = 10000
};

static ServerStream stream;

static double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static long resident_kilobytes(void)
{
    char line[256];
    long size = 0;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "Rss: %ld", &size) != 1)
        continue;
    fclose(file);
    return size;
}

/* The baseline: a call that the compiler can neither inline nor foresee. */
static int plain(ServerStream ignored)
{
    return ignored == NULL;
}

static int (*volatile plain_call)(ServerStream) = plain;

static void time_plain_call(void)
{
    double begun = nanoseconds();
    for (int i = 0; i < CALLS; i++)
        plain_call(stream);
    printf("C call through a pointer       %8.1f ns\n", (nanoseconds() - begun) / CALLS);
}

static void time_steady_call(void)
{
    for (int i = 0; i < WARM_UP; i++)
        SRVGetLastError(stream);
    double begun = nanoseconds();
    for (int i = 0; i < CALLS; i++)
        SRVGetLastError(stream);
    printf("SRVGetLastError                %8.1f ns\n", (nanoseconds() - begun) / CALLS);
}

static ServerStream begin(int port)
{
    ServerStream begun = SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net",
                                            "127.0.0.1", port, NULL, NULL);
    if (begun == NULL) {
        fprintf(stderr, "calls: %s\n", mailshim_last_error());
        exit(1);
    }
    return begun;
}

/* A message of its own, of lines of 64 octets, in pieces; nothing of it goes further than the
 * spool. The time of a piece. */
static double send(int port, int kibibytes, int piece)
{
    static char octets[LARGEST_PIECE];
    ServerStream message = begin(port);
    int count = kibibytes * 1024 / piece;

    memset(octets, 'x', sizeof octets);
    for (int i = LINE; i <= LARGEST_PIECE; i += LINE)
        memcpy(octets + i - 2, "\r\n", 2);
    double begun = nanoseconds();
    for (int i = 0; i < count; i++)
        if (SRVSend(message, octets, piece) == 0) {
            fprintf(stderr, "calls: %s\n", mailshim_last_error());
            exit(1);
        }
    double passed = nanoseconds() - begun;
    SRVAbortMsg(message);
    return passed / count;
}

static int ascending(const void *one, const void *other)
{
    double a = *(const double *)one;
    double b = *(const double *)other;
    return (a > b) - (a < b);
}

/* The median of a piece. */
static double time_messages(int port, const char *what, int kibibytes, int piece)
{
    enum { MESSAGES = 64 };
    double times[MESSAGES];

    for (int i = 0; i < MESSAGES; i++)
        times[i] = send(port, kibibytes, piece);
    qsort(times, MESSAGES, sizeof *times, ascending);
    printf("                               %8.1f ns median, %.1f min, of %d messages of %s\n",
           times[MESSAGES / 2], times[0], MESSAGES, what);
    return times[MESSAGES / 2];
}

/* Up to 256 KiB of a message stay in memory; what is longer waits for SRVEndOfMsg in a file. */
static void time_sends(int port)
{
    printf("SRVSend of 64 octets           %8.1f ns, of a first message of 64 MiB\n",
           send(port, 64 * 1024, LINE));
    time_messages(port, "128 KiB", 128, LINE);
    time_messages(port, "1 MiB", 1024, LINE);
    printf("SRVSend of 4 KiB               %8.1f ns, of a message of 64 MiB\n",
           send(port, 64 * 1024, LARGEST_PIECE));
    double block = time_messages(port, "128 KiB", 128, LARGEST_PIECE);
    printf("                               %8.2f GB/s\n", LARGEST_PIECE / block);
}

static void *first_call(void *result)
{
    double begun = nanoseconds();
    SRVGetLastError(stream);
    *(double *)result = nanoseconds() - begun;
    return NULL;
}

static void run_thread(void *(*body)(void *), double *result)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, result) != 0 || pthread_join(thread, NULL) != 0) {
        fputs("calls: cannot run a thread\n", stderr);
        exit(1);
    }
}

static void time_first_calls(const char *when)
{
    static double times[THREADS];
    for (int i = 0; i < THREADS; i++)
        run_thread(first_call, &times[i]);
    qsort(times, THREADS, sizeof *times, ascending);
    printf("first call of a new thread     %8.1f us median, %.1f us at 99 %%, %s\n",
           times[THREADS / 2] / 1e3, times[THREADS * 99 / 100] / 1e3, when);
}

static void *no_call(void *unused)
{
    return unused;
}

static void time_threads(const char *what, void *(*body)(void *))
{
    static double times[THREADS];
    double ignored;
    for (int i = 0; i < THREADS; i++) {
        double begun = nanoseconds();
        run_thread(body, &ignored);
        times[i] = nanoseconds() - begun;
    }
    qsort(times, THREADS, sizeof *times, ascending);
    printf("%-30s %8.1f us median, from its creation to its end\n", what, times[THREADS / 2] / 1e3);
}

static void count_what_threads_leave(void)
{
    double ignored;
    long before = resident_kilobytes();
    for (int i = 0; i < MANY_THREADS; i++)
        run_thread(first_call, &ignored);
    printf("resident, %d threads later  %8.1f MB (%+ld kB)\n", MANY_THREADS,
           (double)resident_kilobytes() / 1024, resident_kilobytes() - before);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: calls port | boot | nothing\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "nothing") == 0)
        return 0;
    if (strcmp(argv[1], "boot") == 0)
        return mailshim_start(NULL, 0);

    int port = atoi(argv[1]);
    stream = begin(port);
    sleep(1);
    printf("resident, idle after boot      %8.1f MB\n", (double)resident_kilobytes() / 1024);
    time_plain_call();
    time_steady_call();
    time_first_calls("the first 1000");
    count_what_threads_leave();
    time_first_calls("after these");
    time_threads("a thread that calls once", first_call);
    time_threads("a thread that does nothing", no_call);
    time_sends(port);
    SRVAbortMsg(stream);
    return 0;
}
