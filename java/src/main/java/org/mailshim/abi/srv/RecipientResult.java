package org.mailshim.abi.srv;

import org.mailshim.abi.CString;
import org.mailshim.delivery.Cause;
import org.mailshim.delivery.RecipientReport;

/** One recipient's result in the shape of {@code SRVGetRcptResult}. */
final class RecipientResult {
  private RecipientResult() {}

  /**
   * Writes what the host wants to know.
   *
   * @return 1 accepted, 0 not for now, -1 refused
   */
  static int store(RecipientReport report, long address, int size, long code) {
    CString.copy(address(report), address, size);
    CString.store(report.cause() == Cause.SERVER ? report.code() : 0, code);
    return switch (report.disposition()) {
      case ACCEPTED -> 1;
      case TRANSIENT, CANCELLED -> 0;
      case PERMANENT -> -1;
    };
  }

  /** As the host wrote it: without the angle brackets of a path. */
  private static String address(RecipientReport report) {
    String path = report.recipient().text();
    return path.substring(1, path.length() - 1);
  }
}
