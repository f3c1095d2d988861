package org.mailshim.abi;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts threads inside a host process without borrowing anything from the host's threads.
 *
 * <p>A new thread inherits its creator's signal mask. Were a session's carrier thread created by a
 * host thread that called {@code SRVEndOfMsg}, the host's signal handlers could run on it. So one
 * platform thread, created while booting with every asynchronous signal blocked, creates all
 * others; what it starts (carriers of virtual threads, callback threads) inherits the blocked mask.
 *
 * <p>Few sessions at once have platform threads, more have virtual ones. What virtual threads need
 * (a scheduler, its carriers, the poller of sockets and a hundred method handles) takes a third of
 * the time of a process that sends one mail, and pays from the second dozen on. C callbacks never
 * run on virtual threads: they run on {@link CallbackThreads}, on the platform thread of a server's
 * session, or on the thread that entered from C.
 *
 * <p>A process may run out of threads ({@code RLIMIT_NPROC}). Then what would need a new one fails
 * where it begins, and what has begun goes on: while there are sessions, one of their carriers is
 * kept, since a session whose carriers have gone for want of work could not be woken without making
 * a new one; and the last callback thread stays.
 */
public final class GuestThreads {
  /** Callbacks of messages and of the log that run at once, if nobody says otherwise. */
  static final int MOST_CALLBACKS = 4;

  /** Callbacks of servers that run at once, beside those on the sessions' own threads. */
  private static final int MOST_REQUESTS = 256;

  /** Sessions of servers with platform threads at most. */
  private static final int MOST_SERVED = 100;

  private static final long IDLE_MILLIS = 30_000;

  /** Sessions with platform threads at most. */
  private static final int FEW = 4;

  /** Less than the half minute for which a carrier without work stays. */
  private static final long STIR_SECONDS = 10;

  private static final LinkedBlockingQueue<Runnable> STARTER = new LinkedBlockingQueue<>();

  /** Made at the first callback, so that a host without callbacks does not pay for it. */
  private static final class Callbacks {
    static final CallbackThreads THREADS =
        new CallbackThreads(new CallbackStarter("mailshim callback"), MOST_CALLBACKS, IDLE_MILLIS);
  }

  /**
   * Threads of their own for requests to servers: a host that takes its time with one of them holds
   * up neither the other sessions nor what is told of messages.
   */
  private static final class Requests {
    static final CallbackThreads THREADS =
        new CallbackThreads(new CallbackStarter("mailshim callback"), MOST_REQUESTS, IDLE_MILLIS);
  }

  /** Threads of servers' sessions, on which these call the host themselves. */
  private static final class Served {
    static final CallbackThreads THREADS =
        new CallbackThreads(new CallbackStarter("mailshim session"), MOST_SERVED, IDLE_MILLIS);
  }

  private static final class ServedSession extends CallbackTask {
    private final Runnable session;

    ServedSession(Runnable session) {
      this.session = session;
    }

    @Override
    protected void run() {
      session.run();
    }
  }

  private GuestThreads() {}

  /** A class of its own, to know a thread by that may call the host. */
  private static final class CallbackThread extends Thread {
    CallbackThread(Runnable task, String name) {
      super(null, task, name, 0, false);
      setDaemon(true);
    }
  }

  private static final class CallbackStarter implements CallbackThreads.Starter {
    private final String name;

    /** Names its threads. */
    CallbackStarter(String name) {
      this.name = name;
    }

    @Override
    public void soon(Runnable start) {
      STARTER.add(start);
    }

    @Override
    public void now(Runnable start) {
      handOver(start);
    }

    @Override
    public void start(Runnable work) {
      new CallbackThread(work, name).start();
    }
  }

  /** Creates the starting thread; called once, from the boot thread. */
  static void start() {
    Thread starter = new Thread(null, new Starter(), "mailshim starter", 0, false);
    starter.setDaemon(true);
    starter.start();
  }

  /** Something for the starting thread to do while somebody waits for it. */
  private static final class Handover implements Runnable {
    private final Runnable start;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Throwable thrown;

    Handover(Runnable start) {
      this.start = start;
    }

