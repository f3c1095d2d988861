package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.MailExchangers;

/** Who takes mail for a domain. */
final class MxLookupTest {
  private final MxLookup lookup =
      MxLookup.of(
          new FixedResolver()
              .mx("example.net", "a.example.net", "b.example.net")
              .mx("none.example", new MailExchangers.NullMx(Duration.ofHours(1)))
              .mx("xn--mnchen-3ya.example", "a.example.net")
              .host("a.example.net", "192.0.2.1", "2001:db8::1"));

  @Test
  void hostsComeWithTheirAddresses() throws Exception {
    List<MxLookup.Host> hosts = lookup.hosts("example.net");
    assertEquals("a.example.net", hosts.get(0).exchanger().host());
    assertEquals(
        List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1")),
        hosts.get(0).addresses());
    assertEquals(List.of(), hosts.get(1).addresses());
    assertEquals(1, lookup.hosts("münchen.example").size());
    assertEquals(hosts, lookup.hostsAsync("example.net").get(60, TimeUnit.SECONDS));
  }

  @Test
  void thereMayBeNone() throws Exception {
    assertInstanceOf(
        MailExchangers.NullMx.class,
        lookup.exchangersAsync("none.example").get(60, TimeUnit.SECONDS));
    assertInstanceOf(MailExchangers.NoSuchDomain.class, lookup.exchangers("other.example"));
    assertEquals(List.of(), lookup.hosts("none.example"));
    assertThrows(AddressSyntaxException.class, () -> lookup.exchangers("a\r\nb"));
  }
}
