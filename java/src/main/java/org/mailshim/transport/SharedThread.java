package org.mailshim.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.mailshim.transport.Listener.Service;

/**
 * One thread for all connections, as long as none makes the others wait.
 *
 * <p>One thread at a time leads. It waits until peers have sent something, and gives each of them
 * its turn: serves it until it would have to wait for more ({@link Connection#awaitOctets}). So a
 * connection that waits has no thread, and one that goes on wakes none: a thread that finds ten
 * peers ready serves ten of them before it waits again. With fifty sessions of small messages that
 * takes half the processor time of threads that wake each other.
 *
 * <p><b>Who waits keeps the thread.</b> A connection that has to wait in the middle of its turn
 * (for the rest of a line, a handshake, a directory) calls {@link Connection#keepThread}, or has it
 * called by its read or write. The thread is then its own until it is over, and another one leads:
 *
 * <pre>
 *                .---awaitOctets: false--.
 *                v                       |
 *   accepted--&gt; RESTING --octets, end, closed--&gt; IN ITS TURN --over--&gt; closed
 *                                                |
 *                                                '--keepThread--&gt; ON ITS OWN --over--&gt; closed
 * </pre>
 *
 * <p>Nobody takes long: who in one turn has more to read than a {@link ChannelConnection} allows is
 * on its own, too. An interrupt is for who has its turn, and forgotten after it.
 *
 * <p>Who leads has a platform thread, if it can ({@link LeaderThreads}): a virtual one that waits
 * for a selector is woken by way of two other threads, which costs a sixth more processor time.
 *
 * <p>All fields but {@link #called}, {@link #isFull} and {@link #gone} are the leader's; a new
 * leader sees what the one before it did, since that has had it begin.
 */
final class SharedThread implements Accepting {
  private final Reception reception;
  private final Executor threads;
  private final Selector selector;
  private final SelectionKey accepting;
  private final Deque<Turn> ready = new ArrayDeque<>();

  /** How many connections are served by turns; one that is closed still has its last turn. */
  private int sharers;

  /** Who was closed or called from elsewhere while it was resting, and must notice. */
  private final Queue<Turn> called = new ConcurrentLinkedQueue<>();

  /** When to accept again after a failure. */
  private Deadline retry = Deadline.after(Duration.ZERO);

  /** Whether nobody is let in before somebody has left. */
  private volatile boolean isFull;

  /** Counted down when the kernel listens no more. */
  private final CountDownLatch gone = new CountDownLatch(1);

  SharedThread(Reception reception, Executor threads) throws IOException {
    this.reception = reception;
    this.threads = new LeaderThreads(threads);
    this.selector = Selector.open();
    reception.server().configureBlocking(false);
    this.accepting = reception.server().register(selector, SelectionKey.OP_ACCEPT);
  }

  @Override
  public void begin() {
    threads.execute(this::lead);
  }

  @Override
  public void end() {
    selector.wakeup();
    Listener.await(gone);
  }

  /** What a thread does until a connection keeps it, or until all is over. */
  private void lead() {
    boolean leads = true;
    while (leads) {
      try {
        leads = takeTurns() && look();
      } catch (OutOfMemoryError e) {
        // What was selected stays so, and memory comes back when a connection ends.
        Thread.yield();
      } catch (IOException e) {
        throw new AssertionError("selecting fails for nothing that happens outside of us", e);
      }
    }
  }

  /**
   * Serves who is ready, of whom the leader before may have left some; returns whether this thread
   * still leads.
   */
  private boolean takeTurns() {
    for (Turn turn = ready.poll(); turn != null; turn = ready.poll()) {
      if (!turn.take()) {
        return false;
      }
    }
    return true;
  }

