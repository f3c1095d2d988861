/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_process - what belongs to the whole process is after a boot what it was before: locale,
 * limits, standard output, files, descriptors, environment, names, floating-point modes
 */
#include "process.h"

#include <fenv.h>
#include <limits.h>
#include <locale.h>
#include <sys/resource.h>

extern char **environ;

/* An option that makes JNI_CreateJavaVM return, and one that makes it call abort() late. */
static const char *const unknown_option[] = {"-XX:+NoSuchOption"};
static const char *const unknown_module[] = {"--add-modules=no.such.module"};

static char scratch[PATH_MAX]; /* an empty directory, the cases' working directory */

static void fail_to_boot(const char *const *option)
{
    CHECK_INT(MAILSHIM_E_RUNTIME, mailshim_start(option, 1));
}

/* ---- locale -------------------------------------------------------------------------------- */

static bool have_german;

/* Makes a German locale, whose decimal point is a comma, in the working directory. */
static void make_german_locale(void)
{
    setenv("LOCPATH", scratch, 1);
    have_german = system("localedef -i de_DE -f UTF-8 --no-archive ./de_DE.UTF-8 2>/dev/null") == 0;
}

static void use_german_environment(void)
{
    if (!have_german)
        SKIP("no localedef, or no sources of locales (package locales)");
    setenv("LC_ALL", "de_DE.UTF-8", 1);
}

static void check_number(const char *wanted)
{
    char text[16];

    snprintf(text, sizeof text, "%.1f", 1.5);
    CHECK_TEXT(wanted, text);
}

static void a_host_without_setlocale_stays_in_c(void)
{
    use_german_environment();
    call_java();
    CHECK_TEXT("C", setlocale(LC_ALL, NULL));
    check_number("1.5");
}

static void a_german_host_stays_german(void)
{
    use_german_environment();
    CHECK(setlocale(LC_ALL, "") != NULL);
    check_number("1,5");
    call_java();
    CHECK_TEXT("de_DE.UTF-8", setlocale(LC_ALL, NULL));
    check_number("1,5");
}

static void mixed_locales_stay_mixed(void)
{
    char before[256];

    use_german_environment();
    CHECK(setlocale(LC_CTYPE, "") != NULL);
    CHECK(setlocale(LC_TIME, "C.UTF-8") != NULL);
    snprintf(before, sizeof before, "%s", setlocale(LC_ALL, NULL));
    call_java();
    CHECK_TEXT(before, setlocale(LC_ALL, NULL));
    check_number("1.5");
}

static void a_refused_boot_leaves_the_locale(void)
{
    use_german_environment();
    fail_to_boot(unknown_option);
    CHECK_TEXT("C", setlocale(LC_ALL, NULL));
    check_number("1.5");
}

static void a_boot_that_gives_up_leaves_the_locale(void)
{
    use_german_environment();
    fail_to_boot(unknown_module);
    CHECK_TEXT("C", setlocale(LC_ALL, NULL));
    check_number("1.5");
}

/* ---- output -------------------------------------------------------------------------------- */

static void refuse_to_boot(void)
{
    fail_to_boot(unknown_option);
}

static void give_up_booting(void)
{
    fail_to_boot(unknown_module);
}

/* Loud: HotSpot prints these on its standard output. */
static void boot_loudly(void)
{
    static const char *const loud[] = {"-XX:+PrintCommandLineFlags", "-Xlog:gc*"};

    CHECK_INT(MAILSHIM_OK, mailshim_start(loud, 2));
    call_java();
}

static void boot_and_fail_to_send(void)
{
    call_java();
    SetConfigParamI("conn_timeout", 1);
    CHECK(SRVEndOfMsgEx(begun_message(silent_server())) < 0);
    CHECK_INT(MAILSHIM_OK, mailshim_stop(60000));
}

