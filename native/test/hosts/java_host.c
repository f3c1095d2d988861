/* SPDX-License-Identifier: Apache-2.0 */
/*
 * java_host - a C library as a Java program may load it, which happens to use mailshim
 *
 * Its functions are JNI methods of the class Host; guest_java_host.sh compiles and runs that.
 */
#include <mailshim/srv.h>

#include <jni.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

static int call(char *text, size_t size)
{
    int accepted = SRVSend(NULL, "x", 1);
    int code = mailshim_last_error_code();

    snprintf(text, size, "%d %d %s", accepted, code, mailshim_last_error());
    return code;
}

/* "<result> <code> <text>" of a call that cannot succeed. */
JNIEXPORT jstring JNICALL Java_Host_call(JNIEnv *env, jclass class)
{
    char text[1024];

    (void)class;
    call(text, sizeof text);
    return (*env)->NewStringUTF(env, text);
}

/* "<code> <text>" of a start with an option. */
JNIEXPORT jstring JNICALL Java_Host_start(JNIEnv *env, jclass class)
{
    static const char *const option = "-Xmx16m";
    char text[1024];

    (void)class;
    int code = mailshim_start(&option, 1);
    snprintf(text, sizeof text, "%d %s", code, mailshim_last_error());
    return (*env)->NewStringUTF(env, text);
}

static void *call_on_thread(void *unused)
{
    char text[1024];

    (void)unused;
    return (void *)(intptr_t)call(text, sizeof text);
}

/* The code of such a call on a thread that Java does not know. */
JNIEXPORT jint JNICALL Java_Host_callOnNewThread(JNIEnv *env, jclass class)
{
    pthread_t thread;
    void *code = NULL;

    (void)env;
    (void)class;
    if (pthread_create(&thread, NULL, call_on_thread, NULL) != 0)
        return -1;
    pthread_join(thread, &code);
    return (jint)(intptr_t)code;
}

/* Sends a message to 127.0.0.1:port: what SRVEndOfMsgEx returns. */
JNIEXPORT jint JNICALL Java_Host_send(JNIEnv *env, jclass class, jint port)
{
    (void)env;
    (void)class;
    ServerStream stream = SRVInitSendMsgSMTP("sender@example.org", "recipient@example.net",
                                             "127.0.0.1", port, NULL, NULL);
    SRVprintf(stream, "Subject: from Java through C\n\nHello.\n");
    return SRVEndOfMsgEx(stream);
}

/* The code of such a call, for a host that comes through the FFM API. */
__attribute__((visibility("default"))) int java_host_code(void)
{
    char text[1024];

    return call(text, sizeof text);
}
