package org.mailshim.smtp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mailshim.address.AddressLiteral;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.address.Tokens;
import org.mailshim.address.Utf8AddressXtext;
import org.mailshim.address.Xtext;

/**
 * No way leads a CR, LF or NUL into a command, a parameter, an address or a reply: not parsing, not
 * constructing.
 */
class InjectionTest {
  private static final List<String> CONTROLS = List.of("\r", "\n", "\0", "\r\n", "\r\nDATA\r\n");

  private static final Domain DOMAIN = Domain.parse("example.org");

  /**
   * Every field of every value that reaches the wire, as a function of hostile text; gives what
   * would be sent.
   */
  private static final List<UnaryOperator<String>> FIELDS =
      List.of(
          text -> Mailbox.parse(text + "@example.org").text(),
          text -> Mailbox.parse("ann@" + text).text(),
          text -> Mailbox.parse("\"" + text + "\"@example.org").text(),
          text -> Mailbox.parse("\"\\" + text + "\"@example.org").text(),
          text -> new Mailbox(text, DOMAIN).text(),
          text -> new DomainName(text).ascii(),
          text -> DomainName.parse("ü" + text).ascii(),
          text -> new AddressLiteral("", text).ascii(),
          text -> new AddressLiteral("IPv6", text).ascii(),
          text -> new AddressLiteral("tag", text).ascii(),
          text -> new AddressLiteral(text, "x").ascii(),
          text -> ReversePath.parse(text).text(),
          text -> ReversePath.parse("<" + text + ">").text(),
          text -> ReversePath.parse("<@" + text + ":ann@example.org>").text(),
          text -> ForwardPath.parse(text).text(),
          text -> ForwardPath.parse("Postmaster" + text).text(),
          Xtext::encode,
          text -> new Command.Ehlo(text).line(),
          text -> new Command.Helo(text).line(),
          text -> new Command.Lhlo(text).line(),
          text -> new Command.Noop(text).line(),
          text -> new Command.Vrfy(text).line(),
          text -> new Command.Expn(text).line(),
          text -> new Command.Help(text).line(),
          text -> new Command.Auth(text, "").line(),
          text -> new Command.Auth("PLAIN", text).line(),
          text -> new Command.Etrn(text).line(),
          text -> Parameter.of(text, "x").text(),
          text -> Parameter.of("X", text).text(),
          text -> new Parameter(text, Optional.empty()).text(),
          text -> Parameter.parse(text).text(),
          text -> Parameter.parse("X=" + text).text(),
          text -> new XclientAttribute(XclientAttribute.Name.LOGIN, text).text(),
          text -> new OriginalRecipient("rfc822", text).text(),
          text -> new OriginalRecipient("utf-8", text).text(),
          text -> new OriginalRecipient(text, "bob@example.net").text(),
          text -> FutureRelease.holdUntil("2026-11-20T14:00:00Z" + text).parameter().text(),
          text -> DeliverBy.parse("120;R" + text).text(),
          text -> Submitter.parse("ann@example.org" + text).text(),
          text -> withEnvid(text).parameters().toString(),
          Utf8AddressXtext::encode,
          Utf8AddressXtext::decode,
          text -> Reply.of(250, text).wire(),
          text -> Reply.of(250, "first", text).wire(),
          text -> EnhancedStatusCode.parse(text).text(),
          text -> EnhancedStatusCode.parse("2.1." + text).text(),
          text -> new EhloReply(text, "", List.of()).reply().wire(),
          text -> new EhloReply("mx", text, List.of()).reply().wire(),
          text ->
              new EhloReply("mx", "", List.of(new EhloReply.Extension(text, List.of())))
                  .reply()
                  .wire(),
          text ->
              new EhloReply("mx", "", List.of(new EhloReply.Extension("X", List.of(text))))
                  .reply()
                  .wire());

  @Test
  void noFieldTakesAControl() {
    for (int i = 0; i < FIELDS.size(); i++) {
      UnaryOperator<String> field = FIELDS.get(i);
      for (String control : CONTROLS) {
        for (String text : List.of(control, "a" + control, control + "a", "a" + control + "a")) {
          assertRefused(() -> field.apply(text), "field " + i + " with " + show(text));
        }
      }
    }
  }

  @Test
  void noCommandLineTakesAControlAnywhere() throws IOException {
    int lines = 0;
    for (String line : cases("commands.in")) {
      if (!isCommand(line)) {
        continue;
      }
      lines++;
      for (int at = 0; at <= line.length(); at++) {
        for (String control : CONTROLS) {
          String hostile = line.substring(0, at) + control + line.substring(at);
          assertRefused(() -> Command.parse(hostile), show(hostile));
        }
      }
    }
    assertTrue(lines >= 40, "commands.in has commands");
  }

  @Test
  void noReplyLineTakesAControlAnywhere() {
    String line = "550 5.1.1 No such mailbox";
    for (int at = 0; at <= line.length(); at++) {
      for (String control : CONTROLS) {
        String hostile = line.substring(0, at) + control + line.substring(at);
        assertRefused(() -> new ReplyAssembler().line(hostile), show(hostile));
      }
    }
  }

  /** Messages are shown and logged, so they must not carry what they refuse; nor a password. */
  @Test
  void messagesOfExceptionsAreOneSafeLine() {
    RuntimeException address =
        assertThrows(
            AddressSyntaxException.class,
            () -> Mailbox.parse("ann\r\n\u001b[31m\u202e@example.org"));
    assertSafe(address.getMessage());
    RuntimeException command =
        assertThrows(
            SmtpSyntaxException.class, () -> Command.parse("NOOP \r\n\0\u0085" + "x".repeat(9999)));
    assertSafe(command.getMessage());
    assertTrue(command.getMessage().length() < 2000, "bounded");
    for (String line :
        List.of("AUTH PLAIN c2VjcmV0\r", "auth PLAIN c2VjcmV0*", "AUTH PLAIN c2VjcmV0 x")) {
      RuntimeException auth = assertThrows(SmtpSyntaxException.class, () -> Command.parse(line));
      assertFalse(auth.getMessage().contains("c2VjcmV0"), auth.getMessage());
    }
    assertFalse(Command.parse("AUTH PLAIN c2VjcmV0").toString().contains("c2VjcmV0"));
  }

  private static MailParameters withEnvid(String envid) {
    return new MailParameters(
        OptionalLong.empty(),
        BodyType.SEVEN_BIT,
        false,
        Optional.empty(),
        Optional.of(envid),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false);
  }

  private static void assertSafe(String message) {
    assertTrue(
        message
            .chars()
            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT),
        message);
  }

  private static void assertRefused(Runnable attempt, String what) {
    try {
      attempt.run();
    } catch (SmtpSyntaxException | AddressSyntaxException refused) {
      return;
    }
    throw new AssertionError("taken: " + what);
  }

  private static boolean isCommand(String line) {
    try {
      Command.parse(line);
      return true;
    } catch (SmtpSyntaxException | AddressSyntaxException refused) {
      return false;
    }
  }

  private static List<String> cases(String file) throws IOException {
    try (InputStream in = InjectionTest.class.getResourceAsStream("/grammar/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Tokens::expand).toList();
    }
  }

  private static String show(String data) {
    return data.replace("\r", "{CR}").replace("\n", "{LF}").replace("\0", "{NUL}");
  }
}
