/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign.h - a JVM that belongs to somebody else, and what JNI needs many lines for
 */
#ifndef MAILSHIM_FOREIGN_H
#define MAILSHIM_FOREIGN_H

#include <jni.h>
#include <stddef.h>

/* A JVM that runs in the process already: the host is a Java program, or hosts one. NULL: none. */
JavaVM *mailshim_existing_vm(void);

/*
 * org.mailshim.abi.Boot as the application class loader sees it, or else through a loader of our
 * own over the jars beside the library. NULL with a pending exception, or without one when there
 * are no jars.
 */
jclass mailshim_boot_class(JNIEnv *env);

/* The text of the pending exception, which is cleared; says so when there is none. */
void mailshim_exception_text(JNIEnv *env, char *text, size_t size);

/* The release of the Java that runs, such as 25; 0 before Java 10. */
int mailshim_java_release(JNIEnv *env);

#endif
