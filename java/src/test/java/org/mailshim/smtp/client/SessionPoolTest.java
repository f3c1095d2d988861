package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.sasl.Credentials;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.TransportException;

/** Which sessions are kept, for how long, and what happens when a kept one is none any more. */
final class SessionPoolTest {
  private static final Envelope ENVELOPE =
      new Envelope(
          ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@example.net")));
  private static final MailData DATA = MailData.of("x\r\n".getBytes(US_ASCII));
  private static final Endpoint PEER =
      new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 25);
  private static final SessionPool.Key KEY =
      new SessionPool.Key("mx.example", 25, ConnectionPolicy.CLEAR);

  /** Says yes to everything, but for what a test tells it. */
  private static class Server implements MemoryConnection.Peer {
    final List<String> commands = new ArrayList<>();
    final CountDownLatch left = new CountDownLatch(1);
    private final StringBuilder said = new StringBuilder("220 mx.example\r\n");
    private String rest = "";
    private boolean inData;
    private int messages;
    boolean gone;

    @Override
    public void receive(byte[] bytes, int from, int to) {
      rest += new String(bytes, from, to - from, US_ASCII);
      int end = rest.indexOf("\r\n");
      while (end >= 0 && !gone) {
        line(rest.substring(0, end));
        rest = rest.substring(end + 2);
        end = rest.indexOf("\r\n");
      }
    }

    private void line(String line) {
      if (inData) {
        if (line.equals(".")) {
          inData = false;
          messages++;
          say(endOfData(messages));
        }
        return;
      }
      commands.add(line);
      switch (line.split(" ")[0]) {
        case "EHLO" -> say(hello());
        case "MAIL" -> mail(messages);
        case "RSET" -> say(rset());
        case "DATA" -> {
          say("354 go on");
          inData = true;
        }
        case "QUIT" -> {
          say("221 bye");
          left.countDown();
        }
        default -> say("250 ok");
      }
    }

    String hello() {
      return "250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING";
    }

    void mail(int before) {
      say("250 ok");
    }

    String rset() {
      return "250 ok";
    }

    String endOfData(int message) {
      return "250 taken";
    }

    final void say(String reply) {
      said.append(reply).append("\r\n");
    }

    @Override
    public int send(byte[] into, int from, int to) {
      int count = Math.min(to - from, said.length());
      System.arraycopy(said.substring(0, count).getBytes(US_ASCII), 0, into, from, count);
      said.delete(0, count);
      return count == 0 && gone ? -1 : count;
    }

    @Override
    public int ready() {
      return said.length();
    }
  }

  /** Goes without a word when the second message comes. */
  private static final class Quitter extends Server {
    @Override
    void mail(int before) {
      gone = before == 1;
      super.mail(before);
    }

    @Override
    public int send(byte[] into, int from, int to) {
      return gone ? -1 : super.send(into, from, to);
    }
  }

  /** Gives each session the next server; further ones are friendly. */
  private static final class Servers implements SessionPool.Opener {
    final LinkedBlockingQueue<Server> next = new LinkedBlockingQueue<>();
    final List<Server> opened = new ArrayList<>();

    Servers(Server... servers) {
      next.addAll(List.of(servers));
    }

    @Override
    public synchronized SmtpClientSession open(
        SessionPool.Key key,
        Deadline deadline,
        Cancellation cancellation,
        SessionObserver observer) {
      Server server = next.isEmpty() ? new Server() : next.remove();
      opened.add(server);
      var connection = new MemoryConnection(PEER, server);
      cancellation.attach(connection::close);
      var options = SessionOptions.defaults().withClientName("client.example");
      return SmtpClientSession.open(connection, options, observer);
    }
  }

  private final AtomicLong now = new AtomicLong();

  private static PoolSettings settings(int mostPerHost, int mostMessages) {
    return new PoolSettings(
        mostPerHost,
        mostMessages,
        Duration.ofSeconds(30),
        Duration.ofSeconds(100),
        Duration.ofSeconds(2));
  }

  private SessionPool pool(SessionPool.Opener opener) {
    return new SessionPool(settings(2, 100), opener, now::get);
  }

  private static TransactionOutcome send(SessionPool pool, SessionPool.Key key) {
    return pool.send(
        key,
        ENVELOPE,
        DATA,
        TransactionOptions.NONE,
        Deadline.never(),
        new Cancellation(),
        SessionObserver.NONE);
  }

  private static void assertSends(SessionPool pool) {
    assertTrue(send(pool, KEY).isAccepted());
  }

