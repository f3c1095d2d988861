package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names of addresses in the DNS, and what stands there. */
final class ReversedAddressTest {
  private static String under(String address) {
    return ReversedAddress.under(InetAddress.ofLiteral(address), "zone.example");
  }

  private static DnsResolver resolver(ScriptedNameServer server) {
    var settings = new DnsSettings(List.of(server.address()), Duration.ofSeconds(20), false, true);
    return new DnsResolver(settings, new Random(1), new DnsClients());
  }

  @Test
  void octetsAndNibblesStandInReverse() {
    assertEquals("99.2.0.192.zone.example", under("192.0.2.99"));
    // RFC 5782 §2.4.
    assertEquals(
        "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.zone.example",
        under("4321:0:1:2:3:4:567:89ab"));
  }

  @Test
  void namesOfAnAddress() throws Exception {
    try (var server =
        new ScriptedNameServer(
            "7.2.0.192.in-addr.arpa. 300 PTR Mail.Example.ORG.",
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 60 PTR"
                + " six.example.")) {
      DnsResolver resolver = resolver(server);
      assertEquals(
          new HostNames.Found(List.of("mail.example.org"), Duration.ofSeconds(300)),
          resolver.hostNames(InetAddress.ofLiteral("192.0.2.7")));
      assertEquals(
          new HostNames.Found(List.of("six.example"), Duration.ofSeconds(60)),
          resolver.hostNames(InetAddress.ofLiteral("2001:db8::1")));
      assertEquals(new HostNames.None(), resolver.hostNames(InetAddress.ofLiteral("192.0.2.8")));
    }
  }

  @Test
  void stringsOfATextAreJoined() throws Exception {
    try (var server =
        new ScriptedNameServer(
            "t.example. 60 TXT \"v=spf1 \" \"-all\"", "a.example. 60 A 192.0.2.1")) {
      DnsResolver resolver = resolver(server);
      assertEquals(
          new TextRecords.Found(List.of("v=spf1 -all"), Duration.ofSeconds(60)),
          resolver.texts("t.example"));
      assertEquals(new TextRecords.None(), resolver.texts("a.example"));
      assertEquals(new TextRecords.None(), resolver.texts("none.example"));
    }
  }
}
