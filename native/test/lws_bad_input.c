/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lws_bad_input - hosts that get it wrong, and hosts that pass on what others got wrong on purpose
 */
#include "support/lws_host.h"

static struct lws_host host;
static uv_loop_t loop;
static struct script_server *server;

static void open_all(void)
{
    CHECK_INT(0, uv_loop_init(&loop));
    server = script_server_open(NULL);
}

static void close_all(void)
{
    lws_email_destroy(&host.email);
    lws_close_loop(&loop);
    CHECK_TEXT("", script_server_violation(server));
    script_server_close(server);
}

static void refused_by_init(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    host.email.content = (char *)&host;
    CHECK_INT(1, lws_email_init(&host.email, &loop, 0));
    CHECK(host.email.content == NULL);
    CHECK_INT(1, lws_email_init(&host.email, &loop, -1));
    CHECK_INT(1, lws_email_init(&host.email, NULL, MAX_CONTENT));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(1, lws_email_init(NULL, &loop, MAX_CONTENT));
    lws_email_check(&host.email);
    CHECK_INT(0, uv_run(&loop, UV_RUN_DEFAULT));
    CHECK_INT(0, host.count);
    close_all();
}

static void a_closed_loop(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    lws_close_loop(&loop);
    CHECK_INT(1, lws_email_init(&host.email, &loop, MAX_CONTENT));
    CHECK_CONTAINS("closed", mailshim_last_error());
    CHECK_INT(0, uv_loop_init(&loop));
    close_all();
}

/* A loop that is told to stop before it has begun. */
static void a_loop_that_ends(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    uv_stop(&loop);
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    uv_run(&loop, UV_RUN_NOWAIT);
    close_all();
}

static void close_handle(uv_handle_t *handle, void *argument)
{
    (void)argument;
    uv_close(handle, NULL);
}

/* One that is being closed has its handles closing, ours among them, and has not turned since. */
static void a_loop_being_closed(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    uv_walk(&loop, close_handle, NULL);
    lws_email_check(&host.email);
    host.waiting = 1;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    close_all();
}

/* The original was silent for ever when the private part was not zeroed. */
static void a_struct_of_garbage(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    size_t private = offsetof(struct lws_email, timeout_email);
    memset((char *)&host.email + private, 0xa5, sizeof host.email - private);
    host.email.loop = (uv_loop_t *)8;
    host.email.max_content_size = 77;
    host.waiting = 1;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_NONE, 1);
    CHECK_TEXT("mbs-", host.seen);
    close_all();
}

static void check_refused(int code, const char *part)
{
    int failures = lws_seen(&host, SAW_FAILURE);

    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_FAILURE, failures + 1);
    if (host.code != code)
        CHECK_FAILED("%d, not %d: %s", host.code, code, host.text);
    CHECK_CONTAINS(part, host.text);
}

static char *field;
static size_t field_size;
static const char *field_text; /* NULL: no NUL at all */

static void spoil(struct lws_host *its, char what)
{
    (void)its;
    if (what != SAW_MAIL || field == NULL)
        return;
    memset(field, 'a', field_size);
    if (field_text != NULL)
        snprintf(field, field_size, "%s", field_text);
}

static void check_spoilt(char *which, size_t size, const char *text, int code, const char *part)
{
    lws_host_fill_for(&host, server);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "retry_min", "1"));
    host.waiting = 1;
    host.also = spoil;
    field = which;
    field_size = size;
    field_text = text;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    check_refused(code, part);
    CHECK_SAYS("mf", host.seen); /* on a slow machine it may be tried again by now */
    lws_email_destroy(&host.email);
}

#define SPOILT(name, text, code, part)                                                             \
    check_spoilt(host.email.name, sizeof host.email.name, text, code, part)

