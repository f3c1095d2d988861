package org.mailshim.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresProxy;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;

/**
 * The server has committed what it was told, and the connection breaks before it can say so: what
 * was to be done is done once, and nobody hears that it failed.
 */
final class UnheardQueueCommitTest {
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private PostgresServer server;
  private PostgresSettings where;
  private PostgresProxy proxy;
  private SqlQueue queue;

  @BeforeEach
  void open() throws Exception {
    server = PostgresServer.shared();
    where = server.settings();
    proxy = new PostgresProxy(where);
    queue = SqlQueue.postgres(proxy.settings(), clock, new Random(), CommitterThread::start);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
    proxy.close();
  }

  private QueueId submit(byte[] message) {
    return MailQueueContract.submit(
        queue, MailQueueContract.envelope("bob@example.net", "cid@example.net"), message);
  }

  private void assertThereOnce(QueueId id, byte[] message) throws Exception {
    assertFalse(proxy.isArmed(), "nothing was cut");
    assertEquals(new QueueCount(1, 2, 0), queue.count());
    assertArrayEquals(message, MailQueueContract.read(queue, id));
    assertEquals(2, server.number(where, "SELECT remaining FROM message"));
    assertEquals(0, server.number(where, "SELECT COUNT(*) FROM incoming"));
  }

  @Test
  void aMessageIsThereOnce() throws Exception {
    byte[] message = MailQueueContract.octets(1_000);
    proxy.cutAtNextCommit();
    assertThereOnce(submit(message), message);
  }

  @Test
  void theBeginningOfALongMessageIsThereOnce() throws Exception {
    byte[] message = MailQueueContract.octets(700_000);
    proxy.cutAtNextCommit();
    assertThereOnce(submit(message), message);
  }

  @Test
  void aLongMessageIsThereOnce() throws Exception {
    byte[] message = MailQueueContract.octets(700_000);
    try (Submission submission =
        queue.submit(MailQueueContract.envelope("bob@example.net", "cid@example.net"))) {
      submission.write(message, 0, message.length);
      proxy.cutAtNextCommit();
      submission.commit();
      assertThereOnce(submission.id(), message);
    }
  }

  @Test
  void whatIsClaimedIsInTheClaimersHands() throws SQLException {
    QueueId id = submit(MailQueueContract.octets(100));
    proxy.cutAtNextCommit();
    List<Claim> claims = queue.claim(10, LEASE);
    assertFalse(proxy.isArmed());
    assertEquals(List.of(id), claims.stream().map(Claim::id).toList());
    assertEquals(2, claims.getFirst().due().size());
    queue.settle(
        claims.getFirst(),
        List.of(new Settlement.Delivered(0, "250 ok"), new Settlement.Delivered(1, "250 ok")));
    assertEquals(0, server.number(where, "SELECT COUNT(*) FROM recipient"));
  }

  @Test
  void aNoticeIsThereOnceAndWhatItIsAboutIsSettled() throws SQLException {
    QueueId id = submit(MailQueueContract.octets(100));
    Claim claim = queue.claim(10, LEASE).getFirst();
    try (Submission notice = queue.submit(MailQueueContract.envelope("ann@example.org"))) {
      proxy.cutAtNextCommit();
      notice.commitWith(claim, List.of(new Settlement.Failed(0, "550 no")));
    }
    assertFalse(proxy.isArmed());
    assertEquals(2, queue.count().messages());
    assertEquals(1, server.number(where, "SELECT remaining FROM message WHERE id = " + id.value()));
  }

  @Test
  void whatIsSettledIsCountedOnce() throws SQLException {
    QueueId id = submit(MailQueueContract.octets(100));
    Claim claim = queue.claim(10, LEASE).getFirst();
    proxy.cutAtNextCommit();
    queue.settle(claim, List.of(new Settlement.Delivered(0, "250 ok")));
    assertFalse(proxy.isArmed());
    assertTrue(queue.find(id).isPresent());
    assertEquals(1, server.number(where, "SELECT remaining FROM message"));
    assertTrue(
        queue.renew(
            new Claim(
                id,
                claim.lease(),
                claim.arrived(),
                MailQueueContract.envelope("cid@example.net"),
                claim.due().subList(1, 2),
                claim.data()),
            LEASE));
  }
}
