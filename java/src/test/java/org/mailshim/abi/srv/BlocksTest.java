package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.junit.jupiter.api.Test;

/** Blocks that are lent and taken back. */
final class BlocksTest {
  @Test
  void whatIsLentIsNobodyElses() {
    byte[] one = Blocks.SHARED.borrow();
    byte[] other = Blocks.SHARED.borrow();
    try {
      assertNotSame(one, other);
      assertEquals(Blocks.OCTETS, one.length);
      assertEquals(Blocks.OCTETS, other.length);
    } finally {
      Blocks.SHARED.giveBack(one);
      Blocks.SHARED.giveBack(other);
    }
  }
}
