/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esmtp_driver - executes cases against whichever libesmtp.so.6 it is linked with at run time
 *
 * Synopsis: esmtp_driver CERTIFICATES OUT CASE...
 *           esmtp_driver serve CERTIFICATES CASE RECORD COMMAND [ARGUMENT...]
 *           esmtp_driver which
 *
 * The second form is for programs that know nothing of cases: it runs COMMAND beside the servers of
 * CASE, with the port in MAILSHIM_TEST_PORT, writes what the servers saw to RECORD, and ends with
 * COMMAND's status. The third prints the file of the library.
 *
 * For each file CASE it writes OUT/NAME.out: what the client printed, how it ended, and what the
 * server received and said. A case is a file of sections:
 *
 *     # what it shows
 *     deviates NAME            its output differs, as native/abi/DEVIATIONS.md says under NAME
 *     ours alone               it calls what the original does not have
 *     hosts "127.0.0.2 multi.test" ...   what /etc/hosts says
 *     server [ADDRESS[:PORT]]  the script of a server, see server.h; several for several addresses.
 *                              A port is for who runs it by `isolated`
 *     client                   the lines of the client, see client.h
 *
 * Client and server are processes of their own for each case; both are ended when they take more
 * than a minute. Exit status: 0, or 3 when a case itself is wrong, or 77 when one needs a mount
 * namespace that is not to be had.
 */
#include "client.h"
#include "server.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SKIPPED = 77 };

/* How long a client may take; what slows a process down can say more in MAILSHIM_CASE_SECONDS. */
static unsigned most_seconds = 60;

struct test_case {
    const char *hosts; /* or NULL */
    int servers;
    struct server_script scripts[MOST_SERVERS];
    int lines;
    const char *client[MOST_LINES];
};

_Noreturn static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* ---- reading ---- */

/* The rest of a line that begins with `word`, or NULL. */
static const char *after(const char *line, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(line, word, length) != 0 || (line[length] != '\0' && line[length] != ' '))
        return NULL;
    return line + length + strspn(line + length, " ");
}

static void begin_server(struct test_case *test, const char *address)
{
    if (test->servers == MOST_SERVERS)
        case_error("too many servers", address);
    test->scripts[test->servers++].address = *address == '\0' ? "127.0.0.1" : address;
}

static struct test_case *read_case(const char *path)
{
    struct test_case *test = calloc(1, sizeof *test);
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    bool client = false;

    if (file == NULL)
        die(path);
    while (getline(&line, &size, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        const char *rest;
        if (*line == '\0' || *line == '#' || after(line, "deviates") != NULL ||
            after(line, "sometimes") != NULL || after(line, "ours") != NULL)
            continue;
        if ((rest = after(line, "hosts")) != NULL) {
            test->hosts = strdup(rest);
        } else if ((rest = after(line, "server")) != NULL) {
            begin_server(test, strdup(rest));
        } else if (strcmp(line, "client") == 0) {
            client = true;
        } else if (client) {
            test->client[test->lines++] = strdup(line);
        } else if (test->servers > 0) {
            struct server_script *script = &test->scripts[test->servers - 1];
            script->lines[script->count++] = strdup(line);
        } else {
            case_error("a line before any section", line);
        }
    }
    fclose(file);
    free(line);
    return test;
}

/* ---- sockets ---- */

/* Binds address:port (0: any), or returns -1; port becomes what it is. */
static int bind_to(const char *address, int *port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
    socklen_t length = sizeof name;
    int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, address, &name.sin_addr);
    /* A port that a case chose had connections in the case before. */
    setsockopt(bound, SOL_SOCKET, SO_REUSEADDR, &(int){*port != 0}, sizeof(int));
    if (bind(bound, (struct sockaddr *)&name, length) != 0) {
        close(bound);
        return -1;
    }
    getsockname(bound, (struct sockaddr *)&name, &length);
    *port = ntohs(name.sin_port);
    return bound;
}

/* All servers of a case have the same port; false when somebody else has it at one address. */
static bool listen_everywhere(struct test_case *test)
{
    int port = 0;

    for (int i = 0; i < test->servers; i++) {
        const char *colon = strchr(test->scripts[i].address, ':');
        if (colon != NULL) {
            port = atoi(colon + 1);
            test->scripts[i].address =
                strndup(test->scripts[i].address, (size_t)(colon - test->scripts[i].address));
        }
        test->scripts[i].listener = bind_to(test->scripts[i].address, &port);
        if (test->scripts[i].listener < 0) {
            while (--i >= 0)
                close(test->scripts[i].listener);
            if (colon != NULL)
                case_error("a port that is taken", colon);
            return false;
        }
        listen(test->scripts[i].listener, 8);
    }
    port_of_server = port;
    return true;
}

/* ---- processes ---- */

/* Our own /etc/hosts, in a mount namespace. */
static void set_hosts(const char *hosts, const char *folder)
{
    char path[4096];
    struct words words;

    snprintf(path, sizeof path, "%s/hosts", folder);
    FILE *file = fopen(path, "w");
    words_split(&words, hosts);
    for (int i = 0; i < words.count; i++)
        fprintf(file, "%s\n", words.word[i].text);
    fclose(file);
    if ((unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount(path, "/etc/hosts", NULL, MS_BIND, NULL) != 0) {
        fprintf(stderr, "failover between addresses was NOT tested: no mount namespace for us\n");
        exit(SKIPPED);
    }
}

static pid_t start_process(unsigned seconds)
{
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        alarm(seconds);
    }
    return child;
}

