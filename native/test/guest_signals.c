/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest_signals - the host's signals stay the host's: dispositions, masks, handlers installed
 * before and after the boot, and which threads they run on
 */
#include "process.h"

#include <errno.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* Those that a host may rely on, whatever it does with them. */
static const int untouched[] = {SIGHUP,  SIGINT,  SIGQUIT,   SIGTERM, SIGCHLD, SIGALRM, SIGUSR1,
                                SIGCONT, SIGTSTP, SIGTTIN,   SIGTTOU, SIGURG,  SIGIO,   SIGWINCH,
                                SIGPROF, SIGXCPU, SIGVTALRM, SIGABRT, SIGTRAP, SIGSYS};
enum { UNTOUCHED = sizeof untouched / sizeof untouched[0] };

/* Those that HotSpot takes; a handler that the host has is given back. */
static const int borrowed[] = {SIGUSR2, SIGPIPE, SIGXFSZ};
enum { BORROWED = sizeof borrowed / sizeof borrowed[0] };

static volatile sig_atomic_t handled;
static _Atomic pid_t handled_by;

static void note(int signal)
{
    handled_by = (pid_t)syscall(SYS_gettid);
    handled = signal;
}

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    CHECK_INT(0, sigaction(signal, &action, NULL));
}

static bool same_set(const sigset_t *one, const sigset_t *other)
{
    for (int signal = 1; signal < SIGRTMAX; signal++)
        if (sigismember(one, signal) != sigismember(other, signal))
            return false;
    return true;
}

/* Not meant for programs: the C library sets it with every sigaction(), even one that changes
 * nothing. */
enum { RESTORER = 0x04000000 };

static bool same_action(const struct sigaction *one, const struct sigaction *other)
{
    return one->sa_handler == other->sa_handler &&
           (one->sa_flags | RESTORER) == (other->sa_flags | RESTORER) &&
           same_set(&one->sa_mask, &other->sa_mask);
}

static void check_boot_keeps_dispositions_and_mask(void)
{
    struct sigaction before[UNTOUCHED], after;
    sigset_t mask_before, mask_after;

    for (int i = 0; i < UNTOUCHED; i++)
        CHECK_INT(0, sigaction(untouched[i], NULL, &before[i]));
    pthread_sigmask(SIG_BLOCK, NULL, &mask_before);
    call_java();
    pthread_sigmask(SIG_BLOCK, NULL, &mask_after);
    for (int i = 0; i < UNTOUCHED; i++) {
        CHECK_INT(0, sigaction(untouched[i], NULL, &after));
        if (!same_action(&before[i], &after))
            CHECK_FAILED("the disposition of %s changed", strsignal(untouched[i]));
    }
    CHECK(same_set(&mask_before, &mask_after));
}

static void default_dispositions_stay(void)
{
    check_boot_keeps_dispositions_and_mask();
}

static void handlers_and_ignored_signals_stay(void)
{
    sigset_t some;

    for (int i = 0; i < UNTOUCHED; i++)
        handle(untouched[i], i % 2 == 0 ? note : SIG_IGN);
    sigemptyset(&some);
    sigaddset(&some, SIGALRM);
    sigaddset(&some, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &some, NULL);
    check_boot_keeps_dispositions_and_mask();
}

/* The signals of which a JVM thread must not take one meant for the host. */
static const int asynchronous[] = {SIGHUP,  SIGINT, SIGQUIT, SIGTERM,  SIGCHLD,
                                   SIGALRM, SIGIO,  SIGUSR1, SIGWINCH, SIGPIPE};
enum { ASYNCHRONOUS = sizeof asynchronous / sizeof asynchronous[0] };

/* Every thread but the calling one has them blocked. */
static void check_jvm_threads_block(void)
{
    char name[32] = "";
    unsigned long long blocked = 0;
    int looked_at = 0;

    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    for (struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
        if (task->d_name[0] == '.' || atoi(task->d_name) == getpid())
            continue;
        if (!thread_signals(task->d_name, name, sizeof name, &blocked))
            continue;
        for (int i = 0; i < ASYNCHRONOUS; i++)
            if ((blocked >> (asynchronous[i] - 1) & 1) == 0)
                CHECK_FAILED("thread %s does not block %s", name, strsignal(asynchronous[i]));
        looked_at++;
    }
    closedir(tasks);
    CHECK(looked_at > 5);
}

static sem_t called;

/* Reached when the name has been looked up. */
static void note_state(ServerStream *stream, void *usr_par, int state, int sent)
{
    (void)stream;
    (void)usr_par;
    (void)sent;
    if (state == STATE_SMTP_CONNECTING)
        sem_post(&called);
}

static void note_line(void *user, int level, const char *text)
{
    (void)level;
    (void)text;
    (void)user;
}

static void jvm_threads_block_the_hosts_signals(void)
{
    /* The first few have platform threads, the others virtual ones on carriers. */
    enum { SESSIONS = 6 };
    ServerStream streams[SESSIONS];

    call_java();
    check_jvm_threads_block();

    /* Sessions, look-ups and callbacks bring threads, made while a host thread that blocks nothing
     * is in a call. */
    sem_init(&called, 0, 0);
    CHECK_INT(MAILSHIM_OK, mailshim_set_log(note_line, NULL, MAILSHIM_LOG_DEBUG));
    int port = silent_server();
    for (int i = 0; i < SESSIONS; i++) {
        streams[i] = SRVInitSendMsgSMTP("a@example.org", "b@example.net", "localhost", port,
                                        note_state, NULL);
        CHECK(streams[i] != NULL);
        SRVEndOfMsg(streams[i]);
    }
    for (int i = 0; i < SESSIONS; i++)
        CHECK_INT(0, sem_wait(&called));
    CHECK(threads_named("mailshim sessio") > 0);
    CHECK(threads_named("ForkJoinPool") > 0);
    CHECK(threads_named("mailshim callba") > 0);
    check_jvm_threads_block();
    for (int i = 0; i < SESSIONS; i++)
        SRVAbortMsg(streams[i]);
    check_jvm_threads_block();
}

