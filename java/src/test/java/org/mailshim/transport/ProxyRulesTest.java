package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailshim.address.AddressFamily;
import org.mailshim.sasl.Secret;

/** Which way connections take: by direction, and as parameters say. */
final class ProxyRulesTest {
  private static ProxyParameters parameters(String user, String bypass, String kinds) {
    return new ProxyParameters(
        "proxy.example", ProxyParameters.DEFAULT_PORT, user, bypass, false, kinds);
  }

  private static String text(Proxy proxy) {
    return switch (proxy) {
      case Proxy.None none -> "none";
      case Proxy.HttpConnect http -> "http " + http.host() + ":" + http.port();
      case Proxy.Socks4a socks -> "socks4 " + socks.host() + ":" + socks.port();
      case Proxy.Socks5 socks -> "socks5 " + socks.host() + ":" + socks.port();
    };
  }

  private static String kinds(ProxyRules rules) {
    StringBuilder kinds = new StringBuilder();
    for (Direction direction : Direction.values()) {
      kinds.append(text(rules.of(direction).proxy()).split(" ")[0]).append(' ');
    }
    return kinds.toString().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "http, http http http",
    "SOCKS5, socks5 socks5 socks5",
    "socks4, socks4 socks4 socks4",
    "none, none none none",
    "socks5 pop3=http, socks5 socks5 http",
    "'none;pop3=socks5', none none socks5",
    "'direct=socks5, smarthost=none', socks5 none http",
    "http direct=none smarthost=socks4 pop3=socks5, none socks4 socks5"
  })
  void everyDirectionHasItsKind(String value, String expected) {
    assertEquals(expected, kinds(parameters("", "", value).rules()));
  }

  @ParameterizedTest
  @CsvSource({"ftp", "socks", "imap=http", "pop3=", "=http", "pop3=http=socks5"})
  void whatIsNoKindIsRefused(String value) {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> parameters("u:secret", "", value).rules());
    assertTrue(refusal.getMessage().startsWith("proxy_type: "), refusal.getMessage());
  }

  @Test
  void aProxyOfTheVendorsIsForMailWhenThatIsSaid() {
    var web = new ProxyParameters("proxy.example", 8080, "", "", false, "");
    assertEquals("none none none", kinds(web.rules()));
    var ever = new ProxyParameters("proxy.example", 8080, "", "", true, "");
    assertEquals("http http http", kinds(ever.rules()));
    assertEquals("http proxy.example:8080", text(ever.rules().mailboxes().proxy()));
    var nobody = new ProxyParameters("", 8080, "", "", true, "socks5");
    assertEquals("none none none", kinds(nobody.rules()));
  }

  @Test
  void theUserIsTakenApartAndNeverShown() {
    ProxyParameters both = parameters("ann:hush:hush", "", "socks5 pop3=socks4");
    var five = (Proxy.Socks5) both.rules().smartHosts().proxy();
    assertEquals("ann", five.user().orElseThrow().name());
    Secret password = five.user().get().password();
    assertEquals("hush:hush", new String(password.octets(), US_ASCII));
    var four = (Proxy.Socks4a) both.rules().mailboxes().proxy();
    assertEquals(Optional.of("ann"), four.userId());
    assertFalse(both.toString().contains("hush"), both.toString());
    assertFalse(five.toString().contains("hush"), five.toString());
    assertEquals(
        "up_user is not user:password",
        assertThrows(IllegalArgumentException.class, () -> parameters("s3cret", "", "http").rules())
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "example.net, mx.example.net, false",
    "example.net, mx.example.org, true",
    "'*.example.net', mx.example.net, false",
    "'example.net 10.0.0.0/8', 10.1.2.3, false",
    "'example.net,10.0.0.0/8;localhost', localhost, false",
    "'example.net,10.0.0.0/8;localhost', 192.0.2.1, true",
    "'2001:db8::/32', '[2001:db8::25]', false",
    "'2001:db8::/32', '2001:db9::25', true",
    "*, mx.example.org, false",
    "'', mx.example.org, true"
  })
  void exceptionsAreReached(String bypass, String host, boolean proxied) {
    ProxyRules rules = parameters("", bypass, "socks5").rules();
    for (Direction direction : Direction.values()) {
      Dialer dialer = new Dialer(FixedHostResolver.loopback(), rules).towards(direction);
      assertEquals(proxied, dialer.isProxied(host), direction + " to " + host);
    }
  }

  @Test
  void aBadExceptionNamesItsParameter() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> parameters("", "10.0.0.0/99", "http").rules());
    assertTrue(refusal.getMessage().startsWith("nouphosts: "), refusal.getMessage());
  }

  @Test
  void whatAProxyLooksUpIsNotLookedUpHere() {
    var dialer =
        new Dialer(
            (host, deadline, cancellation) -> {
              throw new AssertionError("looked up " + host);
            },
            parameters("", "", "socks5 pop3=none").rules());
    List<Endpoint> found =
        dialer.endpoints(
            "mail.example", 587, AddressFamily.ANY, Deadline.never(), new Cancellation());
    assertEquals(List.of(Endpoint.ofName("mail.example", 587)), found);
    assertTrue(found.getFirst().isNameOnly());
    assertEquals("mail.example:587", found.getFirst().text());
    assertThrows(
        AssertionError.class,
        () ->
            dialer
                .towards(Direction.MAILBOXES)
                .endpoints(
                    "mail.example", 110, AddressFamily.ANY, Deadline.never(), new Cancellation()));
  }

  @Test
  void directionsWithoutADifferenceShareTheDialer() throws Exception {
    var dialer = new Dialer(FixedHostResolver.loopback());
    assertSame(dialer, dialer.towards(Direction.MAILBOXES));
    InetAddress here = InetAddress.ofLiteral("127.0.0.7");
    ProxyRules rules =
        ProxyRules.direct()
            .with(
                Direction.MAILBOXES,
                new DialerSettings(
                    new Proxy.None(), ProxyBypass.none(), Optional.empty(), Duration.ofMillis(9)))
            .withSource(here);
    for (Direction direction : Direction.values()) {
      assertEquals(Optional.of(here), rules.of(direction).source());
    }
    assertEquals(Duration.ofMillis(9), rules.mailboxes().attemptDelay());
  }
}
