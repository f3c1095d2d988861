package org.mailshim.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.mailshim.MailClient;
import org.mailshim.UsageInfo;

/**
 * Binds one client's {@link MailClient#usageInfo} to a registry of Micrometer, which reads it
 * whenever it publishes.
 *
 * <pre>{@code
 * new ClientMetrics(client).bindTo(registry);
 * }</pre>
 *
 * <p>The metrics begin with {@code mailshim.client} and are tagged with the client's target. The
 * registry holds the client weakly; {@link MailClient#clearStats} makes counters begin anew, which
 * monitoring systems take for a restart. Any thread.
 */
public final class ClientMetrics implements MeterBinder {
  private static final String PREFIX = "mailshim.client.";

  private final MailClient client;
  private final Tags tags;

  /**
   * For one client.
   *
   * @param client the client
   * @param more further tags
   */
  public ClientMetrics(MailClient client, Tag... more) {
    this.client = client;
    this.tags = Tags.of("target", client.target()).and(more);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    count(registry, "octets.sent", "octets handed to the network", UsageInfo::octetsSent);
    count(registry, "octets.received", "octets taken from it", UsageInfo::octetsReceived);
    count(registry, "connections", "sessions made", UsageInfo::connections);
    count(registry, "connections.failed", "sessions not made", UsageInfo::failedConnections);
    count(registry, "messages", "messages sent or fetched", UsageInfo::messages);
    count(registry, "messages.refused", "messages refused", UsageInfo::refusedMessages);
    count(
        registry,
        "messages.broken",
        "messages whose conversation broke",
        UsageInfo::brokenMessages);
    count(registry, "recipients", "recipients accepted", UsageInfo::recipients);
    count(registry, "recipients.refused", "recipients refused", UsageInfo::refusedRecipients);
    time(registry, "send.time", "spent sending", usage -> usage.sendTime().toNanos());
    time(registry, "receive.time", "spent receiving", usage -> usage.receiveTime().toNanos());
  }

  private void count(
      MeterRegistry registry, String name, String words, ToDoubleFunction<UsageInfo> value) {
    FunctionCounter.builder(PREFIX + name, client, each -> value.applyAsDouble(each.usageInfo()))
        .description(words)
        .tags(tags)
        .register(registry);
  }

  private void time(
      MeterRegistry registry, String name, String words, ToDoubleFunction<UsageInfo> value) {
    TimeGauge.builder(
            PREFIX + name,
            client,
            TimeUnit.NANOSECONDS,
            each -> value.applyAsDouble(each.usageInfo()))
        .description(words)
        .tags(tags)
        .register(registry);
  }
}
