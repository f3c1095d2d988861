package org.mailshim.abi;

import java.nio.file.InvalidPathException;
import org.mailshim.DeliveryEndedException;
import org.mailshim.EngineFullException;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.SpoolException;
import org.mailshim.transport.TransportException;

/**
 * The wall around every entry. Each generated dispatcher catches whatever an entry throws and hands
 * it here: an exception that left an upcall would end the host process.
 *
 * <p>What was thrown becomes the thread's {@link LastError} and the entry's documented failure
 * value. An error that is ours, not the host's, is logged with its stack.
 *
 * <p>With {@code MAILSHIM_TRACE=1} in the environment when the process makes its first call, every
 * call is traced to standard error; otherwise tracing costs nothing, since {@link #TRACING} is
 * constant.
 */
public final class Guard {
  /** Whether calls are traced. */
  public static final boolean TRACING = "1".equals(System.getenv("MAILSHIM_TRACE"));

  private static final String MORE_MEMORY = "; raise -Xmx in MAILSHIM_JVM_OPTS";
  private static final String MORE_THREADS = "; raise the limit of threads (ulimit -u)";

  private Guard() {}

  /**
   * Traces a call; only called when {@link #TRACING}.
   *
   * @param surface the surface's short name
   * @param entry the C function
   */
  public static void enter(String surface, String entry) {
    trace(surface + " -> " + entry);
  }

  private static void trace(String line) {
    System.err.println("mailshim: [" + Thread.currentThread().getName() + "] " + line);
  }

  /**
   * Turns what an entry threw into what C understands. Never throws for want of memory. Nor does it
   * for want of stack where it is called as the dispatchers call it: the entry's own frames are
   * gone by then, and there is room for these. A host that calls with next to nothing of its stack
   * left can still meet a second StackOverflowError here, which ends the process: the size of a
   * thread's stack is looked at, not how much of it the host has used.
   *
   * @param entry the C function
   * @param failure its documented failure value, widened
   * @param thrown what it threw
   * @return {@code failure}
   */
  public static long failed(String entry, long failure, Throwable thrown) {
    try {
      LastError error = describe(entry, thrown);
      error.set();
      if (error.code() == ErrorCode.INTERNAL) {
        HostLog.internal(entry, thrown);
      }
      if (TRACING) {
        trace("<- " + entry + " failed: " + thrown);
      }
    } catch (Throwable nested) {
      // Keeping the error failed for the reason that made it.
      setExhausted();
    }
    return failure;
  }

  /** The constant needs no memory, but a thread's first error needs a place. */
  private static void setExhausted() {
    try {
      LastError.EXHAUSTED.set();
    } catch (Throwable nested) {
      // Then the thread keeps no error, and the host its life.
    }
  }

  /**
   * What a C program is told of something thrown. Never throws.
   *
   * @param entry the C function that failed
   * @param thrown what it threw
   * @return class and text
   */
  public static LastError describe(String entry, Throwable thrown) {
    try {
      return new LastError(codeOf(thrown), entry + ": " + textOf(thrown));
    } catch (Throwable nested) {
      return LastError.EXHAUSTED; // it failed for the reason that made the error
    }
  }

  /** The one table from what the engine throws to what C sees. */
  static ErrorCode codeOf(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return ErrorCode.MEMORY; // first: the switch is a class that is spun when first used
    }
    return switch (thrown) {
      case AbiException refusal -> refusal.code();
      case AddressSyntaxException ignored -> ErrorCode.ADDRESS;
      case TransportException broken -> codeOf(broken);
      case SpoolException ignored -> ErrorCode.SPOOL;
      case QueueException ignored -> ErrorCode.SPOOL;
      case DeliveryEndedException ignored -> ErrorCode.STATE;
      case EngineFullException ignored -> ErrorCode.MEMORY;
      case StackOverflowError ignored -> ErrorCode.THREAD;
      case InvalidPathException ignored -> ErrorCode.CONFIG;
      default -> ErrorCode.INTERNAL;
    };
  }

  private static ErrorCode codeOf(TransportException broken) {
    return switch (broken) {
      case TransportException.TimedOut ignored -> ErrorCode.TIMEOUT;
      case TransportException.Cancelled ignored -> ErrorCode.CANCELLED;
      case TransportException.UnknownHost ignored -> ErrorCode.DNS;
      case TransportException.InvalidTarget ignored -> ErrorCode.ARGUMENT;
      case TransportException.MalformedLine ignored -> ErrorCode.PROTOCOL;
      case TransportException.Closed ignored -> ErrorCode.NETWORK;
      case TransportException.Refused ignored -> ErrorCode.NETWORK;
      case TransportException.Unreachable ignored -> ErrorCode.NETWORK;
      case TransportException.ProxyFailed ignored -> ErrorCode.NETWORK;
      case TransportException.CannotListen ignored -> ErrorCode.NETWORK;
      case TransportException.Tls tls -> codeOf(tls.kind());
    };
  }

  private static ErrorCode codeOf(TransportException.Tls.Kind kind) {
    return kind == TransportException.Tls.Kind.CONFIGURATION ? ErrorCode.CONFIG : ErrorCode.TLS;
  }

  /**
   * What to do when memory has run out. Java calls it so when no thread can be made, too.
   *
   * @param text Java's words, or words that contain them
   * @return the end of a sentence
   */
  public static String adviceFor(String text) {
    return text.contains("native thread") ? MORE_THREADS : MORE_MEMORY;
  }

  private static String textOf(Throwable thrown) {
    String message = thrown.getMessage();
    if (thrown instanceof OutOfMemoryError) {
      return "out of memory (" + message + ")" + adviceFor(String.valueOf(message));
    }
    return switch (thrown) {
      case AbiException refusal -> String.valueOf(message);
      case AddressSyntaxException refusal -> String.valueOf(message);
      case TransportException broken -> String.valueOf(message);
      case SpoolException full -> String.valueOf(message);
      case QueueException trouble -> String.valueOf(message);
      case DeliveryEndedException ended -> String.valueOf(message);
      case EngineFullException full -> message + MORE_MEMORY;
      case StackOverflowError overflow -> "the calling thread's stack is too small; give it 1 MiB";
      case InvalidPathException name ->
          "no file can have the name \""
              + name.getInput()
              + "\"; where it is not ASCII, the program has to be started in a UTF-8 locale, such as"
              + " LC_ALL=C.UTF-8";
      default -> "a bug of mailshim, please report it: " + thrown;
    };
  }
}
