package org.mailshim.abi;

import org.mailshim.address.PrintableText;

/**
 * The cause of the calling thread's last failed call, kept for {@code mailshim_last_error()}.
 *
 * @param code its class
 * @param text what was attempted, what came back, what to do; controls in it are shown as escapes,
 *     and it is cut to {@value #LONGEST} characters
 */
public record LastError(ErrorCode code, String text) {
  /** Characters: room for a reply of a server, and for what led to it. */
  static final int LONGEST = 2048;

  private static final LastError NONE = new LastError(ErrorCode.OK, "");

  /** What is left to say when saying more would need what has run out. */
  static final LastError EXHAUSTED =
      new LastError(ErrorCode.MEMORY, "out of memory or stack while describing another error");

  private static final ThreadLocal<LastError> CURRENT = new ThreadLocal<>();

  /** Makes the text fit to be printed. */
  public LastError {
    text = PrintableText.of(text, LONGEST);
  }

  /**
   * The calling thread's.
   *
   * @return the last failure, or code {@link ErrorCode#OK} and no text if there was none
   */
  public static LastError current() {
    LastError error = CURRENT.get();
    return error == null ? NONE : error;
  }

  /**
   * No error.
   *
   * @return the value with code {@link ErrorCode#OK}
   */
  public static LastError none() {
    return NONE;
  }

  /** Makes this the calling thread's last error. */
  public void set() {
    CURRENT.set(this);
  }
}
