package org.mailshim.abi.srv;

import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;
import org.mailshim.abi.LastError;
import org.mailshim.delivery.Cause;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.RecipientReport;

/** What a C program is told of a message that failed. */
final class ReportText {
  private ReportText() {}

  /** The error of a report that is not all accepted: that of its worst recipient. */
  static LastError error(DeliveryReport report) {
    RecipientReport worst = report.worst();
    int failed = 0;
    for (RecipientReport each : report.recipients()) {
      failed += each.disposition() == worst.disposition() ? 1 : 0;
    }
    String others = failed > 1 ? " (and " + (failed - 1) + " more)" : "";
    String advice = worst.cause() == Cause.MEMORY ? Guard.adviceFor(worst.text()) : "";
    return new LastError(codeOf(worst), worst.text() + others + advice);
  }

  private static ErrorCode codeOf(RecipientReport report) {
    return switch (report.cause()) {
      case SERVER -> ErrorCode.REFUSED;
      case CONNECTION -> ErrorCode.NETWORK;
      case NAME -> ErrorCode.DNS;
      case TIME -> ErrorCode.TIMEOUT;
      case PROTOCOL -> ErrorCode.PROTOCOL;
      case CANCELLED -> ErrorCode.CANCELLED;
      case EXTENSION -> ErrorCode.UNSUPPORTED;
      case TLS -> ErrorCode.TLS;
      case AUTHENTICATION -> ErrorCode.AUTH;
      case LOCAL -> ErrorCode.SPOOL;
      case MEMORY -> ErrorCode.MEMORY;
      case FAULT -> ErrorCode.INTERNAL;
    };
  }
}