static void arrays_without_an_end(void)
{
    open_all();
    SPOILT(email_to, NULL, MAILSHIM_E_ARGUMENT, "email_to has no NUL");
    SPOILT(email_from, NULL, MAILSHIM_E_ARGUMENT, "email_from has no NUL");
    SPOILT(email_helo, NULL, MAILSHIM_E_ARGUMENT, "email_helo has no NUL");
    SPOILT(email_smtp_ip, NULL, MAILSHIM_E_ARGUMENT, "email_smtp_ip has no NUL");
    CHECK_INT(0, script_server_reached(server, AT_CONNECT));
    close_all();
}

/* The original let a recipient of this kind bring another one along. */
static void injected_commands(void)
{
    char server_text[32];

    open_all();
    SPOILT(email_to, "bob@x.example>\nRCPT TO: <victim@y.example", MAILSHIM_E_ADDRESS, "");
    SPOILT(email_to, "bob@x.example>\r\nDATA\r\n", MAILSHIM_E_ADDRESS, "");
    SPOILT(email_from, "me@x.example>\nRCPT TO: <victim@y.example", MAILSHIM_E_ADDRESS, "");
    SPOILT(email_from, "me", MAILSHIM_E_ADDRESS, "");
    SPOILT(email_to, "", MAILSHIM_E_ADDRESS, "");
    SPOILT(email_to, "\xff@example.org", MAILSHIM_E_ARGUMENT, "UTF-8");
    SPOILT(email_helo, "me\r\nMAIL FROM:<x@y>", MAILSHIM_E_CONFIG, "email_helo");
    SPOILT(email_smtp_ip, "", MAILSHIM_E_CONFIG, "email_smtp_ip");
    SPOILT(email_smtp_ip, "127.0.0.1:0", MAILSHIM_E_CONFIG, "email_smtp_ip");
    SPOILT(email_smtp_ip, "127.0.0.1:x", MAILSHIM_E_CONFIG, "email_smtp_ip");
    SPOILT(email_smtp_ip, "not an.ip", MAILSHIM_E_ARGUMENT, "host name");
    snprintf(server_text, sizeof server_text, "300.1.2.3:25");
    SPOILT(email_smtp_ip, server_text, MAILSHIM_E_ARGUMENT, "300.1.2.3");
    CHECK_INT(0, script_server_reached(server, AT_MAIL));
    close_all();
}

static const char *raw;
static size_t raw_size;
static int raw_result;

static int raw_body(struct lws_email *email, char *buf, int len)
{
    (void)email;
    CHECK(raw_size <= (size_t)len);
    memcpy(buf, raw, raw_size);
    return raw_result;
}

static void begin_raw(int max_content)
{
    open_all();
    lws_host_fill_for(&host, server);
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(&host.email, "retry_min", "1"));
    host.email.on_get_body = raw_body;
    host.waiting = 1;
    CHECK_INT(0, lws_email_init(&host.email, &loop, max_content));
}

/* What fills the whole buffer may have been cut by strncpy. */
static void a_body_without_an_end(void)
{
    begin_raw(8);
    raw = "a: b\n\nxyz";
    raw_size = 8;
    check_refused(MAILSHIM_E_ARGUMENT, "no NUL");
    raw_size = 0;
    check_refused(MAILSHIM_E_ARGUMENT, "nothing");
    CHECK_INT(0, script_server_messages(server));
    raw = "a: b\n\n";
    raw_size = 7;
    lws_run_until(&loop, &host, SAW_SENT, 1);
    close_all();
}

/* A room for nothing but the NUL; the original wrote its commands into it. */
static void the_smallest_buffer(void)
{
    begin_raw(1);
    raw = "";
    raw_size = 1;
    check_refused(MAILSHIM_E_ARGUMENT, "nothing");
    raw = "x";
    check_refused(MAILSHIM_E_ARGUMENT, "no NUL");
    close_all();
}