static pid_t start_server(struct test_case *test, const char *certificates, const char *path,
                          int end[2])
{
    /* Longer than its client, of which it still has to see the end. */
    pid_t server = start_process(most_seconds + 20);

    if (server != 0)
        return server;
    close(end[1]);
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to connections that the client has closed */
    FILE *record = fopen(path, "w");
    if (record == NULL)
        die(path);
    serve_scripts(test->scripts, test->servers, end[0], certificates, record);
    fclose(record);
    exit(0);
}

static pid_t start_client(struct test_case *test, const char *folder, const char *path, int end)
{
    pid_t client = start_process(most_seconds);

    if (client != 0)
        return client;
    close(end);
    for (int i = 0; i < test->servers; i++)
        close(test->scripts[i].listener);
    if (freopen(path, "w", stdout) == NULL)
        die(path);
    home = folder;
    setenv("HOME", folder, 1);
    setenv("TZ", "UTC", 1);
    setenv("LC_ALL", "C", 1);
    unsetenv("XDG_CONFIG_DIR");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("MAILSHIM_ESMTP_TLS");
    unsetenv("MAILSHIM_ESMTP_FIND");
    unsetenv("MAILSHIM_ESMTP_MECHANISMS");
    signal(SIGPIPE, SIG_IGN);
    if (test->hosts != NULL)
        set_hosts(test->hosts, folder);
    run_client(test->client, test->lines);
    exit(0);
}

static int wait_for(pid_t child)
{
    int status = 0;

    if (waitpid(child, &status, 0) != child)
        die("waitpid");
    return status;
}

/* ---- a case ---- */

static void append_file(FILE *to, const char *path)
{
    char octets[8192];
    FILE *from = fopen(path, "r");

    if (from == NULL)
        return;
    for (size_t got; (got = fread(octets, 1, sizeof octets, from)) > 0;)
        fwrite(octets, 1, got, to);
    fclose(from);
}

static void write_outcome(const char *out, const char *name, const char *folder, int status)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s.out", out, name);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        die(path);
    snprintf(path, sizeof path, "%s/client", folder);
    append_file(file, path);
    if (WIFSIGNALED(status))
        fprintf(file, "the client ended by signal %d\n", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        fprintf(file, "the client ended with status %d\n", WEXITSTATUS(status));
    fputs("----\n", file);
    snprintf(path, sizeof path, "%s/server", folder);
    append_file(file, path);
    fclose(file);
}

static int run_case(const char *path, const char *out)
{
    char folder[] = "/tmp/esmtp-XXXXXX";
    char in_folder[100];
    int end[2];
    char *copy = strdup(path);
    char *name = basename(copy);
    struct test_case *test = read_case(path);

    name[strcspn(name, ".")] = '\0';
    if (mkdtemp(folder) == NULL || pipe2(end, O_CLOEXEC) != 0)
        die(folder);
    while (!listen_everywhere(test))
        continue;
    int closed = bind_to("127.0.0.1", (port_closed = 0, &port_closed));
    snprintf(in_folder, sizeof in_folder, "%s/server", folder);
    pid_t server = start_server(test, certificates_folder, in_folder, end);
    snprintf(in_folder, sizeof in_folder, "%s/client", folder);
    pid_t client = start_client(test, folder, in_folder, end[1]);
    int status = wait_for(client);
    close(end[1]);
    int served = wait_for(server);
    close(end[0]);
    close(closed);
    for (int i = 0; i < test->servers; i++)
        close(test->scripts[i].listener);
    write_outcome(out, name, folder, status);
    char *remove[] = {"rm", "-rf", folder, NULL};
    pid_t remover = start_process(most_seconds);
    if (remover == 0) {
        execvp("rm", remove);
        _exit(1);
    }
    wait_for(remover);
    if (served != 0)
        fprintf(stderr, "%s: the server ended with wait status %d\n", path, served);
    return WIFEXITED(status) ? WEXITSTATUS(status) : served != 0 ? 3 : 0;
}

/* The form with a command; its status. */
static int serve_command(const char *path, const char *record, char **command)
{
    struct test_case *test = read_case(path);
    char port[16];
    int end[2];

    if (pipe2(end, O_CLOEXEC) != 0)
        die("pipe");
    while (!listen_everywhere(test))
        continue;
    pid_t server = start_server(test, certificates_folder, record, end);
    pid_t client = start_process(most_seconds);
    if (client == 0) {
        snprintf(port, sizeof port, "%d", port_of_server);
        setenv("MAILSHIM_TEST_PORT", port, 1);
        execvp(command[0], command);
        die(command[0]);
    }
    int status = wait_for(client);
    close(end[1]);
    wait_for(server);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    int worst = 0;

    if (getenv("MAILSHIM_CASE_SECONDS") != NULL)
        most_seconds = (unsigned)atoi(getenv("MAILSHIM_CASE_SECONDS"));
    if (argc > 5 && strcmp(argv[1], "serve") == 0) {
        certificates_folder = argv[2];
        return serve_command(argv[3], argv[4], argv + 5);
    }
    if (argc == 2 && strcmp(argv[1], "which") == 0) {
        Dl_info library;
        dladdr(dlsym(RTLD_DEFAULT, "smtp_version"), &library);
        puts(library.dli_fname);
        return 0;
    }
    if (argc < 4) {
        fputs("usage: esmtp_driver certificates out case...\n", stderr);
        return 2;
    }
    certificates_folder = argv[1];
    for (int i = 3; i < argc; i++) {
        int status = run_case(argv[i], argv[2]);
        if (status == 3 || status == SKIPPED)
            fprintf(stderr, "%s: status %d\n", argv[i], status);
        worst = worst > status ? worst : status;
    }
    return worst;
}
