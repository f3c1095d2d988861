/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surface.c - the way from a surface's C functions to its Java class
 *
 * DESCRIPTION
 *     A surface is served in two ways, one after the other.
 *
 *         NEW ---> FOUND ------------> LINKED
 *                    |  ^   a thread      the upcall stub, for good
 *                    +--+   of its own
 *                    calls through JNI
 *
 *     Through JNI a call takes a tenth of a microsecond, and it works as soon as the class is
 *     found. Through the stub it takes a quarter of that, but what Java does to make the first stub
 *     of a process takes longer than all the rest of the boot (30 ms of interpreted code). So the
 *     stub is made when the host has shown that it calls often, while it goes on calling: a host
 *     that sends one mail and exits never waits for it. A stub that cannot be made, because memory
 *     is short, is tried again after twice as many calls; until then all works as before.
 *
 * BUGS
 *     When a thread has so little stack left that Java cannot even enter the dispatcher, a call
 *     through JNI returns 0, whatever its documented failure value is; the last error is set.
 */
#include "surface.h"

#include "foreign.h"
#include "thread.h"

#include <mailshim/mailshim.h>

#include <pthread.h>
#include <stddef.h>

/* Generated trampoline into Core.lastError. */
int mailshim_private_last_error(char *buffer, int size, int *code);

/* After this many calls a surface's stub is linked; a power of two. */
enum { CALLS_BEFORE_LINK = 16 };

static JavaVM *vm;
static jclass boot_class;     /* org.mailshim.abi.Boot, a global reference */
static jmethodID find_method; /* static Class find(String) */
static jmethodID link_method; /* static long link(Class) */

bool mailshim_prepare_surfaces(JavaVM *java, JNIEnv *env, jclass class)
{
    vm = java;
    find_method =
        (*env)->GetStaticMethodID(env, class, "find", "(Ljava/lang/String;)Ljava/lang/Class;");
    if (find_method != NULL)
        link_method = (*env)->GetStaticMethodID(env, class, "link", "(Ljava/lang/Class;)J");
    if (link_method != NULL)
        boot_class = (*env)->NewGlobalRef(env, class);
    return boot_class != NULL;
}

/* ---- the stub -------------------------------------------------------------------------------- */

/*
 * A method handle counts its calls, and at the 128th makes itself a form of its own; in a full heap
 * that fails outside of all that Java code could catch, and would end the host. So it is made to
 * happen before anybody uses the stub, by an operation that does nothing.
 */
static void warm(mailshim_dispatch *dispatch)
{
    enum { NOTHING = -1, CALLS = 130 };

    for (int i = 0; i < CALLS; i++)
        dispatch(NOTHING, 0, 0, 0, 0, 0, 0);
}

/* The linking thread. */
static void *link_stub(void *argument)
{
    struct mailshim_surface *surface = argument;
    JNIEnv *env = NULL;

    if (mailshim_attach(vm, &env, "linking")) {
        jlong stub = (*env)->CallStaticLongMethod(env, boot_class, link_method, surface->java);
        if ((*env)->ExceptionCheck(env)) {
            (*env)->ExceptionClear(env); /* the calls go on through JNI */
        } else {
            mailshim_dispatch *dispatch = (mailshim_dispatch *)(intptr_t)stub;
            warm(dispatch);
            surface->dispatch = dispatch;
        }
    }
    surface->linking = false;
    return NULL;
}

static bool is_due(unsigned calls)
{
    return calls >= CALLS_BEFORE_LINK && (calls & (calls - 1)) == 0;
}

static void count_call(struct mailshim_surface *surface)
{
    if (!is_due(++surface->calls) || atomic_exchange(&surface->linking, true))
        return;
    if (surface->dispatch != NULL || mailshim_start_thread(link_stub, surface) != 0)
        surface->linking = false;
}

/* ---- JNI ------------------------------------------------------------------------------------- */

/* A dispatcher for the surface that the calling thread has entered last. */
static int64_t call_by_jni(int32_t op, int64_t a0, int64_t a1, int64_t a2, int64_t a3, int64_t a4,
                           int64_t a5)
{
    struct mailshim_surface *surface = mailshim_thread.surface;
    JNIEnv *env = mailshim_thread.env;
    const jvalue arguments[] = {{.i = op}, {.j = a0}, {.j = a1}, {.j = a2},
                                {.j = a3}, {.j = a4}, {.j = a5}};

    jlong result =
        (*env)->CallStaticLongMethodA(env, surface->java, surface->java_dispatch, arguments);
    if (!(*env)->ExceptionCheck(env))
        return result;
    (*env)->ExceptionClear(env);
    mailshim_fail(MAILSHIM_E_THREAD,
                  "the calling thread's stack or Java's memory was used up before the call began");
    return 0;
}

/* A class of ours; NULL with a pending exception. */
static jclass class_named(const char *binary_name, JNIEnv *env)
{
    jstring name = (*env)->NewStringUTF(env, binary_name);
    if (name == NULL)
        return NULL;
    jclass class = (*env)->CallStaticObjectMethod(env, boot_class, find_method, name);
    (*env)->DeleteLocalRef(env, name);
    return (*env)->ExceptionCheck(env) ? NULL : class;
}

/* Gives the surface's native methods to their class; false with a pending exception. */
static bool register_natives(struct mailshim_surface *surface, JNIEnv *env)
{
    if (surface->natives_class == NULL)
        return true;
    jclass class = class_named(surface->natives_class, env);
    if (class == NULL)
        return false;
    jint failed =
        (*env)->RegisterNatives(env, class, surface->natives->methods, surface->natives->count);
    (*env)->DeleteLocalRef(env, class);
    return failed == 0;
}

/* The surface's class and its method; NULL with a pending exception. */
static jclass find_class(struct mailshim_surface *surface, JNIEnv *env)
{
    if (!register_natives(surface, env))
        return NULL;
    jclass class = class_named(surface->dispatch_class, env);
    if (class == NULL)
        return NULL;
    surface->java_dispatch = (*env)->GetStaticMethodID(env, class, "dispatch", "(IJJJJJJ)J");
    jclass found = surface->java_dispatch != NULL ? (*env)->NewGlobalRef(env, class) : NULL;
    (*env)->DeleteLocalRef(env, class);
    return found;
}

static bool find(struct mailshim_surface *surface, JNIEnv *env)
{
    static pthread_mutex_t find_lock = PTHREAD_MUTEX_INITIALIZER;
    char text[1024];

    pthread_mutex_lock(&find_lock);
    if (surface->java == NULL) {
        jclass class = find_class(surface, env);
        if (class == NULL) {
            mailshim_exception_text(env, text, sizeof text);
            mailshim_fail(MAILSHIM_E_INTERNAL, "cannot use %s: %s", surface->dispatch_class, text);
        }
        surface->java = class;
    }
    bool found = surface->java != NULL;
    pthread_mutex_unlock(&find_lock);
    return found;
}

/* Errors are told by way of the core surface, whose classes must not be loaded only when memory is
 * short. */
static void prepare_errors(void)
{
    int code = MAILSHIM_OK;

    mailshim_private_last_error(NULL, 0, &code);
}

mailshim_dispatch *mailshim_find_dispatch(struct mailshim_surface *surface, JNIEnv *env)
{
    if (surface->java == NULL) {
        if (!find(surface, env))
            return NULL;
        prepare_errors();
    }
    mailshim_dispatch *dispatch = surface->dispatch;
    if (dispatch != NULL)
        return dispatch;
    count_call(surface);
    mailshim_thread.surface = surface;
    mailshim_thread.env = env;
    return call_by_jni;
}
