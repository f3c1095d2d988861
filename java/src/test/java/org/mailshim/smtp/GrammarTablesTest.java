package org.mailshim.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.address.Tokens;
import org.mailshim.address.Xtext;

/**
 * The grammar tables: line n of {@code grammar/x.in} is a case, line n of {@code grammar/x.ref} is
 * what it means, or why it means nothing. To add a case, add a line to both. Every case that means
 * something is also rendered and read again.
 */
class GrammarTablesTest {

  @TestFactory
  List<DynamicTest> mailboxes() throws IOException {
    return table("mailboxes", GrammarTablesTest::mailbox);
  }

  @TestFactory
  List<DynamicTest> paths() throws IOException {
    return table("paths", GrammarTablesTest::path);
  }

  @TestFactory
  List<DynamicTest> xtext() throws IOException {
    return table("xtext", GrammarTablesTest::xtext);
  }

  @TestFactory
  List<DynamicTest> commands() throws IOException {
    return table("commands", GrammarTablesTest::command);
  }

  @TestFactory
  List<DynamicTest> parameters() throws IOException {
    return table("parameters", GrammarTablesTest::parameters);
  }

  @TestFactory
  List<DynamicTest> replies() throws IOException {
    return table("replies", GrammarTablesTest::reply);
  }

  @TestFactory
  List<DynamicTest> ehlo() throws IOException {
    return table("ehlo", GrammarTablesTest::ehlo);
  }

  private static String mailbox(String text) {
    Mailbox mailbox = Mailbox.parse(text);
    assertEquals(mailbox, Mailbox.parse(mailbox.text()));
    assertEquals(mailbox.text(), Mailbox.parse(mailbox.text()).text());
    return mailbox.text()
        + "  local-part "
        + mailbox.localPart()
        + (mailbox.isAscii() ? "" : "  UTF-8");
  }

  private static String path(String line) {
    String text = line.substring("reverse ".length());
    if (line.startsWith("reverse ")) {
      ReversePath path = ReversePath.parse(text);
      assertEquals(path, ReversePath.parse(path.text()));
      return path.text() + (path.isAscii() ? "" : "  UTF-8");
    }
    ForwardPath path = ForwardPath.parse(text);
    assertEquals(path, ForwardPath.parse(path.text()));
    return path.text() + "  domain " + path.domain().map(Object::toString).orElse("none");
  }

  private static String xtext(String line) {
    String text = line.substring("encode ".length());
    if (line.startsWith("encode ")) {
      String encoded = Xtext.encode(text);
      assertEquals(text, Xtext.decode(encoded));
      return encoded;
    }
    String decoded = Xtext.decode(text);
    assertEquals(decoded, Xtext.decode(Xtext.encode(decoded)));
    return decoded;
  }

  private static String command(String line) {
    Command command = Command.parse(line);
    assertEquals(command, Command.parse(command.line()));
    assertEquals(command.line(), Command.parse(command.line()).line());
    assertTrue(command.line().startsWith(command.verb().keyword()));
    return command.line();
  }

  /** What the parameters mean, or what a server answers to them. */
  private static String parameters(String line) {
    boolean mail = line.startsWith("mail");
    String command = (mail ? "MAIL FROM:<>" : "RCPT TO:<Postmaster>") + line.substring(4);
    try {
      String text = mail ? mailParameters(command) : rcptParameters(command);
      return text.isEmpty() ? "none" : text;
    } catch (SmtpSyntaxException refused) {
      return refused.reply().text();
    }
  }

  private static String mailParameters(String command) {
    List<Parameter> parameters = ((Command.Mail) Command.parse(command)).parameters();
    MailParameters meaning = MailParameters.of(parameters);
    assertEquals(meaning, MailParameters.of(meaning.parameters()));
    return text(meaning.parameters());
  }

  private static String rcptParameters(String command) {
    List<Parameter> parameters = ((Command.Rcpt) Command.parse(command)).parameters();
    RcptParameters meaning = RcptParameters.of(parameters);
    assertEquals(meaning, RcptParameters.of(meaning.parameters()));
    return text(meaning.parameters());
  }

  private static String text(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::text).collect(Collectors.joining(" "));
  }

  private static String reply(String lines) {
    Optional<Reply> reply = assemble(lines);
    if (reply.isEmpty()) {
      return "more to come";
    }
    assertEquals(reply, assemble(reply.get().wire().strip().replace("\r\n", "\n")));
    return reply.get().text() + "  lines " + reply.get().lines().size();
  }

  private static String ehlo(String lines) {
    EhloReply ehlo = EhloReply.of(assemble(lines).orElseThrow());
    assertEquals(ehlo, EhloReply.of(ehlo.reply()));
    StringBuilder text = new StringBuilder(ehlo.domain());
    if (!ehlo.greeting().isEmpty()) {
      text.append(", greeting ").append(ehlo.greeting());
    }
    for (EhloKeyword keyword : EhloKeyword.values()) {
      if (ehlo.offers(keyword)) {
        text.append(", ").append(keyword);
      }
    }
    OptionalLong size = ehlo.sizeLimit();
    if (size.isPresent()) {
      text.append(", at most ").append(size.getAsLong());
    }
    if (!ehlo.authMechanisms().isEmpty()) {
      text.append(", mechanisms ").append(ehlo.authMechanisms());
    }
    if (!ehlo.limits().equals(Limits.NONE)) {
      text.append(", ").append(String.join(" ", ehlo.limits().parameters()));
    }
    ehlo.deliverByMinimum().ifPresent(minimum -> text.append(", by ").append(minimum));
    ehlo.futureReleaseLimits().ifPresent(limits -> text.append(", ").append(limits));
    ehlo.mtPriorityProfile().ifPresent(profile -> text.append(", profile ").append(profile));
    if (!ehlo.xclientAttributes().isEmpty()) {
      text.append(", attributes ").append(ehlo.xclientAttributes());
    }
    return text.append(", lines ").append(ehlo.extensions().size()).toString();
  }

  private static Optional<Reply> assemble(String lines) {
    ReplyAssembler assembler = new ReplyAssembler();
    Optional<Reply> reply = Optional.empty();
    for (String line : lines.split("\n", -1)) {
      assertTrue(reply.isEmpty(), "a line after the last line of the reply");
      reply = assembler.line(line);
    }
    assertEquals(reply.isEmpty(), assembler.isInsideReply());
    return reply;
  }

  private static List<DynamicTest> table(String name, UnaryOperator<String> meaning)
      throws IOException {
    List<String> cases = lines(name + ".in");
    List<String> expected = lines(name + ".ref");
    assertEquals(
        cases.size(), expected.size(), name + ".ref has a line for each line of " + name + ".in");
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      String line = cases.get(i);
      String reference = expected.get(i);
      String display = (i + 1) + ": " + line;
      tests.add(
          line.startsWith("#")
              ? DynamicTest.dynamicTest(display, () -> assertEquals("#", reference))
              : DynamicTest.dynamicTest(
                  display, () -> assertEquals(reference, result(meaning, line))));
    }
    return tests;
  }

  private static String result(UnaryOperator<String> meaning, String line) {
    try {
      return meaning.apply(Tokens.expand(line));
    } catch (SmtpSyntaxException refused) {
      return "refused as " + refused.kind() + ": " + withoutText(refused);
    } catch (AddressSyntaxException refused) {
      return "refused: " + withoutText(refused);
    }
  }

  /** The message up to the text, which the case shows already. */
  private static String withoutText(RuntimeException refused) {
    return refused.getMessage().substring(0, refused.getMessage().indexOf(" of \""));
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = GrammarTablesTest.class.getResourceAsStream("/grammar/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
