/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_servers - SetSMTPServer and SetPOP3Server: each action of the callback with each class of
 * result, and what a callback may do
 *
 * The servers work in the process of the case; its clients say their lines over loopback.
 */
#include "support/server_host.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ---- CONNECT --------------------------------------------------------------------------------- */

static void connect_zero_greets(void)
{
    open_servers(ALL_ACTIONS);
    struct line_client *client = greeted(smtp_port, "220 mail.example.net ESMTP");
    struct answer *answer = answer_to(ACTION_SMTP_CONNECT);
    CHECK_INT(1, answer->calls);
    CHECK_TEXT("127.0.0.1", answer->reqname);
    CHECK_INT(1, answer->item_count);
    CHECK_TEXT("", answer->items[0]);
    line_client_close(client);
    close_servers();
}

static void connect_below_zero_hangs_up(void)
{
    answer_to(ACTION_SMTP_CONNECT)->result = -1;
    open_servers(ALL_ACTIONS);
    struct line_client *client = line_client_open(smtp_port);
    CHECK_TEXT("", line_client_read(client));
    line_client_close(client);
    close_servers();
}

static void connect_above_zero_refuses(void)
{
    open_servers(ALL_ACTIONS);
    for (int i = 0; i < 3; i++) {
        answer_to(ACTION_SMTP_CONNECT)->result = i == 0 ? 421 : i == 1 ? 599 : 7;
        struct line_client *client = greeted(smtp_port, i == 0   ? "421 4.7.1 "
                                                        : i == 1 ? "599 5.7.1 "
                                                                 : "554 5.7.1 ");
        CHECK_TEXT("", line_client_read(client));
        line_client_close(client);
    }
    close_servers();
}

enum { MANY = 150, PER_ADDRESS = 50, PATIENCE_SECONDS = 50 };

static pthread_mutex_t inside_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int inside;

/* Waits within the callback until all clients have come to theirs. */
static int meet(ServerStream *stream, char *reqname, int action, ...)
{
    struct timespec limit;
    int late = 0;

    (void)stream;
    (void)reqname;
    if (action != ACTION_SMTP_CONNECT)
        return 0;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&inside_lock);
    inside++;
    pthread_cond_broadcast(&changed);
    while (inside < MANY && late == 0)
        late = pthread_cond_timedwait(&changed, &inside_lock, &limit);
    pthread_mutex_unlock(&inside_lock);
    return late == 0 ? 0 : 421;
}

static int connect_from(int number)
{
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7f000001 + number)};
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(descriptor >= 0);
    there.sin_port = htons(smtp_port);
    CHECK_INT(0, setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience));
    CHECK_INT(0, bind(descriptor, (struct sockaddr *)&here, sizeof here));
    CHECK_INT(0, connect(descriptor, (struct sockaddr *)&there, sizeof there));
    return descriptor;
}

/* More sessions than have platform threads: the callbacks of all of them run at once. */
static void many_callbacks_block_at_once(void)
{
    int clients[MANY];
    char code[4] = "";

    configure();
    CHECK_INT(0, SetSMTPServer(meet, 0, ALL_ACTIONS));
    smtp_port = GetConfigParamInt("smtp_port");
    for (int i = 0; i < MANY; i++)
        clients[i] = connect_from(i / PER_ADDRESS);
    for (int i = 0; i < MANY; i++) {
        CHECK_INT(3, recv(clients[i], code, 3, MSG_WAITALL));
        CHECK_TEXT("220", code);
        close(clients[i]);
    }
    close_servers();
}

/* ---- SENDMSG --------------------------------------------------------------------------------- */

static void sendmsg_zero_keeps(void)
{
    open_servers(ALL_ACTIONS & ~ACTION_POP_LOGIN);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;secret");
    send_message();
    struct answer *answer = answer_to(ACTION_SMTP_SENDMSG);
    CHECK_INT(1, answer->calls);
    CHECK_INT(12, strlen(answer->reqname));
    CHECK_TEXT(".msg", answer->reqname + 8);
    CHECK_INT(8, strspn(answer->reqname, "0123456789ABCDEF"));
    CHECK_INT(4, answer->item_count);
    CHECK_TEXT("me@example.org", answer->items[0]);
    CHECK_TEXT("ann@example.net bob@example.com", answer->items[1]);
    CHECK_TEXT("client.example", answer->items[2]);
    CHECK_TEXT("42", answer->items[3]);
    await_messages("ann", 1);
    await_messages("bob", 1);
    close_servers();
}

