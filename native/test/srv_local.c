/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_local - what happens by parameters to mail that ends at this host: mailing lists, forward
 * files, filters, and who vouches for a stranger's message
 */
#include "support/name_server.h"
#include "support/server_host.h"

#include <stdbool.h>
#include <sys/stat.h>

enum { PATIENCE_SECONDS = 50, PAUSE_MICROSECONDS = 50000 };

static const char *file(const char *name, const char *text)
{
    const char *path = in_directory(name);
    FILE *out = fopen(path, "w");

    CHECK(out != NULL);
    fputs(text, out);
    CHECK_INT(0, fclose(out));
    return path;
}

static void open_with_users(void)
{
    open_servers(0);
    CHECK_INT(0, mkdir(in_directory("mail"), 0700));
    SetConfigParam("user", "ann;secret");
    SetConfigParam("user", "bob;secret");
}

/* What a message is answered at its end. */
static const char *sent(const char *from, const char *to)
{
    static char told[512];
    char line[256];
    struct line_client *client = greeted(smtp_port, "220");

    CHECK_SAYS("250", line_client_say(client, "EHLO client.example.org"));
    snprintf(line, sizeof line, "MAIL FROM:<%s>", from);
    CHECK_SAYS("250", line_client_say(client, line));
    snprintf(line, sizeof line, "RCPT TO:<%s>", to);
    CHECK_SAYS("250", line_client_say(client, line));
    CHECK_SAYS("354", line_client_say(client, "DATA"));
    snprintf(line, sizeof line, "From: <%s>\r\nTo: <%s>\r\nSubject: test\r\n\r\ntext\r\n.", from,
             to);
    snprintf(told, sizeof told, "%s", line_client_say(client, line));
    line_client_say(client, "QUIT");
    line_client_close(client);
    return told;
}

/* Waits for the only message of a user, and gives its header section. */
static const char *fetched(const char *user)
{
    static char header[16384];

    for (double start = seconds_now();; usleep(PAUSE_MICROSECONDS)) {
        CHECK(seconds_now() - start < PATIENCE_SECONDS);
        struct line_client *client = logged_in(user);
        bool there = strncmp("+OK 0", line_client_say(client, "STAT"), 5) != 0;
        header[0] = '\0';
        if (there) {
            CHECK_SAYS("+OK", line_client_say(client, "TOP 1 0"));
            for (const char *next; strcmp(next = line_client_read(client), ".") != 0;) {
                strncat(header, next, sizeof header - strlen(header) - 2);
                strcat(header, "\n");
            }
            CHECK_SAYS("+OK", line_client_say(client, "DELE 1"));
        }
        CHECK_SAYS("+OK", line_client_say(client, "QUIT"));
        line_client_close(client);
        if (there)
            return header;
    }
}

static void mailing_lists(void)
{
    char list[256];

    open_with_users();
    SetConfigParam("maillist", "crew");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    snprintf(list, sizeof list, "crew;%s;A;description=The crew",
             file("crew", "ann@example.net\nbob@example.net\n"));
    SetConfigParam("maillist", (const char *)list);
    SetConfigParam("local_domains", "example.net mail.example.net");
    CHECK_SAYS("250", sent("stranger@example.org", "crew@mail.example.net"));
    CHECK_CONTAINS("List-Id: ", fetched("ann"));
    CHECK_CONTAINS("List-Id: ", fetched("bob"));
    close_servers();
}

static void forward_files(void)
{
    open_with_users();
    SetConfigParam("forward", ".forward");
    CHECK_INT(0, mkdir(in_directory("mail/ann"), 0700));
    file("mail/ann/.forward", "bob@example.net\n");
    CHECK_SAYS("250", sent("stranger@example.org", "ann@example.net"));
    CHECK_CONTAINS("To: <ann@example.net>", fetched("bob"));
    close_servers();
}

static void filters(void)
{
    open_with_users();
    CHECK_SAYS("250", sent("stranger@example.org", "ann@example.net"));
    SetConfigParam("antivirus", "/bin/false"); /* counts at once */
    CHECK_SAYS("5", sent("stranger@example.org", "ann@example.net"));
    SetConfigParam("antivirus", "/nowhere/scanner");
    CHECK_SAYS("451", sent("stranger@example.org", "ann@example.net"));
    SetConfigParam("antivirus", "/bin/true");
    SetConfigParam("spamfltr", "/bin/false");
    CHECK_SAYS("250", sent("stranger@example.org", "bob@example.net"));
    CHECK_CONTAINS("X-Spam", fetched("bob"));
    SetConfigParam("antivirus", "");
    SetConfigParam("spamfltr", "");
    SetConfigParam("antispam", "$hello=client.example.org");
    struct line_client *client = greeted(smtp_port, "220");
    CHECK_SAYS("250", line_client_say(client, "EHLO client.example.org"));
    CHECK_SAYS("250", line_client_say(client, "MAIL FROM:<stranger@example.org>"));
    CHECK_SAYS("5", line_client_say(client, "RCPT TO:<ann@example.net>"));
    line_client_close(client);
    SetConfigParam("antispam", "$hello=(");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    close_servers();
}

static void who_vouches(void)
{
    static const struct record records[] = {{"example.org", A, 0, "192.0.2.1"}};
    char server[32];

    snprintf(server, sizeof server, "127.0.0.1:%d", name_server_start_anywhere(records, 1));
    SetConfigParam("smtp_dns", (const char *)server);
    open_with_users();
    SetConfigParam("spf", 1);
    CHECK_SAYS("250", sent("stranger@example.org", "ann@example.net"));
    const char *header = fetched("ann");
    CHECK_CONTAINS("Authentication-Results: mail.example.net", header);
    CHECK_CONTAINS("spf=none", header);
    SetConfigParam("spf", 0);
    CHECK_SAYS("250", sent("stranger@example.org", "bob@example.net"));
    CHECK(strstr(fetched("bob"), "Authentication-Results") == NULL);
    close_servers();
}

int main(void)
{
    RUN(mailing_lists);
    RUN(forward_files);
    RUN(filters);
    RUN(who_vouches);
    return SUMMARY();
}
