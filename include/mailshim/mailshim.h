/* Generated from native/abi/mailshim.h.in and java/src/main/java/org/mailshim/abi/core by `make generate`; do not edit. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mailshim/mailshim.h - what all of mailshim's C libraries share
 *
 * A program needs nothing of this to send mail: the first call into any of the libraries starts the
 * engine by itself. This header is for programs that want to know why a call failed, to choose the
 * moment and the options of the start, to see the engine's log, or to stop it in an orderly way.
 *
 *     #include <mailshim/mailshim.h>
 *     #include <stdio.h>
 *
 *     if (mailshim_start(NULL, 0) != MAILSHIM_OK) {
 *         fprintf(stderr, "no mail today: %s\n", mailshim_last_error());
 *         return 1;
 *     }
 *
 * THE CONTRACT, for every function of every header of mailshim
 *
 * Threads. Any function may be called from any thread whose stack has at least 256 KiB, at any time
 * but from a signal handler, and not in the child of a fork() that came after the first call (such
 * a call fails with MAILSHIM_E_FORKED; fork and exec are fine). A daemon therefore forks first and
 * calls mailshim afterwards. One stream or handle is used by one thread at a time.
 *
 * Text. Strings are NUL-terminated UTF-8. A string that comes in is copied before the function
 * returns. A string that goes out belongs to mailshim; each function says how long it lives. A name
 * of a file that is not ASCII needs a UTF-8 locale in the environment at the first call (LC_ALL).
 *
 * Buffers. A buffer comes with its size in octets, and outputs are written only on success, unless
 * the function says otherwise.
 *
 * Handles are opaque: not addresses, not to be followed or computed with. NULL, a handle that was
 * given back, and any other stray value give the function's failure value and MAILSHIM_E_HANDLE.
 *
 * Callbacks run on threads of mailshim, one at a time for one stream, unless said otherwise. They
 * may call mailshim. They must return: no longjmp, no C++ exception and no pthread_exit may leave
 * them.
 *
 * Failure. A function reports failure by the value its description names, and leaves a code and a
 * text with the calling thread: mailshim_last_error_code(), mailshim_last_error(). A call that
 * succeeds leaves both as they were.
 */
#ifndef MAILSHIM_MAILSHIM_H
#define MAILSHIM_MAILSHIM_H

/* The version of this header, for #if and for comparison with mailshim_version(). */
#define MAILSHIM_VERSION_MAJOR 0
#define MAILSHIM_VERSION_MINOR 1
#define MAILSHIM_VERSION_PATCH 0
#define MAILSHIM_VERSION "0.1.0"

/* MAILSHIM_API marks what a library exports, MAILSHIM_CALL is the calling convention,
 * MAILSHIM_DEFAULT keeps a default argument in C++ and drops it in C, and MAILSHIM_PRINTF lets the
 * compiler check a format. */
#if defined(_WIN32)
#if defined(MAILSHIM_BUILDING)
#define MAILSHIM_API __declspec(dllexport)
#else
#define MAILSHIM_API __declspec(dllimport)
#endif
#define MAILSHIM_CALL __cdecl
#elif defined(__GNUC__)
#define MAILSHIM_API __attribute__((visibility("default")))
#define MAILSHIM_CALL
#else
#define MAILSHIM_API
#define MAILSHIM_CALL
#endif

#if defined(__cplusplus)
#define MAILSHIM_DEFAULT(argument) argument
#else
#define MAILSHIM_DEFAULT(argument)
#endif

#if defined(__MINGW32__)
#define MAILSHIM_PRINTF(format, first)                                                             \
    __attribute__((__format__(__gnu_printf__, format, first)))
#elif defined(__GNUC__)
#define MAILSHIM_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#else
#define MAILSHIM_PRINTF(format, first)
#endif