static void sendmsg_below_zero_takes(void)
{
    answer_to(ACTION_SMTP_SENDMSG)->result = -1;
    open_servers(ALL_ACTIONS);
    struct line_client *client;
    CHECK_SAYS("354", at_data(&client));
    say_message(client, "250 2.0.0 taken by the host");
    CHECK_INT(0, SRVQueueCount());
    close_servers();
}

static void sendmsg_above_zero_declines_before_354(void)
{
    open_servers(ALL_ACTIONS);
    for (int i = 0; i < 3; i++) {
        struct line_client *client;
        answer_to(ACTION_SMTP_SENDMSG)->result = i == 0 ? 452 : i == 1 ? 550 : 1;
        const char *reply = at_data(&client);
        CHECK_SAYS(i == 0 ? "452 4.7.1 " : i == 1 ? "550 5.7.1 " : "554 5.7.1 ", reply);
        CHECK_SAYS("250", line_client_say(client, "RSET"));
        line_client_close(client);
    }
    CHECK_INT(0, SRVQueueCount());
    close_servers();
}

static char received[8192];
static int received_size, piece_size;
static bool read_to_the_end;

static void receive(ServerStream *stream, int action)
{
    if (action != ACTION_SMTP_SENDMSG)
        return;
    received_size = 0;
    do {
        int size = SRVRecv(stream, received + received_size, piece_size);
        if (size == 0) {
            CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
            break;
        }
        CHECK(size > 0 && size <= piece_size);
        received_size += size;
    } while (read_to_the_end);
    received[received_size] = '\0';
}

static void check_received(void)
{
    CHECK_SAYS("Received: from client.example", received);
    CHECK_CONTAINS("\r\nSubject: test\r\n\r\n.a dot\r\ntext\r\n", received);
    CHECK_INT(0, strcmp("text\r\n", received + received_size - 6));
}

static void sendmsg_received_and_kept(void)
{
    open_servers(ALL_ACTIONS & ~ACTION_POP_LOGIN);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;secret");
    in_callback = receive;
    read_to_the_end = true;
    for (piece_size = 1; piece_size <= 4096; piece_size *= 64) {
        send_message();
        check_received();
    }
    read_to_the_end = false; /* the rest is kept all the same */
    piece_size = 10;
    send_message();
    CHECK_INT(10, received_size);
    await_messages("ann", 4);
    close_servers();
}

static void sendmsg_received_and_taken(void)
{
    answer_to(ACTION_SMTP_SENDMSG)->result = -7;
    open_servers(ALL_ACTIONS);
    in_callback = receive;
    read_to_the_end = true;
    piece_size = 100;
    struct line_client *client;
    CHECK_SAYS("354", at_data(&client));
    say_message(client, "250 2.0.0 taken by the host");
    check_received();
    read_to_the_end = false; /* the rest is drained */
    CHECK_SAYS("354", at_data(&client));
    say_message(client, "250 2.0.0 taken by the host");
    CHECK_INT(0, SRVQueueCount());
    close_servers();
}

static void sendmsg_received_and_declined(void)
{
    open_servers(ALL_ACTIONS);
    in_callback = receive;
    piece_size = 100;
    for (int whole = 0; whole <= 1; whole++) {
        struct line_client *client;
        read_to_the_end = whole;
        answer_to(ACTION_SMTP_SENDMSG)->result = whole ? 451 : 2;
        CHECK_SAYS("354", at_data(&client)); /* SRVRecv has been called already */
        say_message(client, whole ? "451 4.7.1 " : "554 5.7.1 ");
    }
    CHECK_INT(0, SRVQueueCount());
    close_servers();
}

static int lines_received; /* in their order, none missing */

/* The number of a line made by numbered_message(); -1 for another line. */
static int line_number(const char *line)
{
    int number = -1;

    return sscanf(line, "line %d of many", &number) == 1 ? number : -1;
}

