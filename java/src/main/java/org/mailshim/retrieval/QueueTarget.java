package org.mailshim.retrieval;

import org.mailshim.pop3.client.MessageKey;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.Submission;

/**
 * Puts collected messages into the queue, from where they go wherever mail for these recipients
 * goes: a local user with aliases and forwards, or another host.
 *
 * <p>The reverse-path is who hears of failures here. The null reverse-path suits it best: who wrote
 * the message has been told already that it was delivered.
 *
 * @param queue the queue
 * @param envelope for each message
 */
public record QueueTarget(MailQueue queue, QueueEnvelope envelope) implements CollectionTarget {
  @Override
  public Incoming begin(MessageKey key, long octets) {
    return new Submitting(queue.submit(envelope));
  }

  private record Submitting(Submission submission) implements Incoming {
    @Override
    public void write(byte[] octets, int from, int to) {
      submission.write(octets, from, to);
    }

    @Override
    public boolean commit() {
      submission.commit();
      return true;
    }

    @Override
    public void close() {
      submission.close();
    }
  }
}