    @Override
    public void run() {
      try {
        start.run();
      } catch (Throwable any) {
        thrown = any;
      }
      done.countDown();
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // starting a thread takes no time worth being interrupted
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      // No switch over types: it is a class that is spun when first used, in every host's way.
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      if (thrown != null) {
        throw new AssertionError(thrown);
      }
    }
  }

  private static void handOver(Runnable start) {
    Handover handover = new Handover(start);
    STARTER.add(handover);
    handover.await();
  }

  /** What starts a session, on the starting thread: with a platform thread or a virtual one. */
  private static final class SessionStart implements Runnable {
    private final Runnable body;

    SessionStart(Runnable body) {
      this.body = body;
    }

    @Override
    public void run() {
      if (FewSession.UNDER_WAY.get() < FEW) {
        try {
          new FewSession(body).start();
          return;
        } catch (OutOfMemoryError e) {
          // A process without threads to spare: one with carriers still has a way for it.
        }
      }
      new Session(body).start();
    }
  }

  /** A session while there are few: a platform thread, counted from before it starts. */
  private static final class FewSession implements Runnable {
    /** Raised on the starting thread only. */
    static final AtomicInteger UNDER_WAY = new AtomicInteger();

    private final Runnable body;

    FewSession(Runnable body) {
      this.body = body;
    }

    void start() {
      Thread thread = new Thread(null, this, "mailshim session", 0, false);
      thread.setDaemon(true);
      UNDER_WAY.incrementAndGet();
      boolean started = false;
      try {
        thread.start();
        started = true;
      } finally {
        if (!started) {
          UNDER_WAY.decrementAndGet();
        }
      }
    }

    @Override
    public void run() {
      try {
        runLogged(body);
      } finally {
        UNDER_WAY.decrementAndGet();
      }
    }
  }

  private static void runLogged(Runnable session) {
    try {
      session.run();
    } catch (Throwable thrown) {
      // Nobody else catches it, and the JVM would print it on the host's standard error.
      HostLog.internal("running a session", thrown);
    }
  }

  /** A virtual thread with a session, counted from before it starts to its end. */
  private static final class Session {
    private final Runnable body;

    Session(Runnable body) {
      this.body = body;
    }

    void start() {
      SocketPoller.require();
      CarrierKeeper.enter();
      boolean started = false;
      try {
        Thread.ofVirtual().name("mailshim session").start(this::run);
        started = true;
      } finally {
        if (!started) {
          CarrierKeeper.leave();
        }
      }
    }

    private void run() {
      try {
        runLogged(body);
      } finally {
        CarrierKeeper.leave();
      }
    }
  }

  /** A virtual thread that stirs often enough for one carrier to stay, while there are sessions. */
  private static final class CarrierKeeper implements Runnable {
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static final AtomicBoolean KEEPING = new AtomicBoolean();
    private static volatile @Nullable Thread thread;

    /** On the starting thread. */
    static void enter() {
      SESSIONS.incrementAndGet();
      if (!KEEPING.compareAndSet(false, true)) {
        return;
      }
      boolean started = false;
      try {
        thread = Thread.ofVirtual().name("mailshim carrier keeper").start(new CarrierKeeper());
        started = true;
      } finally {
        if (!started) {
          KEEPING.set(false);
          SESSIONS.decrementAndGet();
        }
      }
    }

