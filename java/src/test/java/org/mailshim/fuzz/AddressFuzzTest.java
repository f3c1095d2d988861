package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.address.Utf8;

/**
 * What the grammar of addresses makes of any text: an address that says the same again, or none.
 */
class AddressFuzzTest {
  /** A mailbox, alone. */
  @FuzzTest
  void mailbox(byte[] input) {
    try {
      Mailbox mailbox = Mailbox.parse(new String(input, UTF_8));
      assertIsClean(mailbox.text());
      assertEquals(mailbox, Mailbox.parse(mailbox.text()));
    } catch (AddressSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** A reverse-path, with its angle brackets. */
  @FuzzTest
  void reversePath(byte[] input) {
    try {
      ReversePath path = ReversePath.parse(new String(input, UTF_8));
      assertIsClean(path.text());
      assertEquals(path, ReversePath.parse(path.text()));
    } catch (AddressSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** A forward-path, with its angle brackets. */
  @FuzzTest
  void forwardPath(byte[] input) {
    try {
      ForwardPath path = ForwardPath.parse(new String(input, UTF_8));
      assertIsClean(path.text());
      assertEquals(path, ForwardPath.parse(path.text()));
    } catch (AddressSyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** The message of an exception goes to logs: one line, without controls. */
  private static void assertIsSafe(Exception e) {
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
  }

  private static void assertIsClean(String text) {
    assertTrue(Utf8.firstForbidden(text) < 0, text);
  }
}
