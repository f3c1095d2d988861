/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jvm.c - start Java when it is first called, and let threads into it
 *
 * SYNOPSIS
 *     mailshim_enter(surface, entry)      the only door into Java
 *     mailshim_boot(options, count)       the same door, opened early
 *
 * DESCRIPTION
 *     Nothing happens when the library is loaded. The first call boots: it looks for a JVM that
 *     already runs in the process, else for a runtime (runtime.c), and creates a JVM from it, on a
 *     thread of its own. The states are
 *
 *         IDLE -----> BOOTING -----> RUNNING          a JVM is there; stays for good
 *           ^            |
 *           |            +---------> FAILED           the JVM gave up half way: HotSpot cannot be
 *           |            |                            created twice in a process, so this is final
 *           +------------+                            nothing was created (no runtime): try again
 *
 *     and every change is made under `boot_lock`. Threads that call while another one boots wait.
 *
 *     guest.c undoes what a JVM does to its process. JVM threads are created with the host's
 *     asynchronous signals blocked, so that the host's handlers run on the host's threads only.
 *     surface.c has what a call does once it is in.
 *
 * DIAGNOSTICS
 *     Every failure leaves a code and a text for mailshim_last_error().
 */
#define _GNU_SOURCE 1
#include "jvm.h"

#include "entry.h"
#include "foreign.h"
#include "guest.h"
#include "platform.h"
#include "runtime.h"
#include "surface.h"
#include "thread.h"

#include <mailshim/mailshim.h>

#include <errno.h>
#include <jni.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Generated trampoline into Core.keepError. */
int mailshim_private_keep_error(int code, const char *text);

enum { BOOT_SECONDS = 60 };

static pthread_mutex_t boot_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t boot_changed; /* prepared in prepare_process() */
static _Atomic int boot_state = IDLE;
static int boot_code;                 /* why it is not RUNNING, under boot_lock */
static char boot_error[2048];         /* likewise */
static struct timespec boot_deadline; /* likewise: nobody waits longer for a boot that hangs */

static JavaVM *vm; /* set before RUNNING, never changed */
static _Atomic bool in_forked_child;

/* Wakes all who wait for the boot; called with boot_lock held. */
static void set_state(enum boot_state state)
{
    boot_state = state;
    pthread_cond_broadcast(&boot_changed);
}

enum boot_state mailshim_boot_state(void)
{
    return boot_state;
}

void mailshim_boot_failed(enum boot_state state, const char *format, ...)
{
    va_list arguments;

    pthread_mutex_lock(&boot_lock);
    va_start(arguments, format);
    vsnprintf(boot_error, sizeof boot_error, format, arguments);
    va_end(arguments);
    boot_code = MAILSHIM_E_RUNTIME;
    set_state(state);
    pthread_mutex_unlock(&boot_lock);
}

/* ---- boot ------------------------------------------------------------------------------------ */

/* Replaces what an earlier boot was asked for; false when there is no memory. */
static bool set_request(struct boot_request *request, const char *const *options, size_t count)
{
    while (request->count > 0)
        free(request->options[--request->count]);
    while (request->count < count) {
        char *copy = strdup(options[request->count]);
        if (copy == NULL)
            return false;
        request->options[request->count++] = copy;
    }
    return true;
}

/* Finds Boot, starts it, and keeps what surfaces need. Boot.start() says why it is SIGCHLD whose
 * disposition has to be given back. */
static bool start_java(JNIEnv *env)
{
    char text[1024];
    jmethodID start = NULL;

    jclass class = mailshim_boot_class(env);
    if (class != NULL)
        start = (*env)->GetStaticMethodID(env, class, "start", "()V");
    if (start != NULL && mailshim_prepare_surfaces(vm, env, class)) {
        platform_note_child_signal();
        (*env)->CallStaticVoidMethod(env, class, start);
        platform_restore_child_signal();
        if (!(*env)->ExceptionCheck(env))
            return true;
    }
    mailshim_exception_text(env, text, sizeof text);
    mailshim_boot_failed(FAILED, "Java runs, but mailshim's classes cannot be used in it: %s",
                         text);
    return false;
}

