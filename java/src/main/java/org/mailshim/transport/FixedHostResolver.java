package org.mailshim.transport;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers from a table, for tests and closed networks; literals are parsed. No I/O, never waits.
 */
public final class FixedHostResolver implements HostResolver {
  private final Map<String, List<InetAddress>> table;
  private final @Nullable InetAddress otherwise;

  /** Knows the names in {@code table}, spelt exactly so, and no other. */
  public FixedHostResolver(Map<String, List<InetAddress>> table) {
    this(Map.copyOf(table), null);
  }

  private FixedHostResolver(Map<String, List<InetAddress>> table, @Nullable InetAddress otherwise) {
    this.table = table;
    this.otherwise = otherwise;
  }

  /** One that answers every name with the loopback address. */
  public static FixedHostResolver loopback() {
    return new FixedHostResolver(Map.of(), InetAddress.getLoopbackAddress());
  }

  @Override
  public List<InetAddress> addresses(String host, Deadline deadline, Cancellation cancellation) {
    Optional<InetAddress> literal = AddressLiterals.parse(host);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    List<InetAddress> known = table.get(host);
    if (known != null && !known.isEmpty()) {
      return known;
    }
    if (otherwise != null) {
      return List.of(otherwise);
    }
    throw new TransportException.UnknownHost(host, "no address found for this name");
  }
}
