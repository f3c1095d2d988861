package org.mailshim.retrieval;

import org.mailshim.pop3.client.MessageKey;
import org.mailshim.store.Delivery;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;

/**
 * Puts collected messages into the maildrop of a local user, as they are: aliases and forwards are
 * not asked, and no field is added. For those, a {@link QueueTarget}.
 *
 * @param store the maildrops
 * @param maildrop whose
 */
public record MaildropTarget(MaildropStore store, MaildropName maildrop)
    implements CollectionTarget {
  @Override
  public Incoming begin(MessageKey key, long octets) {
    return new Delivering(store.deliver(maildrop));
  }

  private record Delivering(Delivery delivery) implements Incoming {
    @Override
    public void write(byte[] octets, int from, int to) {
      delivery.write(octets, from, to);
    }

    @Override
    public boolean commit() {
      delivery.commit();
      return true;
    }

    @Override
    public void close() {
      delivery.close();
    }
  }
}
