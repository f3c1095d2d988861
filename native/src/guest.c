/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.c - what a JVM does to the process that it lives in, and how that is undone
 *
 * DESCRIPTION
 *     A JVM takes signals, sets the locale, prints on standard output, and calls exit() or abort()
 *     when it cannot start. Here it is created with options that make it a guest, between a look at
 *     the process and putting back what it changed, and with hooks in the place of what would end
 *     the process. What cannot be undone is listed in docs/c-contract.md.
 *
 *     While the JVM boots, a hook ends the boot as FAILED and lets its thread stand still for good.
 *
 * BUGS
 *     The locale is process-wide: another thread that prints while the JVM boots (some 20 ms) may
 *     see the environment's locale. The seal (seal.h) finds a damaged runtime by samples of its
 *     files' contents: damage that no sample meets can still crash inside libjvm, or the C library
 *     abort() for it, before any hook of ours is in reach. When memory cannot be had while booting
 *     (-Xms larger than the machine), HotSpot says so on standard output before it calls a hook.
 *     HotSpot unblocks SIGUSR2 in all its threads: a host that blocks it everywhere and waits for
 * it (sigwait, signalfd) does not get it any more.
 */
#define _GNU_SOURCE 1
#include "guest.h"

#include "foreign.h"
#include "jvm.h"
#include "platform.h"

#include <limits.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- footprints in the process --------------------------------------------------------------- */

/* What the process had before JNI_CreateJavaVM; the boot thread's own. */
static char *locale_before;

static void note_process(void)
{
    const char *locale = setlocale(LC_ALL, NULL);

    locale_before = locale != NULL ? strdup(locale) : NULL;
    platform_note_signals();
}

/* Gives the host its locale and its own handlers back. */
static void restore_process(void)
{
    platform_restore_signals();
    if (locale_before != NULL)
        setlocale(LC_ALL, locale_before);
    free(locale_before);
    locale_before = NULL;
}

/* ---- hooks that HotSpot calls instead of the C library --------------------------------------- */

/* What the JVM says while it boots is the reason when it then gives up. Written by the threads of a
 * booting JVM, one at a time in practice; bounded, the oldest text is kept. */
static char vm_text[1024];
static size_t vm_text_length;

static jint JNICALL hook_vfprintf(FILE *stream, const char *format, va_list arguments)
{
    bool standard = stream == stdout || stream == stderr;

    /* What goes to a log file is left alone; standard output is the host's. */
    if (!standard || mailshim_boot_state() != BOOTING)
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
    while (vm_text_length > 0 && vm_text[vm_text_length - 1] == ' ')
        vm_text[--vm_text_length] = '\0';
    return vm_text_length > 0 ? vm_text : "nothing";
}

/* Ends the boot as FAILED with what the JVM printed, and never returns: the thread may hold any of
 * the JVM's locks, so the only safe thing it can do is to stand still. */
static _Noreturn void park_failed_boot(const char *how)
{
    if (mailshim_boot_state() == BOOTING) {
        restore_process();
        mailshim_boot_failed(
            FAILED,
            "the Java runtime %s while starting; it said: %s. Check the memory limits of "
            "the process (ulimit -v), MAILSHIM_JVM_OPTS, and that the runtime is whole",
            how, vm_said());
    }
    platform_pause();
}

static void JNICALL hook_exit(jint status)
{
    if (mailshim_boot_state() != RUNNING)
        park_failed_boot("called exit()");
    exit(status);
}

static void JNICALL hook_abort(void)
{
    if (mailshim_boot_state() != RUNNING)
        park_failed_boot("crashed");
    abort();
}

/* ---- options --------------------------------------------------------------------------------- */

/* Words of MAILSHIM_JVM_OPTS. */
enum { MOST_WORDS = 100 };

/* So much that NewSize fits, which is cut down to fit otherwise; it is memory only where it is
 * used. HotSpot refuses to begin with more than a bound that the host has set. */
#define INITIAL_HEAP "-Xms24m"
#define INITIAL_HEAP_OF_BOUNDED "-Xms4m"

/* What makes HotSpot a guest. Later options win over earlier ones, so a host can change them. */
static const char *const guest_options[] = {
    "-Xrs",             /* leave HUP, INT, TERM and QUIT to the host */
    "-XX:+UseSerialGC", /* fewest threads, smallest footprint */
    INITIAL_HEAP,
    "-XX:NewSize=16m", /* less, and a server with fifty sessions does little but collect */
    "-Xmx128m",        /* without a bound the heap follows the machine's memory */
    /* The class archive where it was made for: moved elsewhere, each of its pages would be written
     * to, which takes 5 ms of a start and 3 MB. It holds data only, no code. */
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:ArchiveRelocationMode=0",
    "-XX:CompressedClassSpaceSize=64m", /* by default these two reserve 1.2 GB of address space, */
    "-XX:ReservedCodeCacheSize=64m",    /* which a host under ulimit -v does not have */
    "-XX:-UsePerfData",                 /* no hsperfdata file */
    "-XX:+DisableAttachMechanism",      /* with -Xrs it would start a thread and a socket */
    "-XX:-MaxFDLimit",                  /* leave RLIMIT_NOFILE alone */
    "-XX:+DisplayVMOutputToStderr",     /* standard output is the host's */
    "-XX:-PrintWarnings",               /* and so is standard error */
    "-XX:ErrorFile=" PLATFORM_CRASH_REPORT, /* not the host's working directory */
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
};