/* Counts numbered lines in pieces of any length, each line in its turn. */
static void receive_numbered(ServerStream *stream, int action)
{
    static char piece[40000];
    char line[128];
    int length = 0, size;

    if (action != ACTION_SMTP_SENDMSG)
        return;
    lines_received = 0;
    while ((size = SRVRecv(stream, piece, piece_size)) > 0)
        for (int i = 0; i < size; i++) {
            line[length] = '\0';
            if (piece[i] == '\n' && line_number(line) >= 0)
                CHECK_INT(lines_received++, line_number(line));
            length = piece[i] == '\n' || length == sizeof line - 1 ? 0 : length;
            if (piece[i] != '\n')
                line[length++] = piece[i];
        }
    CHECK_INT(MAILSHIM_OK, SRVGetLastError(stream));
}

static void send_numbered(int lines)
{
    static char text[400000];
    size_t length = (size_t)snprintf(text, sizeof text, "Subject: many\r\n\r\n");
    struct line_client *client;

    for (int i = 0; i < lines; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "line %06d of many\r\n", i);
    length += (size_t)snprintf(text + length, sizeof text - length, ".\r\n");
    CHECK(length < sizeof text);
    CHECK_SAYS("354", at_data(&client));
    CHECK(line_client_send(client, text, length));
    CHECK_SAYS("250", line_client_read(client));
    line_client_close(client);
}

static void check_kept(struct line_client *client, int message, int lines)
{
    char command[32];
    int kept = 0;

    snprintf(command, sizeof command, "RETR %d", message);
    CHECK_SAYS("+OK", line_client_say(client, command));
    for (const char *line; strcmp(line = line_client_read(client), ".") != 0;)
        if (line_number(line) >= 0)
            CHECK_INT(kept++, line_number(line));
    CHECK_INT(lines, kept);
}

/* Shorter and longer than what waits for the host's decision, and than what waits for the host. */
static void sendmsg_of_any_length_received_and_kept(void)
{
    static const int lines[] = {700, 1400, 1550, 1700, 3200, 15000}; /* of 21 octets */
    static const int pieces[] = {100, 16384, 40000};
    enum { LENGTHS = sizeof lines / sizeof lines[0], PIECES = sizeof pieces / sizeof pieces[0] };

    open_servers(ALL_ACTIONS & ~ACTION_POP_LOGIN);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;secret");
    in_callback = receive_numbered;
    for (int i = 0; i < LENGTHS * PIECES; i++) {
        piece_size = pieces[i / LENGTHS];
        send_numbered(lines[i % LENGTHS]);
        CHECK_INT(lines[i % LENGTHS], lines_received);
        await_messages("ann", i + 1);
    }
    struct line_client *client = logged_in("ann");
    for (int i = 0; i < LENGTHS * PIECES; i++)
        check_kept(client, i + 1, lines[i % LENGTHS]);
    line_client_close(client);
    close_servers();
}

static bool broke_off;

static void receive_what_breaks_off(ServerStream *stream, int action)
{
    if (action == ACTION_SMTP_SENDMSG) {
        while (SRVRecv(stream, received, sizeof received) > 0)
            continue;
        CHECK_INT(MAILSHIM_E_NETWORK, SRVGetLastError(stream));
        broke_off = true;
    }
}

static void sendmsg_of_a_client_that_leaves(void)
{
    open_servers(ALL_ACTIONS);
    in_callback = receive_what_breaks_off;
    struct line_client *client;
    CHECK_SAYS("354", at_data(&client));
    line_client_send(client, wire_message, 20);
    line_client_close(client);
    await_calls(ACTION_SMTP_SENDMSG, 1);
    CHECK(broke_off);
    CHECK_INT(0, SRVQueueCount());
    close_servers();
}

/* ---- POP3 ------------------------------------------------------------------------------------ */

