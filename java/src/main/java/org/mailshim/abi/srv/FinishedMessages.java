package org.mailshim.abi.srv;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.LastError;

/**
 * What became of messages whose streams are gone, for hosts that ask later: of the last thousand or
 * so. Any thread.
 */
final class FinishedMessages {
  /**
   * One message.
   *
   * @param handle its stream
   * @param result as {@code STATE_SMTP_DONE} had it
   * @param sent octets on the wire
   * @param error what went wrong
   */
  record Finished(long handle, int result, long sent, LastError error) {}

  /** A power of two. A handle's low bits count slots, so that they spread well over places. */
  private static final int PLACES = 1024;

  private static final AtomicReferenceArray<@Nullable Finished> ALL =
      new AtomicReferenceArray<>(PLACES);

  private FinishedMessages() {}

  static void add(long handle, int result, long sent, LastError error) {
    ALL.set(place(handle), new Finished(handle, result, sent, error));
  }

  private static int place(long handle) {
    return (int) handle & (PLACES - 1);
  }

  /**
   * A message that is over.
   *
   * @throws AbiException with {@link ErrorCode#HANDLE} when nothing is known of it
   */
  static Finished of(long handle) {
    Finished found = ALL.get(place(handle));
    if (found == null || found.handle() != handle) {
      throw new AbiException(
          ErrorCode.HANDLE, "there is no such message, or it was over too long ago");
    }
    return found;
  }
}
