package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.53, 192.0.2.53, 53",
    "192.0.2.53:5353, 192.0.2.53, 5353",
    "2001:db8::53, 2001:db8::53, 53",
    "[2001:db8::53], 2001:db8::53, 53",
    "[2001:db8::53]:5353, 2001:db8::53, 5353",
    "::1, ::1, 53",
    "127.0.0.1:65535, 127.0.0.1, 65535"
  })
  void readsServers(String text, String address, int port) {
    InetSocketAddress expected = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    assertEquals(expected, DnsSettings.server(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "53",
        "ns.example",
        "localhost:53",
        "192.0.2.53:",
        "192.0.2.53:0",
        "192.0.2.53:65536",
        "192.0.2.53:-1",
        "192.0.2.53:5 3",
        "[::1",
        "::1]:53",
        "[::1]x:53",
        "192.0.2.256",
        "192.0.2.1:99999999999"
      })
  void refusesWhatIsNoServer(String text) {
    assertThrows(IllegalArgumentException.class, () -> DnsSettings.server(text));
  }

  @Test
  void refusesNoTime() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new DnsSettings(List.of(), Duration.ZERO, false, true));
  }

  @Test
  void refusesAnImpossibleNumberOfExchangers() {
    for (int number : new int[] {Integer.MIN_VALUE, 0, DnsSettings.MOST_EXCHANGERS + 1}) {
      assertThrows(
          IllegalArgumentException.class, () -> DnsSettings.DEFAULT.withMostExchangers(number));
    }
  }
}
