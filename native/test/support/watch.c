/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c - see watch.h
 */
#include "watch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 20 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t heard = PTHREAD_COND_INITIALIZER;

void watch_callback(ServerStream *stream, void *usr_par, int state, int sent)
{
    struct watch *watch = usr_par;

    if (watch->also != NULL)
        watch->also(stream, watch, state);
    pthread_mutex_lock(&lock);
    if (watch->count < MOST_EVENTS) {
        watch->states[watch->count] = state;
        watch->counts[watch->count] = sent;
        watch->on[watch->count] = pthread_self();
    }
    watch->count++;
    watch->sent = sent;
    if (state == STATE_SMTP_DONE) {
        watch->dones++;
        watch->error = SRVGetLastError(stream);
    }
    pthread_cond_broadcast(&heard);
    pthread_mutex_unlock(&lock);
}

void watch_done(struct watch *watch)
{
    struct timespec deadline;
    int waited = 0;

    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += PATIENCE;
    pthread_mutex_lock(&lock);
    while (watch->dones == 0 && waited == 0)
        waited = pthread_cond_timedwait(&heard, &lock, &deadline);
    pthread_mutex_unlock(&lock);
    CHECK(waited == 0);
}

int watch_count(struct watch *watch)
{
    pthread_mutex_lock(&lock);
    int count = watch->count;
    pthread_mutex_unlock(&lock);
    return count;
}

void watch_check_order(const struct watch *watch)
{
    int last = watch->count - 1;

    CHECK_INT(1, watch->dones);
    CHECK(last < MOST_EVENTS);
    CHECK_INT(STATE_SMTP_DONE, watch->states[last]);
    for (int i = 0; i < last; i++) {
        CHECK(watch->states[i] >= STATE_SMTP_FINDHOST && watch->states[i] <= STATE_SMTP_SENDING);
        int before = i > 0 ? watch->states[i - 1] : 0;
        int step = watch->states[i] - before;
        CHECK(step == 1 || (step == 0 && before == STATE_SMTP_SENDING));
        bool grows = step == 0 ? watch->counts[i] >= watch->counts[i - 1]
                               : watch->states[i] == STATE_SMTP_SENDING || watch->counts[i] == 0;
        CHECK(grows);
    }
}

ServerStream begin(const struct script_server *server, const char *to, struct watch *watch)
{
    ServerStream stream =
        SRVInitSendMsgSMTP("sender@example.org", to, "127.0.0.1", script_server_port(server),
                           watch != NULL ? watch_callback : NULL, watch);

    CHECK(stream != NULL);
    return stream;
}

void write_text(ServerStream stream)
{
    static const char text[] = "Subject: test\n\ntext\n";

    CHECK_INT(sizeof text - 1, SRVSend(stream, text, sizeof text - 1));
}

double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int count_entries(const char *path)
{
    DIR *directory = opendir(path);
    int count = 0;

    CHECK(directory != NULL);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

int count_descriptors(void)
{
    return count_entries("/proc/self/fd") - 1; /* without the one that lists them */
}

int count_threads(void)
{
    return count_entries("/proc/self/task");
}

void close_server(struct script_server *server)
{
    CHECK_TEXT("", script_server_violation(server));
    script_server_close(server);
}