/* Sends a signal to the process, not to a thread, and says on which thread it was handled. */
static pid_t handler_thread(int signal)
{
    double deadline = seconds_now() + 60;

    handled = 0;
    kill(getpid(), signal);
    while (handled != signal && seconds_now() < deadline)
        pause_briefly();
    CHECK_INT(signal, handled);
    return handled_by;
}

static void handlers_run_on_host_threads(void)
{
    handle(SIGTERM, note);
    handle(SIGHUP, note);
    call_java();
    handle(SIGINT, note); /* as late as may be */
    for (int i = 0; i < 20; i++) {
        CHECK_INT(getpid(), handler_thread(SIGTERM));
        CHECK_INT(getpid(), handler_thread(SIGHUP));
        CHECK_INT(getpid(), handler_thread(SIGINT));
    }
}

/* When no host thread takes a signal it stays pending for the host's sigwait, signalfd or later. */
static void blocked_signals_wait_for_the_host(void)
{
    sigset_t wanted;
    int got = 0;

    handle(SIGTERM, note);
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &wanted, NULL);
    call_java();
    kill(getpid(), SIGTERM);
    CHECK_INT(0, sigwait(&wanted, &got));
    CHECK_INT(SIGTERM, got);
    kill(getpid(), SIGUSR1); /* its default would end the process */
    CHECK_INT(0, sigwait(&wanted, &got));
    CHECK_INT(SIGUSR1, got);
    CHECK_INT(0, handled);
}

static void the_default_of_term_still_ends_the_host(void)
{
    pid_t child = check_fork();
    if (child == 0) {
        call_java();
        kill(getpid(), SIGTERM);
        for (;;)
            pause();
    }
    int status = check_wait(child);
    CHECK(WIFSIGNALED(status));
    CHECK_INT(SIGTERM, WTERMSIG(status));
}

static void handlers_of_borrowed_signals_are_given_back(void)
{
    for (int i = 0; i < BORROWED; i++)
        handle(borrowed[i], note);
    call_java();
    for (int i = 0; i < BORROWED; i++) {
        handled = 0;
        raise(borrowed[i]);
        CHECK_INT(borrowed[i], handled);
    }
}

static void ignored_borrowed_signals_stay_ignored(void)
{
    struct sigaction now;

    for (int i = 0; i < BORROWED; i++)
        handle(borrowed[i], SIG_IGN);
    call_java();
    for (int i = 0; i < BORROWED; i++) {
        sigaction(borrowed[i], NULL, &now);
        CHECK(now.sa_handler == SIG_IGN);
    }
}

/* As the C contract says: SIGPIPE no longer ends the process. */
static void a_broken_pipe_is_an_error_after_the_boot(void)
{
    int ends[2];

    call_java();
    CHECK_INT(0, pipe(ends));
    close(ends[0]);
    CHECK(write(ends[1], "x", 1) < 0);
    CHECK_INT(EPIPE, errno);
}

static char *guarded_page;
static volatile sig_atomic_t faults;

/* A host that, like a garbage collector, makes its pages writable as they are touched. */
static void make_writable(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    if (info->si_addr != guarded_page)
        _exit(3);
    faults++;
    mprotect(guarded_page, 4096, PROT_READ | PROT_WRITE);
}

static void *touch_guarded_page(void *unused)
{
    (void)unused;
    mprotect(guarded_page, 4096, PROT_READ);
    *(volatile char *)guarded_page = 1;
    return NULL;
}

static void a_fault_handler_from_before_the_boot_is_chained(void)
{
    struct sigaction action = {.sa_sigaction = make_writable, .sa_flags = SA_SIGINFO};

    sigemptyset(&action.sa_mask);
    guarded_page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(guarded_page != MAP_FAILED);
    CHECK_INT(0, sigaction(SIGSEGV, &action, NULL));
    touch_guarded_page(NULL);
    CHECK_INT(1, faults);
    call_java();
    touch_guarded_page(NULL); /* a thread that Java knows */
    CHECK_INT(2, faults);
    on_thread(0, touch_guarded_page, NULL); /* and one that it does not */
    CHECK_INT(3, faults);
    call_java();
}

int main(void)
{
    RUN(default_dispositions_stay);
    RUN(handlers_and_ignored_signals_stay);
    RUN(jvm_threads_block_the_hosts_signals);
    RUN(handlers_run_on_host_threads);
    RUN(blocked_signals_wait_for_the_host);
    RUN(the_default_of_term_still_ends_the_host);
    RUN(handlers_of_borrowed_signals_are_given_back);
    RUN(ignored_borrowed_signals_stay_ignored);
    RUN(a_broken_pipe_is_an_error_after_the_boot);
    RUN(a_fault_handler_from_before_the_boot_is_chained);
    return SUMMARY();
}
