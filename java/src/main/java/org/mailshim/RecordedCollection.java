package org.mailshim;

import org.mailshim.jfr.CollectionEvent;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.retrieval.CollectionReport;

/**
 * Records collections. Loaded where there is a Flight Recorder.
 *
 * @param other hears all of it as well
 */
record RecordedCollection(CollectionObserver other) implements CollectionObserver {
  @Override
  public void begins(String mailbox, int messages, long octets) {
    other.begins(mailbox, messages, octets);
  }

  @Override
  public void collected(String mailbox, MessageKey message, long octets) {
    other.collected(mailbox, message, octets);
  }

  @Override
  public void passedOver(String mailbox, MessageKey message, String reason) {
    other.passedOver(mailbox, message, reason);
  }

  @Override
  public void ended(CollectionReport report) {
    var event = new CollectionEvent();
    if (event.isEnabled()) {
      event.mailbox = report.mailbox();
      event.listed = report.listed();
      event.collected = report.collected();
      event.octets = report.octets();
      event.passedOver = report.passedOver();
      event.deleted = report.deleted();
      event.outcome = report.failure().isPresent() ? report.failure().get().reason() : "ok";
      event.commit();
    }
    other.ended(report);
  }
}
