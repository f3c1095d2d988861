package org.mailshim.abi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that crosses between C and Java, at the limits of its memory. */
class CStringTest {
  private final Arena arena = Arena.ofShared(); // a test has a thread of its own

  @AfterEach
  void free() {
    arena.close();
  }

  private CString octets(int... values) {
    MemorySegment memory = arena.allocate(values.length + 1L);
    for (int i = 0; i < values.length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return new CString(memory.address());
  }

  private static String refusal(CString text, int most) {
    AbiException refused = assertThrows(AbiException.class, () -> text.text("the name", most));
    assertEquals(ErrorCode.ARGUMENT, refused.code());
    return refused.getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "Gr\u00fc\u00dfe", "\u65e5\u672c", "\ud83d\ude00", "a\r\nb\u0001"})
  void copiesText(String text) {
    CString c = new CString(arena.allocateFrom(text).address());
    assertEquals(text, c.text("the name", 100));
  }

  @Test
  void refusesNull() {
    assertTrue(new CString(0).isNull());
    assertEquals("the name is NULL", refusal(new CString(0), 10));
  }

  @Test
  void readsNoFurtherThanTheLimit() {
    CString ten = new CString(arena.allocateFrom("0123456789").address());
    assertEquals("0123456789", ten.text("the name", 10));
    assertEquals("the name is longer than 9 octets", refusal(ten, 9));
    assertEquals("the name is longer than 0 octets", refusal(ten, 0));
    MemorySegment endless = arena.allocate(16);
    endless.fill((byte) 'x');
    refusal(new CString(endless.address()), 15);
  }

  @Test
  void refusesWhatIsNotUtf8() {
    for (CString text :
        Arrays.asList(
            octets(0xff),
            octets('a', 0x80),
            octets(0xc3),
            octets(0xc0, 0x80),
            octets(0xed, 0xa0, 0x80),
            octets(0xf5, 0x80, 0x80, 0x80))) {
      assertEquals("the name is not UTF-8 text", refusal(text, 100));
    }
  }

  /** Nothing but the target is written, and the rest of it is left as it was. */
  @Test
  void writesAsMuchAsFits() {
    String text = "Gr\u00fc\u00dfe";
    byte[] whole = text.getBytes(UTF_8);
    for (int size = -1; size <= whole.length + 2; size++) {
      MemorySegment buffer = arena.allocate(16);
      buffer.fill((byte) 0x55);
      assertEquals(whole.length, CString.copy(text, buffer.address(), size));
      byte[] expected = new byte[16];
      Arrays.fill(expected, (byte) 0x55);
      if (size > 0) {
        int fitting = Math.min(size - 1, whole.length);
        System.arraycopy(whole, 0, expected, 0, fitting);
        expected[fitting] = 0;
      }
      assertArrayEquals(expected, buffer.toArray(ValueLayout.JAVA_BYTE), "size " + size);
    }
    assertEquals(whole.length, CString.copy(text, 0, 100));
  }
}
