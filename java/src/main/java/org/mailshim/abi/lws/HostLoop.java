package org.mailshim.abi.lws;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

/**
 * The way to the host, which lives on its event loop: a C function that leaves word there, by
 * {@code uv_async_send}, and waits for the answer where there is one. It calls nothing of the
 * host's itself.
 *
 * <p>For the thread that sends. What it is told are the values of {@code enum lwsgs_smtp_states},
 * and that the message is wanted.
 *
 * @param function the C function, {@code int (void *mailer, int event)}
 * @param mailer names the struct
 * @param body where the message will be
 */
record HostLoop(MemorySegment function, long mailer, long body) {
  static final int CONNECTING = 1;
  static final int CONNECTED = 2;
  static final int SENT_HELO = 3;
  static final int SENT_FROM = 4;
  static final int SENT_TO = 5;
  static final int SENT_DATA = 6;
  static final int SENT_BODY = 7;

  // As native/src/lws/mailer.h numbers them.
  private static final int BODY_WANTED = 9;
  private static final int REFUSED = -1;
  private static final int UNTERMINATED = -2;
  private static final int EMPTY = -3;

  /** Linked when the first mail is sent, by the thread that sends it. */
  @SuppressWarnings("restricted") // the function is one of our own library's
  private static final MethodHandle TELL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

  /** There is no message, and why is for the host's eyes. */
  static final class NoBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient AbiException refusal;

    NoBodyException(ErrorCode code, String message) {
      super(message);
      refusal = new AbiException(code, message);
    }

    AbiException refusal() {
      return refusal;
    }
  }

  /**
   * Tells how far the mail is.
   *
   * @return whether to go on: false when the host has destroyed the struct
   */
  boolean stage(int state) {
    return tell(state) >= 0;
  }

  /**
   * Has the host write the message, and waits for that.
   *
   * @return its octets, at {@link #body}
   * @throws NoBodyException when it does not
   */
  int awaitBody() throws NoBodyException {
    int length = tell(BODY_WANTED);
    if (length >= 0) {
      return length;
    }
    throw switch (length) {
      case REFUSED ->
          new NoBodyException(ErrorCode.CANCELLED, "on_get_body gave the mail up: it is not zero");
      case UNTERMINATED ->
          new NoBodyException(
              ErrorCode.ARGUMENT,
              "on_get_body left no NUL in its buffer, so the message may be cut; a message and its"
                  + " NUL must fit into max_content octets");
      case EMPTY ->
          new NoBodyException(ErrorCode.ARGUMENT, "on_get_body wrote nothing into its buffer");
      default -> new NoBodyException(ErrorCode.CANCELLED, "the struct was destroyed meanwhile");
    };
  }

  private int tell(int event) {
    try {
      return (int) TELL.invokeExact(function, mailer, event);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
