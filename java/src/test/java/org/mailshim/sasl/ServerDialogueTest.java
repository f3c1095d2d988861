package org.mailshim.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailshim.sasl.ServerDialogue.Outcome;

/** The lines of AUTH, over a mechanism that keeps what it hears. */
final class ServerDialogueTest {
  private final List<String> heard = new ArrayList<>();
  private Step next = new Step.Challenge("hello".getBytes(ISO_8859_1));
  private final ServerDialogue dialogue =
      new ServerDialogue(
          Mechanism.LOGIN,
          new ServerMechanism() {
            @Override
            public Step begin(Optional<byte[]> initialResponse) {
              heard.add(initialResponse.map(octets -> "[" + text(octets) + "]").orElse("none"));
              return next;
            }

            @Override
            public Step respond(byte[] response) {
              heard.add(text(response));
              return next;
            }

            @Override
            public void close() {
              heard.add("closed");
            }
          });

  private static String text(byte[] octets) {
    return new String(octets, ISO_8859_1);
  }

  @Test
  void anInitialResponseMayBeNoneOrEmptyOrThere() {
    assertEquals(new Outcome.Challenge("aGVsbG8="), dialogue.begin(Optional.empty()));
    assertEquals(new Outcome.Challenge("aGVsbG8="), dialogue.begin(Optional.of("=")));
    assertEquals(new Outcome.Challenge("aGVsbG8="), dialogue.begin(Optional.of("YW5u")));
    assertEquals(List.of("none", "[]", "[ann]"), heard);
  }

  @Test
  void whatIsNoBase64DoesNotReachTheMechanism() {
    for (String garbled :
        List.of("a", "YW5u YW5u", "YW5u=", "\u00e4\u00e4\u00e4\u00e4", "\u0159")) {
      assertEquals(new Outcome.Garbled(), dialogue.begin(Optional.of(garbled)), garbled);
      assertEquals(new Outcome.Garbled(), dialogue.respond(garbled), garbled);
    }
    assertEquals(new Outcome.Garbled(), dialogue.begin(Optional.of("*")));
    assertEquals(new Outcome.Garbled(), dialogue.respond("="));
    assertEquals(List.of(), heard);
  }

  @Test
  void aStarGivesUp() {
    assertEquals(new Outcome.Cancelled(), dialogue.respond("*"));
    assertEquals(List.of(), heard);
  }

  @Test
  void theResultIsTheMechanisms() {
    next = new Step.Success("ann", "bob");
    assertEquals(new Outcome.Success("bob"), dialogue.respond("YW5u"));
    next = new Step.Failure("nobody", true);
    assertEquals(new Outcome.Failure("nobody", true), dialogue.respond(""));
    dialogue.close();
    assertEquals(List.of("ann", "", "closed"), heard);
  }

  @Test
  void whatTheMechanismThrowsIsThrown() {
    var failing =
        new ServerDialogue(
            Mechanism.PLAIN,
            new ServerMechanism() {
              @Override
              public Step begin(Optional<byte[]> initialResponse) {
                throw new UserDirectoryException("down", new IllegalStateException());
              }

              @Override
              public Step respond(byte[] response) {
                throw new AssertionError("not begun");
              }

              @Override
              public void close() {}
            });
    assertThrows(UserDirectoryException.class, () -> failing.begin(Optional.of("YW5u")));
  }
}
