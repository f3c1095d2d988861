package org.mailshim.abi;

/**
 * An entry's own refusal: bad argument, stale handle, call out of order. {@link Guard} turns it
 * into the entry's documented failure value and the thread's last error.
 */
public final class AbiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * Makes a refusal.
   *
   * @param code the class of error
   * @param message what was wrong and what to do, for the C programmer
   */
  public AbiException(ErrorCode code, String message) {
    // No stack trace: it would cost more than the call, and the host cannot see it.
    super(message, null, false, false);
    this.code = code;
  }

  /**
   * The class of error.
   *
   * @return its code
   */
  public ErrorCode code() {
    return code;
  }
}
