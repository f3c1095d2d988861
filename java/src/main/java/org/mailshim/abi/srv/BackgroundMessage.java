package org.mailshim.abi.srv;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.QueuedMail;
import org.mailshim.address.Envelope;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.RecipientReport;
import org.mailshim.queue.Settlement;

/**
 * A message of {@code SRVInitSendMsgBackgaund}: it goes into the queue, and its listener hears of
 * its deliveries as long as the process lives. The end comes when every recipient is final. A
 * message without a callback is forgotten as soon as it is in the queue.
 */
final class BackgroundMessage implements HostMessage {
  private final SrvQueue queue;
  private final Envelope envelope;
  private final MessageListener listener;
  private final boolean isHeard;
  private final QueuedMail mail;

  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final @Nullable RecipientReport[] reports;
  private boolean committed;
  private boolean over;

  BackgroundMessage(
      SrvQueue queue,
      QueuedMail mail,
      Envelope envelope,
      MessageListener listener,
      boolean isHeard) {
    this.queue = queue;
    this.mail = mail;
    this.envelope = envelope;
    this.listener = listener;
    this.isHeard = isHeard;
    this.reports = new RecipientReport[envelope.forwardPaths().size()];
  }

  MessageListener listener() {
    return listener;
  }

  @Override
  public void write(byte[] octets, int from, int to) {
    mail.write(octets, from, to);
  }

  @Override
  public boolean commit() {
    if (isHeard) {
      queue.listen(mail.id(), this); // before it can be delivered
    }
    mail.commit();
    lock.lock();
    try {
      committed = true;
    } finally {
      lock.unlock();
    }
    if (isHeard) {
      listener.queued(octets());
    }
    return isHeard;
  }

  @Override
  public void abort() {
    boolean first;
    boolean queued;
    lock.lock();
    try {
      first = !over;
      queued = committed;
      over = true;
    } finally {
      lock.unlock();
    }
    if (!first) {
      return;
    }
    queue.forget(mail.id());
    if (queued) {
      queue.delete(mail.id());
    } else {
      mail.close();
    }
    listener.done(DeliveryReport.cancelled(envelope));
  }

  @Override
  public long octets() {
    return mail.octets();
  }

  /** An attempt is over for some recipients. */
  void settled(DeliveryReport report, List<Settlement> settlements) {
    DeliveryReport whole;
    boolean retries = false;
    lock.lock();
    try {
      for (int i = 0; i < settlements.size(); i++) {
        if (settlements.get(i).isFinal()) {
          reports[settlements.get(i).position()] = report.recipients().get(i);
        }
      }
      retries = !over && !isComplete();
      if (over || retries) {
        return;
      }
      over = true;
      whole = new DeliveryReport(List.of(reports));
    } finally {
      lock.unlock();
      if (retries) {
        listener.retrying(report);
      }
    }
    queue.forget(mail.id());
    listener.done(whole);
  }

  private boolean isComplete() {
    for (RecipientReport report : reports) {
      if (report == null) {
        return false;
      }
    }
    return true;
  }
}