/* This thread's environment in the JVM that the process had before us; NULL if that is too old. */
static JNIEnv *enter_existing_vm(void)
{
    JavaVMAttachArgs arguments = {JNI_VERSION_21, NULL, NULL};
    JNIEnv *env = NULL;

    /* Attaching does not look at the version that it is given, and JNI's is 21 in Java 22, too. */
    jint attached = (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &arguments);
    if (attached == JNI_OK && (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_21) == JNI_OK &&
        mailshim_java_release(env) >= OLDEST_JAVA)
        return env;
    if (attached == JNI_OK)
        (*vm)->DetachCurrentThread(vm);
    mailshim_boot_failed(
        FAILED, "the process already runs an older Java; mailshim needs %d or newer", OLDEST_JAVA);
    return NULL;
}

/* The boot thread: with a stack of its own, since the host's may be tiny. */
static void *boot(void *argument)
{
    const struct boot_request *request = argument;
    struct runtime runtime;
    char report[1500];
    JNIEnv *env = NULL;

    vm = mailshim_existing_vm();
    if (vm != NULL) {
        env = enter_existing_vm();
        if (env == NULL)
            return NULL;
    } else if (!mailshim_find_runtime(&runtime, report, sizeof report)) {
        mailshim_boot_failed(
            IDLE,
            "no Java runtime found (%s). Install mailshim with its runtime, or set "
            "MAILSHIM_JAVA_HOME to a Java %d or newer",
            report, OLDEST_JAVA);
        return NULL;
    } else if (!mailshim_create_vm(&runtime, request, &vm, &env)) {
        return NULL;
    }

    bool started = start_java(env);
    (*vm)->DetachCurrentThread(vm);
    if (started) {
        pthread_mutex_lock(&boot_lock);
        set_state(RUNNING);
        pthread_mutex_unlock(&boot_lock);
    }
    return NULL;
}

/* The child of a fork has none of the JVM's threads: its next collection would wait for them for
 * ever. A fork before the boot leaves nothing behind, and the child may boot its own. */
static void forked(void)
{
    pthread_mutex_unlock(&boot_lock);
    if (boot_state == IDLE)
        return;
    in_forked_child = true;
    mailshim_abandon_thread();
}

/* Held across fork, or the child might find it locked for ever by a thread that it does not have.
 */
static void lock_boot(void)
{
    pthread_mutex_lock(&boot_lock);
}

static void unlock_boot(void)
{
    pthread_mutex_unlock(&boot_lock);
}

static void prepare_process(void)
{
    platform_prepare_condition(&boot_changed);
    platform_at_fork(lock_boot, unlock_boot, forked);
}

static int options_come_late(void)
{
    mailshim_fail(MAILSHIM_E_STATE, "the Java runtime runs already; options for it come too late");
    return MAILSHIM_E_STATE;
}

/* Begins to boot, with boot_lock held; the state says whether that went well. */
static void begin_boot(const char *const *options, size_t count)
{
    static struct boot_request request; /* one boot runs at a time */
    int error = set_request(&request, options, count) ? 0 : ENOMEM;

    platform_moment_in(&boot_deadline, BOOT_SECONDS);
    boot_state = BOOTING;
    if (error == 0)
        error = mailshim_start_thread(boot, &request);
    if (error != 0) {
        boot_state = IDLE;
        boot_code = MAILSHIM_E_RUNTIME;
        snprintf(boot_error, sizeof boot_error, "cannot create the thread that starts Java: %s",
                 strerror(error));
    }
}

