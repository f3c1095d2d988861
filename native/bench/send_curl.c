/* SPDX-License-Identifier: Apache-2.0 */
/*
 * send_curl - send messages with libcurl, as a C program without mailshim would
 *
 * Synopsis: send_curl port messages octets
 *
 * Sends so many messages of so many octets to the SMTP server on 127.0.0.1, one after the other
 * with one easy handle, which keeps its connection. Prints the seconds that took.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *message;
static size_t octets;
static size_t given;

static size_t give(char *into, size_t size, size_t count, void *ignored)
{
    (void)ignored;
    size_t length = size * count < octets - given ? size * count : octets - given;
    memcpy(into, message + given, length);
    given += length;
    return length;
}

static void compose(void)
{
    static const char header[] = "Subject: benchmark\r\n\r\n";

    for (size_t i = 0; i < octets; i++)
        message[i] = i % 72 == 70 ? '\r' : i % 72 == 71 ? '\n' : 'x';
    memcpy(message, header, octets < sizeof header - 1 ? octets : sizeof header - 1);
    if (octets >= 2)
        memcpy(message + octets - 2, "\r\n", 2);
}

int main(int argc, char **argv)
{
    char url[64];
    struct timespec begun;
    struct timespec ended;

    if (argc != 4) {
        fputs("usage: send_curl port messages octets\n", stderr);
        return 2;
    }
    octets = strtoul(argv[3], NULL, 10);
    message = malloc(octets + 1);
    CURL *curl = curl_easy_init();
    struct curl_slist *recipients = curl_slist_append(NULL, "recipient@example.net");
    if (message == NULL || curl == NULL || recipients == NULL)
        return 1;
    compose();
    snprintf(url, sizeof url, "smtp://127.0.0.1:%s/client.example", argv[1]);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "sender@example.org");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (long i = strtol(argv[2], NULL, 10); i > 0; i--) {
        given = 0;
        CURLcode result = curl_easy_perform(curl);
        if (result != CURLE_OK) {
            fprintf(stderr, "send_curl: %s\n", curl_easy_strerror(result));
            return 1;
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%.6f\n",
           (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) / 1e9);
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    free(message);
    return 0;
}
