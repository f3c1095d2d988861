package org.mailshim.store;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.mailshim.database.Chunks;
import org.mailshim.database.Committer;
import org.mailshim.database.SqlSession;
import org.mailshim.pop3.WireSize;

/**
 * One delivery into the database, in the steps that make it whole or absent after a crash at any
 * instant:
 *
 * <pre>
 * step                                       after a crash right behind it
 * write, write, …                            nothing: chunks wait in memory
 * too many: a transaction with chunks        chunks that nobody reads, swept after a day
 * commit: a transaction with the last ones,  the message is there; commit returns
 *   the number, the row and the count
 * </pre>
 *
 * <p>Octets are kept as they come.
 */
final class SqlDelivery implements Delivery {
  /** With the one that is being filled, a quarter of a mebibyte. */
  private static final int MOST_HELD = 3;

  private static final byte[] LINE_END = {'\r', '\n'};

  private final Committer committer;
  private final Clock clock;
  private final Quota quota;
  private final MaildropName name;
  private final long heldOctets;
  private final long body;

  private final Chunks chunks = new Chunks();
  private final WireSize wireSize = new WireSize();
  private byte last = '\n';
  private int written;
  private boolean begun;
  private boolean over;

  SqlDelivery(
      Committer committer,
      Clock clock,
      Quota quota,
      MaildropName name,
      long heldOctets,
      long body) {
    this.committer = committer;
    this.clock = clock;
    this.quota = quota;
    this.name = name;
    this.heldOctets = heldOctets;
    this.body = body;
  }

  @Override
  public void write(byte[] octets, int from, int to) {
    requireOpen();
    if (from == to) {
      return;
    }
    over = true; // unless all of it is taken
    wireSize.count(octets, from, to);
    if (quota.isExceededBy(0, heldOctets + wireSize.octets())) {
      throw new StoreException(StoreException.Kind.OVER_QUOTA, attempt(), null);
    }
    keep(octets, from, to);
    last = octets[to - 1];
    over = false;
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException("the delivery is over");
    }
  }

  private void keep(byte[] octets, int from, int to) {
    int at = from;
    while (at < to) {
      int length = Math.min(to - at, Chunks.OCTETS);
      chunks.write(octets, at, at + length);
      at += length;
      if (chunks.fullCount() > MOST_HELD) {
        writeEarly();
      }
    }
  }

  private void writeEarly() {
    List<byte[]> full = chunks.takeFull();
    int position = written;
    written += full.size();
    begun = true;
    committer.commit(
        attempt(),
        session -> MaildropTables.addEarly(session, body, clock.instant(), position, full));
  }

  @Override
  public String commit() {
    requireOpen();
    over = true;
    if (last != '\n') {
      keep(LINE_END, 0, LINE_END.length);
    }
    List<byte[]> rest = chunks.takeAll();
    long number = committer.commit(attempt(), name.text(), session -> add(session, rest));
    if (number == 0) {
      throw new StoreException(StoreException.Kind.OVER_QUOTA, attempt(), null);
    }
    begun = false;
    return message(number).uniqueId();
  }

  private StoredMessage message(long number) {
    return new StoredMessage(number, body, chunks.octets(), wireSize.octets());
  }

  private long add(SqlSession session, List<byte[]> rest) throws SQLException {
    return MaildropTables.add(session, name, quota, message(0), written, rest);
  }

  private String attempt() {
    return "delivering to " + name;
  }

  @Override
  public void close() {
    over = true;
    if (!begun) {
      return;
    }
    begun = false;
    try {
      committer.commit(attempt(), session -> MaildropTables.abandon(session, body));
    } catch (StoreException e) {
      // Whoever opens the store tomorrow sweeps it away.
    }
  }
}
