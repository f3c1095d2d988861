package org.mailshim.abi.srv;

import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;
import org.mailshim.abi.LastError;
import org.mailshim.delivery.Cause;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.RecipientReport;

/**
 * How a {@link ClientStream}'s message stands: what went wrong with it, whether octets of it were
 * lost here, and what its delivery reports in the end. Any thread reads; one at a time writes,
 * which the stream sees to.
 */
final class MessageOutcome {
  private static final int FAILURE = -1;

  private volatile LastError error = LastError.none();
  private volatile boolean lost;
  private volatile @Nullable DeliveryReport report;

  /** What went wrong, if anything did. */
  LastError error() {
    return error;
  }

  /** Whether something went wrong; also when the delivery has yet to notice. */
  boolean hasFailed() {
    return error.code() != ErrorCode.OK;
  }

  /** What is thrown to who goes on with a message that has failed. */
  AbiException failedAlready() {
    return new AbiException(error.code(), "the message has failed already: " + error.text());
  }

  /** Octets were lost, in an entry of that name. */
  void lost(String entry, Throwable thrown) {
    error = Guard.describe(entry, thrown);
    lost = true;
  }

  /** An attempt has failed, which may not be the end. */
  void failed(DeliveryReport attempt) {
    error = reason(attempt);
  }

  /** What has failed is tried another way. */
  void mended() {
    error = LastError.none();
  }

  /** The delivery is over. */
  void over(DeliveryReport finished) {
    if (!hasFailed() && !finished.isAccepted()) {
      error = reason(finished);
    }
    report = finished; // after the error, which who sees the report may ask for
  }

  private static LastError reason(DeliveryReport finished) {
    try {
      return ReportText.error(finished);
    } catch (Throwable e) {
      return Guard.describe("sending", e); // whatever it is, it must not keep the end from the host
    }
  }

  /** Whether the delivery is over. */
  boolean isOver() {
    return report != null;
  }

  /** Whether the result will not change any more. */
  boolean isDecided() {
    return lost || report != null;
  }

  /** Whether somebody has accepted what the delivery had. */
  boolean isAccepted() {
    DeliveryReport finished = report;
    return finished != null && finished.isAccepted();
  }

  /**
   * What the host is told.
   *
   * @param message asked for its octets when it is accepted and whole
   * @return so many octets, or what {@link #failure} says
   */
  int result(HostMessage message) {
    DeliveryReport finished = report;
    if (lost || finished == null) {
      return FAILURE;
    }
    return finished.isAccepted() ? clamped(message.octets()) : failure(finished);
  }

  /** What the host is told of a failure: a server's reply as a code, errno-like -1 for all else. */
  static int failure(DeliveryReport finished) {
    RecipientReport worst = finished.worst();
    return worst.cause() == Cause.SERVER ? -worst.code() : FAILURE;
  }

  /** A number of octets as the host's {@code int} has it. */
  static int clamped(long octets) {
    return (int) Math.min(octets, Integer.MAX_VALUE);
  }

  /**
   * What became of a recipient.
   *
   * @throws AbiException if the message is not done, or there is no such recipient
   */
  RecipientReport recipient(int index) {
    DeliveryReport finished = report;
    if (finished == null) {
      throw new AbiException(ErrorCode.STATE, "the message is under way");
    }
    if (index < 0 || index >= finished.recipients().size()) {
      throw new AbiException(ErrorCode.ARGUMENT, "there is no recipient " + index);
    }
    return finished.recipients().get(index);
  }
}
