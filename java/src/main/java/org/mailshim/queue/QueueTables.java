package org.mailshim.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.database.SqlSession;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;

/**
 * The SQL of the queue: each method reads or changes the tables of {@link QueueSchema} inside the
 * transaction of whoever calls it. Every change is conditional on what it changes, so it is right
 * whatever other processes do meanwhile, at READ COMMITTED and above. Stateless.
 *
 * <p>Here is how messages come in, are listed, held and removed; {@link ClaimStatements} has how
 * they are claimed for delivery, {@link SettlementStatements} what becomes of them then.
 *
 * <p>Where a message is named, the plus sign before {@code state} and {@code due} keeps SQLite from
 * searching the index of all that is due in place of the message's few rows.
 */
final class QueueTables {
  static final int WAITING = RecipientState.WAITING.ordinal();
  static final int HELD = RecipientState.HELD.ordinal();

  /** The row of a message. */
  record Header(
      QueueId id, Instant arrived, long octets, ReversePath reversePath, MailParameters mail) {
    static Header of(ResultSet row) throws SQLException {
      return new Header(
          new QueueId(row.getLong(1)),
          Instant.ofEpochMilli(row.getLong(2)),
          row.getLong(3),
          ReversePath.parse(row.getString(4)),
          MailParameters.of(parameters(row.getString(5))));
    }
  }

  private QueueTables() {}

  /**
   * Adds chunks of a message that is not committed yet, the first of which stands at a position.
   */
  static boolean addEarly(SqlSession session, QueueId id, int position, List<byte[]> chunks)
      throws SQLException {
    if (session.mayBeDone() && chunk(session, id, position).isPresent()) {
      return true;
    }
    if (position == 0) {
      session.update("INSERT INTO incoming (message) VALUES (?)", id.value());
    }
    addChunks(session, id, position, chunks);
    return true;
  }

  private static void addChunks(SqlSession session, QueueId id, int first, List<byte[]> chunks)
      throws SQLException {
    int position = first;
    for (byte[] chunk : chunks) {
      session.update(
          "INSERT INTO chunk (message, position, octets) VALUES (?, ?, ?)",
          id.value(),
          position++,
          chunk);
    }
  }

  /**
   * Adds a message and its last chunks; its first ones are there if the position is not 0.
   *
   * @return false when it was there already, which can only be where this is done once more
   */
  static boolean add(
      SqlSession session,
      QueueId id,
      QueueEnvelope envelope,
      long octets,
      Instant now,
      int position,
      List<byte[]> chunks)
      throws SQLException {
    // First, and so that it waits: a server may still be at what it was told before.
    String unlessThere = session.mayBeDone() ? " ON CONFLICT (id) DO NOTHING" : "";
    int added =
        session.update(
            "INSERT INTO message (id, arrived, octets, reverse_path, parameters, remaining)"
                + " VALUES (?, ?, ?, ?, ?, ?)"
                + unlessThere,
            id.value(),
            now.toEpochMilli(),
            octets,
            envelope.reversePath().text(),
            text(envelope.parameters().parameters()),
            envelope.recipients().size());
    if (added == 0) {
      return false;
    }
    if (position > 0 && session.update("DELETE FROM incoming WHERE message = ?", id.value()) == 0) {
      throw new SQLException("the message was begun too long ago, and swept away");
    }
    addChunks(session, id, position, chunks);
    int at = 0;
    long due = envelope.release(now).toEpochMilli();
    for (QueueEnvelope.Recipient recipient : envelope.recipients()) {
      session.update(
          "INSERT INTO recipient (message, position, forward_path, destination, parameters, state,"
              + " due, lease, attempts, reply) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, '')",
          id.value(),
          at++,
          recipient.forwardPath().text(),
          ClaimRoom.destination(recipient.forwardPath()),
          text(recipient.parameters().parameters()),
          WAITING,
          due);
    }
    return true;
  }

  /** Removes what is left of messages that were begun and never committed. */
  static boolean sweep(SqlSession session, QueueId olderThan) throws SQLException {
    List<Long> begun =
        session.query(
            "SELECT message FROM incoming WHERE message < ?",
            row -> row.getLong(1),
            olderThan.value());
    for (long id : begun) {
      abandon(session, new QueueId(id));
    }
    return true;
  }

  /** Removes the chunks of a message that will not be committed. */
  static boolean abandon(SqlSession session, QueueId id) throws SQLException {
    if (session.update("DELETE FROM incoming WHERE message = ?", id.value()) > 0) {
      session.update("DELETE FROM chunk WHERE message = ?", id.value());
    }
    return true;
  }

  /**
   * Counts recipients who have become final, and removes the message with the last of them. The
   * count, and not a look at the other recipients: of two processes that settle one each, neither
   * sees what the other has yet to commit, but the second waits for the first's row.
   */
  static void endRecipients(SqlSession session, QueueId id, int ended) throws SQLException {
    if (ended == 0) {
      return;
    }
    List<Integer> remaining =
        session.query(
            "UPDATE message SET remaining = remaining - ? WHERE id = ? RETURNING remaining",
            row -> row.getInt(1),
            ended,
            id.value());
    if (!remaining.isEmpty() && remaining.getFirst() <= 0) {
      delete(session, id);
    }
  }

