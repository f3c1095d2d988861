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

enum { PATIENCE = 60 };

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

/* Whether a state may follow another one; the first one follows 0. */
static bool follows(int state, int before)
{
    if (state == STATE_SMTP_CONNECTING && before > STATE_SMTP_CONNECTING)
        return true; /* another server */
    return state == before + 1 || (state == before && state != STATE_SMTP_DIALOG);
}

void watch_check_order(const struct watch *watch)
{
    int last = watch->count - 1;
    int before = 0, sent = 0;

    CHECK_INT(1, watch->dones);
    CHECK(last < MOST_EVENTS);
    CHECK_INT(STATE_SMTP_DONE, watch->states[last]);
    for (int i = 0; i < last; i++) {
        int state = watch->states[i];
        CHECK(state <= STATE_SMTP_SENDING && follows(state, before));
        sent = state == STATE_SMTP_SENDING ? sent : 0;
        CHECK(watch->counts[i] >= sent);
        CHECK(watch->counts[i] == 0 || state == STATE_SMTP_SENDING);
        sent = watch->counts[i];
        before = state;
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

void come_to_rest(struct script_server *server)
{
    CHECK_INT(MAILSHIM_OK, mailshim_stop(PATIENCE * 1000));
    CHECK_INT(MAILSHIM_OK, mailshim_start(NULL, 0));
    while (server != NULL && script_server_sessions(server) > 0)
        usleep(1000); /* the test's time-out is the deadline */
}

int count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;

    CHECK(directory != NULL);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count - 1; /* without the one that lists them */
}

void close_server(struct script_server *server)
{
    CHECK_TEXT("", script_server_violation(server));
    script_server_close(server);
}
