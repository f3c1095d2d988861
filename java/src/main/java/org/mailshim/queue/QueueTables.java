package org.mailshim.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.database.SqlSession;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueException.Kind;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;

/**
 * The SQL of the queue: each method reads or changes the tables of {@link QueueSchema} inside the
 * transaction of whoever calls it. Every change is conditional on what it changes, so it is right
 * whatever other processes do meanwhile, at READ COMMITTED and above. Stateless.
 *
 * <p>Where a message is named, the plus sign before {@code state} and {@code due} keeps SQLite from
 * searching the index of all that is due in place of the message's few rows.
 */
final class QueueTables {
  private static final int WAITING = RecipientState.WAITING.ordinal();
  private static final int HELD = RecipientState.HELD.ordinal();

  /** How many due recipients are looked at for each message that is wanted, at most. */
  private static final int ROWS_EACH = 8;

  /** And how many at first. */
  private static final int FIRST_ROWS = 64;

  /** Gives the mail data of a message. */
  interface Bodies {
    MailData of(QueueId id, long octets);
  }

  private record Header(
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

  /** Adds a message and its last chunks; its first ones are there if the position is not 0. */
  static boolean add(
      SqlSession session,
      QueueId id,
      QueueEnvelope envelope,
      long octets,
      Instant now,
      int position,
      List<byte[]> chunks)
      throws SQLException {
    if (position > 0 && session.update("DELETE FROM incoming WHERE message = ?", id.value()) == 0) {
      throw new SQLException("the message was begun too long ago, and swept away");
    }
    addChunks(session, id, position, chunks);
    session.update(
        "INSERT INTO message (id, arrived, octets, reverse_path, parameters, remaining)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        id.value(),
        now.toEpochMilli(),
        octets,
        envelope.reversePath().text(),
        text(envelope.parameters().parameters()),
        envelope.recipients().size());
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

  /** When something is due first that is not at one of the destinations without room. */
  static Optional<Instant> nextDue(
      SqlSession session, Set<String> full, Frontiers frontiers, Instant now) throws SQLException {
    var without = new Exclusion(full);
    Frontiers.Frontier from = frontiers.from(full, now.toEpochMilli());
    List<Long> first =
        session.query(
            "SELECT due FROM recipient WHERE state = ? AND due >= ?"
                + without.sql()
                + " ORDER BY due LIMIT 1",
            row -> row.getLong(1),
            without.arguments(List.of(WAITING, from.due()), List.of()));
    long due = first.isEmpty() ? Long.MAX_VALUE : first.getFirst();
    frontiers.learn(full, from.movedTo(Math.min(due, now.toEpochMilli())));
    return first.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
  }

  /**
   * How something is claimed.
   *
   * @param now what is due by then
   * @param time how long the claims last
   * @param lease parts this claim from all others
   * @param room what the destinations have room for, and less with each claim
   * @param frontiers where the search begins
   * @param fresh what need not be read
   */
  record Terms(
      Instant now,
      Duration time,
      long lease,
      ClaimRoom room,
      Frontiers frontiers,
      FreshMessages fresh) {
    long until() {
      return now.plus(time).toEpochMilli();
    }
  }

  /** A recipient that is due. */
  private record DueRow(long message, String destination) {}

  /**
   * Claims what is due: looks at a few rows that have been due the longest, and when their
   * destinations have no more room, again at those of the others; at more rows when there was
   * nothing to be had of the few.
   */
  static List<Claim> claim(SqlSession session, int most, Terms terms, Bodies bodies)
      throws SQLException {
    List<Claim> claims = new ArrayList<>();
    int widest = most * ROWS_EACH;
    int window = Math.min(FIRST_ROWS, widest);
    while (true) {
      int before = claims.size();
      List<DueRow> rows = due(session, window, terms);
      claim(session, rows, most, terms, bodies, claims);
      // What was claimed is not due any more; what was not, another process has.
      boolean none = claims.size() == before;
      if (claims.size() == most || rows.size() < window || (none && window == widest)) {
        return claims;
      }
      window = none ? (int) Math.min(4L * window, widest) : window;
    }
  }

  /** Claims the messages of these rows, but for those whose destinations have no room. */
  private static void claim(
      SqlSession session,
      List<DueRow> rows,
      int most,
      Terms terms,
      Bodies bodies,
      List<Claim> claims)
      throws SQLException {
    Set<Long> seen = new HashSet<>();
    for (DueRow row : rows) {
      if (claims.size() == most) {
        return;
      }
      if (terms.room().has(row.destination()) && seen.add(row.message())) {
        claim(session, new QueueId(row.message()), terms, bodies).ifPresent(claims::add);
      }
    }
  }

  private static List<DueRow> due(SqlSession session, int window, Terms terms) throws SQLException {
    Set<String> full = terms.room().full();
    var without = new Exclusion(full);
    long now = terms.now().toEpochMilli();
    Frontiers.Frontier from = terms.frontiers().from(full, now);
    List<Long> firstDue = new ArrayList<>(1);
    List<DueRow> rows =
        session.query(
            "SELECT message, due, destination FROM recipient"
                + " WHERE state = ? AND due >= ? AND due <= ?"
                + without.sql()
                + " ORDER BY due, message LIMIT ?",
            row -> {
              if (firstDue.isEmpty()) {
                firstDue.add(row.getLong(2));
              }
              return new DueRow(row.getLong(1), row.getString(3));
            },
            without.arguments(List.of(WAITING, from.due(), now), List.of(window)));
    terms.frontiers().learn(full, from.movedTo(firstDue.isEmpty() ? now : firstDue.getFirst()));
    return rows;
  }

  private static Optional<Claim> claim(SqlSession session, QueueId id, Terms terms, Bodies bodies)
      throws SQLException {
    Optional<FreshMessages.FreshMessage> fresh = terms.fresh().find(id);
    int untried = 0;
    if (fresh.isPresent()) {
      terms.fresh().forget(id);
      untried = claimUntried(session, id, fresh.get().destinations(), terms);
      if (untried == fresh.get().envelope().recipients().size()) {
        return Optional.of(fresh.get().claim(id, terms.lease()));
      }
    }
    return untried > 0 || claimRecipients(session, id.value(), terms)
        ? Optional.of(claimed(session, id, terms.lease(), bodies))
        : Optional.empty();
  }

  /**
   * Claims those recipients of a message that are due for the first time, if its destinations all
   * have room; gives how many.
   */
  private static int claimUntried(
      SqlSession session, QueueId id, Set<String> destinations, Terms terms) throws SQLException {
    if (!terms.room().without(destinations).isEmpty()) {
      return 0;
    }
    int claimed =
        session.update(
            "UPDATE recipient SET lease = ?, due = ? WHERE message = ? AND +state = ? AND +due <= ?"
                + " AND attempts = 0 AND warned = 0",
            terms.lease(),
            terms.until(),
            id.value(),
            WAITING,
            terms.now().toEpochMilli());
    if (claimed > 0) {
      destinations.forEach(terms.room()::take);
    }
    return claimed;
  }

  /**
   * Claims those recipients of a message that are due and have room; says whether there are any.
   */
  private static boolean claimRecipients(SqlSession session, long message, Terms terms)
      throws SQLException {
    long now = terms.now().toEpochMilli();
    List<String> destinations = List.of();
    if (!terms.room().isUnlimited()) {
      destinations =
          session.query(
              "SELECT DISTINCT destination FROM recipient"
                  + " WHERE message = ? AND +state = ? AND +due <= ?",
              row -> row.getString(1),
              message,
              WAITING,
              now);
    }
    List<String> full = terms.room().without(destinations);
    if (!full.isEmpty() && full.size() == destinations.size()) {
      return false;
    }
    var without = new Exclusion(full);
    int claimed =
        session.update(
            "UPDATE recipient SET lease = ?, due = ? WHERE message = ? AND +state = ? AND +due <= ?"
                + without.sql(),
            without.arguments(
                List.of(terms.lease(), terms.until(), message, WAITING, now), List.of()));
    if (claimed > 0) {
      destinations.forEach(terms.room()::take);
    }
    return claimed > 0;
  }

  private static Claim claimed(SqlSession session, QueueId id, long lease, Bodies bodies)
      throws SQLException {
    Header header =
        session
            .query(
                "SELECT id, arrived, octets, reverse_path, parameters FROM message WHERE id = ?",
                Header::of,
                id.value())
            .getFirst();
    List<Claim.Due> due = new ArrayList<>();
    List<QueueEnvelope.Recipient> recipients =
        session.query(
            "SELECT position, forward_path, parameters, attempts, warned FROM recipient"
                + " WHERE message = ? AND lease = ? ORDER BY position",
            row -> {
              due.add(new Claim.Due(row.getInt(1), row.getInt(4), row.getInt(5) != 0));
              return new QueueEnvelope.Recipient(
                  ForwardPath.parse(row.getString(2)),
                  RcptParameters.of(parameters(row.getString(3))));
            },
            id.value(),
            lease);
    var envelope = new QueueEnvelope(header.reversePath(), header.mail(), recipients);
    return new Claim(id, lease, header.arrived(), envelope, due, bodies.of(id, header.octets()));
  }

  /** Makes a claim last until then. */
  static boolean renew(SqlSession session, Claim claim, Instant until) throws SQLException {
    int renewed =
        session.update(
            "UPDATE recipient SET due = ? WHERE message = ? AND lease = ?",
            until.toEpochMilli(),
            claim.id().value(),
            claim.lease());
    return renewed == claim.due().size();
  }

  /**
   * Settles what counts; with {@code strict}, what counts only with the lease, and has lost it, is
   * an exception.
   */
  static boolean settle(
      SqlSession session, Claim claim, List<Settlement> settlements, boolean strict)
      throws SQLException {
    if (allDelivered(claim, settlements) && endWhole(session, claim)) {
      return true;
    }
    int ended = 0;
    for (Settlement settlement : settlements) {
      int count = settle(session, claim, settlement);
      if (strict && settlement.needsLease() && count == 0) {
        throw new QueueException(Kind.LEASE_LOST, "", null);
      }
      ended += settlement.isFinal() ? count : 0;
    }
    endRecipients(session, claim.id(), ended);
    return true;
  }

  /** Whether this says of everyone who was claimed that the message is theirs. */
  private static boolean allDelivered(Claim claim, List<Settlement> settlements) {
    if (settlements.size() != claim.due().size()) {
      return false;
    }
    for (Settlement settlement : settlements) {
      if (!(settlement instanceof Settlement.Delivered)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The usual end: a message all of whose recipients are claimed and delivered leaves the queue
   * without their states being written down once more. Its row goes first, on the condition that
   * nobody else is left; whoever settles another recipient at this moment waits for that row.
   *
   * @return false when there are others, and nothing has changed
   */
  private static boolean endWhole(SqlSession session, Claim claim) throws SQLException {
    int ended =
        session.update(
            "DELETE FROM message WHERE id = ? AND remaining = ?"
                + " AND (SELECT COUNT(*) FROM recipient WHERE message = ? AND lease = ?) = ?",
            claim.id().value(),
            claim.due().size(),
            claim.id().value(),
            claim.lease(),
            claim.due().size());
    return ended > 0 && deleteRows(session, claim.id());
  }

  private static int settle(SqlSession session, Claim claim, Settlement settlement)
      throws SQLException {
    return switch (settlement) {
      case Settlement.Delivered delivered -> delivered(session, claim, delivered);
      case Settlement.Expanded expanded -> end(session, claim, expanded, RecipientState.DELIVERED);
      case Settlement.Failed failed -> end(session, claim, failed, RecipientState.FAILED);
      case Settlement.Deferred deferred -> defer(session, claim, deferred);
      case Settlement.Postponed postponed -> postpone(session, claim, postponed);
    };
  }

  private static int delivered(SqlSession session, Claim claim, Settlement.Delivered delivered)
      throws SQLException {
    return session.update(
        "UPDATE recipient SET state = ?, lease = 0, reply = ?"
            + " WHERE message = ? AND position = ? AND state <= ?",
        RecipientState.DELIVERED.ordinal(),
        delivered.reply(),
        claim.id().value(),
        delivered.position(),
        HELD);
  }

  private static int end(
      SqlSession session, Claim claim, Settlement settlement, RecipientState state)
      throws SQLException {
    return session.update(
        "UPDATE recipient SET state = ?, lease = 0, reply = ?"
            + " WHERE message = ? AND position = ? AND lease = ? AND state <= ?",
        state.ordinal(),
        settlement.reply(),
        claim.id().value(),
        settlement.position(),
        claim.lease(),
        HELD);
  }

  private static int defer(SqlSession session, Claim claim, Settlement.Deferred deferred)
      throws SQLException {
    return session.update(
        "UPDATE recipient SET due = ?, lease = 0, attempts = attempts + 1, reply = ?, warned = ?"
            + " WHERE message = ? AND position = ? AND lease = ? AND state <= ?",
        deferred.next().toEpochMilli(),
        deferred.reply(),
        deferred.warned() ? 1 : 0,
        claim.id().value(),
        deferred.position(),
        claim.lease(),
        HELD);
  }

  private static int postpone(SqlSession session, Claim claim, Settlement.Postponed postponed)
      throws SQLException {
    return session.update(
        "UPDATE recipient SET due = ?, lease = 0, reply = ?"
            + " WHERE message = ? AND position = ? AND lease = ? AND state <= ?",
        postponed.next().toEpochMilli(),
        postponed.reply(),
        claim.id().value(),
        postponed.position(),
        claim.lease(),
        HELD);
  }

  /**
   * Counts recipients who have become final, and removes the message with the last of them. The
   * count, and not a look at the other recipients: of two processes that settle one each, neither
   * sees what the other has yet to commit, but the second waits for the first's row.
   */
  private static void endRecipients(SqlSession session, QueueId id, int ended) throws SQLException {
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
  private static boolean deleteRows(SqlSession session, QueueId id) throws SQLException {
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

  private static List<Parameter> parameters(String text) {
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
