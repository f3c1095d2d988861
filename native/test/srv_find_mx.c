/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_find_mx - the example find_mx, as a C and as a C++ program, asks a name server of this test
 */
#include "support/name_server.h"
#include "support/watch.h"

static const struct record records[] = {
    {"two.example", MX, 20, "mx.b.example"},
    {"two.example", MX, 10, "mx.a.example"},
    {"mx.a.example", A, 0, "192.0.2.1"},
    {"mx.b.example", A, 0, "192.0.2.3"},
    {"null.example", MX, 0, ""},
    {"broken.example", SERVER_FAILS, 0, ""},
};

static int name_server;

/* Runs the example from one of the two directories; its output, and its exit status. */
static int run(const char *directory, const char *domain, char *output, size_t size)
{
    char command[2048];
    const char *build = getenv("MAILSHIM_BUILD");

    CHECK(build != NULL);
    snprintf(command, sizeof command, "'%s/%s/find_mx' %s 127.0.0.1:%d 2>&1", build, directory,
             domain, name_server);
    FILE *program = popen(command, "r");
    CHECK(program != NULL);
    output[fread(output, 1, size - 1, program)] = '\0';
    int status = pclose(program);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void run_all(const char *directory)
{
    char output[4096];

    CHECK_INT(0, run(directory, "two.example", output, sizeof output));
    CHECK_TEXT("10 mx.a.example 192.0.2.1\n20 mx.b.example 192.0.2.3\n", output);
    CHECK_INT(1, run(directory, "null.example", output, sizeof output));
    CHECK_TEXT("nobody takes mail for null.example\n", output);
    CHECK_INT(3, run(directory, "broken.example", output, sizeof output));
    CHECK_CONTAINS("find_mx: ", output);
    CHECK_CONTAINS("broken.example", output);
}

static void as_c(void)
{
    name_server = name_server_start_anywhere(records, sizeof records / sizeof records[0]);
    run_all("examples-c");
}

static void as_cpp(void)
{
    name_server = name_server_start_anywhere(records, sizeof records / sizeof records[0]);
    run_all("test/cpp");
}

int main(void)
{
    RUN(as_c);
    RUN(as_cpp);
    return SUMMARY();
}
