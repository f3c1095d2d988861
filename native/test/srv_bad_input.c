/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_bad_input - arguments that no program should pass: each gets the documented failure and
 * error, and nothing of it reaches a server
 */
#include "support/watch.h"

#include <limits.h>
#include <stdint.h>
#include <wchar.h>

static void *const nobody = NULL;

static ServerStream open_smtp(const char *from, const char *to, const char *host, int port)
{
    return SRVInitSendMsgSMTP(from, to, host, port, NULL, nobody);
}

/* No stream, and this code; the text says something. */
static void check_refused(int code, ServerStream stream)
{
    CHECK(stream == NULL);
    CHECK_INT(code, mailshim_last_error_code());
    CHECK_INT(code, SRVGetLastError(NULL));
    CHECK(strlen(mailshim_last_error()) > 10);
    for (const char *c = mailshim_last_error(); *c != '\0'; c++)
        CHECK((unsigned char)*c >= ' ' && *c != 0x7f);
}

static void null_pointers(void)
{
    const char *good = "a@example.org";
    char text[16] = "kept";
    int code = 7;

    SetConfigParam("smtp_name", "client.example.org");
    check_refused(MAILSHIM_E_ARGUMENT, open_smtp(NULL, good, "127.0.0.1", 25));
    check_refused(MAILSHIM_E_ARGUMENT, open_smtp(good, NULL, "127.0.0.1", 25));
    check_refused(MAILSHIM_E_ARGUMENT, open_smtp(good, good, NULL, 25));
    check_refused(MAILSHIM_E_ARGUMENT, SRVInitSendMsgImidiatly(NULL, good, NULL, NULL));
    check_refused(MAILSHIM_E_ARGUMENT, SRVInitSendMsgImidiatly(good, NULL, NULL, NULL));
    check_refused(MAILSHIM_E_ARGUMENT, SRVInitSendMsgImmediately(NULL, NULL, NULL, NULL));

    CHECK_INT(0, SRVSend(NULL, text, 4));
    CHECK_INT(MAILSHIM_E_HANDLE, SRVGetLastError(NULL));
    CHECK_INT(0, SRVprintf(NULL, "%s", "x"));
    CHECK_INT(MAILSHIM_E_HANDLE, SRVGetLastError(NULL));
    CHECK_INT(-1, SRVEndOfMsgEx(NULL));
    SRVEndOfMsg(NULL);
    CHECK_INT(0, SRVAbortMsg(NULL));
    CHECK_INT(-2, SRVGetRcptResult(NULL, 0, text, sizeof text, &code));
    CHECK_TEXT("kept", text);
    CHECK_INT(7, code);
    CHECK(SRVErrorText(NULL, NULL, 0) > 0);

    SetConfigParamI(NULL, 1);
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    SetConfigParamS(NULL, "x");
    SetConfigParamS(NULL, NULL);
    CHECK_INT(0, GetConfigParamInt(NULL));
    CHECK(GetConfigParamStr(NULL) == NULL);
    CHECK(SetConfigParamStr(NULL) == NULL);
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
}

static void check_no_handle(ServerStream stream)
{
    char text[16];

    CHECK_INT(0, SRVSend(stream, "x", 1));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    CHECK_INT(0, SRVprintf(stream, "%d", 1));
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    SRVEndOfMsg(stream);
    CHECK_INT(0, SRVAbortMsg(stream));
    CHECK_INT(-2, SRVGetRcptResult(stream, 0, text, sizeof text, NULL));
    CHECK_INT(MAILSHIM_E_HANDLE, SRVGetLastError(stream));
    CHECK_INT(-1, SRVErrorText(stream, text, sizeof text));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
}

/* The good one is left alone by all the bad ones around it. */
static void stray_handles(void)
{
    static char memory[64];
    struct script_server *server = script_server_open(NULL);
    ServerStream good = begin(server, "recipient@example.net", NULL);
    ServerStream other = begin(server, "recipient@example.net", NULL);
    uintptr_t token = (uintptr_t)good;
    uint64_t random = 88172645463325252u;

    for (int bit = 0; bit < 64; bit++)
        if ((token ^ (uintptr_t)1 << bit) != (uintptr_t)other)
            check_no_handle((ServerStream)(token ^ (uintptr_t)1 << bit));
    for (int i = 0; i < 1000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        check_no_handle((ServerStream)(uintptr_t)random);
    }
    check_no_handle(memory);
    check_no_handle(&good);
    check_no_handle((ServerStream)stdout);
    check_no_handle((ServerStream)UINTPTR_MAX);
    check_no_handle((ServerStream)(uintptr_t)1);
    write_text(good);
    CHECK_INT(23, SRVEndOfMsgEx(good));
    for (int i = 0; i < 1000; i++) /* freed, and its slot used again and again */
        CHECK_INT(1, SRVAbortMsg(begin(server, "recipient@example.net", NULL)));
    check_no_handle(good);
    write_text(other);
    CHECK_INT(23, SRVEndOfMsgEx(other));
    check_no_handle(other);
    CHECK_INT(2, script_server_messages(server));
    close_server(server);
}

