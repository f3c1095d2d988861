package org.mailshim.abi.esmtp;

import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;

/**
 * What {@code smtp_errno()} returns, beside {@code mailshim_last_error_code()}; told by the
 * dispatcher of what entries throw, in place of {@link Guard}.
 */
final class ErrorNumber {
  /** {@code SMTP_ERR_INVAL}. */
  static final int INVALID = 7;

  /** {@code SMTP_ERR_CLIENT_ERROR}. */
  static final int CLIENT_ERROR = 20;

  private static final int NO_MEMORY = -12; // ENOMEM with its sign turned

  private ErrorNumber() {}

  /**
   * As {@link Guard#failed}, and sets {@code smtp_errno()}, which is not for the functions of
   * {@code auth-client.h}. Never throws.
   */
  static long failed(String entry, long failure, Throwable thrown) {
    try {
      if (!entry.startsWith("auth_")) {
        HostCalls.error(of(thrown));
      }
    } catch (Throwable nested) {
      // Next to nothing of the stack is left, and Guard says so.
    }
    return Guard.failed(entry, failure, thrown);
  }

  private static int of(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return NO_MEMORY;
    }
    if (thrown instanceof AbiException refusal) {
      return refusal.code() == ErrorCode.MEMORY ? NO_MEMORY : INVALID;
    }
    return thrown instanceof StackOverflowError ? NO_MEMORY : CLIENT_ERROR;
  }
}
