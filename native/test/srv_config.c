/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_config - every parameter of the documented table set to the ends of its range and read again,
 * and configuration files: what they say, what is wrong with them, and written ones
 */
#include "check.h"

#include <mailshim/srv.h>

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/stat.h>

/* ---- the table ------------------------------------------------------------------------------- */

enum { LONGEST_LINE = 8192, FEWEST_PARAMETERS = 100 };

struct row {
    char name[64];
    bool is_number;
    long long least, most, standard;
    char text[256];
    bool changes_nothing;
};

/* "0 to 5 (3)", "-1, 0, 1 (0)" or "file ("outbox")"; a kind has no digits. */
static void read_values(struct row *row, const char *values)
{
    const char *bracket = strrchr(values, '(');
    char *end;

    CHECK(bracket != NULL);
    row->is_number = strspn(values, "-0123456789") > 0;
    if (!row->is_number) {
        const char *close = strrchr(bracket, '"');
        CHECK(bracket[1] == '"' && close > bracket + 1);
        snprintf(row->text, sizeof row->text, "%.*s", (int)(close - bracket - 2), bracket + 2);
        return;
    }
    row->standard = strtoll(bracket + 1, NULL, 10);
    row->least = strtoll(values, &end, 10);
    row->most = row->least;
    for (const char *at = end; at < bracket;) {
        at += strcspn(at, "-0123456789(");
        if (at < bracket) {
            row->most = strtoll(at, &end, 10);
            at = end;
        }
    }
}

static bool read_row(struct row *row, FILE *page, bool *changes_nothing)
{
    static char line[LONGEST_LINE];

    while (fgets(line, sizeof line, page) != NULL) {
        if (strncmp(line, "## ", 3) == 0)
            *changes_nothing = strncmp(line, "## Known", 8) == 0;
        if (strncmp(line, "| `", 3) != 0)
            continue;
        char *name_end = strchr(line + 3, '`');
        char *values = name_end + strlen("` | ");
        char *values_end = strstr(values, " | ");
        CHECK(values_end != NULL);
        *name_end = *values_end = '\0';
        memset(row, 0, sizeof *row);
        snprintf(row->name, sizeof row->name, "%.63s", line + 3);
        row->changes_nothing = *changes_nothing;
        read_values(row, values);
        return true;
    }
    return false;
}

static void check_set(const struct row *row, long long value)
{
    char text[32];

    if (value < INT_MIN || value > INT_MAX)
        return;
    SetConfigParam(row->name, (int)value);
    CHECK_INT(value, GetConfigParamInt(row->name));
    snprintf(text, sizeof text, "%lld", value);
    CHECK_TEXT(text, GetConfigParamStr(row->name));
    CHECK_TEXT(text, SetConfigParamStr(row->name));
}

static void check_refused(const struct row *row, long long value)
{
    int before = GetConfigParamInt(row->name);

    if (value < INT_MIN || value > INT_MAX || (value >= row->least && value <= row->most))
        return;
    SetConfigParam(row->name, (int)value);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_CONTAINS(row->name, mailshim_last_error());
    CHECK_INT(before, GetConfigParamInt(row->name));
}

static void check_number(const struct row *row)
{
    CHECK_INT(row->standard, GetConfigParamInt(row->name));
    check_refused(row, row->least - 1);
    check_refused(row, row->most + 1);
    check_refused(row, INT_MIN);
    check_refused(row, INT_MAX);
    check_set(row, row->least);
    check_set(row, row->most);
    if (row->changes_nothing)
        CHECK_INT(
            MAILSHIM_E_UNSUPPORTED,
            (SetConfigParam(row->name, (int)(row->standard == row->most ? row->least : row->most)),
             mailshim_last_error_code()));
    SetConfigParam(row->name, "one");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParam(row->name, (const char *)NULL);
    CHECK_INT(row->standard, GetConfigParamInt(row->name));
}

static void check_text(const struct row *row)
{
    char *stable = GetConfigParamStr(row->name);

    CHECK_TEXT(row->text, stable);
    SetConfigParam(row->name, 7);
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    SetConfigParam(row->name, "a\nb");
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_INT(0, GetConfigParamInt(row->name));
    CHECK(GetConfigParamStr(row->name) == stable);
    CHECK_TEXT(row->text, stable);
    if (row->changes_nothing) {
        SetConfigParam(row->name, "other");
        CHECK_INT(MAILSHIM_E_UNSUPPORTED, mailshim_last_error_code());
        CHECK_TEXT("other", GetConfigParamStr(row->name));
        SetConfigParam(row->name, (const char *)NULL);
        CHECK_TEXT(row->text, GetConfigParamStr(row->name));
    }
}

