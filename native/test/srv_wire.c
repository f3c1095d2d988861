/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_wire - what a message looks like on the wire, octet by octet
 *
 * Line ends, dots, pieces of every size, SRVprintf of every length, added header fields.
 */
#include "support/watch.h"

/* Sends octets in pieces of one size and compares what came over the wire, final dot included. */
static void send_pieces(struct script_server *server, const char *octets, size_t length,
                        size_t piece, const char *wire, size_t wire_length)
{
    size_t arrived = 0;
    int sent = 0;

    ServerStream stream = begin(server, "recipient@example.net", NULL);
    for (size_t at = 0; at < length; at += piece) {
        int size = (int)(length - at < piece ? length - at : piece);
        CHECK_INT(size, SRVSend(stream, octets + at, size));
    }
    sent = SRVEndOfMsgEx(stream);
    CHECK(sent >= 0);
    const char *data = script_server_data(server, &arrived);
    CHECK_INT(wire_length, arrived);
    CHECK(memcmp(wire, data, arrived) == 0);
}

static void normalises_lines_and_dots(void)
{
    static const struct {
        const char *message, *wire;
    } rows[] = {
        {"a\n", "a\r\n.\r\n"},
        {"a\r\n", "a\r\n.\r\n"},
        {"a\r", "a\r\n.\r\n"},
        {"a", "a\r\n.\r\n"},
        {"a\r\r\nb\n\rc\n\n", "a\r\n\r\nb\r\n\r\nc\r\n\r\n.\r\n"},
        {".", "..\r\n.\r\n"},
        {".\n", "..\r\n.\r\n"},
        {"..\n.a\n.", "...\r\n..a\r\n..\r\n.\r\n"},
        {"a\n.\n", "a\r\n..\r\n.\r\n"},
        {"a\r\n.\r\nMAIL FROM:<evil@example.org>\r\n",
         "a\r\n..\r\nMAIL FROM:<evil@example.org>\r\n.\r\n"},
        {"a\r.\rQUIT\r", "a\r\n..\r\nQUIT\r\n.\r\n"},
        {"a\n.\rQUIT\n", "a\r\n..\r\nQUIT\r\n.\r\n"},
        {"a.\n b.\n", "a.\r\n b.\r\n.\r\n"},
        {"\xc3\xa9\n", "\xc3\xa9\r\n.\r\n"},
    };
    struct script_server *server = script_server_open(NULL);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t piece = 1; piece <= strlen(rows[i].message); piece++)
            send_pieces(server, rows[i].message, strlen(rows[i].message), piece, rows[i].wire,
                        strlen(rows[i].wire));
    close_server(server);
}

/* The count is of the message as a server counts it (RFC 1870): with the CR that were added and the
 * line end after a last line that has none, without the dots. */
static void counts_the_message(void)
{
    struct script_server *server = script_server_open(NULL);
    struct watch watch = {.count = 0};

    SetConfigParam("async", 0);
    ServerStream stream = begin(server, "recipient@example.net", &watch);
    CHECK_INT(7, SRVSend(stream, ".a\n..\nb", 7));
    CHECK_INT(2 + 2 + 2 + 2 + 3, SRVEndOfMsgEx(stream));
    CHECK_INT(11, watch.sent);
    CHECK_INT(11, watch.counts[watch.count - 2]);
    close_server(server);
}

static void an_empty_message(void)
{
    struct script_server *server = script_server_open(NULL);
    size_t length = 0;

    CHECK_INT(0, SRVEndOfMsgEx(begin(server, "recipient@example.net", NULL)));
    CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
    CHECK_INT(1, script_server_messages(server));
    script_server_data(server, &length);
    CHECK(length == 3 || length == 5); /* with or without an empty line before the dot */
    close_server(server);
}

/* Random lines, cut at random: what arrives does not depend on the cuts, nor on buffer sizes. */
static void any_pieces(void)
{
    static char message[300 * 1000], wire[2 * sizeof message];
    static const size_t pieces[] = {1, 7, 1023, 32767, 32768, 32769, sizeof message};
    struct script_server *server = script_server_open(NULL);
    unsigned random = 1;
    size_t length = 0;
    int column = 0;

    for (size_t i = 0; i < sizeof message; i++) {
        random = random * 1103515245u + 12345u;
        unsigned kind = random >> 16 & 31;
        message[i] = i + 1 == sizeof message || kind == 0 || column == 900 ? '\n'
                     : kind < 5                                            ? '.'
                                                                           : (char)('A' + kind);
        if (message[i] == '\n') {
            wire[length++] = '\r';
        } else if (message[i] == '.' && column == 0) {
            wire[length++] = '.';
        }
        wire[length++] = message[i];
        column = message[i] == '\n' ? 0 : column + 1;
    }
    memcpy(wire + length, ".\r\n", 3);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        send_pieces(server, message, sizeof message, pieces[i], wire, length + 3);
    close_server(server);
}