/* A message whose host has no NUL behind it must not go on with the message before it. */
static void no_rest_of_another_message(void)
{
    size_t length = 0;

    begin_raw(64);
    raw = "a: b\n\na long one with a token\n";
    raw_size = strlen(raw) + 1;
    lws_run_until(&loop, &host, SAW_SENT, 1);
    host.waiting = 1;
    raw = "a: b\n\nc";
    raw_size = strlen(raw);
    lws_email_check(&host.email);
    lws_run_until(&loop, &host, SAW_SENT, 2);
    const char *data = script_server_data(server, &length);
    CHECK_INT(strlen("a: b\r\n\r\nc\r\n.\r\n"), length);
    CHECK(memcmp("a: b\r\n\r\nc\r\n.\r\n", data, length) == 0);
    close_all();
}

/* The original left the server in the middle of DATA. */
static void a_body_that_is_refused(void)
{
    begin_raw(MAX_CONTENT);
    raw = "a: b\n\n";
    raw_size = 7;
    raw_result = 1;
    check_refused(MAILSHIM_E_CANCELLED, "on_get_body");
    CHECK_INT(0, script_server_messages(server));
    raw_result = 0;
    lws_run_until(&loop, &host, SAW_SENT, 1);
    CHECK_INT(1, script_server_messages(server));
    close_all();
}

static void no_callbacks(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    host.email.on_next = NULL;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_email_check(&host.email);
    CHECK_INT(0, uv_run(&loop, UV_RUN_DEFAULT));
    lws_email_destroy(&host.email);

    lws_host_fill_for(&host, server);
    host.email.on_get_body = NULL;
    host.waiting = 1;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    check_refused(MAILSHIM_E_CANCELLED, "on_get_body");
    lws_email_destroy(&host.email);

    lws_host_fill_for(&host, server);
    host.email.on_sent = NULL;
    host.waiting = 1;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    lws_run_until(&loop, &host, SAW_MAIL, 3);
    CHECK(script_server_messages(server) >= 2);
    close_all();
}

static void options(void)
{
    static const char *const wrong[][2] = {
        {"port", "0"},
        {"port", "65536"},
        {"port", ""},
        {"port", " 25"},
        {"port", "25x"},
        {"port", "+25"},
        {"tls", "maybe"},
        {"tls", ""},
        {"tls", "no "},
        {"tls", "no if-offered"},
        {"tls_verify", "2"},
        {"user", "a\nb"},
        {"nonsense", "1"},
        {"", ""},
        {"retry_min", "99999999999999"},
        {"dialog_timeout", "-1"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_INT(MAILSHIM_E_CONFIG, mailshim_lws_set(NULL, wrong[i][0], wrong[i][1]));
        CHECK_INT(MAILSHIM_E_CONFIG, mailshim_lws_set(&host.email, wrong[i][0], wrong[i][1]));
    }
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_lws_set(NULL, NULL, NULL));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "port", "26"));
    CHECK_INT(MAILSHIM_OK, mailshim_lws_set(NULL, "port", NULL));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_lws_set_recipients(&host.email, "a@b.example"));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_lws_set_recipients(NULL, NULL));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_lws_set(NULL, "password", "se\ncret"));
    CHECK(strstr(mailshim_last_error(), "cret") == NULL);
    lws_email_destroy(&host.email);
}

static void an_environment_of_no_use(void)
{
    open_all();
    lws_host_fill_for(&host, server);
    setenv("MAILSHIM_LWS_TLS", "perhaps", 1);
    setenv("MAILSHIM_LWS_RETRY_MIN", "soon", 1);
    host.waiting = 1;
    CHECK_INT(0, lws_email_init(&host.email, &loop, MAX_CONTENT));
    check_refused(MAILSHIM_E_CONFIG, "tls");
    close_all();
}

int main(void)
{
    RUN(refused_by_init);
    RUN(a_closed_loop);
    RUN(a_loop_that_ends);
    RUN(a_loop_being_closed);
    RUN(a_struct_of_garbage);
    RUN(arrays_without_an_end);
    RUN(injected_commands);
    RUN(a_body_without_an_end);
    RUN(the_smallest_buffer);
    RUN(no_rest_of_another_message);
    RUN(a_body_that_is_refused);
    RUN(no_callbacks);
    RUN(options);
    RUN(an_environment_of_no_use);
    return SUMMARY();
}