  /** Holds; gives how many. */
  static int hold(SqlSession session, QueueId id) throws SQLException {
    return session.update(
        "UPDATE recipient SET state = ? WHERE message = ? AND +state = ?",
        HELD,
        id.value(),
        WAITING);
  }

  /** Releases; gives how many. One that is under way keeps its lease. */
  static int release(SqlSession session, QueueId id, Instant now) throws SQLException {
    session.update(
        "UPDATE recipient SET due = ? WHERE message = ? AND +state = ? AND lease = 0",
        now.toEpochMilli(),
        id.value(),
        HELD);
    return session.update(
        "UPDATE recipient SET state = ? WHERE message = ? AND +state = ?",
        WAITING,
        id.value(),
        HELD);
  }

  /** Makes due; gives how many. */
  static int retryNow(SqlSession session, QueueId id, Instant now) throws SQLException {
    return session.update(
        "UPDATE recipient SET due = ? WHERE message = ? AND +state = ? AND lease = 0",
        now.toEpochMilli(),
        id.value(),
        WAITING);
  }

  /** Takes a recipient back. */
  static boolean cancel(SqlSession session, QueueId id, int position) throws SQLException {
    int cancelled =
        session.update(
            "UPDATE recipient SET state = ?, lease = 0"
                + " WHERE message = ? AND position = ? AND state <= ?",
            RecipientState.CANCELLED.ordinal(),
            id.value(),
            position,
            HELD);
    endRecipients(session, id, cancelled);
    return cancelled > 0;
  }

  /** Removes a message. */
  static boolean delete(SqlSession session, QueueId id) throws SQLException {
    deleteRows(session, id);
    return session.update("DELETE FROM message WHERE id = ?", id.value()) > 0;
  }

  /** Removes all of a message but its own row. */
  static boolean deleteRows(SqlSession session, QueueId id) throws SQLException {
    session.update("DELETE FROM recipient WHERE message = ?", id.value());
    session.update("DELETE FROM chunk WHERE message = ?", id.value());
    return true;
  }

  /** Messages after that one, oldest first. */
  static List<QueueEntry> list(SqlSession session, long after, int most) throws SQLException {
    List<Header> headers =
        session.query(
            "SELECT id, arrived, octets, reverse_path, parameters FROM message WHERE id > ?"
                + " ORDER BY id LIMIT ?",
            Header::of,
            after,
            most);
    List<QueueEntry> entries = new ArrayList<>(headers.size());
    for (Header header : headers) {
      entries.add(entry(session, header));
    }
    return entries;
  }

  private static QueueEntry entry(SqlSession session, Header header) throws SQLException {
    RecipientState[] states = RecipientState.values();
    List<QueueEntry.Recipient> recipients =
        session.query(
            "SELECT forward_path, state, due, lease, attempts, reply FROM recipient"
                + " WHERE message = ? ORDER BY position",
            row ->
                new QueueEntry.Recipient(
                    ForwardPath.parse(row.getString(1)),
                    states[row.getInt(2)],
                    Instant.ofEpochMilli(row.getLong(3)),
                    row.getLong(4) != 0,
                    row.getInt(5),
                    row.getString(6)),
            header.id().value());
    return new QueueEntry(
        header.id(), header.arrived(), header.octets(), header.reversePath(), recipients);
  }

  /** The size of a message, if it is there. */
  static Optional<Long> octets(SqlSession session, QueueId id) throws SQLException {
    List<Long> octets =
        session.query("SELECT octets FROM message WHERE id = ?", row -> row.getLong(1), id.value());
    return octets.isEmpty() ? Optional.empty() : Optional.of(octets.getFirst());
  }

  /** One chunk, if it is there. */
  static Optional<byte[]> chunk(SqlSession session, QueueId id, int position) throws SQLException {
    List<byte[]> chunks =
        session.query(
            "SELECT octets FROM chunk WHERE message = ? AND position = ?",
            row -> row.getBytes(1),
            id.value(),
            position);
    return chunks.isEmpty() ? Optional.empty() : Optional.of(chunks.getFirst());
  }

  /** How much there is. */
  static QueueCount count(SqlSession session) throws SQLException {
    long messages = session.query("SELECT COUNT(*) FROM message", row -> row.getLong(1)).getFirst();
    return new QueueCount(messages, recipients(session, WAITING), recipients(session, HELD));
  }

  private static long recipients(SqlSession session, int state) throws SQLException {
    return session
        .query("SELECT COUNT(*) FROM recipient WHERE state = ?", row -> row.getLong(1), state)
        .getFirst();
  }

  /** Parameters as one text: neither keywords nor values have spaces. */
  private static String text(List<Parameter> parameters) {
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : parameters) {
      text.append(text.isEmpty() ? "" : " ").append(parameter.text());
    }
    return text.toString();
  }

  /** What {@link #text} has written. */
  static List<Parameter> parameters(String text) {
    List<Parameter> parameters = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int space = text.indexOf(' ', at);
      int end = space < 0 ? text.length() : space;
      parameters.add(Parameter.parse(text.substring(at, end)));
      at = end + 1;
    }
    return parameters;
  }
}
