/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spawn - how long a process lives
 *
 * Synopsis: spawn runs command [argument...]
 *
 * Runs the command that many times, one after another, and prints the median and the smallest wall
 * time of a whole run, from posix_spawn to the end of the process, in milliseconds: "median min".
 * The first three runs only warm the disk cache and are not counted. A run that fails ends it all.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

enum { WARM_UP = 3 };

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int ascending(const void *one, const void *other)
{
    double a = *(const double *)one;
    double b = *(const double *)other;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    int runs = argc > 2 ? atoi(argv[1]) : 0;
    if (runs < 1) {
        fputs("usage: spawn runs command [argument...]\n", stderr);
        return 2;
    }
    double *times = calloc((size_t)runs, sizeof *times);
    if (times == NULL)
        return 1;
    for (int i = -WARM_UP; i < runs; i++) {
        pid_t child;
        int status = 0;
        double begun = milliseconds();
        int error = posix_spawnp(&child, argv[2], NULL, NULL, argv + 2, environ);
        if (error != 0 || waitpid(child, &status, 0) != child || status != 0) {
            fprintf(stderr, "spawn: %s: %s, wait status %d\n", argv[2], strerror(error), status);
            return 1;
        }
        if (i >= 0)
            times[i] = milliseconds() - begun;
    }
    qsort(times, (size_t)runs, sizeof *times, ascending);
    printf("%.1f %.1f\n", times[runs / 2], times[0]);
    free(times);
    return 0;
}