/* The octets that `body`, run in a child, writes to a descriptor. */
static long output_of(void (*body)(void), int descriptor)
{
    char buffer[4096] = "";
    int ends[2];
    long total = 0;

    CHECK_INT(0, pipe2(ends, O_CLOEXEC));
    pid_t child = check_fork();
    if (child == 0) {
        dup2(ends[1], descriptor);
        body();
        exit(0);
    }
    close(ends[1]);
    for (ssize_t got = 1; got > 0; total += got) {
        got = read(ends[0], buffer, sizeof buffer - 1);
        CHECK(got >= 0);
        if (got > 0 && total == 0)
            fprintf(stderr, "  on descriptor %d: %.100s\n", descriptor, buffer);
    }
    close(ends[0]);
    CHECK_INT(0, check_wait(child));
    return total;
}

static void standard_output_gets_nothing(void)
{
    CHECK_INT(0, output_of(boot_and_fail_to_send, STDOUT_FILENO));
    CHECK_INT(0, output_of(refuse_to_boot, STDOUT_FILENO));
    CHECK_INT(0, output_of(give_up_booting, STDOUT_FILENO));
    CHECK_INT(0, output_of(boot_loudly, STDOUT_FILENO));
}

static void standard_error_gets_nothing(void)
{
    CHECK_INT(0, output_of(boot_and_fail_to_send, STDERR_FILENO));
    CHECK_INT(0, output_of(refuse_to_boot, STDERR_FILENO));
}

/* ---- files --------------------------------------------------------------------------------- */

static void check_working_directory_is_empty(void)
{
    DIR *directory = opendir(".");
    CHECK(directory != NULL);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            CHECK_FAILED("there is a file %s", entry->d_name);
    closedir(directory);
}

static void no_file_is_left_anywhere(void)
{
    char path[PATH_MAX];

    boot_and_fail_to_send();
    check_working_directory_is_empty();
    snprintf(path, sizeof path, "/tmp/.java_pid%d", (int)getpid());
    CHECK(access(path, F_OK) != 0);
    DIR *temporary = opendir("/tmp");
    CHECK(temporary != NULL);
    for (struct dirent *entry = readdir(temporary); entry != NULL; entry = readdir(temporary)) {
        if (strncmp(entry->d_name, "hsperfdata_", 11) != 0)
            continue;
        snprintf(path, sizeof path, "/tmp/%s/%d", entry->d_name, (int)getpid());
        CHECK(access(path, F_OK) != 0);
    }
    closedir(temporary);
}

static void a_failed_boot_leaves_no_file(void)
{
    fail_to_boot(unknown_module);
    check_working_directory_is_empty();
}

/* A descriptor that an exec'ed child would inherit can keep the host's pipes and ports open. The
 * JDK leaves one, and it is harmless: the runtime's lib/modules, open for reading. (Those that a
 * session has open while it lasts are inherited: docs/c-contract.md.) */
static void new_descriptors_are_close_on_exec(void)
{
    char target[PATH_MAX];
    bool before[1024];

    for (int i = 0; i < 1024; i++)
        before[i] = fcntl(i, F_GETFD) >= 0;
    call_java();
    for (int i = 0; i < 1024; i++) {
        int flags = fcntl(i, F_GETFD);
        if (flags < 0 || before[i] || (flags & FD_CLOEXEC) != 0)
            continue;
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", i);
        ssize_t length = readlink(link, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        if (length < 12 || strcmp(target + length - 12, "/lib/modules") != 0)
            CHECK_FAILED("descriptor %d, %s, is not close-on-exec", i, target);
    }
}

/* ---- limits, environment, names, modes ------------------------------------------------------- */

static void limits_stay(void)
{
    struct rlimit before[RLIM_NLIMITS], after;

    getrlimit(RLIMIT_NOFILE, &before[0]);
    before[0].rlim_cur = 256; /* below the hard limit, so that it could be raised */
    setrlimit(RLIMIT_NOFILE, &before[0]);
    for (int i = 0; i < RLIM_NLIMITS; i++)
        CHECK_INT(0, getrlimit(i, &before[i]));
    call_java();
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        CHECK_INT(0, getrlimit(i, &after));
        CHECK_INT((long long)before[i].rlim_cur, (long long)after.rlim_cur);
        CHECK_INT((long long)before[i].rlim_max, (long long)after.rlim_max);
    }
}

