package org.mailshim.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IpAddressTextTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,                192.0.2.1",
    "0.0.0.0,                  0.0.0.0",
    "::ffff:192.0.2.1,         192.0.2.1",
    "0:0:0:0:0:0:0:0,          ::",
    "0:0:0:0:0:0:0:1,          ::1",
    "2001:DB8:0:0:0:0:0:1,     2001:db8::1",
    "2001:db8:0:0:0:0:0:0,     2001:db8::",
    "2001:0db8:0:1:1:1:1:1,    2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1,       2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1,     2001:db8::1:0:0:1",
    "1:2:3:4:5:6:7:8,          1:2:3:4:5:6:7:8",
    "fe80::1%1,                fe80::1",
  })
  void isTheShortest(String given, String expected) {
    assertEquals(expected, IpAddressText.of(InetAddress.ofLiteral(given)));
  }
}
