package org.mailshim.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the system ({@code getaddrinfo}: hosts file, DNS, whatever the machine is set up to use).
 *
 * <p>A literal is parsed, with no look-up. A name is looked up on a daemon platform thread of its
 * own while the caller waits: the system's resolver can be neither timed nor stopped, and on a
 * virtual thread it would pin the carrier. A caller that gives up leaves that thread behind until
 * the resolver returns, some 5 to 30 seconds with the usual {@code resolv.conf}; {@value #MOST}
 * such threads at once are the limit, and the next look-up fails at once.
 *
 * <p>The JDK keeps answers for 30 seconds and failures for 10.
 */
public final class SystemHostResolver implements HostResolver {
  private static final int MOST = 64;

  /** The system's look-up, so that tests can have one that hangs. */
  interface LookUp {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final LookUp system;
  private final AtomicInteger underWay = new AtomicInteger();

  /** With the JDK's look-up. */
  public SystemHostResolver() {
    this(new JdkLookUp());
  }

  SystemHostResolver(LookUp system) {
    this.system = system;
  }

  @Override
  public List<InetAddress> addresses(String host, Deadline deadline, Cancellation cancellation) {
    Optional<InetAddress> literal = AddressLiterals.parse(host);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    if (underWay.incrementAndGet() > MOST) {
      underWay.decrementAndGet();
      throw new TransportException.UnknownHost(host, MOST + " host look-ups already hang");
    }
    var question = new Question(host);
    start(question);
    cancellation.attach(question);
    try {
      return question.answer(deadline, cancellation);
    } finally {
      cancellation.detach(question);
    }
  }

  private void start(Question question) {
    var thread = new Thread(null, question, "mailshim-look-up", 0, false);
    thread.setDaemon(true);
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        underWay.decrementAndGet(); // no memory for a thread; else the thread does it
      }
    }
  }

  /** One look-up; its thread may outlive the interest in it. */
  private final class Question implements Runnable, Cancellation.Target {
    private final String host;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile InetAddress @Nullable [] found;
    private volatile String trouble = "the look-up failed";

    Question(String host) {
      this.host = host;
    }

    @Override
    public void run() {
      try {
        found = system.addresses(host);
      } catch (UnknownHostException e) {
        trouble = "no address found for this name";
      } catch (RuntimeException e) {
        trouble = "the look-up failed: " + e.getClass().getSimpleName();
      } finally {
        underWay.decrementAndGet();
        done.countDown();
      }
    }

    @Override
    public void cancelled() {
      done.countDown();
    }

    List<InetAddress> answer(Deadline deadline, Cancellation cancellation) {
      boolean inTime;
      try {
        inTime = done.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransportException.Cancelled(host);
      }
      if (cancellation.isRequested()) {
        throw new TransportException.Cancelled(host);
      }
      if (!inTime) {
        throw new TransportException.TimedOut(host, "the host look-up did not end in time");
      }
      InetAddress[] addresses = found;
      if (addresses == null || addresses.length == 0) {
        throw new TransportException.UnknownHost(host, trouble);
      }
      return List.of(addresses);
    }
  }

  private static final class JdkLookUp implements LookUp {
    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
      return InetAddress.getAllByName(host);
    }
  }
}
