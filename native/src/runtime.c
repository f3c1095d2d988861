/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runtime.c - find a Java runtime on disk
 *
 * DESCRIPTION
 *     Everything that can be known about a runtime without loading it is checked here, because
 *     HotSpot answers a bad runtime by ending the process: its version, from the `release` file
 *     that every JDK and every linked image has, and whether the files that it loads are whole,
 * from the seal that the build puts on it (seal.h).
 */
#define _GNU_SOURCE 1
#include "runtime.h"

#include "platform.h"
#include "seal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MAILSHIM_RUNTIME
#define MAILSHIM_RUNTIME "" /* the build names the installed runtime here */
#endif

/* Room for the reason why one place did not do. */
enum { REASON = 1536 };

/* directory/name; empty when it is longer than any path can be. */
static void join(char path[PATH_MAX], const char *directory, const char *name)
{
    int length = snprintf(path, PATH_MAX, "%s/%s", directory, name);

    if (length < 0 || length >= PATH_MAX)
        path[0] = '\0';
}

/* Reads the `release` file: the feature version (0 when there is no such file), and whether our
 * module is linked in. This costs microseconds; loading the wrong libjvm cannot be undone. */
static int read_release(const char *home, bool *linked)
{
    char path[PATH_MAX];
    char line[16 * 1024];
    int version = 0;

    *linked = false;
    join(path, home, "release");
    FILE *file = fopen(path, PLATFORM_READ);
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "JAVA_VERSION=\"", 14) == 0)
            version = atoi(line + 14);
        else if (strncmp(line, "MODULES=\"", 9) == 0)
            *linked = strstr(line, "org.mailshim") != NULL;
    }
    fclose(file);
    return version;
}

/* Says why access() to a file of `home` has just failed. */
static void absent(char why[REASON], const char *name, const char *home)
{
    if (errno == EACCES)
        snprintf(why, REASON, "no permission to read %s in %.1024s", name, home);
    else
        snprintf(why, REASON, "no %s in %.1024s", name, home);
}

/* Whether a Java runtime that we can use lives at `home`; if not, adds why to the report. */
static bool usable(struct runtime *runtime, const char *home, const char *origin, char *report,
                   size_t size)
{
    char why[REASON];
    char name[SEALED_PATH] = "";
    char modules[PATH_MAX];
    size_t length = strlen(report);

    if (home == NULL || home[0] == '\0')
        return false;
    int version = read_release(home, &runtime->linked);
    snprintf(runtime->home, sizeof runtime->home, "%s", home);
    join(runtime->libjvm, home, PLATFORM_LIBJVM);
    join(modules, home, "lib/modules");
    if (access(runtime->libjvm, R_OK) != 0)
        absent(why, PLATFORM_LIBJVM, home);
    else if (version < OLDEST_JAVA)
        snprintf(why, sizeof why, "%.1024s is Java %d, %d or newer is needed", home, version,
                 OLDEST_JAVA);
    else if (access(modules, R_OK) != 0)
        absent(why, "lib/modules", home);
    else if (mailshim_is_damaged(home, name))
        snprintf(why, sizeof why, "%.1024s is damaged: %s is not what was installed", home, name);
    else
        return true;
    snprintf(report + length, size - length, "%s%s: %s", length > 0 ? "; " : "", origin, why);
    return false;
}

bool mailshim_find_runtime(struct runtime *runtime, char *report, size_t size)
{
    char directory[PATH_MAX];
    char beside[PATH_MAX] = "";

    report[0] = '\0';
    if (platform_own_directory(directory))
        join(beside, directory, "mailshim/runtime");
    return usable(runtime, platform_trusted_variable("MAILSHIM_JAVA_HOME"), "MAILSHIM_JAVA_HOME",
                  report, size) ||
           usable(runtime, beside, "beside the library", report, size) ||
           usable(runtime, MAILSHIM_RUNTIME, "compiled in", report, size) ||
           usable(runtime, platform_trusted_variable("JAVA_HOME"), "JAVA_HOME", report, size);
}

/* path, with one more jar behind it; frees `path`. */
static char *longer_path(char *path, const char *separator, const char *directory, const char *name)
{
    char *longer = NULL;

    if (asprintf(&longer, "%s%s%s/%s", path, separator, directory, name) < 0)
        longer = NULL;
    free(path);
    return longer;
}

char *mailshim_jars(const char *prefix)
{
    char own[PATH_MAX];
    char jars[PATH_MAX] = "";
    size_t found = 0;

    if (platform_own_directory(own))
        join(jars, own, "mailshim/java");
    DIR *directory = opendir(jars);
    if (directory == NULL)
        return NULL;
    char *path = strdup(prefix);
    struct dirent *entry = readdir(directory);
    for (; path != NULL && entry != NULL; entry = readdir(directory)) {
        size_t length = strlen(entry->d_name);
        if (length > 4 && strcmp(entry->d_name + length - 4, ".jar") == 0)
            path =
                longer_path(path, found++ > 0 ? PLATFORM_LIST_SEPARATOR : "", jars, entry->d_name);
    }
    closedir(directory);
    if (found > 0)
        return path;
    free(path);
    return NULL;
}
