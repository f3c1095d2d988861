/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - tell a whole runtime from a damaged one before it is loaded
 *
 * HotSpot answers a damaged file by ending the process. The build therefore seals the runtime:
 * lib/mailshim.seal has a line "<octets> <sample> <path in the runtime>" for each file that it
 * loads while it starts. A sample is a hash of some blocks spread over the file: it finds what was
 * cut, zeroed or mixed up, costs a fraction of a millisecond, and proves nothing against malice.
 */
#ifndef MAILSHIM_SEAL_H
#define MAILSHIM_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest path that a seal names, with its NUL. */
enum { SEALED_PATH = 256 };

/* What a seal says of one file. */
struct sample {
    long long octets;
    uint64_t hash;
};

/* Takes a file's sample; false if it cannot be read. */
bool mailshim_sample(const char *path, struct sample *sample);

/* Whether a runtime that was sealed is no longer what it was; leaves the path of the first file
 * that differs in `name`. A runtime without a seal is not ours and is taken as it is. */
bool mailshim_is_damaged(const char *home, char name[SEALED_PATH]);

#endif
