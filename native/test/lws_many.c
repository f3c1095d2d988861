/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_many - a thousand mails through one struct; several structs on several loops in threads
 */
#include "support/lws_host.h"

static struct script_server *server;

/* Each once, in turn, in few sessions; nothing is left over for each. */
static void a_thousand_mails(void)
{
    enum { MAILS = 1000 };
    static struct lws_host host;
    uv_loop_t loop;

    CHECK_INT(0, uv_loop_init(&loop));
    server = script_server_open(NULL);
    lws_host_start(&host, &loop, server, MAILS);
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_INT(3 * MAILS + 1, host.count);
    for (int i = 0; i < MAILS; i++)
        CHECK(memcmp(host.seen + 3 * (size_t)i, "mbs", 3) == 0);
    CHECK_INT(MAILS, script_server_messages(server));
    CHECK_INT(1, script_server_reached(server, AT_CONNECT));
    CHECK_TEXT("", script_server_violation(server));
    lws_email_destroy(&host.email);
    lws_close_loop(&loop);
    script_server_close(server);
}

enum { LOOPS = 4, STRUCTS = 3, MAILS_EACH = 50 };

static struct lws_host hosts[LOOPS][STRUCTS];

/* Destroys one struct half way, and makes it anew. */
static void *run_loop(void *argument)
{
    struct lws_host *own = argument;
    uv_loop_t loop;

    CHECK_INT(0, uv_loop_init(&loop));
    for (int i = 0; i < STRUCTS; i++)
        lws_host_start(&own[i], &loop, server, MAILS_EACH);
    lws_run_until(&loop, &own[0], SAW_SENT, MAILS_EACH / 2);
    lws_email_destroy(&own[0].email);
    CHECK_INT(0, lws_email_init(&own[0].email, &loop, MAX_CONTENT));
    lws_email_check(&own[0].email);
    for (int i = 0; i < STRUCTS; i++)
        lws_run_until(&loop, &own[i], SAW_SENT, MAILS_EACH);
    for (int i = 0; i < STRUCTS; i++)
        lws_email_destroy(&own[i].email);
    lws_close_loop(&loop);
    return NULL;
}

static void several_loops_in_threads(void)
{
    pthread_t threads[LOOPS];

    server = script_server_open(NULL);
    for (int i = 0; i < LOOPS; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, run_loop, hosts[i]));
    for (int i = 0; i < LOOPS; i++)
        CHECK_INT(0, pthread_join(threads[i], NULL));
    /* The mails that the destroys cut off may have been accepted, and have come again. */
    CHECK(script_server_messages(server) >= LOOPS * STRUCTS * MAILS_EACH);
    CHECK_AT_MOST(LOOPS * STRUCTS * MAILS_EACH + LOOPS, script_server_messages(server));
    CHECK_TEXT("", script_server_violation(server));
    script_server_close(server);
}

int main(void)
{
    RUN(a_thousand_mails);
    RUN(several_loops_in_threads);
    return SUMMARY();
}
