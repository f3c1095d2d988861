package org.mailshim.transport;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How a {@link Dialer} connects.
 *
 * @param proxy through whom
 * @param bypass which targets are connected to directly nevertheless
 * @param source the local address to connect from; targets of the other family are then left out
 * @param attemptDelay how long an address may keep silent before the next one is tried beside it
 *     (RFC 8305 §5, "Connection Attempt Delay"); positive
 */
public record DialerSettings(
    Proxy proxy, ProxyBypass bypass, Optional<InetAddress> source, Duration attemptDelay) {
  /** What RFC 8305 §5 recommends. */
  private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

  /**
   * Checks the delay.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public DialerSettings {
    if (attemptDelay.isNegative() || attemptDelay.isZero()) {
      throw new IllegalArgumentException("attempt delay: " + attemptDelay);
    }
  }

  /** No proxy, any source address, 250 ms. */
  public static DialerSettings direct() {
    return through(new Proxy.None());
  }

  /** All targets through a proxy. */
  public static DialerSettings through(Proxy proxy) {
    return new DialerSettings(proxy, ProxyBypass.none(), Optional.empty(), ATTEMPT_DELAY);
  }

  /** These settings with other targets excepted from the proxy. */
  public DialerSettings withBypass(ProxyBypass excepted) {
    return new DialerSettings(proxy, excepted, source, attemptDelay);
  }

  /** These settings from a given local address. */
  public DialerSettings withSource(InetAddress address) {
    return new DialerSettings(proxy, bypass, Optional.of(address), attemptDelay);
  }
}
