package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Envelope;

/** Lists of recipients as a host writes them. */
class AddressTextTest {
  private final Arena arena = Arena.ofShared(); // a test has a thread of its own

  @AfterEach
  void free() {
    arena.close();
  }

  private Envelope envelope(String from, String to) {
    return AddressText.envelope(c(from), c(to));
  }

  private CString c(String text) {
    return new CString(arena.allocateFrom(text).address());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "a@b.c                   | <a@b.c>",
        "a@b.c d@e.f             | <a@b.c>, <d@e.f>",
        "a@b.c\td@e.f            | <a@b.c>, <d@e.f>",
        "a@b.c,d@e.f;g@h.i       | <a@b.c>, <d@e.f>, <g@h.i>",
        "' ,; a@b.c ;; d@e.f , ' | <a@b.c>, <d@e.f>",
        "a@b.c\td@e.f            | <a@b.c>, <d@e.f>",
        "a@b.c a@b.c             | <a@b.c>, <a@b.c>",
        "\"x, y; z\"@b.c d@e.f   | <\"x, y; z\"@b.c>, <d@e.f>",
        "\"q\\\" ,\"@b.c;d@e.f   | <\"q\\\" ,\"@b.c>, <d@e.f>",
        "a@[192.0.2.1] b@c.d     | <a@[192.0.2.1]>, <b@c.d>"
      })
  void separatesRecipients(String to, String paths) {
    List<String> texts =
        envelope("s@example.org", to).forwardPaths().stream().map(path -> path.text()).toList();
    assertEquals(paths, String.join(", ", texts));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a@b.c d",
        "a@b.c\nd@e.f",
        "a@b.c\r\n",
        "<a@b.c>",
        "\"a@b.c",
        "a@b.c\u00a0d@e.f",
        "a@b.c:d@e.f",
        "A <a@b.c>"
      })
  void refusesWhatIsNoList(String to) {
    assertThrows(AddressSyntaxException.class, () -> envelope("s@example.org", to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",;, ;"})
  void refusesNobody(String to) {
    AbiException refused = assertThrows(AbiException.class, () -> envelope("s@example.org", to));
    assertEquals(ErrorCode.ADDRESS, refused.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a", "a@b.c d@e.f", "<a@b.c>", "<>", "a@b.c\n"})
  void theSenderIsOneAddress(String from) {
    assertThrows(AddressSyntaxException.class, () -> envelope(from, "a@b.c"));
  }

  @Test
  void saysWhichArgumentIsNull() {
    CString none = new CString(0);
    assertEquals(
        "the sender's address is NULL",
        assertThrows(AbiException.class, () -> AddressText.envelope(none, c("a@b.c")))
            .getMessage());
    assertEquals(
        "the list of recipients is NULL",
        assertThrows(AbiException.class, () -> AddressText.envelope(c("a@b.c"), none))
            .getMessage());
  }
}
