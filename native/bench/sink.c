/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink - an SMTP server that accepts every message and keeps none
 *
 * Synopsis: sink [-n messages] [-t seconds]
 *
 * Listens on a port of the kernel's choosing on 127.0.0.1, prints that port on a line of its own,
 * and then serves any number of connections at once from a single thread. After -n messages
 * (default: no end) it waits for the open connections to finish, prints "messages M octets N" and
 * exits with status 0; N counts mail data as received, transparency dots included, without the
 * final dot. After -t seconds (default 60) it gives up with status 1, so that no test leaves a
 * server behind.
 *
 * It is the far side of tests and benchmarks and so does next to nothing: commands are known by
 * their first four letters, syntax and order are not checked, and the replies are too short to fill
 * a socket buffer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Where a connection stands. In DATA the last five octets decide: MATCH[k] says how much of CR LF .
 * CR LF has been seen. After DATA we begin with CR LF seen, since a message may be empty.
 */
struct connection {
    int socket;
    int in_data;
    int matched;
    size_t verb_length;
    char verb[4];
};

static const char END_OF_DATA[] = "\r\n.\r\n";
static long messages;
static long long octets;
static int open_connections;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void out_of_time(int signal_number)
{
    static const char text[] = "sink: out of time\n";
    (void)signal_number;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(1);
}

static void reply(struct connection *connection, const char *text)
{
    size_t length = strlen(text);
    if (send(connection->socket, text, length, MSG_NOSIGNAL) != (ssize_t)length)
        shutdown(connection->socket, SHUT_RDWR);
}

/* Obeys the command line that has just ended; returns 0 when the connection is to be closed. */
static int command(struct connection *connection)
{
    const char *verb = connection->verb;
    if (strncasecmp(verb, "EHLO", 4) == 0) {
        reply(connection, "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n");
    } else if (strncasecmp(verb, "DATA", 4) == 0) {
        connection->in_data = 1;
        connection->matched = 2;
        reply(connection, "354 go on\r\n");
    } else if (strncasecmp(verb, "QUIT", 4) == 0) {
        reply(connection, "221 bye\r\n");
        return 0;
    } else {
        reply(connection, "250 ok\r\n");
    }
    return 1;
}

/* Takes mail data and returns how many octets belonged to it. */
static size_t mail_data(struct connection *connection, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (connection->matched == 0) {
            const char *cr = memchr(bytes + i, '\r', length - i);
            i = cr == NULL ? length : (size_t)(cr - bytes);
            if (i == length)
                break;
        }
        if (bytes[i] == END_OF_DATA[connection->matched])
            connection->matched++;
        else
            connection->matched = bytes[i] == '\r' ? 1 : 0;
        if (connection->matched == 5) {
            octets += (long long)i + 1 - 3;
            connection->in_data = 0;
            messages++;
            reply(connection, "250 gone\r\n");
            return i + 1;
        }
    }
    octets += (long long)length;
    return length;
}

/* Returns 0 when the connection is to be closed. */
static int serve(struct connection *connection)
{
    static char bytes[1 << 16];
    ssize_t got = recv(connection->socket, bytes, sizeof bytes, 0);
    if (got <= 0)
        return 0;
    for (size_t at = 0; at < (size_t)got;) {
        if (connection->in_data) {
            at += mail_data(connection, bytes + at, (size_t)got - at);
            continue;
        }
        char c = bytes[at++];
        if (c == '\n') {
            if (!command(connection))
                return 0;
            connection->verb_length = 0;
            memset(connection->verb, 0, sizeof connection->verb);
        } else if (connection->verb_length < sizeof connection->verb) {
            connection->verb[connection->verb_length++] = c;
        }
    }
    return 1;
}

static void accept_one(int poll_set, int listener)
{
    int accepted = accept(listener, NULL, NULL);
    if (accepted < 0)
        return;
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        die("calloc");
    int yes = 1;
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    connection->socket = accepted;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(poll_set, EPOLL_CTL_ADD, accepted, &event) != 0)
        die("epoll_ctl");
    open_connections++;
    reply(connection, "220 sink\r\n");
}

static int listen_somewhere(void)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 ||
        listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        die("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int argc, char **argv)
{
    long wanted = -1;
    unsigned seconds = 60;
    for (int option; (option = getopt(argc, argv, "n:t:")) != -1;) {
        if (option == 'n')
            wanted = atol(optarg);
        else if (option == 't')
            seconds = (unsigned)atoi(optarg);
        else
            return 2;
    }
    signal(SIGALRM, out_of_time);
    alarm(seconds);

    int listener = listen_somewhere();
    int poll_set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (poll_set < 0 || epoll_ctl(poll_set, EPOLL_CTL_ADD, listener, &event) != 0)
        die("epoll");

    while (wanted < 0 || messages < wanted || open_connections > 0) {
        struct epoll_event ready[64];
        int count = epoll_wait(poll_set, ready, 64, -1);
        if (count < 0 && errno != EINTR)
            die("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *connection = ready[i].data.ptr;
            if (connection == NULL) {
                accept_one(poll_set, listener);
            } else if (!serve(connection)) {
                close(connection->socket);
                free(connection);
                open_connections--;
            }
        }
    }
    printf("messages %ld octets %lld\n", messages, octets);
    return 0;
}
