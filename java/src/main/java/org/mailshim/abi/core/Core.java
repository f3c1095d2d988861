package org.mailshim.abi.core;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.LastError;
import org.mailshim.abi.Lifecycle;
import org.mailshim.abi.NativeEntry;
import org.mailshim.abi.Surface;

/**
 * The entries of {@code mailshim.h}. What must work without Java is in {@code native/src/core.c}.
 */
@Surface(
    name = "core",
    header = "mailshim/mailshim.h",
    api = "MAILSHIM_API",
    node = "MAILSHIM_1",
    privateSymbols = {"mailshim_enter", "mailshim_fail", "mailshim_start_thread"},
    privateNode = "MAILSHIM_PRIVATE")
@NativeEntry(
    group = "version",
    value = "const char *mailshim_version(void)",
    doc =
        """
        The version of the library, "major.minor.patch".

        Works at any time and does not start Java.

        @return a constant string
        """)
@NativeEntry(
    group = "errors",
    value = "const char *mailshim_last_error(void)",
    doc =
        """
        What went wrong in the last call that failed on the calling thread: what was attempted, with
        whom, what came back, and what to do about it.

        Works at any time and does not start Java: it explains too why Java could not be started.

        @return UTF-8 text, never NULL, empty if nothing failed yet; valid until the thread's next
            call of any function of mailshim
        """)
@NativeEntry(
    group = "errors",
    value = "int mailshim_last_error_code(void)",
    doc =
        """
        The class of the last error of the calling thread.

        @return {@code MAILSHIM_OK} or one of the {@code MAILSHIM_E_...} numbers
        """)
@NativeEntry(
    group = "lifecycle",
    value = "int mailshim_start(const char *const *options, int count)",
    doc =
        """
        Starts the engine now instead of at the first call of another function, or again after
        {@code mailshim_stop}. Never needed; useful to choose the moment (after {@code fork}, before
        threads are tight) and to pass options to the Java virtual machine.

        @param options options as the {@code java} command takes them, in their {@code --name=value} form;
            they come after mailshim's own and those of MAILSHIM_JVM_OPTS. NULL if count is 0. The
            array and its strings must stay until the call returns
        @param count how many
        @return {@code MAILSHIM_OK}, or the error, which is also the thread's last error:
            {@code MAILSHIM_E_ARGUMENT}, {@code MAILSHIM_E_RUNTIME}, {@code MAILSHIM_E_FORKED}, {@code MAILSHIM_E_THREAD};
            {@code MAILSHIM_E_STATE} if there are options and Java runs already, also one that this
            program or its Java host started: options cannot reach that any more
        """)
@NativeEntry(
    group = "lifecycle",
    value = "int mailshim_stop(int milliseconds)",
    doc =
        """
        Stops the engine in order: nothing new is accepted, messages under way are finished, what is
        not finished in time is cancelled, servers close. Java itself stays in the process, since it
        cannot be started twice; {@code mailshim_start} takes the stop back.

        When it returns {@code MAILSHIM_OK}, no callback for a message runs or is due any more.

        Before the engine has started there is nothing to stop: it returns {@code MAILSHIM_OK} at once
        and starts nothing, and a later call starts the engine as ever.

        A callback on a thread of mailshim cannot stop it: the stop would wait for that callback.

        @param milliseconds how long to wait for messages under way; 0 cancels them at once
        @return {@code MAILSHIM_OK} if all was finished, {@code MAILSHIM_E_TIMEOUT} if something had to
            be cancelled, {@code MAILSHIM_E_ARGUMENT} for a negative time, {@code MAILSHIM_E_STATE} in
            a callback, and then nothing was done; {@code MAILSHIM_E_FORKED}, {@code MAILSHIM_E_THREAD} or
            {@code MAILSHIM_E_MEMORY} if Java cannot be reached
        """)
