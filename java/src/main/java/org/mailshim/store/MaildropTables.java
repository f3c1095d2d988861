package org.mailshim.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mailshim.database.SqlSession;

/**
 * The SQL of the maildrops: each method reads or changes the tables of {@link StoreSchema} inside
 * the transaction of whoever calls it. Every change is conditional on what it changes, so it is
 * right whatever other processes do meanwhile, at READ COMMITTED and above. Stateless.
 */
final class MaildropTables {
  /**
   * How many messages one statement removes, of many: others wait for the row of the maildrop
   * meanwhile, and the server may be far away.
   */
  private static final int AT_ONCE = 64;

  /** What a maildrop holds. */
  record Held(long messages, long octets) {}

  private MaildropTables() {}

  /**
   * Makes the row of a maildrop, where there is none: in one statement, since another process may
   * be doing the same. Then this waits for it, and the row is there when it returns.
   */
  private static void create(SqlSession session, MaildropName name) throws SQLException {
    session.update(
        "INSERT INTO maildrop (name, last_number, messages, octets, holder, expires)"
            + " VALUES (?, 0, 0, 0, 0, 0) ON CONFLICT (name) DO NOTHING",
        name.text());
  }

  /** Adds chunks of a message that is not committed yet; the first stands at a position. */
  static boolean addEarly(
      SqlSession session, long body, Instant now, int position, List<byte[]> chunks)
      throws SQLException {
    if (session.mayBeDone() && chunk(session, body, position).isPresent()) {
      return true;
    }
    if (position == 0) {
      session.update(
          "INSERT INTO maildrop_incoming (body, begun) VALUES (?, ?)", body, now.toEpochMilli());
    }
    addChunks(session, body, position, chunks);
    return true;
  }

  private static void addChunks(SqlSession session, long body, int first, List<byte[]> chunks)
      throws SQLException {
    int position = first;
    for (byte[] chunk : chunks) {
      session.update(
          "INSERT INTO maildrop_chunk (body, position, octets) VALUES (?, ?, ?)",
          body,
          position++,
          chunk);
    }
  }

  /**
   * Adds a message and its last chunks, unless it would exceed the quota; its first chunks are
   * there if the position is not 0.
   *
   * @param unnumbered the message, whose number is found here
   * @return its number; 0 when there is no room for it
   */
  static long add(
      SqlSession session,
      MaildropName name,
      Quota quota,
      StoredMessage unnumbered,
      int position,
      List<byte[]> chunks)
      throws SQLException {
    long body = unnumbered.body();
    long wireOctets = unnumbered.wireOctets();
    if (session.mayBeDone()) {
      Optional<Long> added = numberOf(session, name, body);
      if (added.isPresent()) {
        return added.get();
      }
    }
    if (!count(session, name, quota, wireOctets)) {
      create(session, name); // unless the quota is exceeded, which the second count tells apart
      if (!count(session, name, quota, wireOctets)) {
        return 0;
      }
    }
    if (position > 0 && session.update("DELETE FROM maildrop_incoming WHERE body = ?", body) == 0) {
      throw new SQLException("the message was begun too long ago, and swept away");
    }
    long number =
        session
            .query(
                "SELECT last_number FROM maildrop WHERE name = ?",
                row -> row.getLong(1),
                name.text())
            .getFirst();
    session.update(
        "INSERT INTO maildrop_message (maildrop, number, body, octets, wire_octets)"
            + " VALUES (?, ?, ?, ?, ?)",
        name.text(),
        number,
        body,
        unnumbered.octets(),
        wireOctets);
    addChunks(session, body, position, chunks);
    return number;
  }

  /**
   * The number of a message that may have been added before. A server that has not yet noticed that
   * the connection broke may still be at that: this waits for it, at the row of the maildrop.
   */
  private static Optional<Long> numberOf(SqlSession session, MaildropName name, long body)
      throws SQLException {
    create(session, name);
    session.update("UPDATE maildrop SET holder = holder WHERE name = ?", name.text());
    List<Long> numbers =
        session.query(
            "SELECT number FROM maildrop_message WHERE maildrop = ? AND body = ?",
            row -> row.getLong(1),
            name.text(),
            body);
    return numbers.isEmpty() ? Optional.empty() : Optional.of(numbers.getFirst());
  }

  /** Counts one more message, if there is the maildrop and room in it. */
  private static boolean count(SqlSession session, MaildropName name, Quota quota, long octets)
      throws SQLException {
    return session.update(
            "UPDATE maildrop SET last_number = last_number + 1, messages = messages + 1,"
                + " octets = octets + ? WHERE name = ? AND messages < ? AND octets <= ?",
            octets,
            name.text(),
            (long) quota.messages().orElse(Integer.MAX_VALUE),
            quota.octets().orElse(Long.MAX_VALUE) - octets)
        > 0;
  }

  /** Removes the chunks of a message that will not be committed. */
  static boolean abandon(SqlSession session, long body) throws SQLException {
    if (session.update("DELETE FROM maildrop_incoming WHERE body = ?", body) > 0) {
      session.update("DELETE FROM maildrop_chunk WHERE body = ?", body);
    }
    return true;
  }

