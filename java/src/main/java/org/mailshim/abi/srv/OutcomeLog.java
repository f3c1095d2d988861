package org.mailshim.abi.srv;

import java.util.List;
import org.mailshim.abi.HostLog;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.RecipientReport;

/**
 * Tells the host's log what became of a message: a line for each recipient. Any thread. It never
 * throws: whoever calls it is about to tell the host the same, and that must come.
 */
final class OutcomeLog {
  private OutcomeLog() {}

  /**
   * An attempt is over, and perhaps the message.
   *
   * @param message which, as {@code message from <me@example.org>}
   * @param report of the attempt
   */
  static void tell(String message, DeliveryReport report) {
    if (!HostLog.wants(HostLog.Level.INFO)) {
      return;
    }
    try {
      List<RecipientReport> recipients = report.recipients();
      for (RecipientReport recipient : recipients) {
        HostLog.log(HostLog.Level.INFO, message + ": " + recipient.text());
      }
    } catch (Throwable thrown) {
      HostLog.internal("logging what became of a message", thrown);
    }
  }
}