    static void leave() {
      if (SESSIONS.decrementAndGet() == 0) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      do {
        try {
          while (SESSIONS.get() > 0) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STIR_SECONDS));
          }
        } finally {
          KEEPING.set(false);
        }
        // A session that came just now has seen that there is a keeper.
      } while (SESSIONS.get() > 0 && KEEPING.compareAndSet(false, true));
    }
  }

  /**
   * Runs a session on a thread of its own. Any thread may call it; it returns when the thread has
   * started.
   *
   * @param session what to run; must not call back into C, for the thread may be a virtual one.
   *     What it throws is logged, and ends only the session
   * @throws OutOfMemoryError if there is no thread or no memory for it; it will not run then
   */
  public static void session(Runnable session) {
    handOver(new SessionStart(session));
  }

  /**
   * Runs something that lasts on a platform thread of its own. Any thread may call it; it returns
   * when the thread has started.
   *
   * @param body what to run; what it throws is logged
   * @throws OutOfMemoryError if there is no thread for it; it will not run then
   */
  public static void worker(Runnable body) {
    handOver(() -> startWorker(body));
  }

  private static void startWorker(Runnable body) {
    Runnable logged =
        () -> {
          try {
            body.run();
          } catch (Throwable thrown) {
            HostLog.internal("running a worker", thrown);
          }
        };
    Thread thread = new Thread(null, logged, "mailshim worker", 0, false);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Makes sure that {@link #callback} keeps its promise from now on. It waits for a thread to
   * start; not for use in a callback's way.
   *
   * @throws OutOfMemoryError if there is no thread to be had
   */
  public static void requireCallbacks() {
    Callbacks.THREADS.require();
  }

  /**
   * Changes how many callbacks of messages and of the log run at once.
   *
   * @param most at least 1
   */
  public static void limitCallbacks(int most) {
    Callbacks.THREADS.limit(most);
  }

  /**
   * Runs a callback into C on a callback thread, after those that wait already. Any thread may call
   * it; it never blocks, and needs no memory after {@link #requireCallbacks}.
   *
   * @param callback what to run; not again before that run has begun
   */
  public static void callback(CallbackTask callback) {
    Callbacks.THREADS.add(callback);
  }

  /**
   * As {@link #callback}, for the request of a server's session, which waits for the answer: on
   * threads of their own, of which there may be {@value #MOST_REQUESTS}.
   *
   * @param callback what to run; not again before that run has begun
   */
  public static void request(CallbackTask callback) {
    Requests.THREADS.add(callback);
  }

  /**
   * As {@link #request}, on the calling thread, when it {@linkplain #isCallback may call the host}.
   *
   * @param callback what to run
   */
  public static void requestHere(CallbackTask callback) {
    Requests.THREADS.runHere(callback);
  }

  /**
   * Gives a session of a server a thread: one of {@value #MOST_SERVED} platform threads, on which
   * it may call the host without waking another thread, or a virtual one when there are more
   * sessions, or no more threads to be had. Any thread may call it.
   *
   * @param session what to run, for as long as it likes
   * @throws OutOfMemoryError if there is no memory for it; it will not run then
   */
  public static void serve(Runnable session) {
    if (!Served.THREADS.offer(new ServedSession(session))) {
      Thread.ofVirtual().name("mailshim session").start(session);
    }
  }

  /**
   * Makes sure that {@link #request} works from now on, and that virtual threads can be had: what a
   * server needs before it opens.
   *
   * @throws OutOfMemoryError if there are no threads to be had
   */
  public static void enterService() {
    Requests.THREADS.require();
    handOver(
        () -> {
          SocketPoller.require();
          CarrierKeeper.enter();
        });
  }

  /** The server is closed; once for each {@link #enterService}. */
  public static void leaveService() {
    CarrierKeeper.leave();
  }

  /**
   * Whether the calling thread is one on which the host is called, so that it must not wait for
   * callbacks.
   *
   * @return true inside a callback, and on the platform threads of {@link #serve}
   */
  public static boolean isCallback() {
    return Thread.currentThread() instanceof CallbackThread;
  }

  /**
   * Waits until no callback runs or is due, so that the host may take back what callbacks use.
   *
   * @param deadlineNanos {@link System#nanoTime} at which to stop waiting
   * @return whether all callbacks have ended
   */
  static boolean awaitCallbacks(long deadlineNanos) {
    boolean told = Callbacks.THREADS.awaitEnd(deadlineNanos);
    return Requests.THREADS.awaitEnd(deadlineNanos) && told;
  }

  /** A class of its own: a lambda here would be spun while booting. */
  private static final class Starter implements Runnable {
    @Override
    public void run() {
      for (; ; ) {
        try {
          STARTER.take().run();
        } catch (InterruptedException e) {
          return; // nobody interrupts it but a JVM that ends
        } catch (Throwable thrown) {
          // No further callback thread: those that there are do it all.
          HostLog.internal("starting a thread", thrown);
        }
      }
    }
  }
}