static void prints_any_length(void)
{
    static const int lengths[] = {1, 2, 1022, 1023, 1024, 1025, 100000};
    static char wanted[100000];
    struct script_server *server = script_server_open(NULL);

    memset(wanted, 'x', sizeof wanted);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        size_t arrived = 0;
        ServerStream stream = begin(server, "recipient@example.net", NULL);
        CHECK_INT(0, SRVprintf(stream, "%s", ""));
        CHECK_INT(MAILSHIM_OK, mailshim_last_error_code());
        CHECK_INT(lengths[i], SRVprintf(stream, "%*s", lengths[i], "y"));
        CHECK_INT(lengths[i], SRVprintf(stream, "%.*s", lengths[i], wanted));
        CHECK_INT(2 * lengths[i] + 2, SRVEndOfMsgEx(stream)); /* with the end of the line */
        const char *data = script_server_data(server, &arrived);
        CHECK_INT(2 * lengths[i] + 5, arrived);
        CHECK_INT('y', data[lengths[i] - 1]);
        CHECK(memcmp(data + lengths[i], wanted, (size_t)lengths[i]) == 0);
    }
    close_server(server);
}

static void prints_as_printf_does(void)
{
    static const char wanted[] = "n=-7 s=[ab ] c=z f=1.50 x=ff %\r\n.\r\n";
    struct script_server *server = script_server_open(NULL);
    size_t arrived = 0;

    ServerStream stream = begin(server, "recipient@example.net", NULL);
    CHECK_INT(sizeof wanted - 1 - 4,
              SRVprintf(stream, "n=%d s=[%-3s] c=%c f=%.2f x=%lx %%\n", -7, "ab", 'z', 1.5, 255L));
    SRVEndOfMsg(stream);
    const char *data = script_server_data(server, &arrived);
    CHECK_INT(sizeof wanted - 1, arrived);
    CHECK(memcmp(wanted, data, arrived) == 0);
    close_server(server);
}

/* How many lines of the header section begin with `name`; the data is changed to text. */
static int fields(struct script_server *server, const char *name)
{
    static char text[4096];
    size_t length = 0;
    int count = 0;
    const char *data = script_server_data(server, &length);

    CHECK(length < sizeof text);
    memcpy(text, data, length);
    text[length] = '\0';
    char *end = strstr(text, "\r\n\r\n");
    CHECK(end != NULL);
    *end = '\0';
    for (char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += strncasecmp(line, name, strlen(name)) == 0;
    }
    return count;
}

static void send_text(struct script_server *server, const char *text)
{
    ServerStream stream = begin(server, "recipient@example.net", NULL);

    CHECK_INT((int)strlen(text), SRVSend(stream, text, (int)strlen(text)));
    CHECK(SRVEndOfMsgEx(stream) > 0);
}

static void adds_missing_fields_when_told(void)
{
    static const char *const names[] = {"Date:", "Message-ID:", "From:", "To:"};
    struct script_server *server = script_server_open(NULL);

    send_text(server, "Subject: x\n\ntext\n");
    for (int i = 0; i < 4; i++)
        CHECK_INT(0, fields(server, names[i]));
    SetConfigParam("smtp_addhdr", 1);
    send_text(server, "Subject: x\n\ntext\n");
    for (int i = 0; i < 4; i++)
        CHECK_INT(1, fields(server, names[i]));
    CHECK_INT(1, fields(server, "From: sender@example.org"));
    CHECK_INT(1, fields(server, "To: recipient@example.net"));
    send_text(server, "from: A <a@example.org>\nDATE: Thu, 1 Jan 1970 00:00:00 +0000\n"
                      "message-id: <1@example.org>\nto: b@example.org\n\nTo: body\n");
    for (int i = 0; i < 4; i++)
        CHECK_INT(1, fields(server, names[i]));
    send_text(server, "no header at all\n");
    for (int i = 0; i < 4; i++)
        CHECK_INT(1, fields(server, names[i]));
    close_server(server);
}

static void says_hello_by_its_name(void)
{
    struct script_server *server = script_server_open(NULL);

    SetConfigParam("smtp_name", "client.example.org");
    send_text(server, "Subject: x\n\ntext\n");
    CHECK(script_server_await(server, AT_QUIT, 1));
    CHECK_TEXT("EHLO client.example.org\nMAIL FROM:<sender@example.org> SIZE=20\n"
               "RCPT TO:<recipient@example.net>\nDATA\nQUIT\n",
               script_server_commands(server));
    close_server(server);
}

int main(void)
{
    RUN(normalises_lines_and_dots);
    RUN(counts_the_message);
    RUN(an_empty_message);
    RUN(any_pieces);
    RUN(prints_any_length);
    RUN(prints_as_printf_does);
    RUN(adds_missing_fields_when_told);
    RUN(says_hello_by_its_name);
    return SUMMARY();
}
