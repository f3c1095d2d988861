/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runtime.h - find a Java runtime on disk
 *
 * Pure look-up: files are read, nothing is loaded and nothing is changed.
 */
#ifndef MAILSHIM_RUNTIME_H
#define MAILSHIM_RUNTIME_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* The oldest Java whose FFM API is final. */
enum { OLDEST_JAVA = 22 };

struct runtime {
    char home[PATH_MAX];
    char libjvm[PATH_MAX];
    bool linked; /* our module is inside the image */
};

/*
 * Looks for a runtime that can be used, in the order of docs/c-contract.md: MAILSHIM_JAVA_HOME, the
 * one installed beside this library, the one named at compile time, JAVA_HOME. When there is none,
 * `report` says what was looked at and why it did not do.
 */
bool mailshim_find_runtime(struct runtime *runtime, char *report, size_t size);

/*
 * The jars installed beside this library, for a JVM that does not have us linked in: `prefix`, then
 * their paths, separated as the platform has it. malloc'ed; NULL when there are none.
 */
char *mailshim_jars(const char *prefix);

#endif