static void login_zero_asks_the_table(void)
{
    open_servers(ALL_ACTIONS);
    SetConfigParam("user", "ann;secret");
    struct line_client *client = logged_in("ann");
    struct answer *answer = answer_to(ACTION_POP_LOGIN);
    CHECK_INT(1, answer->calls);
    CHECK_TEXT("ann", answer->reqname);
    CHECK_INT(3, answer->item_count);
    CHECK_TEXT("PASS", answer->items[0]);
    CHECK_TEXT("", answer->items[1]);
    CHECK_TEXT("", answer->items[2]);
    line_client_close(client);
    client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
    CHECK_SAYS("-ERR [AUTH]", line_client_say(client, "PASS wrong"));
    CHECK_SAYS("+OK", line_client_say(client, "USER bob"));
    CHECK_SAYS("-ERR [AUTH]", line_client_say(client, "PASS secret"));
    CHECK_INT(3, answer->calls);
    line_client_close(client);
    close_servers();
}

static char seen_name[64], seen_password[64];
static char *password_shown;

static void look_at_login(ServerStream *stream, int action)
{
    if (action == ACTION_POP_LOGIN) {
        snprintf(seen_name, sizeof seen_name, "%s", GetAUTHName(stream));
        password_shown = GetAUTHPassw(stream);
        snprintf(seen_password, sizeof seen_password, "%s",
                 password_shown == NULL ? "(none)" : password_shown);
    }
}

static void login_below_zero_accepts(void)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = look_at_login;
    open_servers(ALL_ACTIONS);
    struct line_client *client = logged_in("stranger");
    CHECK_TEXT("stranger", seen_name);
    CHECK_TEXT("secret", seen_password);
    CHECK_SAYS("+OK 0 0", line_client_say(client, "STAT"));
    line_client_close(client);
    client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "AUTH PLAIN AGFubgBoZXJz")); /* \0ann\0hers */
    CHECK_TEXT("ann", seen_name);
    CHECK_TEXT("hers", seen_password);
    CHECK_TEXT("PLAIN", answer_to(ACTION_POP_LOGIN)->items[0]);
    CHECK_INT(2, answer_to(ACTION_POP_LOGIN)->calls);
    line_client_close(client);
    close_servers();
}

static void login_by_apop(void)
{
    answer_to(ACTION_POP_LOGIN)->result = -1;
    in_callback = look_at_login;
    open_servers(ALL_ACTIONS);
    struct line_client *client = line_client_open(pop_port);
    char greeting[256];
    snprintf(greeting, sizeof greeting, "%s", line_client_read(client));
    CHECK_SAYS("+OK", line_client_say(client, "APOP ann 0123456789abcdef0123456789abcdef"));
    struct answer *answer = answer_to(ACTION_POP_LOGIN);
    CHECK_TEXT("APOP", answer->items[0]);
    CHECK_CONTAINS(answer->items[1], greeting);
    CHECK_SAYS("<", answer->items[1]);
    CHECK_TEXT("0123456789abcdef0123456789abcdef", answer->items[2]);
    CHECK_TEXT("(none)", seen_password);
    line_client_close(client);
    close_servers();
}

static void login_above_zero_refuses(void)
{
    answer_to(ACTION_POP_LOGIN)->result = 7;
    open_servers(ALL_ACTIONS);
    SetConfigParam("user", "ann;secret");
    struct line_client *client = greeted(pop_port, "+OK");
    CHECK_SAYS("+OK", line_client_say(client, "USER ann"));
    CHECK_SAYS("-ERR [AUTH] 7", line_client_say(client, "PASS secret"));
    line_client_close(client);
    close_servers();
}

/* Ann has that many messages. */
static void with_messages(int count)
{
    open_servers(ALL_ACTIONS);
    answer_to(ACTION_POP_LOGIN)->result = -1;
    for (int i = 0; i < count; i++)
        send_message();
    await_messages("ann", count);
}

/* Reads a multi-line response to its end; how many lines it had. */
static int read_lines(struct line_client *client, char *all, size_t size)
{
    int count = 0;
    size_t length = 0;

    all[0] = '\0';
    for (const char *line; strcmp(line = line_client_read(client), ".") != 0; count++) {
        CHECK(count < 1000);
        length += (size_t)snprintf(all + length, size - length, "%s\n", line);
        CHECK(length < size);
    }
    return count;
}

