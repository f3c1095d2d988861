/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.c - see words.h
 */
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int port_of_server;
int port_closed;

void case_error(const char *what, const char *which)
{
    fflush(stdout);
    fprintf(stderr, "case is wrong: %s: %s\n", what, which);
    exit(3);
}

static char hexadecimal(const char *digits)
{
    char pair[3] = {digits[0], digits[0] == '\0' ? '\0' : digits[1], '\0'};

    return (char)strtol(pair, NULL, 16);
}

/* Reads the escape behind a backslash and moves past it. */
static char escape(const char **at)
{
    char c = *(*at)++;

    switch (c) {
    case 'r':
        return '\r';
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '0':
        return '\0';
    case 'x':
        *at += 2;
        return hexadecimal(*at - 2);
    default:
        return c;
    }
}

static struct word repeated(struct word once, long times)
{
    struct word all = {.length = once.length * (size_t)times, .quoted = true};

    all.text = malloc(all.length + 1);
    for (long i = 0; i < times; i++)
        memcpy(all.text + (size_t)i * once.length, once.text, once.length);
    all.text[all.length] = '\0';
    return all;
}

static struct word quoted(const char **at)
{
    struct word word = {.text = malloc(strlen(*at) + 1), .quoted = true};

    while (**at != '"') {
        if (**at == '\0')
            case_error("quotes without an end", word.text);
        char c = *(*at)++;
        word.text[word.length++] = c == '\\' ? escape(at) : c;
    }
    ++*at;
    word.text[word.length] = '\0';
    if (**at == '*') {
        char *end;
        long times = strtol(*at + 1, &end, 10);
        *at = end;
        return repeated(word, times);
    }
    return word;
}

static struct word bare(const char **at)
{
    size_t length = strcspn(*at, " \t\r\n");
    struct word word = {.text = malloc(length + 32), .length = length};

    memcpy(word.text, *at, length);
    word.text[length] = '\0';
    *at += length;
    if (strcmp(word.text, "@closed") == 0)
        word.length = (size_t)sprintf(word.text, "127.0.0.1:%d", port_closed);
    else if (strcmp(word.text, "@") == 0)
        word.length = (size_t)sprintf(word.text, "127.0.0.1:%d", port_of_server);
    else if (length > 0 && word.text[length - 1] == '@')
        word.length = length - 1 + (size_t)sprintf(word.text + length - 1, ":%d", port_of_server);
    return word;
}

void words_split(struct words *words, const char *line)
{
    words->count = 0;
    for (;;) {
        line += strspn(line, " \t\r\n");
        if (*line == '\0' || *line == '#')
            return;
        if (words->count == MOST_WORDS)
            case_error("too many words", line);
        if (*line == '"') {
            line++;
            words->word[words->count++] = quoted(&line);
        } else {
            words->word[words->count++] = bare(&line);
        }
    }
}

/* The length of a Date's value that says now, give or take an hour; 0 for anything else. */
static size_t current_date(const char *octets, size_t length)
{
    enum { DATE = 31 };
    struct tm tm = {0};
    char date[DATE + 1];

    if (length < DATE)
        return 0;
    memcpy(date, octets, DATE);
    date[DATE] = '\0';
    const char *end = strptime(date, "%a, %d %b %Y %H:%M:%S %z", &tm);
    if (end != date + DATE)
        return 0;
    long offset = tm.tm_gmtoff;
    long long difference = (long long)timegm(&tm) - offset - (long long)time(NULL);
    return difference < -3600 || difference > 3600 ? 0 : DATE;
}

/* The length of a Message-Id's SECONDS.MICROSECONDS.PROCESS of now; 0 for anything else. */
static size_t current_id(const char *octets, size_t length)
{
    char id[64];
    long long seconds;
    long micros;
    long process;
    int used = 0;
    size_t have = length < sizeof id - 1 ? length : sizeof id - 1;

    memcpy(id, octets, have);
    id[have] = '\0';
    if (sscanf(id, "%lld.%ld.%ld@%n", &seconds, &micros, &process, &used) < 3 || used == 0)
        return 0;
    long long difference = seconds - (long long)time(NULL);
    return difference < -3600 || difference > 3600 || micros >= 1000000 ? 0 : (size_t)used - 1;
}

static void print_digest(FILE *out, const char *octets, size_t length)
{
    unsigned sum = 2166136261u;

    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)octets[i]) * 16777619u;
    fprintf(out, "... %zu octets, checksum %08x", length, sum);
}

void print_octets(FILE *out, const char *octets, size_t length)
{
    enum { MOST = 700, SHOWN = 100 };
    size_t shown = length > MOST ? SHOWN : length;

    fputc('"', out);
    for (size_t i = 0; i < shown; i++) {
        unsigned char c = (unsigned char)octets[i];
        size_t date = c >= 'A' && c <= 'Z' ? current_date(octets + i, length - i) : 0;
        size_t id = c == '<' ? current_id(octets + i + 1, length - i - 1) : 0;
        if (date > 0 || id > 0) {
            fputs(date > 0 ? "{now}" : "<{time.micros.process}", out);
            i += date > 0 ? date - 1 : id;
        } else if (c == '\r' || c == '\n') {
            fputs(c == '\r' ? "\\r" : "\\n", out);
        } else if (c < ' ' || c > '~') {
            fprintf(out, "\\x%02x", c);
        } else {
            fprintf(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
        }
    }
    fputc('"', out);
    if (shown < length)
        print_digest(out, octets, length);
}

void print_text(FILE *out, const char *text)
{
    if (text == NULL)
        fputs("NULL", out);
    else
        print_octets(out, text, strlen(text));
}