  /** Waits until there is something to do, and sees what; returns whether there can be anything. */
  private boolean look() throws IOException {
    Thread.interrupted(); // was meant for a connection, and would end every wait from here on
    if (reception.isOpen()) {
      selector.select(mindAccepting());
    } else if (gone.getCount() > 0) {
      selector.selectNow(); // lets go of the server's channel, and with it of its address
      gone.countDown();
    } else if (sharers == 0) {
      selector.close();
      return false;
    } else {
      selector.select();
    }
    if (collect() && reception.admission().tryPermit()) {
      accept();
    }
    return true;
  }

  /**
   * Accepts from now on, or does not for a while: there is a pause, or no permit.
   *
   * @return when to look again, in milliseconds; 0 for never
   */
  private long mindAccepting() {
    long pause = retry.remainingNanos();
    isFull = true; // who leaves from here on wakes us, unless there was a permit
    isFull = !reception.admission().hasPermit();
    try {
      accepting.interestOps(pause > 0 || isFull ? 0 : SelectionKey.OP_ACCEPT);
    } catch (CancelledKeyException e) {
      // The server was closed this moment, and will wake us.
    }
    return pause > 0 ? pause / 1_000_000 + 1 : 0;
  }

  /** Lines up whose turn it is; returns whether somebody wants to come in. */
  private boolean collect() {
    boolean arrived = false;
    for (SelectionKey key : selector.selectedKeys()) {
      if (key == accepting) {
        arrived = true;
      } else {
        Turn turn = (Turn) key.attachment();
        turn.visit.connection().octetsCame();
        ready.add(turn);
      }
    }
    selector.selectedKeys().clear();
    for (Turn turn = called.poll(); turn != null; turn = called.poll()) {
      ready.add(turn);
    }
    return arrived;
  }

  /** Lets one connection in, with a permit; more are seen at the next look. */
  private void accept() {
    Admission.Visit visit = reception.accept();
    if (visit == null) {
      retry = Deadline.after(reception.pause());
      return;
    }
    try {
      Turn turn = new Turn(visit);
      visit.connection().share(turn);
      ready.add(turn);
      sharers++;
    } catch (IOException | OutOfMemoryError e) {
      visit.end(); // it was gone before it was here
    }
  }

  /** A connection with who serves it. */
  private final class Turn implements ChannelConnection.Sharing {
    private final Admission.Visit visit;
    private @Nullable Service service;
    private @Nullable SelectionKey key;

    /** Whether it has kept a thread, or is over: it gets no turn any more. */
    private boolean gone;

    Turn(Admission.Visit visit) {
      this.visit = visit;
    }

    /** Serves the connection until it waits or is over; returns whether this thread still leads. */
    boolean take() {
      if (gone) {
        return true;
      }
      boolean over = serve();
      if (gone) {
        visit.end();
        if (isFull) {
          selector.wakeup();
        }
        return false;
      }
      if (over) {
        leave();
        visit.end();
      }
      return true;
    }

    private void leave() {
      gone = true;
      sharers--;
    }

    private boolean serve() {
      visit.connection().wake();
      try {
        Service serving = service;
        if (serving == null) {
          serving = reception.service(visit);
          service = serving;
        }
        return serving.serve();
      } catch (Throwable e) {
        reception.failed(visit, e);
        return true;
      }
    }

    @Override
    public void rest(SocketChannel channel) throws IOException {
      if (key == null) {
        key = channel.register(selector, SelectionKey.OP_READ, this);
      }
    }

    @Override
    public void keepThread(SocketChannel channel) throws IOException {
      if (key != null) {
        key.cancel();
        // Lets go of the descriptor, before it can be closed and its number be another one's.
        selector.selectNow();
        collect();
      }
      channel.configureBlocking(true);
      leave(); // before another thread leads
      try {
        threads.execute(SharedThread.this::lead);
      } catch (RuntimeException | Error e) {
        gone = false;
        sharers++;
        throw new IOException("there is no thread to be had", e);
      }
    }

    @Override
    public void call() {
      called.add(this);
      selector.wakeup();
    }
  }
}
