package org.mailshim.retrieval;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.mailshim.Eventually;
import org.mailshim.database.CommitterThread;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.store.Quota;
import org.mailshim.store.SqlStore;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * Another process, which collects bob's mail into an SQLite file and stops at each step until it is
 * told to go on, or killed.
 */
public final class CollectorProcess {
  /** The steps of one message, in their order. */
  public static final int STEPS = 4;

  /** The step behind which a message is here and nobody knows. */
  public static final int UNKNOWN = 3;

  private CollectorProcess() {}

  /** Starts this class in a process of its own. */
  private static Process start(String option, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    var command =
        new ArrayList<>(List.of(java, option, "-cp", classes, CollectorProcess.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** How many octets a process with such a heap collects from a port. */
  static long count(String heap, int port) throws Exception {
    Process process = start(heap, Integer.toString(port));
    try {
      return Long.parseLong(new String(process.getInputStream().readAllBytes(), US_ASCII).strip());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void count(int port) {
    var counting = new Counting();
    run(port, (key, octets) -> counting, new RamCollectionMemory());
    System.out.println(counting.octets);
  }

  private static final class Counting implements CollectionTarget.Incoming {
    private long octets;

    @Override
    public void write(byte[] more, int from, int to) {
      octets += to - from;
    }

    @Override
    public boolean commit() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Has a process collect from a port, and kills it behind a step. */
  public static void killBehind(int step, Path file, int port) throws Exception {
    Process process = start("-Xshare:auto", file.toString(), Integer.toString(port));
    try {
      for (int i = 1; ; i++) {
        if (process.getInputStream().read() != '+') {
          throw new AssertionError("the other process has failed before step " + i);
        }
        if (i == step) {
          return;
        }
        process.getOutputStream().write('+');
        process.getOutputStream().flush();
      }
    } finally {
      process.destroyForcibly().waitFor(); // SIGKILL
    }
  }

  /** Where bob's mail goes. */
  public static SqlStore store(Path file) {
    return SqlStore.sqlite(
        file, Quota.none(), Clock.systemUTC(), new Random(), CommitterThread::start);
  }

  /** Collects in this process, again while the server still has the killed one's session. */
  public static CollectionReport collect(Path file, int port) {
    try (SqlStore store = store(file);
        CollectionMemory memory = SqlCollectionMemory.sqlite(file, CommitterThread::start)) {
      var target = new MaildropTarget(store, ExternalServer.BOB);
      return Eventually.awaitPresent(
          "the server has ended the session",
          () -> Optional.of(run(port, target, memory)).filter(report -> !isInUse(report)));
    }
  }

  private static boolean isInUse(CollectionReport report) {
    return report
        .failure()
        .filter(failure -> failure.kind() == CollectionFailure.Kind.NOT_NOW)
        .isPresent();
  }

  private static CollectionReport run(int port, CollectionTarget target, CollectionMemory memory) {
    var run =
        new CollectionRun(
            ExternalServer.mailbox(port, "secret", target),
            memory,
            new Dialer(new SystemHostResolver()),
            Clock.systemUTC(),
            CollectionObserver.NONE);
    return run.run(Optional.empty(), new Cancellation());
  }

  /**
   * Collects in steps into the file {@code arguments[0]} from the port {@code arguments[1]}, or
   * counts what comes from the port {@code arguments[0]}.
   */
  public static void main(String[] arguments) {
    if (arguments.length == 1) {
      count(Integer.parseInt(arguments[0]));
      return;
    }
    Path file = Path.of(arguments[0]);
    SqlStore store = store(file);
    var memory = SqlCollectionMemory.sqlite(file, CommitterThread::start);
    CollectionTarget target = new MaildropTarget(store, ExternalServer.BOB);
    run(
        Integer.parseInt(arguments[1]),
        (key, octets) -> new InSteps(target.begin(key, octets)),
        new MemoryInSteps(memory));
  }

  /** Says that a step is done, and waits to be told to go on. */
  private static void step() {
    System.out.write('+');
    System.out.flush();
    try {
      if (System.in.read() < 0) {
        System.exit(1);
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private record InSteps(CollectionTarget.Incoming incoming) implements CollectionTarget.Incoming {
    InSteps {
      step(); // begun
    }

    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
      incoming.write(octets, from, to);
    }

    @Override
    public boolean commit() throws IOException {
      step(); // written
      boolean committed = incoming.commit();
      step(); // committed
      return committed;
    }

    @Override
    public void close() {
      incoming.close();
    }
  }

  private record MemoryInSteps(CollectionMemory memory) implements CollectionMemory {
    @Override
    public Map<MessageKey, Instant> collected(String mailbox) {
      return memory.collected(mailbox);
    }

    @Override
    public void remember(String mailbox, MessageKey message, Instant now) {
      memory.remember(mailbox, message, now);
      step(); // remembered
    }

    @Override
    public void forget(String mailbox, Collection<MessageKey> messages) {
      memory.forget(mailbox, messages);
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