static void sizes(void)
{
    static const int bad[] = {0, -1, -2, INT_MIN, INT_MIN + 1};
    struct script_server *server = script_server_open(NULL);
    ServerStream stream = begin(server, "recipient@example.net", NULL);

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_INT(0, SRVSend(stream, "x", bad[i]));
        CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    }
    CHECK_INT(0, SRVSend(stream, NULL, 1));
    CHECK_INT(0, SRVSend(stream, NULL, 0));
    CHECK_INT(0, SRVSend(stream, NULL, INT_MAX));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(0, SRVprintf(stream, NULL));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(0, SRVprintf(stream, "%lc", (wint_t)0x7ffffff0)); /* no character of any locale */
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    write_text(stream); /* none of that has hurt the message */
    CHECK_INT(23, SRVEndOfMsgEx(stream));
    close_server(server);
}

/* From, to, or both; with every character that could end a line or a path. */
static void addresses(void)
{
    static const char *const bad[] = {
        "",
        " ",
        "nobody",
        "@",
        "a@",
        "@example.org",
        "a@b@c",
        "a@example.org\r\nRCPT TO:<evil@example.org>",
        "a@example.org\nDATA",
        "a@example.org\rDATA",
        "a@exa\rmple.org",
        "\"a\r\nQUIT\"@example.org",
        "\"a\nb\"@example.org",
        "a\tb@example.org",
        "a@example.org\x01",
        "a\x7f@example.org",
        "a\x1b[2J@example.org",
        "<a@example.org",
        "a@example.org>",
        "<a@example.org>",
        "a@example.org> SIZE=1",
        "a@example.org>\r\nDATA",
        "a@-example.org",
        "a@example..org",
        "a..b@example.org",
        "\"a@example.org",
        "a@[127.0.0.1",
        "a@[127.0.0.256]",
        "a@[IPv6:::g]",
        "\xc3\xa9\xe2\x80\xa8@example.org\n",
    };
    static const char *const not_text[] = {"\xff@example.org",     "a\x80@example.org",
                                           "a@\xc3.org",           "\xed\xa0\x80@example.org",
                                           "\xc0\x80@example.org", "a@example.org\xf8"};
    struct script_server *server = script_server_open(NULL);
    int port = script_server_port(server);

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        check_refused(MAILSHIM_E_ADDRESS, open_smtp(bad[i], "b@example.net", "127.0.0.1", port));
        check_refused(MAILSHIM_E_ADDRESS, open_smtp("a@example.org", bad[i], "127.0.0.1", port));
        SetConfigParam("smtp_name", "client.example.org");
        check_refused(MAILSHIM_E_ADDRESS, SRVInitSendMsgImidiatly(bad[i], "b@a.invalid", 0, 0));
        check_refused(MAILSHIM_E_ADDRESS, SRVInitSendMsgImidiatly("a@example.org", bad[i], 0, 0));
    }
    for (size_t i = 0; i < sizeof not_text / sizeof not_text[0]; i++) {
        check_refused(MAILSHIM_E_ARGUMENT,
                      open_smtp(not_text[i], "b@example.net", "127.0.0.1", port));
        check_refused(MAILSHIM_E_ARGUMENT,
                      open_smtp("a@example.org", not_text[i], "127.0.0.1", port));
    }
    check_refused(MAILSHIM_E_ADDRESS,
                  open_smtp("a@example.org", "b@example.net nobody", "127.0.0.1", port));
    check_refused(MAILSHIM_E_ADDRESS, open_smtp("a@example.org", ",;  ,", "127.0.0.1", port));
    /* One message to the end, so that any connection of those before would have been seen. */
    ServerStream stream = begin(server, "recipient@example.net", NULL);
    write_text(stream);
    CHECK_INT(23, SRVEndOfMsgEx(stream));
    CHECK_INT(1, script_server_reached(server, AT_CONNECT));
    close_server(server);
}

/* Refused at once, or when it is looked up; in no case a connection. */
static void check_host_fails(const char *host)
{
    ServerStream stream = open_smtp("a@example.org", "b@example.net", host, 25);

    if (stream == NULL) {
        check_refused(MAILSHIM_E_ARGUMENT, stream);
        return;
    }
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    int code = mailshim_last_error_code();
    CHECK(code == MAILSHIM_E_DNS || code == MAILSHIM_E_ARGUMENT);
}

