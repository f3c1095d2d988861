/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_send - send a message file from a libuv event loop, with libwebsockets' mail helper
 *
 *     cc lws_send.c $(pkg-config --cflags --libs mailshim-lws) -o lws_send
 *     ./lws_send 127.0.0.1:25 me@example.org you@example.net message.eml
 *
 * The program's work goes on in its loop, here a line each second, while the mail is sent: no
 * callback waits for the network. The file is a complete message: header section, empty line, body.
 *
 * What the helper could not do by itself is said in the environment, or by mailshim_lws_set:
 * MAILSHIM_LWS_TLS=required MAILSHIM_LWS_USER=me MAILSHIM_LWS_PASSWORD=secret ./lws_send ...
 *
 * Expected output (the first line as often as it takes seconds):
 *
 *     working
 *     a mail is due
 *     the server wants it
 *     sent
 *
 * Exit status: 0 accepted, 1 not accepted (the reason is on standard error), 2 wrong usage.
 */
#include <mailshim/lws-email.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1024 * 1024 };

/* The original's hosts find their own data around the struct, as here, or by email.data. */
struct program {
    struct lws_email email;
    uv_timer_t work;
    FILE *file;
    int waiting; /* mails */
    int status;
};

static void stop(struct program *program)
{
    program->waiting = 0;
    lws_email_destroy(&program->email);
    uv_close((uv_handle_t *)&program->work, NULL);
}

static int next(struct lws_email *email)
{
    struct program *program = (struct program *)email;
    if (program->waiting == 0)
        return 1;
    puts("a mail is due");
    return 0;
}

static int body(struct lws_email *email, char *buf, int len)
{
    struct program *program = (struct program *)email;
    puts("the server wants it");
    size_t size = fread(buf, 1, (size_t)len - 1, program->file);
    buf[size] = '\0';
    return ferror(program->file) || !feof(program->file);
}

static int sent(struct lws_email *email)
{
    puts("sent");
    stop((struct program *)email);
    return 0;
}

/* Only with mailshim: the original keeps failures to itself. */
static int failed(struct lws_email *email, int code, int reply, int accepted, const char *text)
{
    struct program *program = (struct program *)email;
    (void)reply;
    (void)accepted;
    fprintf(stderr, "lws_send: not sent (%d): %s\n", code, text);
    program->status = 1;
    stop(program);
    return 0;
}

static void work(uv_timer_t *timer)
{
    (void)timer;
    puts("working");
}

int main(int argc, char **argv)
{
    static struct program program; /* zeroed, as the struct has to be */

    if (argc != 5) {
        fputs("usage: lws_send address[:port] from to file\n", stderr);
        return 2;
    }
    program.file = fopen(argv[4], "rb");
    if (program.file == NULL) {
        perror(argv[4]);
        return 2;
    }
    snprintf(program.email.email_smtp_ip, sizeof program.email.email_smtp_ip, "%s", argv[1]);
    snprintf(program.email.email_from, sizeof program.email.email_from, "%s", argv[2]);
    snprintf(program.email.email_to, sizeof program.email.email_to, "%s", argv[3]);
    program.email.on_next = next;
    program.email.on_get_body = body;
    program.email.on_sent = sent;
    program.waiting = 1;

    uv_loop_t *loop = uv_default_loop();
    uv_timer_init(loop, &program.work);
    uv_timer_start(&program.work, work, 0, 1000);
    mailshim_lws_on_failure(&program.email, failed);
    if (lws_email_init(&program.email, loop, MOST) != 0) {
        fprintf(stderr, "lws_send: %s\n", mailshim_last_error());
        return 1;
    }
    lws_email_check(&program.email);
    uv_run(loop, UV_RUN_DEFAULT);
    uv_loop_close(loop);
    fclose(program.file);
    return program.status;
}
