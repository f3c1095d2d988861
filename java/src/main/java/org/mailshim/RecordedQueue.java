package org.mailshim;

import java.util.List;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.jfr.QueueAttemptEvent;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;

/**
 * Records attempts to deliver. Loaded where there is a Flight Recorder.
 *
 * @param other hears all of it as well
 */
record RecordedQueue(QueueObserver other) implements QueueObserver {
  @Override
  public void settling(Claim claim, DeliveryReport report) {
    other.settling(claim, report);
  }

  @Override
  public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
    var event = new QueueAttemptEvent();
    if (event.isEnabled()) {
      event.queueId = claim.id().toString();
      event.octets = claim.data().octets();
      event.recipients = report.recipients().size();
      event.outcome = report.worst().text();
      event.commit();
    }
    other.settled(claim, report, settlements);
  }

  @Override
  public void notified(QueueId notice, QueueId about) {
    other.notified(notice, about);
  }

  @Override
  public void undeliverableNotice(Claim claim, DeliveryReport report) {
    other.undeliverableNotice(claim, report);
  }

  @Override
  public void trouble(String doing, Throwable fault) {
    other.trouble(doing, fault);
  }
}
