/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry.h - the way from an exported C function into Java
 *
 * Private to the libraries of this project. An exported function is a trampoline, generated or
 * hand-written, that does three things: it asks mailshim_enter() for its surface's dispatcher,
 * returns its documented failure value when there is none, and otherwise calls the dispatcher with
 * its arguments widened to one uniform shape. One shape means one upcall stub to link per surface,
 * which is what keeps the boot short.
 *
 * Threads: everything here may be called from any thread, at any time but from a signal handler.
 */
#ifndef MAILSHIM_ENTRY_H
#define MAILSHIM_ENTRY_H

#include <mailshim/mailshim.h>

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Exported for our own surface libraries only, in a version node of its own. */
#if defined(_WIN32)
#define MAILSHIM_PRIVATE /* one library holds all, and exports what is documented */
#else
#define MAILSHIM_PRIVATE __attribute__((visibility("default")))
#endif

/* The uniform shape: which entry, and up to six arguments, each widened to 64 bits. */
typedef int64_t mailshim_dispatch(int32_t op, int64_t a0, int64_t a1, int64_t a2, int64_t a3,
                                  int64_t a4, int64_t a5);

/* What the library of a surface implements of a Java class's native methods: JNINativeMethods, for
 * which this header does not want to know JNI. */
struct mailshim_natives {
    const void *methods;
    int count;
};

/* One exported surface. All but the names and the natives is surface.c's, and zero at first. */
struct mailshim_surface {
    const char *dispatch_class;             /* binary name with slashes; its `dispatch` serves */
    const char *natives_class;              /* the same; NULL: none */
    const struct mailshim_natives *natives; /* of that class */
    _Atomic(mailshim_dispatch *) dispatch;  /* the upcall stub, NULL until the surface is linked */
    void *_Atomic java;                     /* jclass, a global reference; NULL until found */
    void *java_dispatch;                    /* jmethodID, set before `java` */
    atomic_uint calls;                      /* that came while there was no stub */
    atomic_bool linking;
};

/*
 * Makes the calling thread ready to enter Java: boots or finds the JVM, attaches the thread, links
 * the surface. After a thread's first call all that is left of it is one load and one comparison.
 * Returns NULL when Java cannot be reached; the reason is then the calling thread's last error.
 */
MAILSHIM_PRIVATE mailshim_dispatch *mailshim_enter(struct mailshim_surface *surface,
                                                   const char *entry);

/* Records an error found on the C side as the calling thread's last error: a MAILSHIM_E_… code and
 * a text made as by printf. */
MAILSHIM_PRIVATE void mailshim_fail(int code, const char *format, ...) MAILSHIM_PRINTF(2, 3);

/*
 * Starts a detached thread with every asynchronous signal blocked, so that the host's handlers run
 * on the host's threads, and the JVM's threads inherit that from the one that boots. Returns 0 or
 * an errno value.
 */
MAILSHIM_PRIVATE int mailshim_start_thread(void *(*body)(void *), void *argument);

/* Of mailshim_start(). */
enum { MAILSHIM_MOST_OPTIONS = 100 };

/* Boots with further JVM options, at most MAILSHIM_MOST_OPTIONS, unless a JVM runs already: 0, or a
 * MAILSHIM_E_… code that is also the calling thread's last error. */
int mailshim_boot(const char *const *options, size_t count);

/* Whether there is nothing of ours to stop or to change: no boot has succeeded or is under way. In
 * the child of a fork made after the boot there is, out of reach. */
int mailshim_idle(void);

/* The calling thread's last error as the C side knows it: NULL when the last failure, if there was
 * any, happened in Java. */
const char *mailshim_native_error(int *code);

/* A buffer of the calling thread's own, of at least `size` octets; the next call may move it, the
 * thread's end frees it. NULL when there is no memory. */
char *mailshim_thread_buffer(size_t size);

/* Whether the calling thread may have a last error in Java: it has entered Java, or is Java's own,
 * as the threads are that callbacks run on. */
int mailshim_entered(void);

#endif
