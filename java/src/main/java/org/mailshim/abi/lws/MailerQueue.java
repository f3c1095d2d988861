package org.mailshim.abi.lws;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.mailshim.QueuedMail;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.Lifecycle;
import org.mailshim.abi.OpenQueues;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.Envelope;
import org.mailshim.delivery.ChangingDeliverer;
import org.mailshim.delivery.ConcurrencySettings;
import org.mailshim.delivery.Deliverer;
import org.mailshim.delivery.DeliveryObserver;
import org.mailshim.delivery.DeliverySettings;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.delivery.QueueRunner;
import org.mailshim.delivery.Route;
import org.mailshim.delivery.Routing;
import org.mailshim.delivery.RunnerSettings;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.message.MessageIds;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.SqlQueue;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * The durable queue of a directory that the option {@code queue} names: the file {@code queue.db}
 * there, and what delivers from it, as long as the process lives. All structs that name it share
 * it.
 *
 * <p>Everything in it goes to the server of the mail that was put into it last: a queue remembers
 * recipients, not ways. A stop of mailshim closes it; what is in it stays there. Any thread.
 */
final class MailerQueue implements Lifecycle.Stoppable {
  private static final String FILE = "queue.db";

  private static final OpenQueues<MailerQueue> OPEN = new OpenQueues<>();

  private final RandomGenerator random = new Random();
  private final DnsClients nameServers = new DnsClients();
  private final MailQueue queue;
  private final ChangingDeliverer<Approach> deliverer;
  private final QueueRunner runner;
  private volatile Approach approach;

  private MailerQueue(Path file, Approach approach) {
    this.approach = approach;
    Clock clock = Clock.systemDefaultZone();
    deliverer = new ChangingDeliverer<>(new Deliveries(clock));
    queue = SqlQueue.sqlite(file, clock, random, GuestThreads::worker);
    runner =
        new QueueRunner(
            queue,
            deliverer,
            GuestThreads::session,
            RunnerSettings.of(Mailer.domain(approach.clientName())),
            clock,
            random,
            new Trouble());
    runner.start();
  }

  /**
   * The queue of a directory; opened, if it is not.
   *
   * @param approach the way of its mail from now on
   * @throws org.mailshim.queue.QueueException when it cannot be opened
   * @throws org.mailshim.abi.AbiException after a stop
   */
  static MailerQueue of(Path directory, Approach approach) {
    Path file = directory.toAbsolutePath().normalize().resolve(FILE);
    MailerQueue queue =
        OPEN.get(
            new OpenQueues.Wanted<MailerQueue>() {
              @Override
              public String place() {
                return file.toString();
              }

              @Override
              public MailerQueue open(String place) {
                return new MailerQueue(file, approach);
              }
            });
    queue.approach = approach;
    return queue;
  }

  @Override
  public boolean stop(long deadlineNanos) {
    boolean inTime = runner.stop(deadlineNanos);
    deliverer.close();
    queue.close();
    return inTime;
  }

  /** Begins a message; it is the queue's when it is committed. */
  QueuedMail open(Envelope envelope, Clock clock, Optional<MessageIds> messageIds) {
    return new QueuedMail(queue, envelope, clock, messageIds);
  }

  /** By the server of the mail that was put into the queue last. */
  private final class Deliveries implements ChangingDeliverer.Ways<Approach> {
    private final Clock clock;

    Deliveries(Clock clock) {
      this.clock = clock;
    }

    @Override
    public Approach now() {
      return approach;
    }

    @Override
    public Deliverer deliverer(Approach way) {
      DeliverySettings standard = DeliverySettings.of(way.session());
      var settings =
          new DeliverySettings(
              way.session(),
              standard.mailExchangerPort(),
              AddressFamily.ANY,
              way.connectTimeout(),
              standard.idleLimit(),
              standard.exchangers(),
              way.policy());
      return new Deliverer(
          Routing.of(new Route.SmartHost(way.server().host(), way.server().port())),
          settings,
          new DnsResolver(DnsSettings.DEFAULT, random, nameServers),
          new Dialer(new SystemHostResolver()),
          ConcurrencySettings.DEFAULT,
          clock);
    }

    @Override
    public DeliveryObserver observer(Claim claim) {
      return DeliveryObserver.NONE;
    }
  }

  /** Goes to the host's log; the runner tries again. */
  private static final class Trouble implements QueueObserver {
    @Override
    public void trouble(String doing, Throwable fault) {
      HostLog.internal(doing, fault);
    }
  }
}
