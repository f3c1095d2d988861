package org.mailshim.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;

/** Another process, which uses a store in an SQLite file until it is killed. */
final class StoreProcess {
  /** How long its locks last without it. */
  static final Duration LEASE = Duration.ofSeconds(4);

  /** What a delivery writes at once: four chunks and a bit, so that some goes to the database. */
  static final int PIECE = 270_000;

  /** How many pieces a message has. */
  static final int PIECES = 3;

  private StoreProcess() {}

  static Process start(String task, Path file) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String name = StoreProcess.class.getName();
    var builder = new ProcessBuilder(java, "-cp", classes, name, task, file.toString());
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static SqlStore store(Path file, Clock clock) {
    return SqlStore.sqlite(
        file,
        Quota.none(),
        clock,
        new Random(),
        body -> Thread.ofPlatform().daemon().start(body),
        LEASE);
  }

  /** The octets of a message. */
  static byte[] message(int seed) {
    return String.valueOf((char) ('a' + seed % 26))
        .repeat(PIECE * PIECES)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Does {@code arguments[0]} with the store in the file {@code arguments[1]}. */
  public static void main(String[] arguments) throws IOException {
    SqlStore store = store(Path.of(arguments[1]), Clock.systemUTC());
    switch (arguments[0]) {
      case "lock" -> {
        store.lock(MaildropStoreContract.BOB).orElseThrow();
        step();
      }
      case "steps" -> deliverInSteps(store);
      case "many" -> {
        for (int i = 0; ; i++) {
          deliver(store, message(i));
          System.out.write('+');
          System.out.flush();
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Says that a step is done, and waits to be told to go on. */
  private static void step() throws IOException {
    System.out.write('+');
    System.out.flush();
    if (System.in.read() < 0) {
      System.exit(1);
    }
  }

  private static void deliverInSteps(SqlStore store) throws IOException {
    byte[] message = message(0);
    step();
    Delivery delivery = store.deliver(MaildropStoreContract.BOB);
    step();
    for (int piece = 0; piece < PIECES; piece++) {
      delivery.write(message, piece * PIECE, (piece + 1) * PIECE);
      step();
    }
    delivery.commit();
    step();
  }

  private static void deliver(SqlStore store, byte[] message) {
    try (Delivery delivery = store.deliver(MaildropStoreContract.BOB)) {
      delivery.write(message, 0, message.length);
      delivery.commit();
    }
  }
}
