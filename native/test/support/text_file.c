/* SPDX-License-Identifier: Apache-2.0 */
#include "text_file.h"

#include "../check.h"
#include "../process.h"

enum { PATIENCE_SECONDS = 50 };

const char *written(const char *path, const char *wanted)
{
    static char text[64 * 1024];
    double deadline = seconds_now() + PATIENCE_SECONDS;

    do {
        FILE *file = fopen(path, "r");
        size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
        if (file != NULL)
            fclose(file);
        text[length] = '\0';
        if (strstr(text, wanted) != NULL)
            return text;
        pause_briefly();
    } while (seconds_now() < deadline);
    CHECK_FAILED("no \"%s\" in %s:\n%s", wanted, path, text);
}
