/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.h - create a JVM that behaves as a guest of the process
 */
#ifndef MAILSHIM_GUEST_H
#define MAILSHIM_GUEST_H

#include "entry.h"
#include "runtime.h"

#include <jni.h>
#include <stdbool.h>
#include <stddef.h>

/* What the host asked for. Copies: a boot may outlive the patience of who asked for it. */
struct boot_request {
    char *options[MAILSHIM_MOST_OPTIONS];
    size_t count;
};

/*
 * Creates the process's JVM from `runtime`; the calling thread is then attached to it. On failure
 * the boot has been ended, by mailshim_boot_failed(). It may not return at all: a JVM that gives up
 * while it starts has ended the boot then, and keeps the thread, which must therefore be one that
 * can be lost.
 */
bool mailshim_create_vm(const struct runtime *runtime, const struct boot_request *request,
                        JavaVM **vm, JNIEnv **env);

#endif