#if defined(__cplusplus)
extern "C" {
#endif

/*
 * ERROR CODES
 *
 * A number once given keeps its meaning, and is never given again. They start at 7000 so that none
 * can be taken for an errno or for an SMTP reply code.
 */
#define MAILSHIM_OK 0               /* no error */
#define MAILSHIM_E_ARGUMENT 7001    /* an argument is NULL, out of range, or not UTF-8 text */
#define MAILSHIM_E_HANDLE 7002      /* not a handle, one of another kind, or already given back */
#define MAILSHIM_E_STATE 7003       /* the call comes too early or too late */
#define MAILSHIM_E_ADDRESS 7004     /* not a mail address; or CR, LF or NUL in one */
#define MAILSHIM_E_RUNTIME 7005     /* the Java runtime was not found, is damaged, or cannot start */
#define MAILSHIM_E_FORKED 7006      /* called in the child of a fork() after the first call */
#define MAILSHIM_E_THREAD 7007      /* the calling thread's stack is too small for Java */
#define MAILSHIM_E_INTERNAL 7008    /* a bug of mailshim; please report it with the text */
#define MAILSHIM_E_MEMORY 7009      /* out of memory; the engine goes on */
#define MAILSHIM_E_NETWORK 7010     /* no connection, or it broke */
#define MAILSHIM_E_DNS 7011         /* a name could not be looked up, or does not exist */
#define MAILSHIM_E_TIMEOUT 7012     /* the deadline has passed */
#define MAILSHIM_E_CANCELLED 7013   /* this program cancelled it */
#define MAILSHIM_E_REFUSED 7014     /* the server refused; the text holds its reply */
#define MAILSHIM_E_PROTOCOL 7015    /* the server's answer is not SMTP or POP3 */
#define MAILSHIM_E_TLS 7016         /* no TLS where it is required, or its certificate is wrong */
#define MAILSHIM_E_AUTH 7017        /* the server did not accept the user name and password */
#define MAILSHIM_E_SPOOL 7018       /* the message could not be kept on disk */
#define MAILSHIM_E_CONFIG 7019      /* an unknown configuration parameter, or a value out of range */
#define MAILSHIM_E_UNSUPPORTED 7020 /* declared, and not available in this version */
#define MAILSHIM_E_STOPPED 7021     /* mailshim_stop() was called, and no mailshim_start() since */

/*
 * LOG LEVELS, the most important first
 */
#define MAILSHIM_LOG_ERROR 1   /* something is broken */
#define MAILSHIM_LOG_WARNING 2 /* something was refused, or done differently from what was asked */
#define MAILSHIM_LOG_INFO 3    /* what became of a message or a login, a line for each recipient */
#define MAILSHIM_LOG_DEBUG 4   /* commands and replies, passwords masked */

/*
 * Receives one line of the engine's log, on a thread of mailshim, one call at a time.
 *
 *   user    what was given with the callback
 *   level   one of MAILSHIM_LOG_...
 *   text    one line without its end and without control characters; valid until the callback
 *           returns
 */
typedef void(MAILSHIM_CALL *mailshim_log_callback)(void *user, int level, const char *text);

/*
 * VERSION
 */

/*
 * The version of the library, "major.minor.patch". Works at any time and does not start Java.
 *
 *   returns  a constant string
 */
MAILSHIM_API const char *mailshim_version(void);

/*
 * ERRORS
 */

/*
 * What went wrong in the last call that failed on the calling thread: what was attempted, with
 * whom, what came back, and what to do about it. Works at any time and does not start Java: it
 * explains too why Java could not be started.
 *
 *   returns  UTF-8 text, never NULL, empty if nothing failed yet; valid until the thread's next
 *            call of any function of mailshim
 */
MAILSHIM_API const char *mailshim_last_error(void);

/*
 * The class of the last error of the calling thread.
 *
 *   returns  `MAILSHIM_OK` or one of the `MAILSHIM_E_...` numbers
 */
MAILSHIM_API int mailshim_last_error_code(void);

/*
 * START AND STOP
 */

/*
 * Starts the engine now instead of at the first call of another function, or again after
 * `mailshim_stop`. Never needed; useful to choose the moment (after `fork`, before threads are
 * tight) and to pass options to the Java virtual machine.
 *
 *   options  options as the `java` command takes them, in their `--name=value` form; they come
 *            after mailshim's own and those of MAILSHIM_JVM_OPTS. NULL if count is 0. The array and
 *            its strings must stay until the call returns
 *   count    how many
 *   returns  `MAILSHIM_OK`, or the error, which is also the thread's last error:
 *            `MAILSHIM_E_ARGUMENT`, `MAILSHIM_E_RUNTIME`, `MAILSHIM_E_FORKED`, `MAILSHIM_E_THREAD`;
 *            `MAILSHIM_E_STATE` if there are options and Java runs already, also one that this
 *            program or its Java host started: options cannot reach that any more
 */
MAILSHIM_API int mailshim_start(const char *const *options, int count);

/*
 * Stops the engine in order: nothing new is accepted, messages under way are finished, what is not
 * finished in time is cancelled, servers close. Java itself stays in the process, since it cannot
 * be started twice; `mailshim_start` takes the stop back. When it returns `MAILSHIM_OK`, no
 * callback for a message runs or is due any more. Before the engine has started there is nothing to
 * stop: it returns `MAILSHIM_OK` at once and starts nothing, and a later call starts the engine as
 * ever. A callback on a thread of mailshim cannot stop it: the stop would wait for that callback.
 *
 *   milliseconds  how long to wait for messages under way; 0 cancels them at once
 *   returns       `MAILSHIM_OK` if all was finished, `MAILSHIM_E_TIMEOUT` if something had to be
 *                 cancelled, `MAILSHIM_E_ARGUMENT` for a negative time, `MAILSHIM_E_STATE` in a
 *                 callback, and then nothing was done; `MAILSHIM_E_FORKED`, `MAILSHIM_E_THREAD` or
 *                 `MAILSHIM_E_MEMORY` if Java cannot be reached
 */
MAILSHIM_API int mailshim_stop(int milliseconds);

/*
 * LOG
 */

/*
 * Sets the function that receives the log. Nothing is logged before, and nothing is ever printed.
 * With a function it starts the engine if that has not started yet; with NULL it does not. The
 * function is called on a thread of mailshim, one call at a time and never from within a call of
 * the host. It may call any function of mailshim. Lines are dropped while more than 1000 wait.
 *
 *   callback  the function, or NULL to stop logging; a line on its way may still arrive
 *   user      passed to the function as it is
 *   level     the least important level wanted, `MAILSHIM_LOG_ERROR` to `MAILSHIM_LOG_DEBUG`; of no
 *             account if callback is NULL
 *   returns   `MAILSHIM_OK`; `MAILSHIM_E_ARGUMENT` for a level that does not exist;
 *             `MAILSHIM_E_RUNTIME`, `MAILSHIM_E_FORKED`, `MAILSHIM_E_THREAD` or `MAILSHIM_E_MEMORY`
 *             if Java cannot be reached, and the last error says why
 */
MAILSHIM_API int mailshim_set_log(mailshim_log_callback callback, void *user, int level);

#if defined(__cplusplus)
}
#endif

#endif
