/* SPDX-License-Identifier: Apache-2.0 */
/*
 * windows/jni_md.h - what jni.h wants to know of a platform: the JDK that builds has only its own
 *
 * On 64-bit Windows all calling conventions are one.
 */
#ifndef MAILSHIM_JNI_MD_H
#define MAILSHIM_JNI_MD_H

#define JNIEXPORT __declspec(dllexport)
#define JNIIMPORT __declspec(dllimport)
#define JNICALL

typedef int jint;
typedef long long jlong;
typedef signed char jbyte;

#endif
