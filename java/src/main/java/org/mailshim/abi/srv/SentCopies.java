package org.mailshim.abi.srv;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.mailshim.abi.HostLog;
import org.mailshim.delivery.Custody;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.MessageFolder;
import org.mailshim.delivery.RecipientReport;
import org.mailshim.queue.Claim;

/**
 * Copies of the queue's messages that servers have taken, in the directory {@code smtp_sent}, for
 * {@code sent_time} days: one for each message, however many servers took it. One that cannot be
 * written is logged; the message is sent all the same. Any thread.
 */
final class SentCopies {
  private static final Duration SWEEP = Duration.ofHours(1);

  private final Configuration configuration;
  private final Clock clock;
  private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.MIN);

  SentCopies(Configuration configuration, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  /** Keeps a copy where one is wanted; the message is there yet. */
  void keep(Claim claim, DeliveryReport report) {
    String directory = configuration.text(Parameter.SMTP_SENT);
    if (directory.isEmpty() || !isTakenByServer(report)) {
      return;
    }
    try {
      Path folder = Path.of(directory);
      new MessageFolder(folder).keep(claim.id().text(), "", claim);
      sweep(folder);
    } catch (IOException | RuntimeException e) {
      // Whatever it is: what was sent must be settled, or it would be sent again.
      HostLog.log(
          HostLog.Level.WARNING, "no copy of the message " + claim.id() + " in smtp_sent: " + e);
    }
  }

  private static boolean isTakenByServer(DeliveryReport report) {
    for (RecipientReport recipient : report.recipients()) {
      if (recipient.custody() == Custody.SERVER
          || recipient.custody() == Custody.NOTIFYING_SERVER) {
        return true;
      }
    }
    return false;
  }

  /** Deletes what is too old, by one thread, once in a while. */
  private void sweep(Path folder) throws IOException {
    int days = configuration.number(Parameter.SENT_TIME);
    Instant now = clock.instant();
    Instant last = swept.get();
    if (days == 0 || now.isBefore(last.plus(SWEEP)) || !swept.compareAndSet(last, now)) {
      return;
    }
    Instant oldest = now.minus(Duration.ofDays(days));
    try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, "*.eml")) {
      for (Path copy : copies) {
        deleteIfOlder(copy, oldest);
      }
    }
  }

  private static void deleteIfOlder(Path copy, Instant oldest) throws IOException {
    try {
      if (Files.getLastModifiedTime(copy).toInstant().isBefore(oldest)) {
        Files.deleteIfExists(copy);
      }
    } catch (NoSuchFileException e) {
      // Another process has deleted it.
    }
  }
}
