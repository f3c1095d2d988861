package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressLiteralsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,         127.0.0.1",
    "[127.0.0.1],       127.0.0.1",
    "::1,               0:0:0:0:0:0:0:1",
    "[2001:db8::2],     2001:db8:0:0:0:0:0:2",
    "::ffff:192.0.2.1,  192.0.2.1",
    "127.1,             broken",
    "2130706433,        broken",
    "0x7f.0.0.1,        broken",
    "256.0.0.1,         broken",
    "1.2.3.4.5,         broken",
    "192.0.2.1.,        broken",
    "[::1,              broken",
    "::1],              broken",
    "[mx.example],      broken",
    "1::2::3,           broken",
    "mx.example:25,     broken",
    "example.,          name",
    "localhost,         name",
    "4.example,         name",
    "1.2.3.4x,          name",
    "mx-1.example,      name",
  })
  void tells(String host, String expected) {
    String told =
        AddressLiterals.parse(host)
            .map(address -> address.getHostAddress())
            .orElseGet(() -> AddressLiterals.isBroken(host) ? "broken" : "name");
    assertEquals(expected, told);
  }
}
