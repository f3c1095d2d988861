package org.mailshim;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a client does, and warns of what is slow. Any thread; nothing waits. */
final class ClientUsage {
  private record Warnings(
      WarningThresholds thresholds,
      Queue<? super ClientWarning> queue,
      Optional<Object> argument) {}

  final LongAdder connections = new LongAdder();
  final LongAdder failedConnections = new LongAdder();
  final LongAdder messages = new LongAdder();
  final LongAdder refusedMessages = new LongAdder();
  final LongAdder brokenMessages = new LongAdder();
  final LongAdder recipients = new LongAdder();
  final LongAdder refusedRecipients = new LongAdder();
  private final LongAdder octetsSent = new LongAdder();
  private final LongAdder octetsReceived = new LongAdder();
  private final LongAdder sendNanos = new LongAdder();
  private final LongAdder receiveNanos = new LongAdder();
  private volatile @Nullable Warnings warnings;

  void warn(
      WarningThresholds thresholds, Queue<? super ClientWarning> queue, Optional<Object> argument) {
    warnings = new Warnings(thresholds, queue, argument);
  }

  void stopWarning() {
    warnings = null;
  }

  /** An operation is over. */
  void add(ClientWarning.Operation operation, long octets, long nanos) {
    if (operation == ClientWarning.Operation.SEND) {
      octetsSent.add(octets);
      sendNanos.add(nanos);
    } else if (operation == ClientWarning.Operation.RECEIVE) {
      octetsReceived.add(octets);
      receiveNanos.add(nanos);
    }
    Warnings now = warnings;
    if (now != null) {
      check(now, operation, octets, nanos);
    }
  }

  private static void check(
      Warnings now, ClientWarning.Operation operation, long octets, long nanos) {
    WarningThresholds limits = now.thresholds;
    Duration time = Duration.ofNanos(nanos);
    if (!limits.operation().isZero() && time.compareTo(limits.operation()) >= 0) {
      now.queue.add(new ClientWarning.Slow(operation, time, limits.operation(), now.argument));
    }
    boolean counts =
        octets >= WarningThresholds.LEAST_OCTETS && time.compareTo(limits.leastTime()) >= 0;
    double speed = octets * 1e9 / Math.max(1, nanos);
    if (counts && limits.octetsPerSecond() > 0 && speed <= limits.octetsPerSecond()) {
      now.queue.add(
          new ClientWarning.SlowTransfer(
              operation, octets, time, speed, limits.octetsPerSecond(), now.argument));
    }
  }

  UsageInfo snapshot() {
    Warnings now = warnings;
    return new UsageInfo(
        octetsSent.sum(),
        octetsReceived.sum(),
        Duration.ofNanos(sendNanos.sum()),
        Duration.ofNanos(receiveNanos.sum()),
        connections.sum(),
        failedConnections.sum(),
        messages.sum(),
        refusedMessages.sum(),
        brokenMessages.sum(),
        recipients.sum(),
        refusedRecipients.sum(),
        now == null ? Optional.empty() : Optional.of(now.thresholds),
        now == null ? Optional.empty() : now.argument);
  }

  void clear() {
    for (LongAdder each :
        new LongAdder[] {
          connections,
          failedConnections,
          messages,
          refusedMessages,
          brokenMessages,
          recipients,
          refusedRecipients,
          octetsSent,
          octetsReceived,
          sendNanos,
          receiveNanos
        }) {
      each.reset();
    }
  }
}