enum {
    GUEST_OPTIONS = sizeof guest_options / sizeof guest_options[0],
    OTHER_OPTIONS = 6, /* three hooks, native access, class path, temporary files */
    MOST_OPTIONS = OTHER_OPTIONS + GUEST_OPTIONS + MOST_WORDS + MAILSHIM_MOST_OPTIONS
};

struct options {
    JavaVMOption list[MOST_OPTIONS];
    int count;
    char *class_path, *temporary, *words; /* malloc'ed; options point into them */
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

/* Begins with less where an option of the host's, from `first` on, bounds the heap. */
static void heed_bound(struct options *options, int first)
{
    static const char *const bounds[] = {"-Xmx", "-XX:MaxHeapSize=", "-mx"};
    bool bounded = false;

    for (int i = first; i < options->count; i++)
        for (size_t j = 0; j < sizeof bounds / sizeof bounds[0]; j++)
            bounded |= strncmp(options->list[i].optionString, bounds[j], strlen(bounds[j])) == 0;
    for (int i = 0; bounded && i < first; i++)
        if (strcmp(options->list[i].optionString, INITIAL_HEAP) == 0)
            options->list[i].optionString = (char *)(uintptr_t)INITIAL_HEAP_OF_BOUNDED;
}

/* The address space that a JVM with the options above, its threads and their malloc arenas take,
 * and some more. With less it may still start, and end the process when it asks for the rest. */
enum { ADDRESS_SPACE_MIB = 1536 };

/* Who sets options may have made it smaller, and is not refused. */
static bool has_address_space(const struct boot_request *request)
{
    long left = platform_address_space_left();

    if (left >= ADDRESS_SPACE_MIB || platform_trusted_variable("MAILSHIM_JVM_OPTS") != NULL ||
        request->count > 0)
        return true;
    mailshim_boot_failed(
        IDLE,
        "the process may use %ld MiB more address space (ulimit -v), Java needs %d. Raise "
        "the limit, or give Java less, as MAILSHIM_JVM_OPTS=\"-XX:CompressedClassSpaceSize=16m "
        "-XX:ReservedCodeCacheSize=16m\"",
        left, ADDRESS_SPACE_MIB);
    return false;
}

/* Java takes no notice of TMPDIR by itself, and a host's messages may not fit into /tmp. */
static void add_temporary(struct options *options)
{
    const char *directory = platform_trusted_variable("TMPDIR");

    if (directory == NULL || directory[0] != '/')
        return;
    if (asprintf(&options->temporary, "-Djava.io.tmpdir=%s", directory) < 0)
        options->temporary = NULL;
    else
        add_option(options, options->temporary, NULL);
}

/* All options, in the order in which they win. On failure some are set, too: free_options(). */
static bool set_options(struct options *options, const struct runtime *runtime,
                        const struct boot_request *request)
{
    const char *environment = platform_trusted_variable("MAILSHIM_JVM_OPTS");

    add_hooks(options);
    for (size_t i = 0; i < GUEST_OPTIONS; i++)
        add_option(options, guest_options[i], NULL);
    if (runtime->linked) {
        add_option(options, "--enable-native-access=org.mailshim,org.xerial.sqlitejdbc", NULL);
    } else {
        options->class_path = mailshim_jars("-Djava.class.path=");
        if (options->class_path == NULL) {
            mailshim_boot_failed(
                IDLE,
                "the Java of %.1024s can be used, but mailshim's own jars are missing: there is no "
                "mailshim/java with any beside the library. Install mailshim whole, or copy "
                "lib/mailshim with the libraries",
                runtime->home);
            return false;
        }
        add_option(options, options->class_path, NULL);
        add_option(options, "--enable-native-access=ALL-UNNAMED", NULL);
    }
    add_temporary(options);
    int first = options->count;
    options->words = environment != NULL ? strdup(environment) : NULL;
    if (options->words != NULL && !add_words(options, options->words)) {
        mailshim_boot_failed(IDLE, "MAILSHIM_JVM_OPTS has too many words, more than %d",
                             MOST_WORDS);
        return false;
    }
    for (size_t i = 0; i < request->count; i++)
        add_option(options, request->options[i], NULL);
    heed_bound(options, first);
    return true;
}

static void free_options(struct options *options)
{
    free(options->words);
    free(options->class_path);
    free(options->temporary);
}

/* ---- creation -------------------------------------------------------------------------------- */

bool mailshim_create_vm(const struct runtime *runtime, const struct boot_request *request,
                        JavaVM **vm, JNIEnv **env)
{
    struct options options = {.count = 0};
    jint(JNICALL * create)(JavaVM **, void **, void *) = NULL;
    char why[1024] = "it has no JNI_CreateJavaVM";

    vm_text_length = 0;
    vm_text[0] = '\0';
    if (!has_address_space(request))
        return false;
    void *library = platform_load(runtime->libjvm, why, sizeof why);
    if (library != NULL)
        *(void **)&create = platform_symbol(library, "JNI_CreateJavaVM");
    if (create == NULL) {
        mailshim_boot_failed(IDLE, "cannot load the Java runtime: %s", why);
        return false;
    }
    if (!set_options(&options, runtime, request)) {
        free_options(&options);
        return false;
    }
    JavaVMInitArgs arguments = {JNI_VERSION_21, options.count, options.list, JNI_FALSE};
    note_process();
    jint result = create(vm, (void **)env, &arguments);
    restore_process();
    free_options(&options);
    if (result == JNI_OK)
        return true;
    mailshim_boot_failed(
        FAILED,
        "the Java runtime in %.1024s refused to start (JNI error %d); it said: %s. Check "
        "MAILSHIM_JVM_OPTS and the options given to mailshim_start()",
        runtime->home, (int)result, vm_said());
    return false;
}
