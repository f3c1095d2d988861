/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_old_host - a program that was built with libwebsockets and knows nothing of mailshim: sends
 * one mail to 127.0.0.1
 */
#include <mailshim/lws-email.h>

#include <stdio.h>
#include <string.h>

static int waiting = 1;

static int next(struct lws_email *email)
{
    strcpy(email->email_to, "recipient@example.net");
    return waiting == 0;
}

static int body(struct lws_email *email, char *buf, int len)
{
    (void)email;
    snprintf(buf, (size_t)len, "Subject: old\n\ntext\n\n.\n");
    return 0;
}

static int sent(struct lws_email *email)
{
    (void)email;
    waiting = 0;
    puts("sent");
    return 0;
}

int main(void)
{
    static struct lws_email email = {.on_next = next, .on_get_body = body, .on_sent = sent};
    uv_loop_t *loop = uv_default_loop();

    strcpy(email.email_smtp_ip, "127.0.0.1");
    strcpy(email.email_helo, "host.example.org");
    strcpy(email.email_from, "sender@example.org");
    if (lws_email_init(&email, loop, 16384) != 0)
        return 1;
    lws_email_check(&email);
    uv_run(loop, UV_RUN_DEFAULT);
    lws_email_destroy(&email);
    uv_run(loop, UV_RUN_DEFAULT);
    return uv_loop_close(loop) == 0 ? 0 : 3;
}
