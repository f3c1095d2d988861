package org.mailshim;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.delivery.DeliveryReport;

/**
 * A submitter has gone on writing a message whose delivery is over: it was aborted, or its server
 * could not be reached or refused it before it was whole. The message says which, in the report's
 * words.
 */
public final class DeliveryEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable DeliveryReport report;

  /** With what its listener has heard, or is hearing. */
  DeliveryEndedException(DeliveryReport report, Throwable cause) {
    super("the delivery is over: " + report.worst().text(), cause);
    this.report = report;
  }

  /** What became of each recipient. Lost when the exception is serialized. */
  public Optional<DeliveryReport> report() {
    return Optional.ofNullable(report);
  }
}