static void getmsg_zero_sends_the_message(void)
{
    char text[4096];

    with_messages(1);
    struct line_client *client = logged_in("ann");
    CHECK_SAYS("+OK", line_client_say(client, "RETR 1"));
    read_lines(client, text, sizeof text);
    CHECK_CONTAINS("\nSubject: test\n\n..a dot\ntext\n", text);
    struct answer *answer = answer_to(ACTION_POP_GETMSG);
    CHECK_INT(3, answer->item_count);
    CHECK_TEXT("1", answer->items[0]);
    CHECK(atoi(answer->items[1]) > 30);
    CHECK_TEXT("-1", answer->items[2]);
    CHECK(answer->reqname[0] != '\0');
    CHECK_SAYS("+OK", line_client_say(client, "TOP 1 1"));
    read_lines(client, text, sizeof text);
    CHECK_TEXT("1", answer->items[2]);
    CHECK_CONTAINS("\n\n..a dot\n", text);
    CHECK(strstr(text, "\ntext") == NULL);
    line_client_close(client);
    close_servers();
}

static void send_another(ServerStream *stream, int action)
{
    if (action != ACTION_POP_GETMSG)
        return;
    CHECK(SRVprintf(stream, "Subject: %s\n\n", "from the host") > 0);
    CHECK_INT(6, SRVSend(stream, ".dots\n", 6));
    for (int i = 0; i < 100; i++)
        CHECK(SRVprintf(stream, "line %d\r\n", i) > 0);
    CHECK_INT(7, SRVSend(stream, "the end", 7));
}

static void getmsg_below_zero_the_host_sends(void)
{
    char text[4096];

    with_messages(1);
    answer_to(ACTION_POP_GETMSG)->result = -1;
    in_callback = send_another;
    struct line_client *client = logged_in("ann");
    CHECK_SAYS("+OK", line_client_say(client, "RETR 1"));
    CHECK_INT(104, read_lines(client, text, sizeof text));
    CHECK_SAYS("Subject: from the host\n\n..dots\nline 0\n", text);
    CHECK_CONTAINS("\nline 99\nthe end\n", text);
    CHECK_SAYS("+OK", line_client_say(client, "TOP 1 2"));
    CHECK_INT(4, read_lines(client, text, sizeof text));
    in_callback = NULL; /* nothing at all */
    CHECK_SAYS("+OK", line_client_say(client, "RETR 1"));
    read_lines(client, text, sizeof text);
    CHECK_SAYS("+OK", line_client_say(client, "NOOP"));
    line_client_close(client);
    close_servers();
}

static void getmsg_above_zero_refuses(void)
{
    with_messages(1);
    answer_to(ACTION_POP_GETMSG)->result = 42;
    struct line_client *client = logged_in("ann");
    CHECK_SAYS("-ERR 42", line_client_say(client, "RETR 1"));
    CHECK_SAYS("-ERR 42", line_client_say(client, "TOP 1 0"));
    in_callback = send_another; /* half a message must not be taken for a whole one */
    const char *reply = line_client_say(client, "RETR 1");
    if (reply[0] == '+') /* else the host had refused before the server said anything */
        while (!line_client_is_over(client))
            CHECK(strcmp(".", line_client_read(client)) != 0);
    else
        CHECK_SAYS("-ERR", reply);
    line_client_close(client);
    close_servers();
}

static void delmsg_of_each_class(void)
{
    static const struct {
        int result;
        const char *reply;
        int left;
    } cells[] = {{-1, "+OK", 2}, {9, "-ERR 9", 2}, {0, "+OK", 0}};

    with_messages(2);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        struct answer *answer = answer_to(ACTION_POP_DELMSG);
        answer->result = cells[i].result;
        answer->calls = 0;
        struct line_client *client = logged_in("ann");
        CHECK_SAYS("+OK", line_client_say(client, "DELE 1"));
        CHECK_SAYS("+OK", line_client_say(client, "DELE 2"));
        CHECK_INT(0, answer->calls);
        CHECK_SAYS(cells[i].reply, line_client_say(client, "QUIT"));
        CHECK_INT(2, answer->calls);
        CHECK_INT(2, answer->item_count);
        CHECK_TEXT("2", answer->items[0]);
        line_client_close(client);
        await_messages("ann", cells[i].left);
    }
    close_servers();
}

/* ---- masks, further actions, streams -----------------------------------------------------------
 */