/* Boots, or waits for who boots: MAILSHIM_OK, or the code of the thread's last error. */
static int boot_or_wait(const char *const *options, size_t count)
{
    static pthread_once_t prepared = PTHREAD_ONCE_INIT;
    int waited = 0;
    int code = MAILSHIM_OK;

    pthread_once(&prepared, prepare_process);
    pthread_mutex_lock(&boot_lock);
    bool late = boot_state != IDLE;
    if (!late)
        begin_boot(options, count);
    while (boot_state == BOOTING && waited == 0)
        waited = pthread_cond_timedwait(&boot_changed, &boot_lock, &boot_deadline);
    if (boot_state == BOOTING) {
        code = MAILSHIM_E_TIMEOUT;
        mailshim_fail(code, "the Java runtime did not start within %d seconds", BOOT_SECONDS);
    } else if (boot_state != RUNNING) {
        code = boot_code;
        mailshim_fail(code, "%s", boot_error);
    } else if (late && count > 0) {
        code = options_come_late();
    }
    pthread_mutex_unlock(&boot_lock);
    return code;
}

/* ---- entering -------------------------------------------------------------------------------- */

/* The error that the C side found last, before a newer one of Java's could be told from it. */
static void hand_error_to_java(void)
{
    int code = MAILSHIM_OK;
    const char *text = mailshim_native_error(&code);

    mailshim_thread.error_code = MAILSHIM_OK;
    if (text != NULL)
        mailshim_private_keep_error(code, text);
}

enum { LONGEST_ENTRY = 64 };

/* The name that a host knows for the entry behind it: mailshim_stop for mailshim_private_stop. */
static const char *public_name(const char *entry, char name[LONGEST_ENTRY])
{
    static const char prefix[] = "mailshim_private_";

    if (strncmp(entry, prefix, sizeof prefix - 1) != 0)
        return entry;
    snprintf(name, LONGEST_ENTRY, "mailshim_%s", entry + sizeof prefix - 1);
    return name;
}

static mailshim_dispatch *enter_slowly(struct mailshim_surface *surface, const char *called)
{
    JNIEnv *env = NULL;
    char name[LONGEST_ENTRY];
    const char *entry = public_name(called, name);

    if (in_forked_child) {
        mailshim_fail(MAILSHIM_E_FORKED,
                      "%s was called in the child of a fork made after mailshim's first call; make "
                      "the first call after fork, or exec",
                      entry);
        return NULL;
    }
    if (boot_state != RUNNING && boot_or_wait(NULL, 0) != MAILSHIM_OK)
        return NULL;
    if (!mailshim_attach(vm, &env, entry))
        return NULL;
    mailshim_thread.ready = true;
    hand_error_to_java();
    return mailshim_find_dispatch(surface, env);
}

mailshim_dispatch *mailshim_enter(struct mailshim_surface *surface, const char *entry)
{
    mailshim_dispatch *dispatch = atomic_load_explicit(&surface->dispatch, memory_order_acquire);

    if (dispatch != NULL && mailshim_thread.ready)
        return dispatch;
    return enter_slowly(surface, entry);
}

int mailshim_entered(void)
{
    void *env = NULL;

    return mailshim_thread.ready || (!in_forked_child && boot_state == RUNNING &&
                                     (*vm)->GetEnv(vm, &env, JNI_VERSION_21) == JNI_OK);
}

int mailshim_idle(void)
{
    return !in_forked_child && (boot_state == IDLE || boot_state == FAILED);
}

int mailshim_boot(const char *const *options, size_t count)
{
    if (in_forked_child) {
        mailshim_fail(MAILSHIM_E_FORKED, "mailshim cannot start again in the child of a fork");
        return MAILSHIM_E_FORKED;
    }
    if (boot_state == IDLE && count > 0 && mailshim_existing_vm() != NULL) {
        mailshim_fail(MAILSHIM_E_STATE,
                      "the process runs a Java of its own, which takes no options "
                      "any more; give them to that, and start without");
        return MAILSHIM_E_STATE;
    }
    if (boot_state != RUNNING)
        return boot_or_wait(options, count);
    return count == 0 ? MAILSHIM_OK : options_come_late();
}
