/* SPDX-License-Identifier: Apache-2.0 */
#include "line_client.h"

#include "../check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { PATIENCE_SECONDS = 50, LONGEST_LINE = 4096 };

struct line_client {
    int descriptor;
    size_t start, end;
    char octets[LONGEST_LINE];
    char line[LONGEST_LINE];
};

struct line_client *line_client_open(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    struct line_client *client = calloc(1, sizeof *client);

    CHECK(client != NULL);
    client->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(client->descriptor >= 0);
    CHECK(setsockopt(client->descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    if (connect(client->descriptor, (struct sockaddr *)&address, sizeof address) != 0)
        CHECK_FAILED("nobody listens at port %d", port);
    return client;
}

bool line_client_is_over(struct line_client *client)
{
    if (client->start < client->end)
        return false;
    ssize_t size;
    do { /* a program that a filter ran has ended, perhaps: signal(7) on time-outs of sockets */
        size = recv(client->descriptor, client->octets, sizeof client->octets, 0);
    } while (size < 0 && errno == EINTR);
    if (size < 0 && errno != ECONNRESET)
        CHECK_FAILED("the server says nothing within %d s: %s", PATIENCE_SECONDS, strerror(errno));
    client->start = 0;
    client->end = size > 0 ? (size_t)size : 0;
    return size <= 0;
}

/* The next octet; -1 when the server has closed. */
static int next_octet(struct line_client *client)
{
    return line_client_is_over(client) ? -1 : (unsigned char)client->octets[client->start++];
}

const char *line_client_read(struct line_client *client)
{
    size_t length = 0;

    for (int octet; (octet = next_octet(client)) >= 0 && octet != '\n';)
        if (length + 1 < sizeof client->line)
            client->line[length++] = (char)octet;
    if (length > 0 && client->line[length - 1] == '\r')
        length--;
    client->line[length] = '\0';
    return client->line;
}

bool line_client_send(struct line_client *client, const char *octets, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t more = send(client->descriptor, octets + sent, size - sent, MSG_NOSIGNAL);
        if (more < 0)
            return false;
        sent += (size_t)more;
    }
    return true;
}

const char *line_client_say(struct line_client *client, const char *line)
{
    char whole[LONGEST_LINE];
    int length = snprintf(whole, sizeof whole, "%s\r\n", line);

    line_client_send(client, whole, (size_t)length);
    const char *reply = line_client_read(client);
    while (strlen(reply) > 3 && reply[3] == '-' && reply[0] >= '1' && reply[0] <= '5')
        reply = line_client_read(client);
    return reply;
}

int line_client_port(const struct line_client *client)
{
    struct sockaddr_in own;
    socklen_t size = sizeof own;

    CHECK(getsockname(client->descriptor, (struct sockaddr *)&own, &size) == 0);
    return ntohs(own.sin_port);
}

void line_client_close(struct line_client *client)
{
    close(client->descriptor);
    free(client);
}
