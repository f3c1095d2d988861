/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign.c - a JVM that belongs to somebody else, and what JNI needs many lines for
 */
#define _GNU_SOURCE 1
#include "foreign.h"

#include "platform.h"
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

JavaVM *mailshim_existing_vm(void)
{
    jint (*get_created)(JavaVM **, jsize, jsize *) = NULL;
    JavaVM *found = NULL;
    jsize count = 0;

    void *symbol = platform_loaded_symbol(PLATFORM_LIBJVM_NAME, "JNI_GetCreatedJavaVMs");
    if (symbol == NULL)
        return NULL;
    *(void **)&get_created = symbol;
    return get_created(&found, 1, &count) == JNI_OK && count > 0 ? found : NULL;
}

void mailshim_exception_text(JNIEnv *env, char *text, size_t size)
{
    snprintf(text, size, "no such class; are the jars beside the library?");
    jthrowable thrown = (*env)->ExceptionOccurred(env);
    if (thrown == NULL)
        return;
    (*env)->ExceptionClear(env);
    jclass class = (*env)->GetObjectClass(env, thrown);
    jmethodID to_string = (*env)->GetMethodID(env, class, "toString", "()Ljava/lang/String;");
    jstring string = to_string != NULL ? (*env)->CallObjectMethod(env, thrown, to_string) : NULL;
    if (string != NULL && !(*env)->ExceptionCheck(env)) {
        const char *utf = (*env)->GetStringUTFChars(env, string, NULL);
        if (utf != NULL) {
            snprintf(text, size, "%s", utf);
            (*env)->ReleaseStringUTFChars(env, string, utf);
        }
    }
    (*env)->ExceptionClear(env);
}

int mailshim_java_release(JNIEnv *env)
{
    jmethodID version = NULL, feature = NULL;
    jobject found = NULL;
    jint release = 0;

    jclass runtime = (*env)->FindClass(env, "java/lang/Runtime");
    jclass versions = runtime != NULL ? (*env)->FindClass(env, "java/lang/Runtime$Version") : NULL;
    if (versions != NULL)
        version =
            (*env)->GetStaticMethodID(env, runtime, "version", "()Ljava/lang/Runtime$Version;");
    if (version != NULL)
        feature = (*env)->GetMethodID(env, versions, "feature", "()I");
    if (feature != NULL)
        found = (*env)->CallStaticObjectMethod(env, runtime, version);
    if (found != NULL)
        release = (*env)->CallIntMethod(env, found, feature);
    (*env)->ExceptionClear(env);
    return release;
}

/* new File(path).toURI().toURL(); NULL with a pending exception. */
static jobject url_of(JNIEnv *env, const char *path)
{
    jclass file_class = (*env)->FindClass(env, "java/io/File");
    jclass uri_class = (*env)->FindClass(env, "java/net/URI");
    if (file_class == NULL || uri_class == NULL)
        return NULL;
    jmethodID make = (*env)->GetMethodID(env, file_class, "<init>", "(Ljava/lang/String;)V");
    jmethodID to_uri = (*env)->GetMethodID(env, file_class, "toURI", "()Ljava/net/URI;");
    jmethodID to_url = (*env)->GetMethodID(env, uri_class, "toURL", "()Ljava/net/URL;");
    jstring text = (*env)->NewStringUTF(env, path);
    if (make == NULL || to_uri == NULL || to_url == NULL || text == NULL)
        return NULL;
    jobject file = (*env)->NewObject(env, file_class, make, text);
    jobject uri = file != NULL ? (*env)->CallObjectMethod(env, file, to_uri) : NULL;
    return uri != NULL ? (*env)->CallObjectMethod(env, uri, to_url) : NULL;
}

/* An URL[] of the jars in `path`, which is cut up; NULL with a pending exception. */
static jobjectArray urls_of(JNIEnv *env, char *path)
{
    jsize count = 1;
    jsize at = 0;
    char *rest = NULL;

    for (const char *colon = strpbrk(path, PLATFORM_LIST_SEPARATOR); colon != NULL;
         colon = strpbrk(colon + 1, PLATFORM_LIST_SEPARATOR))
        count++;
    jclass url_class = (*env)->FindClass(env, "java/net/URL");
    jobjectArray urls =
        url_class != NULL ? (*env)->NewObjectArray(env, count, url_class, NULL) : NULL;
    if (urls == NULL)
        return NULL;
    for (char *jar = strtok_r(path, PLATFORM_LIST_SEPARATOR, &rest); jar != NULL;
         jar = strtok_r(NULL, PLATFORM_LIST_SEPARATOR, &rest)) {
        jobject url = url_of(env, jar);
        if (url == NULL)
            return NULL;
        (*env)->SetObjectArrayElement(env, urls, at++, url);
    }
    return urls;
}

static jclass load_from_jars(JNIEnv *env, char *path)
{
    jobjectArray urls = urls_of(env, path);
    jclass loader_class = urls != NULL ? (*env)->FindClass(env, "java/net/URLClassLoader") : NULL;
    if (loader_class == NULL)
        return NULL;
    jmethodID make = (*env)->GetMethodID(env, loader_class, "<init>", "([Ljava/net/URL;)V");
    jmethodID load = (*env)->GetMethodID(env, loader_class, "loadClass",
                                         "(Ljava/lang/String;)Ljava/lang/Class;");
    jstring name = (*env)->NewStringUTF(env, "org.mailshim.abi.Boot");
    if (make == NULL || load == NULL || name == NULL)
        return NULL;
    jobject loader = (*env)->NewObject(env, loader_class, make, urls);
    return loader != NULL ? (*env)->CallObjectMethod(env, loader, load, name) : NULL;
}

jclass mailshim_boot_class(JNIEnv *env)
{
    jclass class = (*env)->FindClass(env, "org/mailshim/abi/Boot");
    if (class != NULL)
        return class;
    char *path = mailshim_jars("");
    if (path == NULL)
        return NULL;
    (*env)->ExceptionClear(env);
    class = load_from_jars(env, path);
    free(path);
    return class;
}
