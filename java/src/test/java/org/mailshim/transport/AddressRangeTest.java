package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.77/24, 192.0.2.1, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.200, true",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 198.51.100.1, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 198.51.100.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "[::1], ::1, true",
    "192.0.2.0/24, ::ffff:192.0.2.1, true",
  })
  void contains(String range, String address, boolean expected) {
    assertEquals(expected, AddressRange.parse(range).contains(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "example.net", "192.0.2", "192.0.2.0/33", "192.0.2.0/-1", "::/129", "::/x"})
  void noRange(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
  }

  @Test
  void severalRanges() {
    List<AddressRange> ranges =
        List.of(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("::1"));
    assertEquals(true, AddressRange.contain(ranges, InetAddress.ofLiteral("::1")));
    assertEquals(false, AddressRange.contain(ranges, InetAddress.ofLiteral("198.51.100.1")));
    assertEquals("192.0.2.0/24", ranges.get(0).toString());
  }
}
