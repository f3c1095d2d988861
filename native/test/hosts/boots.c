/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boots - a host that makes a first call and says what became of it
 *
 * Synopsis: boots [variable=value]...
 *
 * Prints "<code> <text>" after a call; then, for each argument, sets the variable, calls again and
 * prints again; at the end "alive". The codes are those of mailshim_last_error_code(); 0 stands for
 * a call that reached Java. Exits with 3 if a call that fails again took long to fail, unless
 * MAILSHIM_VALGRIND is set, under which everything does.
 */
#include "process.h"

static void call_and_tell(void)
{
    int accepted = SRVSend(NULL, "x", 1);
    int code = mailshim_last_error_code();

    CHECK_INT(0, accepted);
    printf("%d %s\n", code == MAILSHIM_E_HANDLE ? 0 : code, mailshim_last_error());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    call_and_tell();
    for (int i = 1; i < argc; i++) {
        CHECK_INT(0, putenv(argv[i]));
        call_and_tell();
    }
    double begun = seconds_now();
    for (int i = 0; i < 100; i++)
        SRVSend(NULL, "x", 1);
    if (seconds_now() - begun > 2 && getenv("MAILSHIM_VALGRIND") == NULL)
        return 3;
    puts("alive");
    return 0;
}
