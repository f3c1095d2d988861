package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Mailbox;
import org.mailshim.queue.Spool;
import org.mailshim.queue.SpoolException;

/** Whatever an entry throws becomes its failure value and the thread's last error. */
class GuardTest {
  @BeforeEach
  void noErrorYet() {
    LastError.none().set();
  }

  private static AddressSyntaxException badAddress() {
    return assertThrows(AddressSyntaxException.class, () -> Mailbox.parse("a\r\n@b"));
  }

  private static SpoolException noSpool() {
    Spool spool = new Spool();
    spool.close();
    return assertThrows(SpoolException.class, () -> spool.append(new byte[1], 0, 1));
  }

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of(new AbiException(ErrorCode.CONFIG, "no such thing"), ErrorCode.CONFIG),
        Arguments.of(new AbiException(ErrorCode.STOPPED, "stopped"), ErrorCode.STOPPED),
        Arguments.of(badAddress(), ErrorCode.ADDRESS),
        Arguments.of(noSpool(), ErrorCode.SPOOL),
        Arguments.of(new OutOfMemoryError("Java heap space"), ErrorCode.MEMORY),
        Arguments.of(new StackOverflowError(), ErrorCode.THREAD),
        Arguments.of(new AssertionError("a bug"), ErrorCode.INTERNAL),
        Arguments.of(new IllegalStateException(), ErrorCode.INTERNAL),
        Arguments.of(new Throwable(), ErrorCode.INTERNAL));
  }

  @ParameterizedTest
  @MethodSource("table")
  void mapsWhatIsThrown(Throwable thrown, ErrorCode code) {
    assertEquals(-7, Guard.failed("SRVSend", -7, thrown));
    LastError error = LastError.current();
    assertEquals(code, error.code());
    assertTrue(error.text().startsWith("SRVSend: "), error.text());
    assertTrue(error.text().length() > "SRVSend: ".length() + 5, error.text());
    assertTrue(error.text().chars().noneMatch(Character::isISOControl), error.text());
    assertEquals(code == ErrorCode.INTERNAL, error.text().contains("please report"));
  }

  /** A throwable that cannot even be described. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Error whenAsked;

    Unspeakable(Error whenAsked) {
      this.whenAsked = whenAsked;
    }

    @Override
    public String getMessage() {
      throw whenAsked;
    }
  }

  @Test
  void survivesWhenDescribingFails() {
    for (Error error : List.of(new OutOfMemoryError(), new StackOverflowError())) {
      LastError.none().set();
      assertEquals(42, Guard.failed("SRVSend", 42, new Unspeakable(error)));
      assertEquals(ErrorCode.MEMORY, LastError.current().code());
      assertFalse(LastError.current().text().isEmpty());
    }
  }

  private static int callDeeper(int depth) {
    return callDeeper(depth + 1) + 1;
  }

  /** As a dispatcher does: the entry used up the stack, and is caught a frame above it. */
  private static LastError overflow() {
    try {
      callDeeper(0);
    } catch (StackOverflowError e) {
      Guard.failed("SRVSend", 0, e);
    }
    return LastError.current();
  }

  @Test
  void saysThatTheStackIsTooSmall() throws InterruptedException {
    LastError[] seen = new LastError[1];
    Thread thread = new Thread(null, () -> seen[0] = overflow(), "small", 256 * 1024);
    thread.start();
    thread.join();
    assertEquals(ErrorCode.THREAD, seen[0].code());
    assertTrue(seen[0].text().contains("stack"), seen[0].text());
  }

  @Test
  void anErrorIsItsThreadsOwn() throws InterruptedException {
    Guard.failed("SRVSend", 0, new AbiException(ErrorCode.STATE, "too late"));
    LastError[] seen = new LastError[1];
    Thread thread = new Thread(() -> seen[0] = LastError.current());
    thread.start();
    thread.join();
    assertEquals(LastError.none(), seen[0]);
    assertEquals(ErrorCode.STATE, LastError.current().code());
  }
}
