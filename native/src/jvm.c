/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jvm.c - be a JVM's polite host, and a polite guest of the process it lives in
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
 *     What a JVM does to its process is undone here: signal dispositions, the locale, what it
 *     prints on standard output, and its habit of calling exit() or abort() when it cannot start.
 *     JVM threads are created with the host's asynchronous signals blocked, so that the host's
 *     handlers run on the host's threads only. What cannot be undone is listed in README, "The C
 *     contract".
 *
 * DIAGNOSTICS
 *     Every failure leaves a code and a text for mailshim_last_error().
 *
 * BUGS
 *     The locale is process-wide: another thread that prints while the JVM boots (some 20 ms) may
 *     see the environment's locale. A damaged runtime whose files have the right sizes can still
 *     crash inside libjvm, or the C library abort() for it, before any hook of ours is in reach.
 *     When memory cannot be had while booting (-Xms larger than the machine), HotSpot says so on
 *     standard output before it calls a hook. HotSpot unblocks SIGUSR2 in all its threads: a host
 *     that blocks it everywhere and waits for it (sigwait, signalfd) does not get it any more.
 */
#define _GNU_SOURCE 1
#include "entry.h"
#include "foreign.h"
#include "runtime.h"
#include "thread.h"

#include <mailshim/mailshim.h>

#include <dlfcn.h>
#include <errno.h>
#include <jni.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Generated trampolines into Core.keepError and Core.lastError. */
int mailshim_private_keep_error(int code, const char *text);
int mailshim_private_last_error(char *buffer, int size, int *code);

enum { BOOT_STACK = 1024 * 1024, BOOT_SECONDS = 60 };

enum boot_state { IDLE, BOOTING, RUNNING, FAILED };

static pthread_mutex_t boot_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t boot_changed; /* on the monotonic clock: prepare_process() */
static _Atomic int boot_state = IDLE;
static int boot_code;                 /* why it is not RUNNING, under boot_lock */
static char boot_error[2048];         /* likewise */
static struct timespec boot_deadline; /* likewise: nobody waits longer for a boot that hangs */

static JavaVM *vm;            /* set before RUNNING, never changed */
static jclass link_class;     /* org.mailshim.abi.Boot, a global reference */
static jmethodID link_method; /* static long link(String) */
static _Atomic bool in_forked_child;

/* Wakes all who wait for the boot; called with boot_lock held. */
static void set_state(enum boot_state state)
{
    boot_state = state;
    pthread_cond_broadcast(&boot_changed);
}

