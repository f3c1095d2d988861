package org.mailshim.queue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.mailshim.database.Chunks;
import org.mailshim.database.SqlSession;
import org.mailshim.queue.QueueException.Kind;

/**
 * A message on its way into the database. Its chunks wait in memory for the commit; when they are
 * too many, or all messages together have too many, they go to their table before it.
 */
final class SqlSubmission implements Submission {
  /** With the one that is being filled, a quarter of a mebibyte. */
  private static final int MOST_HELD = 3;

  private static final String WRITING = "keeping mail data";
  private static final String COMMITTING = "committing a message";

  private final SqlQueue queue;
  private final QueueId id;
  private final QueueEnvelope envelope;
  private final SpoolMemory memory;
  private final Chunks chunks = new Chunks();
  private int taken;
  private int written;
  private boolean failed;
  private boolean over;

  SqlSubmission(SqlQueue queue, QueueId id, QueueEnvelope envelope, SpoolMemory memory) {
    this.queue = queue;
    this.id = id;
    this.envelope = envelope;
    this.memory = memory;
  }

  @Override
  public QueueId id() {
    return id;
  }

  @Override
  public void write(byte[] octets, int from, int to) {
    requireWriting();
    int at = from;
    while (at < to) {
      int length = Math.min(to - at, Chunks.OCTETS);
      chunks.write(octets, at, at + length);
      at += length;
      if (chunks.fullCount() > taken && !hold()) {
        writeEarly();
      }
    }
  }

  private void requireWriting() {
    if (over) {
      throw new IllegalStateException("the submission is over");
    }
    if (failed) {
      throw new QueueException(Kind.BROKEN, WRITING + " after some was lost", null);
    }
  }

  /** Whether there is memory for the chunk that has become full. */
  private boolean hold() {
    if (taken == MOST_HELD || !memory.take(Chunks.OCTETS)) {
      return false;
    }
    taken++;
    return true;
  }

  private void writeEarly() {
    List<byte[]> full = chunks.takeFull();
    int position = written;
    failed = true;
    written += full.size();
    queue.committer().commit(WRITING, tables -> QueueTables.addEarly(tables, id, position, full));
    failed = false;
    giveMemory();
  }

  private void giveMemory() {
    memory.give(taken * Chunks.OCTETS);
    taken = 0;
  }

  @Override
  public void commit() {
    requireWriting();
    failed = true; // unless it is committed: the chunks are not ours any more
    List<byte[]> rest = chunks.takeAll();
    queue.committer().commit(COMMITTING, session -> add(session, rest));
    committed();
  }

  /** Adds the message; false when it is there already, with all that was committed with it. */
  private boolean add(SqlSession session, List<byte[]> rest) throws SQLException {
    Instant now = queue.now();
    if (!QueueTables.add(session, id, envelope, chunks.octets(), now, written, rest)) {
      return false;
    }
    if (written == 0 && rest.size() <= 1) {
      queue.added(id, envelope, now, rest.isEmpty() ? new byte[0] : rest.getFirst());
    }
    return true;
  }

  private void committed() {
    over = true;
    giveMemory();
    queue.tell();
  }

  @Override
  public void commitWith(Claim claim, List<Settlement> settlements) {
    requireWriting();
    failed = true; // unless it is committed: the chunks are not ours any more
    List<byte[]> rest = chunks.takeAll();
    queue
        .committer()
        .commit(
            COMMITTING,
            claim.id().text(),
            session ->
                !add(session, rest)
                    || SettlementStatements.settle(session, claim, settlements, true));
    committed();
  }

  @Override
  public void close() {
    if (over) {
      return;
    }
    over = true;
    giveMemory();
    if (written > 0) {
      try {
        queue
            .committer()
            .commit("giving a message up", session -> QueueTables.abandon(session, id));
      } catch (QueueException e) {
        // Whoever opens the queue tomorrow sweeps it away.
      }
    }
  }
}