  private void pass(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void oneSessionServesOneMessageAfterTheOther() {
    var servers = new Servers();
    try (var pool = pool(servers)) {
      for (int i = 0; i < 5; i++) {
        assertSends(pool);
      }
      assertEquals(1, servers.opened.size());
      assertEquals(1, pool.idle());
      assertFalse(servers.opened.getFirst().commands.contains("RSET"));
    }
    assertEquals("QUIT", servers.opened.getFirst().commands.getLast());
  }

  @Test
  void aSessionHasItsNumberOfMessages() {
    var servers = new Servers();
    try (var pool = new SessionPool(settings(2, 2), servers, now::get)) {
      for (int i = 0; i < 5; i++) {
        assertSends(pool);
      }
      assertEquals(3, servers.opened.size());
      assertEquals("QUIT", servers.opened.getFirst().commands.getLast());
    }
  }

  @Test
  void aSessionThatHasHadItsDomainsIsNotUsedForAnother() {
    final class Narrow extends Server {
      @Override
      String hello() {
        return "250-mx.example\r\n250 LIMITS RCPTDOMAINMAX=1";
      }
    }
    var servers = new Servers(new Narrow(), new Narrow());
    try (var pool = pool(servers)) {
      assertSends(pool);
      assertSends(pool);
      assertEquals(1, servers.opened.size(), "the same domain again");
      var other = List.of(ForwardPath.parse("eve@example.com"));
      TransactionOutcome outcome =
          pool.send(
              KEY,
              new Envelope(ENVELOPE.reversePath(), other),
              DATA,
              TransactionOptions.NONE,
              Deadline.never(),
              new Cancellation(),
              SessionObserver.NONE);
      assertTrue(outcome.isAccepted(), outcome.toString());
      assertEquals(2, servers.opened.size());
    }
  }

  @Test
  void whatWasIdleForLongIsAskedFirst() {
    var servers = new Servers();
    try (var pool = pool(servers)) {
      assertSends(pool);
      pass(3);
      assertSends(pool);
      assertEquals(1, servers.opened.size());
      assertTrue(servers.opened.getFirst().commands.contains("RSET"));
    }
  }

  @Test
  void whatWasIdleForTooLongIsNotUsed() {
    var servers = new Servers();
    try (var pool = pool(servers)) {
      assertSends(pool);
      pass(30);
      assertSends(pool);
      assertEquals(2, servers.opened.size());
    }
  }

  @Test
  void whatIsTooOldIsNotUsed() {
    var servers = new Servers();
    try (var pool = pool(servers)) {
      for (int i = 0; i < 6; i++) {
        assertSends(pool);
        pass(20);
      }
      assertEquals(2, servers.opened.size());
    }
  }

  @Test
  void whatIsIdleForTooLongIsClosed() throws InterruptedException {
    var servers = new Servers();
    Duration soon = Duration.ofMillis(20);
    var brief = new PoolSettings(2, 100, soon, Duration.ofSeconds(100), Duration.ofSeconds(2));
    try (var pool = new SessionPool(brief, servers, System::nanoTime)) {
      assertSends(pool);
      assertTrue(servers.opened.getFirst().left.await(20, TimeUnit.SECONDS));
      assertSends(pool);
      assertEquals(2, servers.opened.size());
    }
  }

  /** The time for its last message is long over then. */
  @Test
  void aSessionIsClosedWithQuitWheneverThatIs() {
    var servers = new Servers();
    try (var pool = pool(servers)) {
      var deadline = Deadline.after(Duration.ofSeconds(10), now::get);
      pool.send(
          KEY,
          ENVELOPE,
          DATA,
          TransactionOptions.NONE,
          deadline,
          new Cancellation(),
          SessionObserver.NONE);
      pass(11);
    }
    assertEquals("QUIT", servers.opened.getFirst().commands.getLast());
  }

  @Test
  void aBadAnswerToResetIsTheEndOfASession() {
    var bad =
        new Server() {
          @Override
          String endOfData(int message) {
            return "554 no";
          }

          @Override
          String rset() {
            return "502 what?";
          }
        };
    var servers = new Servers(bad);
    try (var pool = pool(servers)) {
      assertFalse(send(pool, KEY).isAccepted());
      assertEquals(0, pool.idle());
      assertSends(pool);
      assertEquals(2, servers.opened.size());
    }
  }

  @Test
  void aKeptSessionThatIsGoneCostsASecondTry() {
    var servers = new Servers(new Quitter());
    try (var pool = pool(servers)) {
      assertSends(pool);
      assertSends(pool);
      assertEquals(2, servers.opened.size());
    }
  }

  @Test
  void soDoes421ForItsFirstReply() {
    var closing =
        new Server() {
          @Override
          void mail(int before) {
            say(before == 1 ? "421 idle for too long" : "250 ok");
          }
        };
    var servers = new Servers(closing);
    try (var pool = pool(servers)) {
      assertSends(pool);
      assertSends(pool);
      assertEquals(2, servers.opened.size());
    }
  }

  @Test
  void aFreshSessionHasNoSecondTry() {
    var gone =
        new Server() {
          @Override
          void mail(int before) {
            gone = true;
          }
        };
    var servers = new Servers(new Quitter(), gone);
    try (var pool = pool(servers)) {
      assertSends(pool);
      var e = assertThrows(ConversationException.class, () -> send(pool, KEY));
      assertEquals(ConversationException.Kind.LOST, e.kind());
      assertEquals(2, servers.opened.size());
      assertEquals(0, pool.idle());
    }
  }

  @Test
  void whatMayHaveBeenAcceptedIsNotSentAgain() {
    var servers = new Servers(new Quitter());
    try (var pool = pool(servers)) {
      assertSends(pool);
      var e =
          assertThrows(
              ConversationException.class,
              () ->
                  pool.send(
                      KEY,
                      ENVELOPE,
                      DATA,
                      TransactionOptions.NONE.withChunking(true),
                      Deadline.never(),
                      new Cancellation(),
                      SessionObserver.NONE));
      assertTrue(e.mayHaveBeenAccepted());
      assertEquals(1, servers.opened.size());
    }
  }

  @Test
  void othersDoNotShareTheSession() {
    var servers = new Servers();
    var credentials = new Credentials.Anonymous("ann@example.org");
    try (var pool = pool(servers)) {
      send(pool, KEY);
      send(pool, new SessionPool.Key("mx.example", 26, KEY.policy()));
      send(pool, new SessionPool.Key("other.example", 25, KEY.policy()));
      send(pool, new SessionPool.Key("mx.example", 25, KEY.policy().withCredentials(credentials)));
      assertEquals(4, servers.opened.size());
      assertEquals(4, pool.idle());
    }
  }

  /** Holds every session's opening until it is let go. */
  private static final class Gate implements SessionPool.Opener {
    final Servers servers = new Servers();
    final LinkedBlockingQueue<CountDownLatch> waiting = new LinkedBlockingQueue<>();

    @Override
    public SmtpClientSession open(
        SessionPool.Key key,
        Deadline deadline,
        Cancellation cancellation,
        SessionObserver observer) {
      var latch = new CountDownLatch(1);
      waiting.add(latch);
      cancellation.attach(latch::countDown);
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (cancellation.isRequested()) {
        throw new TransportException.Cancelled("mx.example");
      }
      return servers.open(key, deadline, cancellation, observer);
    }

    CountDownLatch next() throws InterruptedException {
      CountDownLatch latch = waiting.poll(20, TimeUnit.SECONDS);
      assertTrue(latch != null, "nobody opens a session");
      return latch;
    }
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    var task = new FutureTask<T>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  @Test
  void whoFindsAllInUseWaitsForAPlace() throws Exception {
    var gate = new Gate();
    try (var pool = pool(gate)) {
      FutureTask<TransactionOutcome> first = start(() -> send(pool, KEY));
      CountDownLatch one = gate.next();
      FutureTask<TransactionOutcome> second = start(() -> send(pool, KEY));
      CountDownLatch two = gate.next();
      FutureTask<TransactionOutcome> third = start(() -> send(pool, KEY));
      FutureTask<TransactionOutcome> elsewhere =
          start(() -> send(pool, new SessionPool.Key("other.example", 25, KEY.policy())));
      gate.next().countDown();
      assertTrue(elsewhere.get(20, TimeUnit.SECONDS).isAccepted(), "another host has its own");
      assertTrue(gate.waiting.isEmpty());
      one.countDown();
      assertTrue(first.get(20, TimeUnit.SECONDS).isAccepted());
      assertTrue(third.get(20, TimeUnit.SECONDS).isAccepted(), "in the first one's session");
      two.countDown();
      assertTrue(second.get(20, TimeUnit.SECONDS).isAccepted());
      assertEquals(3, gate.servers.opened.size());
    }
  }

  private static Throwable failure(FutureTask<?> task) throws Exception {
    try {
      task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("it did not fail");
  }

  private static TransactionOutcome send(
      SessionPool pool, Deadline deadline, Cancellation cancellation) {
    return pool.send(
        KEY, ENVELOPE, DATA, TransactionOptions.NONE, deadline, cancellation, SessionObserver.NONE);
  }

  @Test
  void waitingEndsWithTheDeadlineTheCancellationOrThePool() throws Exception {
    var gate = new Gate();
    var pool = new SessionPool(settings(1, 100), gate, now::get);
    var first = start(() -> send(pool, KEY));
    gate.next();
    Deadline soon = Deadline.after(Duration.ofMillis(20));
    assertThrows(TransportException.TimedOut.class, () -> send(pool, soon, new Cancellation()));
    var cancellation = new Cancellation();
    var second = start(() -> send(pool, Deadline.never(), cancellation));
    cancellation.cancel();
    assertInstanceOf(TransportException.Cancelled.class, failure(second));
    var third = start(() -> send(pool, KEY));
    pool.close();
    assertInstanceOf(TransportException.Cancelled.class, failure(first));
    assertInstanceOf(TransportException.Cancelled.class, failure(third));
    assertThrows(TransportException.Cancelled.class, () -> send(pool, KEY));
  }

  @Test
  void aCancellationEndsTheConversation() {
    var cancellation = new Cancellation();
    var server =
        new Server() {
          @Override
          void mail(int before) {
            cancellation.cancel();
          }
        };
    try (var pool = pool(new Servers(server))) {
      var e =
          assertThrows(
              ConversationException.class, () -> send(pool, Deadline.never(), cancellation));
      assertEquals(ConversationException.Kind.CANCELLED, e.kind());
      assertSends(pool);
    }
  }
}
