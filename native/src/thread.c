/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thread.c - what the C side knows of the calling thread: whether it may enter Java, and its last
 * error when that happened outside Java
 */
#define _GNU_SOURCE 1
#include "thread.h"

#include "entry.h"
#include "platform.h"

#include <mailshim/mailshim.h>

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* HotSpot aborts the process when it must attach a thread whose stack is smaller than some 112 KiB;
 * a little above, the engine itself may run out of stack. */
enum { SMALLEST_STACK = 256 * 1024 };

/* The stack of a thread of ours. */
enum { OWN_STACK = 1024 * 1024 };

__thread struct thread mailshim_thread __attribute__((tls_model("initial-exec")));

static JavaVM *attached_to;
static pthread_key_t end_key; /* its destructor is how we learn that a thread ends */
static bool end_key_made;
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

/* May run more than once for a thread: a destructor of the host's that calls us attaches again. */
static void thread_ends(void *unused)
{
    struct thread *thread = &mailshim_thread;

    (void)unused;
    free(thread->error);
    free(thread->buffer);
    if (thread->attached)
        (*attached_to)->DetachCurrentThread(attached_to);
    *thread = (struct thread){0};
}

static void prepare(void)
{
    end_key_made = pthread_key_create(&end_key, thread_ends) == 0;
}

/* False when the process has no key or no memory left for it: the thread's end stays unnoticed. */
static bool watch_for_end(void)
{
    pthread_once(&prepared, prepare);
    return end_key_made && pthread_setspecific(end_key, &prepared) == 0; /* any value but NULL */
}

void mailshim_abandon_thread(void)
{
    mailshim_thread.ready = false;
    mailshim_thread.attached = false;
}

void mailshim_fail(int code, const char *format, ...)
{
    struct thread *thread = &mailshim_thread;
    va_list arguments;

    (void)watch_for_end(); /* at worst the text outlives the thread */
    free(thread->error);
    thread->error = NULL;
    va_start(arguments, format);
    if (vasprintf(&thread->error, format, arguments) < 0)
        thread->error = NULL;
    va_end(arguments);
    thread->error_code = code;
    thread->ready = false; /* the next entry takes the slow way, which hands it to Java */
}

const char *mailshim_native_error(int *code)
{
    *code = mailshim_thread.error_code;
    if (*code == MAILSHIM_OK)
        return NULL;
    return mailshim_thread.error != NULL ? mailshim_thread.error
                                         : "out of memory while describing an error";
}

char *mailshim_thread_buffer(size_t size)
{
    (void)watch_for_end(); /* as above */
    char *longer = realloc(mailshim_thread.buffer, size);
    if (longer != NULL)
        mailshim_thread.buffer = longer;
    return longer;
}

bool mailshim_attach(JavaVM *vm, JNIEnv **env, const char *entry)
{
    if ((*vm)->GetEnv(vm, (void **)env, JNI_VERSION_21) == JNI_OK)
        return true; /* a Java thread, or one that the host attached: not ours to detach */
    size_t stack = platform_stack_size();
    if (stack != 0 && stack < SMALLEST_STACK) {
        mailshim_fail(MAILSHIM_E_THREAD,
                      "%s was called on a thread with a stack of %zu KiB; give the thread %d KiB "
                      "(pthread_attr_setstacksize, or ulimit -s for the main thread)",
                      entry, stack / 1024, SMALLEST_STACK / 1024);
        return false;
    }
    if (!watch_for_end()) {
        /* Attached for ever, the thread would take the JVM with it when it ends. */
        mailshim_fail(MAILSHIM_E_MEMORY, "%s: no thread-specific key is left in the process",
                      entry);
        return false;
    }
    /* Without a name Java would make one up, in Java. */
    char name[32];
    snprintf(name, sizeof name, "host thread %ld", platform_thread_number());
    JavaVMAttachArgs arguments = {JNI_VERSION_21, name, NULL};
    jint result = (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)env, &arguments);
    if (result != JNI_OK) {
        /* The stack is large enough: what is left is the thread's object, or what HotSpot mallocs.
         */
        mailshim_fail(
            MAILSHIM_E_MEMORY,
            "%s: Java has no memory to adopt the calling thread (JNI error %d); raise -Xmx "
            "in MAILSHIM_JVM_OPTS",
            entry, (int)result);
        return false;
    }
    attached_to = vm;
    mailshim_thread.attached = true;
    return true;
}

int mailshim_start_thread(void *(*body)(void *), void *argument)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, OWN_STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int error = platform_create_thread(&attributes, body, argument);
    pthread_attr_destroy(&attributes);
    return error;
}
