/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process.h - what the guest tests want to know of their own process, and the calls they make
 *
 * Everything is read from /proc, afresh at each call.
 */
#ifndef MAILSHIM_TEST_PROCESS_H
#define MAILSHIM_TEST_PROCESS_H

#include "check.h"

#include <mailshim/srv.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

/* Enters Java on the calling thread: a call whose failure is known. */
static inline void call_java(void)
{
    CHECK_INT(0, SRVSend(NULL, "x", 1));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
}

/* Lets a little time pass between two looks at something that another thread changes. */
static inline void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
}

/*
 * The value of "name:" in a file such as /proc/self/status, read in `base`; false when it is not
 * there, as that of a thread that has ended meanwhile, before the file was opened or after it.
 */
static inline bool find_status_value(const char *path, const char *name, int base,
                                     unsigned long long *value)
{
    char line[1024];
    size_t length = strlen(name);
    bool found = false;

    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = strncmp(line, name, length) == 0 && line[length] == ':';
    fclose(file);
    if (found)
        *value = strtoull(line + length + 1, NULL, base);
    return found;
}

static inline long own_status_value(const char *name)
{
    unsigned long long value = 0;

    CHECK(find_status_value("/proc/self/status", name, 10, &value));
    return (long)value;
}

static inline long resident_kilobytes(void)
{
    return own_status_value("VmRSS");
}

/* Whether a file whose path contains `name` is mapped. */
static inline bool is_mapped(const char *name)
{
    char line[4096];
    bool found = false;

    FILE *maps = fopen("/proc/self/maps", "re");
    CHECK(maps != NULL);
    while (!found && fgets(line, sizeof line, maps) != NULL)
        found = strstr(line, name) != NULL;
    fclose(maps);
    return found;
}

/* The name of a thread, of which the kernel keeps 15 octets; false when it has ended meanwhile. */
static inline bool thread_name(const char *task, char *name, size_t size)
{
    char path[300];

    snprintf(path, sizeof path, "/proc/self/task/%s/comm", task);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool read = fgets(name, (int)size, file) != NULL;
    fclose(file);
    name[read ? strcspn(name, "\n") : 0] = '\0';
    return read;
}

/*
 * The name of a thread, and the mask of the signals that it blocks (signal 1 is bit 0); false when
 * it has ended meanwhile.
 */
static inline bool thread_signals(const char *task, char *name, size_t size,
                                  unsigned long long *blocked)
{
    char path[300];

    snprintf(path, sizeof path, "/proc/self/task/%s/status", task);
    return thread_name(task, name, size) && find_status_value(path, "SigBlk", 16, blocked);
}

/* How many threads have a name that begins so. */
static inline int threads_named(const char *beginning)
{
    char name[32];
    int count = 0;

    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    for (struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks))
        if (task->d_name[0] != '.' && thread_name(task->d_name, name, sizeof name))
            count += strncmp(name, beginning, strlen(beginning)) == 0;
    closedir(tasks);
    return count;
}

/* Runs `body` on a thread with a stack of that many KiB (0: the default) and waits for its end. */
static inline void on_thread(int stack_kib, void *(*body)(void *), void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    if (stack_kib > 0)
        CHECK_INT(0, pthread_attr_setstacksize(&attributes, (size_t)stack_kib * 1024));
    CHECK_INT(0, pthread_create(&thread, &attributes, body, argument));
    CHECK_INT(0, pthread_join(thread, NULL));
    pthread_attr_destroy(&attributes);
}

/*
 * A server that accepts a connection and never says a word, on a port of the kernel's choice: the
 * kernel completes connections to a listening socket that nobody accepts from.
 */
static inline int silent_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(listener >= 0);
    CHECK_INT(0, bind(listener, (struct sockaddr *)&address, size));
    CHECK_INT(0, listen(listener, 64));
    CHECK_INT(0, getsockname(listener, (struct sockaddr *)&address, &size));
    return ntohs(address.sin_port);
}

/* A message for the server on that port, begun and written. */
static inline ServerStream begun_message(int port)
{
    ServerStream stream = SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net",
                                             "127.0.0.1", port, NULL, NULL);
    if (stream == NULL)
        CHECK_FAILED("no stream: %s", mailshim_last_error());
    CHECK(SRVprintf(stream, "Subject: guest\n\nOne line.\n") > 0);
    return stream;
}

#endif
