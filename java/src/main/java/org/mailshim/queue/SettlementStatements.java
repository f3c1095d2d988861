package org.mailshim.queue;

import java.sql.SQLException;
import java.util.List;
import org.mailshim.database.SqlSession;
import org.mailshim.queue.QueueException.Kind;

/**
 * The SQL by which it is written down what became of a claim, as {@link QueueTables}. That somebody
 * else has a message counts from whoever knows it; all else counts only with the lease.
 */
final class SettlementStatements {
  private SettlementStatements() {}

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
    QueueTables.endRecipients(session, claim.id(), ended);
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
    return ended > 0 && QueueTables.deleteRows(session, claim.id());
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
        QueueTables.HELD);
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
        QueueTables.HELD);
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
        QueueTables.HELD);
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
        QueueTables.HELD);
  }
}