static void hosts_and_ports(void)
{
    static const int ports[] = {0, -1, 65536, 70000, INT_MIN, INT_MAX};
    static const char *const hosts[] = {
        "",           " ",    "a b",        "a\r\nQUIT", "127.0.0.1\n",         "host\x01.example",
        "-x.invalid", "a..b", "[127.0.0.1", "1.2.3",     "\xc3\xa9\xe2\x80\xa8"};
    static char long_host[10 * 1024 + 1];

    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        check_refused(MAILSHIM_E_ARGUMENT,
                      open_smtp("a@example.org", "b@example.net", "127.0.0.1", ports[i]));
    memset(long_host, 'h', sizeof long_host - 1);
    check_refused(MAILSHIM_E_ARGUMENT, open_smtp("a@example.org", "b@example.net", long_host, 25));
    for (size_t i = 63; i < sizeof long_host - 1; i += 64)
        long_host[i] = '.';
    check_refused(MAILSHIM_E_ARGUMENT, open_smtp("a@example.org", "b@example.net", long_host, 25));
    long_host[1000] = '\0';
    check_host_fails(long_host);
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        check_host_fails(hosts[i]);
}

static void long_texts(void)
{
    static char text[3 * 1024 * 1024];
    static const size_t lengths[] = {320, 1024, 1025, 10 * 1024, sizeof text - 1};

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        memset(text, 'a', lengths[i]);
        text[lengths[i]] = '\0';
        text[lengths[i] / 2] = '@';
        CHECK(open_smtp(text, "b@example.net", "127.0.0.1", 25) == NULL);
        CHECK(open_smtp("a@example.org", text, "127.0.0.1", 25) == NULL);
        CHECK_AT_MOST(4096, (int)strlen(mailshim_last_error()));
        text[lengths[i] / 2] = 'a';
        CHECK(GetConfigParamStr(text) == NULL);
        SetConfigParam("smtp_name", text);
    }
}

static void parameters(void)
{
    static const struct {
        const char *name;
        int value;
    } numbers[] = {{"async", 2},         {"async", -2},       {"async", INT_MAX},
                   {"async", INT_MIN},   {"smtp_addhdr", -1}, {"conn_timeout", 0},
                   {"conn_timeout", -1}, {"smtp_name", 1},    {"", 1},
                   {"nonsense", 1},      {"ASYNC ", 1}};
    static const struct {
        const char *name, *value;
    } texts[] = {
        {"async", "yes"},           {"async", ""},         {"async", "99999999999999999999"},
        {"smtp_name", "a\r\nQUIT"}, {"smtp_name", "\x01"}, {"nonsense", "x"},
        {"nonsense", NULL},         {"conn_timeout", "1s"}};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        SRVSend(NULL, "x", 1); /* another error first */
        SetConfigParamI(numbers[i].name, numbers[i].value);
        CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        SRVSend(NULL, "x", 1);
        SetConfigParamS(texts[i].name, texts[i].value);
        CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    }
    CHECK_INT(-1, GetConfigParamInt("async")); /* the default still */
    CHECK_TEXT("", GetConfigParamStr("smtp_name"));
    CHECK_INT(0, GetConfigParamInt("smtp_name"));
    CHECK(GetConfigParamStr("nonsense") == NULL);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParamS("smtp_name", "not a host name");
    check_refused(MAILSHIM_E_CONFIG, open_smtp("a@example.org", "b@example.net", "127.0.0.1", 25));
    SetConfigParamS("smtp_name", NULL);
    check_refused(MAILSHIM_E_CONFIG,
                  SRVInitSendMsgImidiatly("a@example.org", "b@example.net", 0, 0));
    SetConfigParamS("smtp_dns", "dns.example.org");
    check_refused(MAILSHIM_E_CONFIG, open_smtp("a@example.org", "b@example.net", "127.0.0.1", 25));
    SetConfigParamS("smtp_dns", "127.0.0.1:99999");
    check_refused(MAILSHIM_E_CONFIG, open_smtp("a@example.org", "b@example.net", "127.0.0.1", 25));
}

/* Nothing may be added to a message that has ended, and it may not be ended twice. */
static void after_the_end(void)
{
    struct script script = {AT_END_OF_DATA, FALLS_SILENT, "", false};
    struct script_server *server = script_server_open(&script);
    struct watch watch = {.count = 0};

    ServerStream stream = begin(server, "recipient@example.net", &watch);
    write_text(stream);
    SRVEndOfMsg(stream);
    CHECK(script_server_await(server, AT_END_OF_DATA, 1));
    CHECK_INT(0, SRVSend(stream, "more", 4));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    CHECK_INT(0, SRVprintf(stream, "%s", "more"));
    CHECK_INT(-1, SRVEndOfMsgEx(stream));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    SRVEndOfMsg(stream);
    CHECK_INT(1, SRVAbortMsg(stream));
    watch_done(&watch);
    CHECK_INT(MAILSHIM_E_CANCELLED,
              watch.error); /* the message's own, not that of the late calls */
    CHECK_INT(1, watch.dones);
    close_server(server);
}

int main(void)
{
    RUN(null_pointers);
    RUN(stray_handles);
    RUN(sizes);
    RUN(addresses);
    RUN(hosts_and_ports);
    RUN(long_texts);
    RUN(parameters);
    RUN(after_the_end);
    return SUMMARY();
}