static void what_the_mask_leaves_out_is_not_asked(void)
{
    open_servers(ACTION_SMTP_SENDMSG);
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;secret");
    send_message();
    await_messages("ann", 1);
    CHECK_INT(1, answer_to(ACTION_SMTP_SENDMSG)->calls);
    CHECK_INT(0, answer_to(ACTION_SMTP_CONNECT)->calls);
    CHECK_INT(0, answer_to(ACTION_POP_LOGIN)->calls);
    CHECK_INT(0, answer_to(ACTION_SMTP_RCPT)->calls);
    CHECK_INT(0, SetSMTPServer(NULL, smtp_port, ALL_ACTIONS)); /* the same port: replaced */
    send_message();
    CHECK_INT(1, answer_to(ACTION_SMTP_SENDMSG)->calls);
    close_servers();
}

static void further_actions_are_asked_for(void)
{
    open_servers(ALL_ACTIONS);
    send_message();
    CHECK_INT(0, answer_to(ACTION_SMTP_RCPT)->calls);
    SetConfigParam("ext_actions", 1);
    answer_to(ACTION_SMTP_AUTH)->result = -1;
    struct line_client *client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("235", line_client_say(client, "AUTH PLAIN AGFubgBoZXJz"));
    CHECK_TEXT("ann", answer_to(ACTION_SMTP_AUTH)->reqname);
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<ann@example.net>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<far@example.edu>")); /* a user may */
    CHECK_TEXT("far@example.edu", answer_to(ACTION_SMTP_RCPT)->reqname);
    answer_to(ACTION_SMTP_RCPT)->result = 450;
    CHECK_SAYS("450", line_client_say(client, "RCPT TO:<ann@example.net>"));
    line_client_close(client);
    answer_to(ACTION_SMTP_AUTH)->result = 1;
    client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("535", line_client_say(client, "AUTH PLAIN AGFubgBoZXJz"));
    line_client_close(client);
    close_servers();
}

static int remote_port, socket_peer_port, tls;
static srv_ulong remote_ip;
static ServerStream kept_stream;

static void look_at_stream(ServerStream *stream, int action)
{
    struct sockaddr_in address;
    struct sockaddr_in6 peer; /* the server's socket may be one for both families */
    socklen_t size = sizeof peer;

    if (action != ACTION_SMTP_SENDMSG)
        return;
    kept_stream = stream;
    remote_ip = GetRemoteIP(stream);
    CHECK_INT(0, GetRemoteAddr(stream, &address, 4));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(0, GetRemoteAddr(stream, NULL, sizeof address));
    CHECK_INT(sizeof address, GetRemoteAddr(stream, &address, sizeof address));
    CHECK_INT(AF_INET, address.sin_family);
    CHECK_INT(remote_ip, address.sin_addr.s_addr);
    remote_port = ntohs(address.sin_port);
    int descriptor = GetSocket(stream);
    CHECK(descriptor >= 0);
    CHECK_INT(0, getpeername(descriptor, (struct sockaddr *)&peer, &size));
    socket_peer_port = ntohs(peer.sin6_port); /* where both families have it */
    tls = SRVIsTLS(stream);
    CHECK(GetAUTHName(stream) == NULL);
    CHECK(GetAUTHPassw(stream) == NULL);
    CHECK_INT(-1, SRVEndOfMsgEx(stream)); /* not a message */
    CHECK_INT(0, SRVRecv(stream, NULL, 10));
    CHECK_INT(0, SRVRecv(stream, received, 0));
    CHECK_INT(0, SRVRecv(stream, received, -1));
    CHECK_INT(MAILSHIM_E_STATE, mailshim_stop(10));
}

static void a_stream_knows_its_client(void)
{
    open_servers(ALL_ACTIONS);
    in_callback = look_at_stream;
    struct line_client *client;
    CHECK_SAYS("354", at_data(&client));
    CHECK_INT(htonl(INADDR_LOOPBACK), remote_ip);
    CHECK_INT(line_client_port(client), remote_port);
    CHECK_INT(line_client_port(client), socket_peer_port);
    CHECK_INT(0, tls);
    CHECK_INT(0, SRVRecv(kept_stream, received, 1)); /* not out of the callback */
    CHECK_INT(MAILSHIM_E_STATE, mailshim_last_error_code());
    say_message(client, "250");
    close_servers();
    CHECK_INT(0, GetRemoteIP(kept_stream));
    CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
}

