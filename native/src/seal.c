/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.c - tell a whole runtime from a damaged one before it is loaded
 */
#define _GNU_SOURCE 1
#include "seal.h"

#include "platform.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Blocks of a page, the first and the last among them. */
enum { BLOCKS = 32, BLOCK = 4096 };

/* FNV-1a's constants, a word at a time. */
static uint64_t hash_block(uint64_t hash, const unsigned char *block)
{
    for (size_t at = 0; at < BLOCK; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, block + at, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x100000001b3);
        hash ^= hash >> 32;
    }
    return hash;
}

/* The hash of the blocks; a short file ends in zeros. False on a read error. */
static bool hash_file(int file, long long octets, uint64_t *hash)
{
    long long last = octets > BLOCK ? octets - BLOCK : 0;

    *hash = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < BLOCKS; i++) {
        unsigned char block[BLOCK] = {0};
        long long at = last / (BLOCKS - 1) * i;
        if (platform_read_at(file, block, BLOCK, i == BLOCKS - 1 ? last : at) < 0)
            return false;
        *hash = hash_block(*hash, block);
    }
    return true;
}

bool mailshim_sample(const char *path, struct sample *sample)
{
    int file = platform_open(path, &sample->octets);

    if (file < 0)
        return false;
    bool read = hash_file(file, sample->octets, &sample->hash);
    close(file);
    return read;
}

/* Whether `name` in the runtime still has the sample that it was sealed with. */
static bool is_whole(const char *home, const char *name, const struct sample *sealed)
{
    char path[PATH_MAX];
    struct sample now;

    int length = snprintf(path, sizeof path, "%s/%s", home, name);
    return length > 0 && length < PATH_MAX && mailshim_sample(path, &now) &&
           now.octets == sealed->octets && now.hash == sealed->hash;
}

bool mailshim_is_damaged(const char *home, char name[SEALED_PATH])
{
    char path[PATH_MAX];
    struct sample sealed;
    bool damaged = false;

    int length = snprintf(path, sizeof path, "%s/lib/mailshim.seal", home);
    FILE *file = length > 0 && length < PATH_MAX ? fopen(path, PLATFORM_READ) : NULL;
    if (file == NULL)
        return false;
    while (!damaged &&
           fscanf(file, "%lld %" SCNx64 " %255s", &sealed.octets, &sealed.hash, name) == 3)
        damaged = !is_whole(home, name, &sealed);
    fclose(file);
    return damaged;
}