static void every_parameter(void)
{
    char path[PATH_MAX];
    struct row row;
    bool changes_nothing = false;
    int count = 0;

    CHECK(getenv("MAILSHIM_SOURCE") != NULL);
    snprintf(path, sizeof path, "%s/docs/srv-parameters.md", getenv("MAILSHIM_SOURCE"));
    FILE *page = fopen(path, "r");
    CHECK(page != NULL);
    for (; read_row(&row, page, &changes_nothing); count++) {
        if (row.is_number)
            check_number(&row);
        else
            check_text(&row);
    }
    fclose(page);
    CHECK(count > FEWEST_PARAMETERS);
}

/* ---- files ----------------------------------------------------------------------------------- */

static char directory[] = "/tmp/mailshim-test-XXXXXX";

static const char *file(const char *name, const char *text, size_t size)
{
    static char path[4][64];
    static int next;
    char *chosen = path[next++ % 4];

    snprintf(chosen, sizeof path[0], "%s/%s", directory, name);
    if (text != NULL) {
        FILE *out = fopen(chosen, "w");
        CHECK(out != NULL);
        CHECK(fwrite(text, 1, size, out) == size);
        CHECK_INT(0, fclose(out));
    }
    return chosen;
}

static const char *text_file(const char *name, const char *text)
{
    return file(name, text, strlen(text));
}

static void enter_directory(void)
{
    CHECK(mkdtemp(directory) != NULL);
    CHECK_INT(0, chdir(directory));
}

static void leave_directory(void)
{
    char command[sizeof directory + 16];

    snprintf(command, sizeof command, "rm -r %s", directory);
    CHECK_INT(0, chdir("/"));
    CHECK_INT(0, system(command));
}

static void what_files_say(void)
{
    enter_directory();
    CHECK_INT(-1, LoadConfig(NULL));
    text_file("mail.cfg", "max_rcpt=5");
    CHECK_INT(0, LoadConfig(NULL));
    CHECK_INT(5, GetConfigParamInt("max_rcpt"));
    text_file("ftp.cfg", "max_rcpt=6 @more.cfg\nnosmtptls # in clear\n");
    text_file("more.cfg", "smtp_name='mail.example.org' smtp_passw=\"it's `so`\" smtponlytls");
    CHECK_INT(0, LoadConfig(NULL));
    CHECK_INT(6, GetConfigParamInt("max_rcpt"));
    CHECK_TEXT("mail.example.org", GetConfigParamStr("smtp_name"));
    CHECK_TEXT("it's `so`", GetConfigParamStr("smtp_passw"));
    CHECK_INT(0, GetConfigParamInt("smtptls"));
    CHECK_INT(1, GetConfigParamInt("smtponlytls"));
    CHECK_INT(0, LoadConfig(text_file("some.cfg", "ftp_port=21\nqueue_threads=0 max_err=3")));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK_CONTAINS("some.cfg, line 1", mailshim_last_error());
    CHECK_INT(20, GetConfigParamInt("queue_threads"));
    CHECK_INT(3, GetConfigParamInt("max_err"));
    CHECK_INT(0, LoadConfig(text_file("some.cfg", "tls_lib=/usr/lib/libssl.so")));
    CHECK_INT(MAILSHIM_E_UNSUPPORTED, mailshim_last_error_code());
    leave_directory();
}

static void what_is_saved(void)
{
    struct stat status;

    enter_directory();
    SetConfigParam("smtp_name", "mail.example.org");
    SetConfigParam("smtp_passw", "a \"word\", it's `so`");
    SetConfigParam("user", "ann;secret;;P");
    SetConfigParam("user", "bob;two words;;");
    SetConfigParam("queue_threads", 7);
    CHECK_INT(0, SaveConfig(NULL));
    CHECK_INT(0, stat("ftp.cfg", &status));
    CHECK_INT(0600, status.st_mode & 0777);
    SetConfigParam("smtp_name", (const char *)NULL);
    SetConfigParam("smtp_passw", (const char *)NULL);
    SetConfigParam("user", (const char *)NULL);
    SetConfigParam("queue_threads", 1);
    CHECK_INT(0, LoadConfig("ftp.cfg"));
    CHECK_TEXT("mail.example.org", GetConfigParamStr("smtp_name"));
    CHECK_TEXT("a \"word\", it's `so`", GetConfigParamStr("smtp_passw"));
    CHECK_TEXT("ann;secret;;P\nbob;two words;;", GetConfigParamStr("user"));
    CHECK_INT(7, GetConfigParamInt("queue_threads"));
    CHECK_INT(-2, SaveConfig(directory));
    CHECK_INT(-2, SaveConfig("/nowhere/a.cfg"));
    CHECK_INT(-1, SaveConfig(""));
    leave_directory();
}