static void stop_own_server(ServerStream *stream, int action)
{
    (void)stream;
    if (action == ACTION_SMTP_SENDMSG)
        CHECK_INT(0, SRVStopServer(smtp_port));
}

static void a_callback_stops_its_server(void)
{
    open_servers(ALL_ACTIONS);
    in_callback = stop_own_server;
    struct line_client *client;
    CHECK_SAYS("354", at_data(&client));
    line_client_send(client, wire_message, strlen(wire_message));
    CHECK_SAYS("250", line_client_read(client)); /* it was busy, and could finish */
    line_client_close(client);
    CHECK_INT(-1, SRVStopServer(smtp_port));
    CHECK_INT(0, SRVStopServer(pop_port));
    in_callback = NULL;
    CHECK_INT(0, SetSMTPServer(host, 0, ALL_ACTIONS)); /* and once more */
    smtp_port = GetConfigParamInt("smtp_port");
    send_message();
    close_servers();
}

static void send_from_callback(ServerStream *stream, int action)
{
    (void)stream;
    if (action == ACTION_SMTP_SENDMSG) {
        ServerStream mail =
            SRVInitSendMsgBackground("ann@example.net", "bob@example.net", NULL, NULL);
        CHECK(mail != NULL);
        CHECK(SRVprintf(mail, "Subject: from a callback\n\nyes\n") > 0);
        CHECK_INT(0, SRVEndOfMsgEx(mail));
    }
}

static void a_callback_sends_mail(void)
{
    open_servers(ALL_ACTIONS);
    answer_to(ACTION_POP_LOGIN)->result = -1;
    answer_to(ACTION_SMTP_SENDMSG)->result = -1;
    in_callback = send_from_callback;
    send_message();
    await_messages("bob", 1);
    close_servers();
}

/* ---- the log ----------------------------------------------------------------------------------
 */

static pthread_mutex_t logged_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t logged_changed = PTHREAD_COND_INITIALIZER;
static char logged[256]; /* the line about who was sent away */

static void log_line(void *user, int level, const char *text)
{
    (void)user;
    if (level != MAILSHIM_LOG_WARNING || strstr(text, "was sent away") == NULL)
        return;
    pthread_mutex_lock(&logged_mutex);
    snprintf(logged, sizeof logged, "%s", text);
    pthread_cond_signal(&logged_changed);
    pthread_mutex_unlock(&logged_mutex);
}

static void who_is_sent_away_is_logged(void)
{
    configure();
    SetConfigParam("smtp_max", 1);
    CHECK_INT(MAILSHIM_OK, SRVSetLog(log_line, NULL, MAILSHIM_LOG_WARNING));
    CHECK_INT(0, SetSMTPServer(host, 0, 0));
    smtp_port = GetConfigParamInt("smtp_port");
    struct line_client *first = greeted(smtp_port, "220 ");
    struct line_client *second = greeted(smtp_port, "421 ");
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 60;
    pthread_mutex_lock(&logged_mutex);
    while (logged[0] == '\0' &&
           pthread_cond_timedwait(&logged_changed, &logged_mutex, &deadline) == 0)
        ;
    CHECK_CONTAINS("as many clients as may be are served", logged);
    pthread_mutex_unlock(&logged_mutex);
    line_client_close(second);
    line_client_close(first);
    SRVSetLog(NULL, NULL, 0);
    close_servers();
}

/* ---- arguments ------------------------------------------------------------------------------- */

