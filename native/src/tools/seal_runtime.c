/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal_runtime - write the seal of a runtime, once, when it is built
 *
 * Synopsis: seal_runtime home path...
 *
 * Prints a line for each path below home, to become home/lib/mailshim.seal (seal.h).
 */
#include "seal.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char path[PATH_MAX];
    struct sample sample;

    if (argc < 3) {
        fputs("usage: seal_runtime home path...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        snprintf(path, sizeof path, "%s/%s", argv[1], argv[i]);
        if (!mailshim_sample(path, &sample)) {
            perror(path);
            return 1;
        }
        printf("%lld %016" PRIx64 " %s\n", sample.octets, sample.hash, argv[i]);
    }
    return 0;
}