/* As a daemon that changes its directory after the first call. */
static void files_are_where_the_process_is(void)
{
    CHECK_INT(MAILSHIM_OK, SRVInit());
    enter_directory();
    SetConfigParam("max_rcpt", 7);
    CHECK_INT(0, SaveConfig("a.cfg"));
    CHECK_INT(0, access("a.cfg", F_OK));
    SetConfigParam("max_rcpt", 8);
    CHECK_INT(0, LoadConfig("a.cfg"));
    CHECK_INT(7, GetConfigParamInt("max_rcpt"));
    leave_directory();
}

/* A host that is root could have replaced a device. */
static void only_files_are_replaced(void)
{
    struct stat status;

    enter_directory();
    CHECK_INT(0, mkfifo("pipe", 0600));
    CHECK_INT(-2, SaveConfig("pipe"));
    CHECK_INT(0, lstat("pipe", &status));
    CHECK(S_ISFIFO(status.st_mode));
    text_file("file.cfg", "");
    CHECK_INT(0, symlink("file.cfg", "link.cfg"));
    SetConfigParam("max_rcpt", 7);
    CHECK_INT(0, SaveConfig("link.cfg"));
    CHECK_INT(0, lstat("link.cfg", &status));
    CHECK(S_ISLNK(status.st_mode));
    SetConfigParam("max_rcpt", 8);
    CHECK_INT(0, LoadConfig("file.cfg"));
    CHECK_INT(7, GetConfigParamInt("max_rcpt"));
    leave_directory();
}

static void check_file(int result, const char *path)
{
    SetConfigParam("smtp_name", "stays.example");
    CHECK_INT(result, LoadConfig(path));
    CHECK_INT(MAILSHIM_E_CONFIG, mailshim_last_error_code());
    CHECK(strlen(mailshim_last_error()) < 700);
    CHECK_TEXT("stays.example", GetConfigParamStr("smtp_name"));
}

static void bad_files(void)
{
    static char long_line[1024 * 1024 + 32];

    enter_directory();
    check_file(-1, file("none.cfg", NULL, 0));
    check_file(-1, "");
    check_file(-2, directory);
    check_file(-2, "/dev/zero");
    check_file(-3, file("nul.cfg", "smtp_name=a\0b", 13));
    check_file(-3, text_file("cr.cfg", "smtp_name=a\rb"));
    check_file(-3, text_file("bad.cfg", "smtp_name=a\n\nmsgspam=\"open\nmax_rcpt=3"));
    CHECK_CONTAINS("bad.cfg, line 3, \"msgspam\"", mailshim_last_error());
    check_file(-3, text_file("equals.cfg", "smtp_name = a"));
    check_file(-2, text_file("loop.cfg", "smtp_name=a @loop.cfg"));
    CHECK_CONTAINS("includes itself", mailshim_last_error());
    check_file(-2, text_file("lost.cfg", "smtp_name=a @none.cfg"));
    memset(long_line, 'a', sizeof long_line);
    memcpy(long_line, "smtp_name=", 10);
    check_file(-3, file("line.cfg", long_line, sizeof long_line));
    CHECK_INT(0, truncate(file("large.cfg", "", 0), 100L * 1024 * 1024));
    check_file(-2, file("large.cfg", NULL, 0));
    memset(long_line, 'x', 5000);
    long_line[5000] = '\0';
    CHECK_INT(-1, LoadConfig(long_line));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    CHECK_INT(-1, SaveConfig(long_line));
    CHECK_INT(MAILSHIM_E_ARGUMENT, mailshim_last_error_code());
    leave_directory();
}

/* ---- several threads ------------------------------------------------------------------------- */

enum { THREADS = 8, ROUNDS = 200 };

static void *change(void *own)
{
    const char *path = own;

    for (int i = 0; i < ROUNDS; i++) {
        SetConfigParam("max_rcpt", i + 1);
        SetConfigParam("smtp_name", i % 2 == 0 ? "one.example" : "other.example");
        CHECK(GetConfigParamInt("max_rcpt") > 0);
        CHECK(GetConfigParamStr("smtp_passw") != NULL);
        if (i % 50 == 0)
            CHECK_INT(0, LoadConfig(path));
    }
    return NULL;
}

static void by_many_threads(void)
{
    pthread_t threads[THREADS];

    enter_directory();
    const char *path = text_file("a.cfg", "max_rcpt=9 smtp_name=third.example");
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(0, pthread_create(&threads[i], NULL, change, (void *)path));
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(0, pthread_join(threads[i], NULL));
    leave_directory();
}

int main(void)
{
    RUN(every_parameter);
    RUN(what_files_say);
    RUN(what_is_saved);
    RUN(files_are_where_the_process_is);
    RUN(only_files_are_replaced);
    RUN(bad_files);
    RUN(by_many_threads);
    return SUMMARY();
}