static void what_cannot_be_is_refused(void)
{
    configure();
    CHECK_INT(-1, SetSMTPServer(host, -1, ALL_ACTIONS));
    CHECK_INT(-1, SetSMTPServer(host, 65536, ALL_ACTIONS));
    CHECK_INT(-1, SetPOP3Server(NULL, 2147483647, 0));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(-1, SRVStopServer(25));
    SetConfigParam("smtp_bind", "mail.example.net");
    CHECK_INT(-4, SetSMTPServer(host, 0, ALL_ACTIONS));
    CHECK_CONTAINS("smtp_bind", mailshim_last_error());
    SetConfigParam("smtp_bind", "127.0.0.1 192.0.2.1"); /* the second is not ours */
    CHECK_INT(-2, SetSMTPServer(host, 0, ALL_ACTIONS));
    SetConfigParam("smtp_bind", "127.0.0.1");
    SetConfigParam("tls_cert_file", "/proc/no-such-file");
    CHECK_INT(-5, SetSMTPServer(host, 0, ALL_ACTIONS));
    SetConfigParam("tls_cert_file", "");
    SetConfigParam("user", "nobody");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParam("smtp_name", "not a name");
    CHECK_INT(-4, SetSMTPServer(host, 0, ALL_ACTIONS));
    SetConfigParam("smtp_name", "mail.example.net");
    CHECK_INT(0, SetSMTPServer(host, 0, ALL_ACTIONS));
    CHECK_INT(-2, SetPOP3Server(host, GetConfigParamInt("smtp_port"), ALL_ACTIONS));
    SetConfigParam("tls_cert_file", "/proc/no-such-file"); /* too late: no port in clear for it */
    CHECK_INT(-5, SetPOP3Server(host, 0, ALL_ACTIONS));
    CHECK_CONTAINS("close all ports", mailshim_last_error());
    SetConfigParam("tls_cert_file", "");
    ServerStream bad[] = {NULL, (ServerStream)1, (ServerStream)(intptr_t)-1};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_INT(0, SRVRecv(bad[i], received, 1));
        CHECK(GetAUTHName(bad[i]) == NULL);
        CHECK(GetAUTHPassw(bad[i]) == NULL);
        CHECK_INT(0, GetRemoteIP(bad[i]));
        CHECK_INT(0, GetRemoteAddr(bad[i], received, sizeof received));
        CHECK_INT(-1, GetSocket(bad[i]));
        CHECK_INT(-1, SRVIsTLS(bad[i]));
        CHECK_INT(MAILSHIM_E_HANDLE, mailshim_last_error_code());
    }
    close_servers();
}

static void nobody_relays(void)
{
    open_servers(ALL_ACTIONS);
    struct line_client *client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<ann@example.net>"));
    CHECK_SAYS("550 5.7.1", line_client_say(client, "RCPT TO:<far@example.edu>"));
    SetConfigParam("smtp_range", "127.0.0.0/8"); /* for the next session */
    CHECK_SAYS("550 5.7.1", line_client_say(client, "RCPT TO:<far@example.edu>"));
    line_client_close(client);
    client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<ann@example.net>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<far@example.edu>"));
    SetConfigParam("user", "ann;secret");
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<ann@example.net>"));
    CHECK_SAYS("550 5.1.1", line_client_say(client, "RCPT TO:<bob@example.net>"));
    CHECK_SAYS("250", line_client_say(client, "RCPT TO:<postmaster@example.net>"));
    line_client_close(client);
    close_servers();
}

int main(void)
{
    RUN(connect_zero_greets);
    RUN(connect_below_zero_hangs_up);
    RUN(connect_above_zero_refuses);
    RUN(many_callbacks_block_at_once);
    RUN(sendmsg_zero_keeps);
    RUN(sendmsg_below_zero_takes);
    RUN(sendmsg_above_zero_declines_before_354);
    RUN(sendmsg_received_and_kept);
    RUN(sendmsg_of_any_length_received_and_kept);
    RUN(sendmsg_received_and_taken);
    RUN(sendmsg_received_and_declined);
    RUN(sendmsg_of_a_client_that_leaves);
    RUN(login_zero_asks_the_table);
    RUN(login_below_zero_accepts);
    RUN(login_by_apop);
    RUN(login_above_zero_refuses);
    RUN(getmsg_zero_sends_the_message);
    RUN(getmsg_below_zero_the_host_sends);
    RUN(getmsg_above_zero_refuses);
    RUN(delmsg_of_each_class);
    RUN(what_the_mask_leaves_out_is_not_asked);
    RUN(further_actions_are_asked_for);
    RUN(a_stream_knows_its_client);
    RUN(a_callback_stops_its_server);
    RUN(a_callback_sends_mail);
    RUN(who_is_sent_away_is_logged);
    RUN(what_cannot_be_is_refused);
    RUN(nobody_relays);
    return SUMMARY();
}
