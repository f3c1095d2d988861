/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thread.h - what the C side knows of the calling thread
 *
 * A thread is ready when it is attached to the JVM and its last failure, if any, happened in Java:
 * then an entry may go straight to its dispatcher. Everything else takes the slow way in jvm.c.
 */
#ifndef MAILSHIM_THREAD_H
#define MAILSHIM_THREAD_H

#include <jni.h>
#include <stdbool.h>

struct thread {
    bool ready;
    bool attached;                    /* by us, so it is ours to detach */
    JNIEnv *env;                      /* of the call that goes through JNI: surface.c */
    struct mailshim_surface *surface; /* likewise */
    int error_code;                   /* 0: no failure on the C side since the last entry */
    char *error;                      /* malloc'ed, freed when the thread ends */
    char *buffer;                     /* likewise */
};

/* Initial-exec: every call looks at it, and the general model would call a function for that. Its
 * few octets come from the reserve that the C library keeps for libraries loaded by dlopen(). */
extern __thread struct thread mailshim_thread __attribute__((tls_model("initial-exec")));

/*
 * Attaches the calling thread to the JVM as a daemon, unless it is a Java thread or the host
 * attached it; it is detached when it ends. On failure the last error says why `entry` cannot run.
 */
bool mailshim_attach(JavaVM *vm, JNIEnv **env, const char *entry);

/* The process was forked with a JVM in it: this thread, the child's only one, must not detach. */
void mailshim_abandon_thread(void);

#endif
