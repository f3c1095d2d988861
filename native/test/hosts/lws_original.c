/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_original - stands in for libwebsockets in lws_preload.sh: a library that has the three
 * functions, and says so when one of them is called
 */
#include <mailshim/lws-email.h>

#include <stdio.h>

int lws_email_init(struct lws_email *email, uv_loop_t *loop, int max_content)
{
    (void)email;
    (void)loop;
    (void)max_content;
    puts("the original");
    return 1;
}

void lws_email_check(struct lws_email *email)
{
    (void)email;
    puts("the original");
}

void lws_email_destroy(struct lws_email *email)
{
    (void)email;
    puts("the original");
}
