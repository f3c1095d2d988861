package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.database.PostgresSettings;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.SqlQueue;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * A process that accepts messages and delivers them until somebody kills it. It prints the name of
 * each message when it has been acknowledged, and not before.
 *
 * <p>Arguments: the queue's file or the URL of its database, the port of the next hop, how long a
 * lease is in milliseconds, and a prefix for the names; without one it only delivers.
 */
public final class CrashingRelay {
  private static final int SUBMITTERS = 6;

  private CrashingRelay() {}

  /** How many messages a process delivers at once; it may settle as many more. */
  static final int MOST_AT_ONCE = 8;

  /** Leases are short, so that the messages of the one that was killed before are soon due. */
  static final Duration LEASE = Duration.ofMillis(500);

  static QueueRunner runner(MailQueue queue, int port, QueueObserver observer) {
    return runner(queue, port, LEASE, observer);
  }

  static QueueRunner runner(MailQueue queue, int port, Duration lease, QueueObserver observer) {
    var settings =
        new RunnerSettings(
            DomainName.parse("own.example"),
            RetrySchedule.DEFAULT,
            MOST_AT_ONCE,
            lease,
            Duration.ofMillis(200));
    var delivery = DeliverySettings.of(SessionOptions.defaults().withClientName("own.example"));
    var dialer = new Dialer(new SystemHostResolver());
    var route = new Route.SmartHost("127.0.0.1", port);
    var rest = Duration.ofMillis(1);
    return new QueueRunner(
        queue,
        new Deliverer(
            Routing.of(route),
            delivery,
            new FixedResolver(),
            dialer,
            new ConcurrencySettings(MOST_AT_ONCE, MOST_AT_ONCE, rest, rest),
            Clock.systemUTC()),
        Thread::startVirtualThread,
        settings,
        Clock.systemUTC(),
        new Random(),
        observer);
  }

  /** Starts one as a process of its own. */
  static Process start(String... arguments) throws IOException {
    return java(CrashingRelay.class, arguments);
  }

  /** Starts a program of the tests as a process of its own; its errors are shown. */
  static Process java(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", ""));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Opens a queue in a file. */
  static MailQueue open(Path file) {
    return open(file.toString());
  }

  /** Opens a queue, in a file or a database, with a daemon for a writer. */
  static MailQueue open(String place) {
    RandomGenerator random =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
          }
        };
    Executor writer = body -> Thread.ofPlatform().daemon().start(body);
    return place.startsWith(PostgresSettings.SCHEME)
        ? SqlQueue.postgres(PostgresSettings.parse(place), Clock.systemUTC(), random, writer)
        : SqlQueue.sqlite(Path.of(place), Clock.systemUTC(), random, writer);
  }

  /** Runs until it is killed, or its standard input ends with the process that started it. */
  public static void main(String[] arguments) throws Exception {
    MailQueue queue = open(arguments[0]);
    Duration lease = Duration.ofMillis(Long.parseLong(arguments[2]));
    runner(queue, Integer.parseInt(arguments[1]), lease, QueueObserver.NONE).start();
    PrintStream out = System.out;
    int submitters = arguments.length > 3 ? SUBMITTERS : 0;
    for (int i = 0; i < submitters; i++) {
      String prefix = arguments[3] + "-" + i;
      Thread.ofPlatform().daemon().start(() -> submit(queue, prefix, out));
    }
    while (System.in.read() >= 0) {
      // Nothing is written to it.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void submit(MailQueue queue, String prefix, PrintStream out) {
    for (int n = 0; ; n++) {
      String name = prefix + "-" + n;
      // Every tenth does not fit into memory.
      int lines = n % 10 == 9 ? 6_000 : 20;
      byte[] message =
          ("Subject: "
                  + name
                  + "\r\n\r\n"
                  + "0123456789012345678901234567890123456789012345678\r\n".repeat(lines))
              .getBytes(UTF_8);
      var envelope =
          new Envelope(
              ReversePath.parse("ann@example.org"),
              List.of(ForwardPath.parse("bob@example.net"), ForwardPath.parse("cid@example.net")));
      try (Submission submission = queue.submit(QueueEnvelope.of(envelope))) {
        submission.write(message, 0, message.length);
        submission.commit();
      }
      synchronized (out) {
        out.println(name);
        out.flush();
      }
    }
  }
}
