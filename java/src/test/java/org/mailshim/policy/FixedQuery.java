package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/** A client and its mail, as a test wants them; tells whether anything had to be looked up. */
public final class FixedQuery implements AccessQuery {
  private final InetAddress address;
  private final String helo;
  private final String reversePath;
  private final String recipient;
  private final List<String> hostNames;
  private final boolean heloTrue;
  private final Set<String> zones;
  private int lookUps;

  FixedQuery(
      String address,
      String helo,
      String reversePath,
      String recipient,
      List<String> hostNames,
      boolean heloTrue,
      Set<String> zones) {
    this.address = InetAddress.ofLiteral(address);
    this.helo = helo;
    this.reversePath = reversePath;
    this.recipient = recipient;
    this.hostNames = hostNames;
    this.heloTrue = heloTrue;
    this.zones = zones;
  }

  /** Ann's usual server, writing to Bob. */
  public static FixedQuery usual() {
    return new FixedQuery(
        "192.0.2.7",
        "mx.example.org",
        "ann@example.org",
        "bob@example.net",
        List.of("mx.example.org", "mail.offers.example"),
        true,
        Set.of("bl.example"));
  }

  /** Somebody whose name leads nowhere, writing a notice. */
  public static FixedQuery notice() {
    return new FixedQuery(
        "192.168.110.1", "localhost", "<>", "postmaster", List.of(), false, Set.of());
  }

  int lookUps() {
    return lookUps;
  }

  @Override
  public InetAddress address() {
    return address;
  }

  @Override
  public String helo() {
    return helo;
  }

  @Override
  public String reversePath() {
    return reversePath;
  }

  @Override
  public String recipient() {
    return recipient;
  }

  @Override
  public List<String> hostNames() {
    lookUps++;
    return hostNames;
  }

  @Override
  public boolean isHeloTrue() {
    lookUps++;
    return heloTrue;
  }

  @Override
  public boolean isListed(String zone) {
    lookUps++;
    return zones.contains(zone);
  }
}
