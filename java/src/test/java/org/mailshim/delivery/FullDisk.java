package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.database.SqliteFile;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueException;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.smtp.server.SpoolSink;
import org.mailshim.transport.ListenerSettings;

/**
 * Runs servers on a file system that becomes full and then read-only, and checks what they say;
 * prints {@code all is well} at its end. For a mount namespace of its own, in which the directory
 * that is its argument is a file system of a few mebibytes.
 */
public final class FullDisk {
  /**
   * Deleting this makes room again: more than the write-ahead log has, since SQLite copies all of
   * it into its file before it begins it anew.
   */
  private static final int BALLAST_OCTETS = 6 * 1024 * 1024;

  private static final int MOST_MESSAGES = 1000;
  private static final int LARGE = 40_000;

  private FullDisk() {}

  /** Runs all of it. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    spoolOnFullDisk(directory);
    List<QueueId> kept = queueOnFullDisk(directory);
    onReadOnlyDisk(directory, kept);
    System.out.println("all is well");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  private static Path ballast(Path directory, int octets) throws IOException {
    return Files.write(directory.resolve("ballast"), new byte[octets]);
  }

  /** Takes what room there is. */
  private static Path fill(Path directory) throws IOException {
    Path filling = directory.resolve("filling");
    try (var out = Files.newOutputStream(filling)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      return filling;
    }
  }

  private static boolean isTemporary(DeliveryReport report) {
    return report.worstCode() >= 400 && report.worstCode() < 500;
  }

  private static SmtpServer serveBySpool(Path directory) {
    var relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    var options = ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX).withRelay(relay);
    var sink =
        new SpoolSink(
            () -> new Spool(Spool.DEFAULT_THRESHOLD, directory),
            (session, envelope, data) ->
                Reply.of(250, EnhancedStatusCode.parse("2.0.0"), data.octets() + " octets"),
            Set.of());
    return SmtpServer.start(
        ServerSetup.of(options, sink), ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }

  private static void spoolOnFullDisk(Path directory) throws IOException {
    try (SmtpServer server = serveBySpool(directory)) {
      var client = new SendingClient(server.port());
      require(client.send("room", LARGE).isAccepted(), "a large message into a spool");
      Path filling = fill(directory);
      DeliveryReport large = client.send("full", LARGE);
      require(isTemporary(large), "without room: " + large.worst().text());
      require(client.send("small", 10).isAccepted(), "what needs no room");
      Files.delete(filling);
      require(client.send("room again", LARGE).isAccepted(), "with room again");
    }
  }

  private static List<QueueId> queueOnFullDisk(Path directory) throws Exception {
    Path file = directory.resolve("queue.db");
    List<QueueId> kept = new ArrayList<>();
    try (MailQueue queue = CrashingRelay.open(file);
        SmtpServer server = SharedQueueTest.serve(queue)) {
      var client = new SendingClient(server.port());
      Path ballast = ballast(directory, BALLAST_OCTETS);
      DeliveryReport report = client.send("first", LARGE / 10);
      for (int i = 0; report.isAccepted() && i < MOST_MESSAGES; i++) {
        kept.add(name(report));
        report = client.send("number " + i, i % 7 == 6 ? LARGE : LARGE / 10);
      }
      require(isTemporary(report), "without room: " + report.worst().text());
      require(kept.size() > 1, "only " + kept.size() + " messages had room");
      require(isTemporary(client.send("still full", LARGE)), "without room, once more");
      require(queue.count().messages() >= kept.size(), "nothing is lost on a full disk");
      Files.delete(ballast);
      report = client.send("room again", LARGE / 10);
      require(report.isAccepted(), "with room again: " + report.worst().text());
      kept.add(name(report));
      checkContents(queue, kept);
      // Room is made by delivering, too.
      queue.delete(kept.removeFirst());
    }
    return kept;
  }

  /** {@code 250 2.0.0 queued as ...}. */
  private static QueueId name(DeliveryReport report) {
    String text = report.recipients().getFirst().reply().text();
    return QueueId.parse(text.substring(text.lastIndexOf(' ') + 1));
  }

  private static void checkContents(MailQueue queue, List<QueueId> kept) throws IOException {
    for (QueueId id : kept) {
      try (InputStream in = queue.read(id).orElseThrow().open()) {
        String text = new String(in.readAllBytes(), US_ASCII);
        require(text.contains("Subject: ") && text.endsWith("some text\r\n"), id + " is whole");
      }
    }
  }

  private static void onReadOnlyDisk(Path directory, List<QueueId> kept) throws Exception {
    Path file = directory.resolve("queue.db");
    remount(directory, "ro");
    try {
      CrashingRelay.open(file).close();
      throw new AssertionError("a queue on a read-only file system");
    } catch (QueueException e) {
      require(e.kind() == QueueException.Kind.DENIED, e.getMessage());
    }
    try (SmtpServer server = serveBySpool(directory)) {
      var client = new SendingClient(server.port());
      DeliveryReport large = client.send("read-only", LARGE);
      require(isTemporary(large), "read-only: " + large.worst().text());
      require(client.send("small", 10).isAccepted(), "what needs no room");
      remount(directory, "rw");
      require(client.send("writable again", LARGE).isAccepted(), "writable again");
    }
    try (MailQueue queue = CrashingRelay.open(file)) {
      checkContents(queue, kept);
    }
    String found = new SqliteFile(file).integrity();
    require(found.equals("ok"), found);
  }

  private static void remount(Path directory, String how) throws Exception {
    Process mount =
        new ProcessBuilder("mount", "-o", "remount," + how, directory.toString())
            .inheritIO()
            .start();
    require(mount.waitFor() == 0, "mount -o remount," + how);
  }
}
