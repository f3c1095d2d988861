package org.mailshim.abi.lws;

import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.LastError;

/**
 * What became of a mail.
 *
 * @param accepted how many of its recipients have been accepted
 * @param complete whether that is all of them
 * @param reply the reply code that kept it from being so; 0 if none did
 * @param error why it is not complete
 */
record Result(int accepted, boolean complete, int reply, LastError error) {
  private static final int REPLY_SHIFT = 32;
  private static final int COMPLETE_SHIFT = 48;

  /** All have it. */
  static Result accepted(int recipients) {
    return new Result(recipients, true, 0, LastError.none());
  }

  /** Nobody has it. */
  static Result failed(ErrorCode code, int reply, String text) {
    return new Result(0, false, reply, new LastError(code, text));
  }

  /**
   * As C wants it; the error becomes the calling thread's.
   *
   * @return from the bottom: {@code accepted} (32 bits), {@code reply} (16), {@code complete} (1)
   */
  long packed() {
    if (!complete) {
      error.set();
    }
    return accepted | (long) reply << REPLY_SHIFT | (complete ? 1L << COMPLETE_SHIFT : 0);
  }
}
