/* SPDX-License-Identifier: Apache-2.0 */
/*
 * natives.h - what natives.c and tls.c have of each other
 */
#ifndef MAILSHIM_SRC_ESMTP_NATIVES_H
#define MAILSHIM_SRC_ESMTP_NATIVES_H

#include "esmtp.h"

#include <jni.h>
#include <stddef.h>

/* A Java array of octets; NULL with a pending exception when there is no memory. */
jbyteArray mailshim_esmtp_array(JNIEnv *env, const void *octets, size_t length);

/* The array's octets with a NUL behind them, of malloc; NULL when there is no memory. */
char *mailshim_esmtp_string(JNIEnv *env, jbyteArray array);

/* What smtp_starttls_set_password_cb() has set; NULL: nothing. */
smtp_starttls_passwordcb_t mailshim_esmtp_password(void **argument);

/* Native methods of HostCalls. */
jboolean JNICALL mailshim_tls_share(JNIEnv *env, jclass class, jlong context);
void JNICALL mailshim_tls_unshare(JNIEnv *env, jclass class, jlong context);
jlong JNICALL mailshim_tls_context(JNIEnv *env, jclass class, jboolean certificate,
                                   jintArray problem);
jlong JNICALL mailshim_tls_connection(JNIEnv *env, jclass class, jlong context, jbyteArray host,
                                      jbyteArray server_name, jboolean certificate,
                                      jintArray problem);
void JNICALL mailshim_tls_free(JNIEnv *env, jclass class, jlong at);
jint JNICALL mailshim_tls_handshake(JNIEnv *env, jclass class, jlong at);
jint JNICALL mailshim_tls_out(JNIEnv *env, jclass class, jlong at, jbyteArray into);
void JNICALL mailshim_tls_in(JNIEnv *env, jclass class, jlong at, jbyteArray from, jint count);
jint JNICALL mailshim_tls_read(JNIEnv *env, jclass class, jlong at, jbyteArray into, jint from,
                               jint to);
jint JNICALL mailshim_tls_write(JNIEnv *env, jclass class, jlong at, jbyteArray from, jint begin,
                                jint end);
void JNICALL mailshim_tls_shutdown(JNIEnv *env, jclass class, jlong at);
jlong JNICALL mailshim_tls_ssl(JNIEnv *env, jclass class, jlong at);
jint JNICALL mailshim_tls_verified(JNIEnv *env, jclass class, jlong at);
jboolean JNICALL mailshim_tls_has_peer(JNIEnv *env, jclass class, jlong at);
jint JNICALL mailshim_tls_bits(JNIEnv *env, jclass class, jlong at);
jlong JNICALL mailshim_tls_cipher(JNIEnv *env, jclass class, jlong at);
jboolean JNICALL mailshim_tls_is_for(JNIEnv *env, jclass class, jlong at, jbyteArray host);
jlong JNICALL mailshim_tls_seen(JNIEnv *env, jclass class, jlong at);
jbyteArray JNICALL mailshim_tls_exporter(JNIEnv *env, jclass class, jlong at);
jbyteArray JNICALL mailshim_tls_server_end_point(JNIEnv *env, jclass class, jlong at);
jbyteArray JNICALL mailshim_tls_owner(JNIEnv *env, jclass class, jlong at);

#endif
