/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_inherited - what a program that a host starts has of the host's servers
 */
#include "support/server_host.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>

extern char **environ;

/* Programs that run until they are killed. They do run when these return: until then a child has
 * all that its parent has. */
static pid_t forked(void)
{
    char octet;
    int ends[2];

    CHECK_INT(0, pipe2(ends, O_CLOEXEC));
    pid_t child = check_fork_to_leave();
    if (child == 0) {
        execl("/bin/sleep", "sleep", "1000", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    CHECK_INT(0, read(ends[0], &octet, 1)); /* closed by exec */
    close(ends[0]);
    return child;
}

static pid_t spawned(void)
{
    char name[] = "sleep", seconds[] = "1000";
    char *words[] = {name, seconds, NULL};
    pid_t child = 0;

    CHECK_INT(0, posix_spawn(&child, "/bin/sleep", NULL, NULL, words, environ));
    return child;
}

static void end(pid_t child)
{
    CHECK_INT(0, kill(child, SIGKILL));
    check_wait(child);
}

/* As a host that starts anew would: somebody else who still listens there is an error. */
static int listens_again(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int on = 1;

    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_INT(0, setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    int result = bind(descriptor, (struct sockaddr *)&address, sizeof address);
    result = result == 0 ? listen(descriptor, 1) : result;
    close(descriptor);
    return result;
}

static void a_program_does_not_keep_the_ports(void)
{
    open_servers(0);
    pid_t children[] = {forked(), spawned()};
    close_servers();
    int smtp = listens_again(smtp_port), pop = listens_again(pop_port);
    end(children[0]);
    end(children[1]);
    CHECK_INT(0, smtp);
    CHECK_INT(0, pop);
}

static void nor_one_that_was_named(void)
{
    open_servers(0);
    int named = pop_port;
    CHECK_INT(0, SRVStopServer(named));
    CHECK_INT(0, SetSMTPServer(host, named, 0));
    pid_t child = spawned();
    close_servers();
    int result = listens_again(named);
    end(child);
    CHECK_INT(0, result);
}

/* What the host itself has opened is the host's, and may be meant for a program. */
static void the_hosts_own_sockets_stay_as_they_are(void)
{
    int own = socket(AF_INET, SOCK_STREAM, 0);

    CHECK_INT(0, listen(own, 1));
    open_servers(0);
    CHECK_INT(0, fcntl(own, F_GETFD));
    close_servers();
}

int main(void)
{
    RUN(a_program_does_not_keep_the_ports);
    RUN(nor_one_that_was_named);
    RUN(the_hosts_own_sockets_stay_as_they_are);
    return SUMMARY();
}
