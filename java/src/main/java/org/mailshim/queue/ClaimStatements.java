package org.mailshim.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.ForwardPath;
import org.mailshim.database.SqlSession;
import org.mailshim.message.MailData;
import org.mailshim.smtp.RcptParameters;

/**
 * The SQL by which due recipients are claimed for delivery, as {@link QueueTables}, which explains
 * the plus signs too. A claim is a lease: a number in the row, and the time until which nobody else
 * takes it. How much is claimed is bounded by the room that destinations have ({@link ClaimRoom}).
 */
final class ClaimStatements {
  /** How many due recipients are looked at for each message that is wanted, at most. */
  private static final int ROWS_EACH = 8;

  /** And how many at first. */
  private static final int FIRST_ROWS = 64;

  /** Gives the mail data of a message. */
  interface Bodies {
    MailData of(QueueId id, long octets);
  }

  private ClaimStatements() {}

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
            without.arguments(List.of(QueueTables.WAITING, from.due()), List.of()));
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
    List<Claim> claims =
        session.mayBeDone() ? made(session, terms.lease(), bodies) : new ArrayList<>();
    if (!claims.isEmpty()) {
      return claims;
    }
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

  /**
   * What was claimed before the connection broke, and would wait for the end of its lease if nobody
   * knew of it. Reads all that waits; connections seldom break.
   */
  private static List<Claim> made(SqlSession session, long lease, Bodies bodies)
      throws SQLException {
    List<Long> messages =
        session.query(
            "SELECT DISTINCT message FROM recipient WHERE state = ? AND lease = ? ORDER BY message",
            row -> row.getLong(1),
            QueueTables.WAITING,
            lease);
    List<Claim> made = new ArrayList<>();
    for (long message : messages) {
      made.add(claimed(session, new QueueId(message), lease, bodies));
    }
    return made;
  }

  /**
   * Claims the messages of these rows, but for those whose destinations have no room. Those that
   * have been due the longest are chosen, and claimed in the order of their names: another host
   * that looks at the same moment, and whose destinations have other room, may choose the same ones
   * for another reason, and each would wait for what the other has claimed.
   */
  private static void claim(
      SqlSession session,
      List<DueRow> rows,
      int most,
      Terms terms,
      Bodies bodies,
      List<Claim> claims)
      throws SQLException {
    List<Long> chosen = choose(rows, most - claims.size(), terms.room());
    List<Long> named = new ArrayList<>(chosen);
    named.sort(null);
    Map<Long, Claim> made = HashMap.newHashMap(named.size());
    for (long message : named) {
      Optional<Claim> claim = claim(session, new QueueId(message), terms, bodies);
      if (claim.isPresent()) {
        made.put(message, claim.get());
      }
    }
    for (long message : chosen) {
      Claim claim = made.get(message);
      if (claim != null) {
        claims.add(claim);
      }
    }
  }

  /** The first messages whose destinations have room for them. */
  private static List<Long> choose(List<DueRow> rows, int most, ClaimRoom room) {
    Set<Long> chosen = new LinkedHashSet<>();
    Map<String, Integer> each = new HashMap<>();
    for (DueRow row : rows) {
      if (chosen.size() == most) {
        break;
      }
      int others = each.getOrDefault(row.destination(), 0);
      if (room.has(row.destination(), others) && chosen.add(row.message())) {
        each.put(row.destination(), others + 1);
      }
    }
    return List.copyOf(chosen);
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
            without.arguments(List.of(QueueTables.WAITING, from.due(), now), List.of(window)));
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
            QueueTables.WAITING,
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
              QueueTables.WAITING,
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
                List.of(terms.lease(), terms.until(), message, QueueTables.WAITING, now),
                List.of()));
    if (claimed > 0) {
      destinations.forEach(terms.room()::take);
    }
    return claimed > 0;
  }

  private static Claim claimed(SqlSession session, QueueId id, long lease, Bodies bodies)
      throws SQLException {
    QueueTables.Header header =
        session
            .query(
                "SELECT id, arrived, octets, reverse_path, parameters FROM message WHERE id = ?",
                QueueTables.Header::of,
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
                  RcptParameters.of(QueueTables.parameters(row.getString(3))));
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
}