  /** Removes what is left of messages that were begun before then and never committed. */
  static boolean sweep(SqlSession session, Instant before) throws SQLException {
    List<Long> begun =
        session.query(
            "SELECT body FROM maildrop_incoming WHERE begun < ?",
            row -> row.getLong(1),
            before.toEpochMilli());
    for (long body : begun) {
      abandon(session, body);
    }
    return true;
  }

  /** What a maildrop holds. */
  static Held held(SqlSession session, MaildropName name) throws SQLException {
    List<Held> rows =
        session.query(
            "SELECT messages, octets FROM maildrop WHERE name = ?",
            row -> new Held(row.getLong(1), row.getLong(2)),
            name.text());
    return rows.isEmpty() ? new Held(0, 0) : rows.getFirst();
  }

  /**
   * Locks a maildrop, if nobody has it or whoever had it has not renewed the lock; a holder that
   * has it already, since this is done once more, keeps it.
   */
  static boolean lock(
      SqlSession session, MaildropName name, long holder, Instant now, Duration lease)
      throws SQLException {
    create(session, name);
    return session.update(
            "UPDATE maildrop SET holder = ?, expires = ?"
                + " WHERE name = ? AND (holder = 0 OR holder = ? OR expires <= ?)",
            holder,
            now.plus(lease).toEpochMilli(),
            name.text(),
            holder,
            now.toEpochMilli())
        > 0;
  }

  /** Makes a lock last until then; false when another reader has it. */
  static boolean renew(SqlSession session, MaildropName name, long holder, Instant until)
      throws SQLException {
    return session.update(
            "UPDATE maildrop SET expires = ? WHERE name = ? AND holder = ?",
            until.toEpochMilli(),
            name.text(),
            holder)
        > 0;
  }

  /** Unlocks, if the lock is still this holder's. */
  static boolean unlock(SqlSession session, MaildropName name, long holder) throws SQLException {
    return session.update(
            "UPDATE maildrop SET holder = 0, expires = 0 WHERE name = ? AND holder = ?",
            name.text(),
            holder)
        > 0;
  }

  /** The messages of a maildrop in the order of their numbers; no chunk is read. */
  static List<StoredMessage> list(SqlSession session, MaildropName name) throws SQLException {
    return session.query(
        "SELECT number, body, octets, wire_octets FROM maildrop_message WHERE maildrop = ?"
            + " ORDER BY number",
        row -> new StoredMessage(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
        name.text());
  }

  /** Whether a message is there. */
  static boolean has(SqlSession session, MaildropName name, long number) throws SQLException {
    return !session
        .query(
            "SELECT number FROM maildrop_message WHERE maildrop = ? AND number = ?",
            row -> row.getLong(1),
            name.text(),
            number)
        .isEmpty();
  }

  /** A chunk of a message, if it is there. */
  static Optional<byte[]> chunk(SqlSession session, long body, int position) throws SQLException {
    List<byte[]> chunks =
        session.query(
            "SELECT octets FROM maildrop_chunk WHERE body = ? AND position = ?",
            row -> row.getBytes(1),
            body,
            position);
    return chunks.isEmpty() ? Optional.empty() : Optional.of(chunks.getFirst());
  }

  /**
   * Removes messages, if the lock is still this holder's; those that are gone already do not count.
   *
   * @return false when another reader has the lock, and nothing has changed
   */
  static boolean remove(
      SqlSession session, MaildropName name, long holder, List<StoredMessage> messages)
      throws SQLException {
    // Changing the row keeps it, on a database with locks for rows, until the end of all this.
    int held =
        session.update(
            "UPDATE maildrop SET holder = holder WHERE name = ? AND holder = ?",
            name.text(),
            holder);
    if (held == 0) {
      return false;
    }
    long removed = 0;
    long octets = 0;
    int at = 0;
    while (at < messages.size()) {
      // The rest singly: a statement for each number of them would be prepared and kept.
      int count = messages.size() - at < AT_ONCE ? 1 : AT_ONCE;
      for (long each : remove(session, name, messages.subList(at, at + count))) {
        removed++;
        octets += each;
      }
      at += count;
    }
    session.update(
        "UPDATE maildrop SET messages = messages - ?, octets = octets - ? WHERE name = ?",
        removed,
        octets,
        name.text());
    return true;
  }

  /** Removes these with one statement for all; gives the octets of each that was there. */
  private static List<Long> remove(
      SqlSession session, MaildropName name, List<StoredMessage> messages) throws SQLException {
    String all = " IN (" + "?, ".repeat(messages.size() - 1) + "?)";
    Object[] bodies = new Object[messages.size()];
    Object[] numbers = new Object[messages.size() + 1];
    numbers[0] = name.text();
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = messages.get(i).body();
      numbers[i + 1] = messages.get(i).number();
    }
    session.update("DELETE FROM maildrop_chunk WHERE body" + all, bodies);
    return session.query(
        "DELETE FROM maildrop_message WHERE maildrop = ? AND number"
            + all
            + " RETURNING wire_octets",
        row -> row.getLong(1),
        numbers);
  }
}