/* Ends the boot, from the boot thread, as IDLE or FAILED. */
static void boot_failed(enum boot_state state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void boot_failed(enum boot_state state, const char *format, ...)
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

/* ---- footprints in the process ------------------------------------------------------------------
 */

/* Signals that HotSpot takes even with -Xrs, although Java code runs without them. */
static const int borrowed_signals[] = {SIGUSR2, SIGPIPE, SIGXFSZ};
enum { BORROWED = sizeof borrowed_signals / sizeof borrowed_signals[0] };

/* What the process had before JNI_CreateJavaVM; the boot thread's own. */
static struct sigaction signals_before[BORROWED];
static char *locale_before;

static void note_process(void)
{
    const char *locale = setlocale(LC_ALL, NULL);

    locale_before = locale != NULL ? strdup(locale) : NULL;
    for (int i = 0; i < BORROWED; i++)
        sigaction(borrowed_signals[i], NULL, &signals_before[i]);
}

/*
 * Gives the host its locale and its own handlers back. A default disposition is not given back:
 * SIGPIPE's would end the process whenever a mail server hangs up, SIGUSR2's when a profiler looks
 * at a Java thread.
 */
static void restore_process(void)
{
    for (int i = 0; i < BORROWED; i++)
        if ((signals_before[i].sa_flags & SA_SIGINFO) != 0 ||
            signals_before[i].sa_handler != SIG_DFL)
            sigaction(borrowed_signals[i], &signals_before[i], NULL);
    if (locale_before != NULL)
        setlocale(LC_ALL, locale_before);
    free(locale_before);
    locale_before = NULL;
}

/* ---- hooks that HotSpot calls instead of the C library -----------------------------------------
 */

/* What the JVM says while it boots is the reason when it then gives up. Written by the threads of a
 * booting JVM, one at a time in practice; bounded, the oldest text is kept. */
static char vm_text[1024];
static size_t vm_text_length;

static jint JNICALL hook_vfprintf(FILE *stream, const char *format, va_list arguments)
{
    bool standard = stream == stdout || stream == stderr;

    /* What goes to a log file is left alone; standard output is the host's. */
    if (!standard || boot_state != BOOTING)
        return vfprintf(stream == stdout ? stderr : stream, format, arguments);

    size_t room = sizeof vm_text - vm_text_length;
    int length = vsnprintf(vm_text + vm_text_length, room, format, arguments);
    if (length > 0)
        vm_text_length += (size_t)length < room ? (size_t)length : room - 1;
    return length;
}

/* What the JVM said, as one line. */
static const char *vm_said(void)
{
    for (size_t i = 0; i < vm_text_length; i++)
        if (vm_text[i] == '\n')
            vm_text[i] = ' ';
    return vm_text_length > 0 ? vm_text : "nothing";
}

/* Ends the boot as FAILED with what the JVM printed, and never returns: the thread may hold any of
 * the JVM's locks, so the only safe thing it can do is to stand still. */
static _Noreturn void park_failed_boot(const char *how)
{
    if (boot_state == BOOTING) {
        restore_process();
        boot_failed(FAILED,
                    "the Java runtime %s while starting; it said: %s. Check the memory limits of "
                    "the process (ulimit -v), MAILSHIM_JVM_OPTS, and that the runtime is whole",
                    how, vm_said());
    }
    for (;;)
        pause();
}

static void JNICALL hook_exit(jint status)
{
    if (boot_state != RUNNING)
        park_failed_boot("called exit()");
    exit(status);
}

static void JNICALL hook_abort(void)
{
    if (boot_state != RUNNING)
        park_failed_boot("crashed");
    abort();
}

/* ---- options ------------------------------------------------------------------------------------
 */

/* Words of MAILSHIM_JVM_OPTS. */
enum { MOST_WORDS = 100 };

/* What makes HotSpot a guest. Later options win over earlier ones, so a host can change them. */
static const char *const guest_options[] = {
    "-Xrs",             /* leave HUP, INT, TERM and QUIT to the host */
    "-XX:+UseSerialGC", /* fewest threads, smallest footprint */
    "-Xms4m",
    "-Xmx128m",                         /* without a bound the heap follows the machine's memory */
    "-XX:CompressedClassSpaceSize=64m", /* by default these two reserve 1.2 GB of address space, */
    "-XX:ReservedCodeCacheSize=64m",    /* which a host under ulimit -v does not have */
    "-XX:-UsePerfData",                 /* no hsperfdata file */
    "-XX:+DisableAttachMechanism",      /* with -Xrs it would start a thread and a socket */
    "-XX:-MaxFDLimit",                  /* leave RLIMIT_NOFILE alone */
    "-XX:+DisplayVMOutputToStderr",     /* standard output is the host's */
    "-XX:-PrintWarnings",               /* and so is standard error */
    "-XX:ErrorFile=/tmp/mailshim_hs_err_pid%p.log", /* not the host's working directory */
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
};

enum {
    GUEST_OPTIONS = sizeof guest_options / sizeof guest_options[0],
    OTHER_OPTIONS = 5, /* three hooks, native access, class path */
    MOST_OPTIONS = OTHER_OPTIONS + GUEST_OPTIONS + MOST_WORDS + MAILSHIM_MOST_OPTIONS
};

struct options {
    JavaVMOption list[MOST_OPTIONS];
    int count;
    char *class_path, *words; /* malloc'ed; options point into them */
};

static void add_option(struct options *options, const char *text, void *extra)
{
    options->list[options->count++] = (JavaVMOption){(char *)(uintptr_t)text, extra};
}

static void add_hooks(struct options *options)
{
    /* ISO C has no conversion from a function pointer to void *; POSIX promises that this works. */
    jint(JNICALL * print)(FILE *, const char *, va_list) = hook_vfprintf;
    void(JNICALL * leave)(jint) = hook_exit;
    void(JNICALL * give_up)(void) = hook_abort;

    add_option(options, "vfprintf", *(void **)&print);
    add_option(options, "exit", *(void **)&leave);
    add_option(options, "abort", *(void **)&give_up);
}

/* The words of MAILSHIM_JVM_OPTS, separated by white space; there is no quoting. `words` is theirs.
 * False if there are more than MOST_WORDS. */
static bool add_words(struct options *options, char *words)
{
    char *rest = NULL;
    int count = 0;

    for (char *word = strtok_r(words, " \t\n", &rest); word != NULL;
         word = strtok_r(NULL, " \t\n", &rest)) {
        if (++count > MOST_WORDS)
            return false;
        add_option(options, word, NULL);
    }
    return true;
}

/* ---- boot
 * ---------------------------------------------------------------------------------------- */

/* Copies: a boot may outlive the patience of who asked for it. */
struct boot_request {
    char *options[MAILSHIM_MOST_OPTIONS];
    size_t count;
};

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

/* The address space that a JVM with the options above, its threads and their malloc arenas take,
 * and some more. With less it may still start, and end the process when it asks for the rest. */
enum { ADDRESS_SPACE_MIB = 1536 };

/* The MiB that RLIMIT_AS (ulimit -v) leaves to this process; LONG_MAX without such a limit. */
static long address_space_left(void)
{
    struct rlimit limit;
    long pages = 0;

    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return LONG_MAX;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return LONG_MAX;
    if (fscanf(file, "%ld", &pages) != 1)
        pages = 0;
    fclose(file);
    return (long)(limit.rlim_cur >> 20) - pages / (1024 * 1024 / sysconf(_SC_PAGESIZE));
}

/* Who sets options may have made it smaller, and is not refused. */
static bool has_address_space(const struct boot_request *request)
{
    long left = address_space_left();

    if (left >= ADDRESS_SPACE_MIB || getenv("MAILSHIM_JVM_OPTS") != NULL || request->count > 0)
        return true;
    boot_failed(IDLE,
                "the process may use %ld MiB more address space (ulimit -v), Java needs %d. Raise "
                "the limit, or give Java less in MAILSHIM_JVM_OPTS",
                left, ADDRESS_SPACE_MIB);
    return false;
}

/* All options, in the order in which they win. On failure some are set, too: free_options(). */
static bool set_options(struct options *options, const struct runtime *runtime,
                        const struct boot_request *request)
{
    const char *environment = getenv("MAILSHIM_JVM_OPTS");

    add_hooks(options);
    for (size_t i = 0; i < GUEST_OPTIONS; i++)
        add_option(options, guest_options[i], NULL);
    if (runtime->linked) {
        add_option(options, "--enable-native-access=org.mailshim", NULL);
    } else {
        options->class_path = mailshim_jars("-Djava.class.path=");
        if (options->class_path == NULL) {
            boot_failed(IDLE,
                        "%s does not contain mailshim, and there are no jars beside the library",
                        runtime->home);
            return false;
        }
        add_option(options, options->class_path, NULL);
        add_option(options, "--enable-native-access=ALL-UNNAMED", NULL);
    }
    options->words = environment != NULL ? strdup(environment) : NULL;
    if (options->words != NULL && !add_words(options, options->words)) {
        boot_failed(IDLE, "MAILSHIM_JVM_OPTS has too many words, more than %d", MOST_WORDS);
        return false;
    }
    for (size_t i = 0; i < request->count; i++)
        add_option(options, request->options[i], NULL);
    return true;
}

static void free_options(struct options *options)
{
    free(options->words);
    free(options->class_path);
}

static bool create_vm(const struct runtime *runtime, const struct boot_request *request,
                      JNIEnv **env)
{
    struct options options = {.count = 0};
    jint (*create)(JavaVM **, void **, void *) = NULL;

    if (!has_address_space(request))
        return false;
    void *library = dlopen(runtime->libjvm, RTLD_LAZY | RTLD_LOCAL);
    if (library != NULL)
        *(void **)&create = dlsym(library, "JNI_CreateJavaVM");
    if (create == NULL) {
        boot_failed(IDLE, "cannot load the Java runtime: %s", dlerror());
        return false;
    }
    if (!set_options(&options, runtime, request)) {
        free_options(&options);
        return false;
    }
    JavaVMInitArgs arguments = {JNI_VERSION_21, options.count, options.list, JNI_FALSE};
    note_process();
    jint result = create(&vm, (void **)env, &arguments);
    restore_process();
    free_options(&options);
    if (result == JNI_OK)
        return true;
    boot_failed(FAILED,
                "the Java runtime in %.1024s refused to start (JNI error %d); it said: %s. Check "
                "MAILSHIM_JVM_OPTS and the options given to mailshim_start()",
                runtime->home, (int)result, vm_said());
    return false;
}

/* Finds Boot, starts it, and keeps what linking a surface needs. Boot.start() says why it is
 * SIGCHLD whose disposition has to be given back. */
static bool start_java(JNIEnv *env)
{
    struct sigaction child;
    char text[1024];
    jmethodID start = NULL;

    jclass class = mailshim_boot_class(env);
    if (class != NULL)
        start = (*env)->GetStaticMethodID(env, class, "start", "()V");
    if (start != NULL)
        link_method = (*env)->GetStaticMethodID(env, class, "link", "(Ljava/lang/String;)J");
    if (link_method != NULL) {
        sigaction(SIGCHLD, NULL, &child);
        (*env)->CallStaticVoidMethod(env, class, start);
        sigaction(SIGCHLD, &child, NULL);
    }
    if (link_method == NULL || (*env)->ExceptionCheck(env)) {
        mailshim_exception_text(env, text, sizeof text);
        boot_failed(FAILED, "Java runs, but mailshim's classes cannot be used in it: %s", text);
        return false;
    }
    link_class = (*env)->NewGlobalRef(env, class);
    return true;
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
        JavaVMAttachArgs arguments = {JNI_VERSION_21, NULL, NULL};
        /* Attaching does not look at the version that it is given. */
        jint attached = (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &arguments);
        if (attached != JNI_OK || (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_21) != JNI_OK) {
            if (attached == JNI_OK)
                (*vm)->DetachCurrentThread(vm);
            boot_failed(FAILED,
                        "the process already runs an older Java; mailshim needs %d or newer",
                        OLDEST_JAVA);
            return NULL;
        }
    } else if (!mailshim_find_runtime(&runtime, report, sizeof report)) {
        boot_failed(IDLE,
                    "no Java runtime found (%s). Install mailshim with its runtime, or set "
                    "MAILSHIM_JAVA_HOME to a Java %d or newer",
                    report, OLDEST_JAVA);
        return NULL;
    } else if (!create_vm(&runtime, request, &env)) {
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

/* Starts a thread for a few milliseconds of work, with every asynchronous signal blocked, which the
 * JVM's threads inherit from the one that boots. Returns 0 or an errno value. */
static int start_thread(void *(*body)(void *), void *argument)
{
    static const int synchronous[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t asynchronous, before;

    sigfillset(&asynchronous);
    for (size_t i = 0; i < sizeof synchronous / sizeof synchronous[0]; i++)
        sigdelset(&asynchronous, synchronous[i]);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, BOOT_STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_BLOCK, &asynchronous, &before);
    int error = pthread_create(&thread, &attributes, body, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
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
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* the host may set the other one */
    pthread_cond_init(&boot_changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_atfork(lock_boot, unlock_boot, forked);
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

    vm_text_length = 0;
    vm_text[0] = '\0';
    clock_gettime(CLOCK_MONOTONIC, &boot_deadline);
    boot_deadline.tv_sec += BOOT_SECONDS;
    boot_state = BOOTING;
    if (error == 0)
        error = start_thread(boot, &request);
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

/* ---- entering
 * ------------------------------------------------------------------------------------- */

/*
 * What a surface will need memory for, while there is some. A method handle counts its calls, and
 * at the 128th makes itself a form of its own; in a full heap that fails outside of all that Java
 * code could catch, and would end the host. So it is made to happen by an operation that does
 * nothing. And errors are told by way of the core surface, which must not be linked only then.
 */
static void *prepare_surface(void *argument)
{
    enum { NOTHING = -1, CALLS = 130 };
    mailshim_dispatch *dispatch = ((struct mailshim_surface *)argument)->dispatch;
    int code = MAILSHIM_OK;

    mailshim_private_last_error(NULL, 0, &code);
    for (int i = 0; i < CALLS; i++)
        dispatch(NOTHING, 0, 0, 0, 0, 0, 0);
    return NULL;
}

static mailshim_dispatch *link_surface(struct mailshim_surface *surface, JNIEnv *env)
{
    static pthread_mutex_t link_lock = PTHREAD_MUTEX_INITIALIZER;
    char text[1024];

    pthread_mutex_lock(&link_lock);
    mailshim_dispatch *dispatch = surface->dispatch;
    if (dispatch == NULL) {
        jstring name = (*env)->NewStringUTF(env, surface->dispatch_class);
        jlong stub = 0;
        if (name != NULL)
            stub = (*env)->CallStaticLongMethod(env, link_class, link_method, name);
        if ((*env)->ExceptionCheck(env)) {
            mailshim_exception_text(env, text, sizeof text);
            mailshim_fail(MAILSHIM_E_INTERNAL, "cannot link %s: %s", surface->dispatch_class, text);
        } else {
            dispatch = (mailshim_dispatch *)(intptr_t)stub;
            surface->dispatch = dispatch;
        }
        (*env)->DeleteLocalRef(env, name);
    }
    pthread_mutex_unlock(&link_lock);
    return dispatch;
}

/* The error that the C side found last, before a newer one of Java's could be told from it. */
static void hand_error_to_java(void)
{
    int code = MAILSHIM_OK;
    const char *text = mailshim_native_error(&code);

    mailshim_thread.error_code = MAILSHIM_OK;
    if (text != NULL)
        mailshim_private_keep_error(code, text);
}

static mailshim_dispatch *enter_slowly(struct mailshim_surface *surface, const char *entry)
{
    JNIEnv *env = NULL;

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
    mailshim_dispatch *dispatch = surface->dispatch;
    bool linked = dispatch == NULL;
    if (linked)
        dispatch = link_surface(surface, env);
    if (dispatch == NULL)
        return NULL;
    mailshim_thread.ready = true;
    hand_error_to_java();
    if (linked && start_thread(prepare_surface, surface) != 0)
        prepare_surface(surface); /* it takes a few milliseconds, for which nobody should wait */
    return dispatch;
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
