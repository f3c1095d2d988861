/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_server.c - see name_server.h, and RFC 1035 section 4
 */
#include "name_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { HEADER = 12, LONGEST = 512, TYPE_A = 1, TYPE_MX = 15, TYPE_SRV = 33, MOST_ASKED = 256 };
enum { NO_ERROR = 0, SERVER_FAILURE = 2, NAME_ERROR = 3 };

static const struct record *records;
static int record_count;
static int server;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    char name[256];
    int type;
} asked[MOST_ASKED];
static int asked_count;

/* The first question's name as text; returns the octets it takes, with type and class, or 0. */
static int read_question(const unsigned char *query, int length, char name[256], int *type)
{
    int at = HEADER;
    int filled = 0;

    while (at < length && query[at] != 0) {
        int label = query[at++];
        if (label > 63 || at + label >= length || filled + label + 2 > 255)
            return 0;
        if (filled > 0)
            name[filled++] = '.';
        memcpy(name + filled, query + at, (size_t)label);
        filled += label;
        at += label;
    }
    name[filled] = '\0';
    if (at + 5 > length)
        return 0;
    *type = query[at + 1] << 8 | query[at + 2];
    return at + 5 - HEADER;
}

static int put16(unsigned char *at, int value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
    return 2;
}

static int put_name(unsigned char *at, const char *name)
{
    int length = 0;

    while (*name != '\0') {
        size_t label = strcspn(name, ".");
        at[length++] = (unsigned char)label;
        memcpy(at + length, name, label);
        length += (int)label;
        name += label + (name[label] == '.');
    }
    at[length++] = 0;
    return length;
}

/* The number on the wire; 0 for what is no record. */
static int number_of(enum record_type type)
{
    switch (type) {
    case MX:
        return TYPE_MX;
    case A:
        return TYPE_A;
    case SRV:
        return TYPE_SRV;
    default:
        return 0;
    }
}

/* One answer, about the name of the question. */
static int put_record(unsigned char *at, const struct record *record)
{
    unsigned char *start = at;

    at += put16(at, 0xC000 | HEADER);
    at += put16(at, number_of(record->type));
    at += put16(at, 1);
    at += put16(at, 0);
    at += put16(at, 60); /* seconds to live */
    unsigned char *size = at;
    at += 2;
    if (record->type == MX) {
        at += put16(at, record->preference);
        at += put_name(at, record->value);
    } else if (record->type == SRV) {
        at += put16(at, record->preference);
        at += put16(at, 0); /* weight */
        at += put16(at, atoi(record->value));
        at += put_name(at, strchr(record->value, ' ') + 1);
    } else {
        inet_pton(AF_INET, record->value, at);
        at += 4;
    }
    put16(size, (int)(at - size - 2));
    return (int)(at - start);
}

/* Returns the length of the answer; 0 = none. */
static int answer(const unsigned char *query, int length, unsigned char *reply)
{
    char name[256];
    int type = 0, answers = 0;
    int code = NAME_ERROR;
    int question = read_question(query, length, name, &type);

    if (question == 0)
        return 0;
    pthread_mutex_lock(&lock);
    if (asked_count < MOST_ASKED) {
        snprintf(asked[asked_count].name, sizeof asked[0].name, "%s", name);
        asked[asked_count++].type = type;
    }
    pthread_mutex_unlock(&lock);
    memcpy(reply, query, (size_t)(HEADER + question));
    int at = HEADER + question;
    for (int i = 0; i < record_count; i++) {
        if (strcasecmp(records[i].name, name) != 0)
            continue;
        if (records[i].type == SERVER_IS_SILENT)
            return 0;
        code = records[i].type == SERVER_FAILS ? SERVER_FAILURE : NO_ERROR;
        if (number_of(records[i].type) == type) {
            at += put_record(reply + at, &records[i]);
            answers++;
        }
    }
    put16(reply + 2, 0x8580 | code); /* response, authoritative, recursion desired and available */
    put16(reply + 4, 1);
    put16(reply + 6, answers);
    put16(reply + 8, 0);
    put16(reply + 10, 0);
    return at;
}

static void *serve(void *unused)
{
    unsigned char query[LONGEST], reply[4 * LONGEST];

    (void)unused;
    while (true) {
        struct sockaddr_in client;
        socklen_t size = sizeof client;
        ssize_t got = recvfrom(server, query, sizeof query, 0, (struct sockaddr *)&client, &size);
        int length = got > HEADER ? answer(query, (int)got, reply) : 0;
        if (length > 0)
            sendto(server, reply, (size_t)length, 0, (struct sockaddr *)&client, size);
    }
    return NULL;
}

static int start(const char *address, int port, const struct record *table, int count)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t size = sizeof here;
    pthread_t thread;

    records = table;
    record_count = count;
    inet_pton(AF_INET, address, &here.sin_addr);
    server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (server < 0 || bind(server, (struct sockaddr *)&here, size) != 0 ||
        getsockname(server, (struct sockaddr *)&here, &size) != 0 ||
        pthread_create(&thread, NULL, serve, NULL) != 0) {
        perror("name server");
        exit(99);
    }
    pthread_detach(thread);
    return ntohs(here.sin_port);
}

void name_server_start(const char *address, const struct record *table, int count)
{
    start(address, 53, table, count);
}

int name_server_start_anywhere(const struct record *table, int count)
{
    return start("127.0.0.1", 0, table, count);
}

int name_server_asked(const char *name, enum record_type type)
{
    int count = 0;
    int wanted = number_of(type);

    pthread_mutex_lock(&lock);
    for (int i = 0; i < asked_count; i++)
        count += asked[i].type == wanted && strcasecmp(asked[i].name, name) == 0;
    pthread_mutex_unlock(&lock);
    return count;
}
