package org.mailshim.abi.srv;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.mailshim.MailEngine;
import org.mailshim.OutgoingListener;
import org.mailshim.OutgoingOptions;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.Lifecycle;
import org.mailshim.address.AddressList;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.delivery.Route;
import org.mailshim.dns.DnsSettings;
import org.mailshim.smtp.client.SessionTimeouts;

/** The engine as this surface runs it, and the vendor's parameters as the engine's options. */
final class SrvEngine {
  /**
   * Made at the first message, so that a host that only asks for the version does not pay for it.
   */
  private static final class Holder {
    static final MailEngine ENGINE = new MailEngine(new Sessions(), CLOCK, RANDOM);

    static {
      Lifecycle.register(new Stop());
    }
  }

  // These two are no lambdas: those would be linked at a host's first message, each for half a
  // millisecond.

  private static final class Sessions implements Executor {
    @Override
    public void execute(Runnable session) {
      GuestThreads.session(session);
    }
  }

  private static final class Stop implements Lifecycle.Stoppable {
    @Override
    public boolean stop(long deadlineNanos) {
      return Holder.ENGINE.stop(deadlineNanos);
    }
  }

  /**
   * Numbers that need not be secret: an order among equal hosts, the unique part of a Message-ID. A
   * SecureRandom would load the security providers, some 20 ms of a short-lived host's time.
   */
  private static final class CheapRandom implements RandomGenerator {
    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }

  /** The system's clock, whose time zone is loaded only when a Date field asks for it. */
  private static final class LocalClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneId.systemDefault();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.system(zone);
    }

    @Override
    public Instant instant() {
      return Instant.now();
    }
  }

  static final Clock CLOCK = new LocalClock();
  static final RandomGenerator RANDOM = new CheapRandom();
  private static final Policies POLICIES = new Policies();

  private SrvEngine() {}

  /**
   * Begins a message with the values that are configured now.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} if a parameter has a value that cannot be
   *     used
   */
  static HostMessage send(
      Envelope envelope, Route route, Configuration configuration, OutgoingListener listener) {
    return new HostMessage.Direct(
        Holder.ENGINE.send(envelope, route, options(configuration), listener));
  }

  /** The queue that is configured now, opened if it is not. */
  static SrvQueue queue(Configuration configuration) {
    return SrvQueue.of(configuration, CLOCK, RANDOM);
  }

  /** The values that are configured now. */
  static OutgoingOptions options(Configuration configuration) {
    var options =
        new OutgoingOptions(
            ownName(configuration.text(Parameter.SMTP_NAME)),
            configuration.number(Parameter.SMTP_ADDHDR) == 1,
            seconds(configuration, Parameter.CONN_TIMEOUT),
            timeouts(configuration),
            dns(configuration),
            POLICIES.exchangers(configuration),
            POLICIES.smartHosts(configuration));
    boolean isStraight =
        configuration.text(Parameter.UPPROXY).isEmpty()
            && configuration.text(Parameter.SMTP_SRC_IP).isEmpty();
    return isStraight ? options : options.withProxies(OutgoingWays.of(configuration));
  }

  private static Optional<DomainName> ownName(String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DomainName.parse(name));
    } catch (AddressSyntaxException e) {
      throw new AbiException(ErrorCode.CONFIG, "smtp_name is no host name: " + e.getMessage());
    }
  }

  private static SessionTimeouts timeouts(Configuration configuration) {
    Duration greeting = seconds(configuration, Parameter.CONN_TIMEOUT);
    Duration dialog = seconds(configuration, Parameter.DIALOG_TIMEOUT);
    Duration data = seconds(configuration, Parameter.DATA_TIMEOUT);
    Duration quit = SessionTimeouts.defaults().quit();
    return new SessionTimeouts(
        greeting,
        dialog,
        dialog,
        dialog,
        dialog,
        data,
        data,
        dialog.compareTo(quit) < 0 ? dialog : quit);
  }

  private static DnsSettings dns(Configuration configuration) {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String server : AddressList.words(configuration.text(Parameter.SMTP_DNS))) {
      servers.add(nameServer(server));
    }
    return new DnsSettings(
        servers,
        seconds(configuration, Parameter.DNS_TIMEOUT),
        configuration.number(Parameter.DNS_TCP) == 1,
        configuration.number(Parameter.SMTP_NOMX) == 1,
        configuration.number(Parameter.MX_MAX));
  }

  private static InetSocketAddress nameServer(String text) {
    try {
      return DnsSettings.server(text);
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, "smtp_dns: " + e.getMessage());
    }
  }

  private static Duration seconds(Configuration configuration, Parameter parameter) {
    return Duration.ofSeconds(configuration.number(parameter));
  }
}