static void environment_stays(void)
{
    char before[200][PATH_MAX];
    int count = 0;
    char **array = environ;

    for (; environ[count] != NULL && count < 200; count++)
        snprintf(before[count], sizeof before[count], "%s", environ[count]);
    call_java();
    CHECK(array == environ);
    for (int i = 0; i < count; i++)
        CHECK(strncmp(before[i], environ[i], sizeof before[i] - 1) == 0);
    CHECK(environ[count] == NULL);
}

static void directory_umask_and_name_stay(void)
{
    char directory[PATH_MAX];
    char name[16];

    umask(031);
    CHECK_INT(0, prctl(PR_SET_NAME, "host's own"));
    int dumpable = prctl(PR_GET_DUMPABLE);
    call_java();
    CHECK(getcwd(directory, sizeof directory) != NULL);
    CHECK_TEXT(scratch, directory);
    CHECK_INT(031, umask(0));
    CHECK_INT(0, prctl(PR_GET_NAME, name));
    CHECK_TEXT("host's own", name);
    CHECK_INT(dumpable, prctl(PR_GET_DUMPABLE));
}

static void signal_stack_stays(void)
{
    static char area[64 * 1024];
    stack_t mine = {.ss_sp = area, .ss_size = sizeof area}, now;

    CHECK_INT(0, sigaltstack(&mine, NULL));
    call_java();
    CHECK_INT(0, sigaltstack(NULL, &now));
    CHECK(now.ss_sp == area);
    CHECK_INT((long long)sizeof area, (long long)now.ss_size);
}

#if defined(__x86_64__)
static unsigned control_words(void)
{
    unsigned short x87;
    unsigned sse;

    __asm__ volatile("fnstcw %0" : "=m"(x87));
    __asm__ volatile("stmxcsr %0" : "=m"(sse));
    return (unsigned)x87 << 16 | (sse & 0xffc0); /* without the sticky exception flags */
}
#else
static unsigned control_words(void)
{
    return (unsigned)fegetround();
}
#endif

static void floating_point_modes_stay(void)
{
    unsigned before = control_words();
    call_java();
    CHECK_INT(before, control_words());

    CHECK_INT(0, fesetround(FE_DOWNWARD));
    before = control_words();
    call_java();
    CHECK_INT(before, control_words());
    CHECK_INT(FE_DOWNWARD, fegetround());
}

static void a_boot_in_other_floating_point_modes_works(void)
{
    CHECK_INT(0, fesetround(FE_UPWARD));
    unsigned before = control_words();
    call_java();
    CHECK_INT(before, control_words());
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    char command[PATH_MAX + 16];

    snprintf(command, sizeof command, "%s/guestXXXXXX", temporary != NULL ? temporary : "/tmp");
    CHECK(mkdtemp(command) != NULL && chdir(command) == 0);
    CHECK(getcwd(scratch, sizeof scratch) != NULL);

    RUN(no_file_is_left_anywhere);
    RUN(a_failed_boot_leaves_no_file);
    make_german_locale();
    RUN(a_host_without_setlocale_stays_in_c);
    RUN(a_german_host_stays_german);
    RUN(mixed_locales_stay_mixed);
    RUN(a_refused_boot_leaves_the_locale);
    RUN(a_boot_that_gives_up_leaves_the_locale);
    RUN(standard_output_gets_nothing);
    RUN(standard_error_gets_nothing);
    RUN(new_descriptors_are_close_on_exec);
    RUN(limits_stay);
    RUN(environment_stays);
    RUN(directory_umask_and_name_stay);
    RUN(signal_stack_stays);
    RUN(floating_point_modes_stay);
    RUN(a_boot_in_other_floating_point_modes_works);

    snprintf(command, sizeof command, "rm -r '%s'", scratch);
    CHECK_INT(0, system(command));
    return SUMMARY();
}
