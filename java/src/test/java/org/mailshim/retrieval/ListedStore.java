package org.mailshim.retrieval;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.BitSet;
import java.util.Optional;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.MessageContent;
import org.mailshim.store.Removal;

/**
 * A maildrop with messages that are made of one repeated line while they are read, and listed with
 * another size than they have. They are not deleted.
 *
 * @param listed the size each is listed with
 * @param octets the size each has
 */
record ListedStore(long[] listed, long[] octets) implements MaildropStore {
  private static final byte[] LINE = "0123456789abcdef0123456789abcde\r\n".getBytes(US_ASCII);

  /** How many octets a message of so many lines has. */
  static long lines(long count) {
    return count * LINE.length;
  }

  @Override
  public Optional<Maildrop> lock(MaildropName name) {
    return Optional.of(new Made(this));
  }

  @Override
  public Delivery deliver(MaildropName name) {
    throw new AssertionError("nothing is delivered here");
  }

  private record Made(ListedStore store) implements Maildrop {
    @Override
    public int count() {
      return store.listed.length;
    }

    @Override
    public long octets(int message) {
      return store.listed[message];
    }

    @Override
    public String uniqueId(int message) {
      return "id-" + message;
    }

    @Override
    public MessageContent open(int message) {
      return new Lines(store.octets[message]);
    }

    @Override
    public Removal delete(BitSet messages) {
      return new Removal(messages.cardinality(), 0, Optional.empty());
    }

    @Override
    public void close() {}
  }

  private static final class Lines implements MessageContent {
    private long left;
    private int at;

    Lines(long octets) {
      this.left = octets;
    }

    @Override
    public int read(byte[] into, int from, int to) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(to - from, left);
      for (int i = 0; i < count; i++) {
        into[from + i] = LINE[at];
        at = at + 1 == LINE.length ? 0 : at + 1;
      }
      left -= count;
      return count;
    }

    @Override
    public void close() {}
  }
}
