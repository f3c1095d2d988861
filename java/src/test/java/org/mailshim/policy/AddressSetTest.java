package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spans of addresses, and many of them. */
final class AddressSetTest {
  private static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void theVendorsListsAreRead() {
    AddressSet set =
        AddressSet.parse("192.0.2.10-192.0.2.20,198.51.100.7, 10.0.0.0/8 2001:db8::/32");
    for (String inside :
        List.of("192.0.2.10", "192.0.2.20", "198.51.100.7", "10.255.255.255", "2001:db8:ffff::1")) {
      assertTrue(set.contains(ip(inside)), inside);
    }
    for (String outside :
        List.of(
            "192.0.2.9",
            "192.0.2.21",
            "198.51.100.8",
            "11.0.0.0",
            "9.255.255.255",
            "2001:db9::",
            "::1")) {
      assertFalse(set.contains(ip(outside)), outside);
    }
    assertTrue(AddressSet.parse("").isEmpty());
  }

  @Test
  void aMappedAddressIsThatOfIpv4() {
    assertTrue(AddressSet.parse("192.0.2.0/24").contains(ip("::ffff:192.0.2.1")));
  }

  @Test
  void everythingIsASpanToo() {
    assertTrue(AddressSet.parse("0.0.0.0/0").contains(ip("255.255.255.255")));
    assertFalse(AddressSet.parse("0.0.0.0/0").contains(ip("::1")));
    assertTrue(AddressSet.parse("::/0").contains(ip("ffff::")));
  }

  @Test
  void whatIsNoneIsRefused() {
    for (String text :
        List.of(
            "192.0.2.9-192.0.2.1",
            "192.0.2.1-2001:db8::1",
            "192.0.2.0/33",
            "host.example",
            "192.0.2",
            "192.0.2.0/24-192.0.3.0",
            "-",
            "192.0.2.1-",
            "1.2.3.4/-1")) {
      assertThrows(IllegalArgumentException.class, () -> AddressSpan.parse(text), text);
    }
  }

  @Test
  void manySpansAnswerAsEachAlone() throws UnknownHostException {
    Random random = new Random(7);
    List<AddressSpan> spans = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int low = random.nextInt(60_000);
      spans.add(new AddressSpan(address(low), address(low + random.nextInt(400))));
    }
    AddressSet set = AddressSet.of(spans);
    for (int i = 0; i < 61_000; i++) {
      InetAddress address = address(i);
      assertEquals(AddressSpan.contain(spans, address), set.contains(address), address::toString);
    }
  }

  private static InetAddress address(int low) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, (byte) (low >> 8), (byte) low});
  }
}