@NativeEntry(
    group = "log",
    value = "int mailshim_set_log(mailshim_log_callback callback, void *user, int level)",
    doc =
        """
        Sets the function that receives the log. Nothing is logged before, and nothing is ever printed.
        With a function it starts the engine if that has not started yet; with NULL it does not.

        The function is called on a thread of mailshim, one call at a time and never from within a
        call of the host. It may call any function of mailshim. Lines are dropped while more than 1000
        wait.

        @param callback the function, or NULL to stop logging; a line on its way may still arrive
        @param user passed to the function as it is
        @param level the least important level wanted, {@code MAILSHIM_LOG_ERROR} to {@code
            MAILSHIM_LOG_DEBUG}; of no account if callback is NULL
        @return {@code MAILSHIM_OK}; {@code MAILSHIM_E_ARGUMENT} for a level that does not exist;
            {@code MAILSHIM_E_RUNTIME}, {@code MAILSHIM_E_FORKED}, {@code MAILSHIM_E_THREAD} or {@code
            MAILSHIM_E_MEMORY} if Java cannot be reached, and the last error says why
        """)
public final class Core {
  /** Octets; {@code jvm.c} and {@code srv.c} write shorter ones. */
  private static final int LONGEST_NATIVE_ERROR = 16 * 1024;

  private Core() {}

  /**
   * Sets the function that receives the log.
   *
   * @param callback the function, or NULL to stop logging
   * @param user passed to the function as it is
   * @param level the least important level wanted
   * @return {@code MAILSHIM_OK}, or the error
   */
  @Entry(
      value = "int mailshim_private_set_log(mailshim_log_callback callback, void *user, int level)",
      failure = "7005",
      exported = false)
  static int setLog(MemorySegment callback, MemorySegment user, int level) {
    if (callback.address() == 0) {
      HostLog.off();
      return ErrorCode.OK.number();
    }
    HostLog.Level[] levels = HostLog.Level.values();
    if (level < 1 || level > levels.length) {
      return failed(ErrorCode.ARGUMENT, "mailshim_set_log: there is no level " + level);
    }
    GuestThreads.requireCallbacks();
    HostLog.to(levels[level - 1], new LogCallback(callback, user));
    return ErrorCode.OK.number();
  }

  private static int failed(ErrorCode code, String text) {
    new LastError(code, text).set();
    return code.number();
  }

  /**
   * Stops the engine in order.
   *
   * @param milliseconds how long to wait for messages under way, not negative
   * @return {@code MAILSHIM_OK}, or the error
   */
  @Entry(value = "int mailshim_private_stop(int milliseconds)", failure = "7005", exported = false)
  static int stop(int milliseconds) {
    if (GuestThreads.isCallback()) {
      return failed(ErrorCode.STATE, "mailshim_stop: a callback cannot wait for its own end");
    }
    if (!Lifecycle.stop(Duration.ofMillis(milliseconds))) {
      return failed(
          ErrorCode.TIMEOUT,
          "mailshim_stop: not all was finished within " + milliseconds + " ms, and was cancelled");
    }
    return ErrorCode.OK.number();
  }

  /**
   * Takes an earlier stop back.
   *
   * @return {@code MAILSHIM_OK}
   */
  @Entry(value = "int mailshim_private_start(void)", failure = "7005", exported = false)
  static int resume() {
    Lifecycle.resume();
    return ErrorCode.OK.number();
  }

  /**
   * Tells the calling thread's last error as Java knows it.
   *
   * @param buffer gets the text, or NULL
   * @param size its size
   * @param code gets the code
   * @return the octets that the text needs without its NUL
   */
  @Entry(
      value = "int mailshim_private_last_error(char *buffer, int size, int *code)",
      failure = "0",
      exported = false)
  static int lastError(long buffer, int size, long code) {
    LastError error = LastError.current();
    CString.store(error.code().number(), code);
    return CString.copy(error.text(), buffer, size);
  }

  /**
   * Makes an error that was found on the C side the calling thread's last error, once Java can be
   * entered.
   *
   * @param code its code
   * @param text its text
   * @return {@code MAILSHIM_OK}
   */
  @Entry(
      value = "int mailshim_private_keep_error(int code, const char *text)",
      failure = "7005",
      exported = false)
  static int keepError(int code, MemorySegment text) {
    // A text that C cut may end inside a character.
    String words = new CString(text.address()).shown(LONGEST_NATIVE_ERROR);
    new LastError(ErrorCode.numbered(code), words).set();
    return ErrorCode.OK.number();
  }
}
