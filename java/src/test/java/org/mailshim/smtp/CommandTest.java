package org.mailshim.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.Verb.Fact;
import org.mailshim.smtp.Verb.Order;

/**
 * Commands as values, and the facts in the verbs' rows; what they look like as text is in the
 * grammar tables.
 */
class CommandTest {
  private static final List<Command> ONE_OF_EACH =
      List.of(
          new Command.Ehlo("a"),
          new Command.Helo("a"),
          new Command.Lhlo("a"),
          new Command.Mail(
              ReversePath.NULL,
              List.of(Parameter.size(5), Parameter.SMTPUTF8, Parameter.BODY_8BITMIME)),
          new Command.Rcpt(ForwardPath.POSTMASTER, List.of()),
          new Command.Data(),
          new Command.Bdat(5, true),
          new Command.Rset(),
          new Command.Noop(),
          new Command.Quit(),
          new Command.Vrfy("a"),
          new Command.Expn("a"),
          new Command.Help(""),
          new Command.StartTls(),
          new Command.Auth("PLAIN", "="),
          new Command.Etrn("a"),
          new Command.Xclient(
              List.of(new XclientAttribute(XclientAttribute.Name.ADDR, "192.0.2.1"))));

  @Test
  void everyVerbHasACommandThatIsReadBack() {
    Set<Verb> verbs = EnumSet.noneOf(Verb.class);
    for (Command command : ONE_OF_EACH) {
      verbs.add(command.verb());
      assertEquals(command, Command.parse(command.line()));
      assertTrue(command.line().startsWith(command.verb().keyword()), command.line());
    }
    assertEquals(EnumSet.allOf(Verb.class), verbs);
  }

  @Test
  void groupsEndWhereTheRfcSays() {
    assertEquals(
        EnumSet.of(
            Verb.EHLO,
            Verb.HELO,
            Verb.LHLO,
            Verb.DATA,
            Verb.NOOP,
            Verb.QUIT,
            Verb.VRFY,
            Verb.EXPN,
            Verb.STARTTLS,
            Verb.AUTH,
            Verb.ETRN,
            Verb.XCLIENT),
        with(Fact.ENDS_GROUP));
  }

  @Test
  void littleIsAllowedBeforeTlsAndAuthentication() {
    assertEquals(
        EnumSet.of(
            Verb.EHLO, Verb.HELO, Verb.LHLO, Verb.NOOP, Verb.QUIT, Verb.STARTTLS, Verb.XCLIENT),
        with(Fact.BEFORE_TLS));
    assertEquals(
        EnumSet.of(
            Verb.EHLO,
            Verb.HELO,
            Verb.LHLO,
            Verb.NOOP,
            Verb.RSET,
            Verb.QUIT,
            Verb.STARTTLS,
            Verb.AUTH,
            Verb.XCLIENT),
        with(Fact.BEFORE_AUTH));
  }

  @Test
  void transactionsHaveAnOrder() {
    assertEquals(Order.OUTSIDE_TRANSACTION, Verb.MAIL.order());
    assertEquals(Order.IN_TRANSACTION, Verb.RCPT.order());
    assertEquals(Order.AFTER_RECIPIENT, Verb.DATA.order());
    assertEquals(Order.AFTER_RECIPIENT, Verb.BDAT.order());
    assertEquals(Order.ANYTIME, Verb.RSET.order());
    assertEquals("RCPT TO", Verb.RCPT.phrase());
  }

  @Test
  void verbsAreFoundInEveryCaseAndLocale() {
    Locale before = Locale.getDefault();
    try {
      // In Turkish "quit" has an upper case that is not ASCII.
      Locale.setDefault(Locale.of("tr", "TR"));
      assertEquals(new Command.Quit(), Command.parse("quit"));
      assertEquals("SIZE", Parameter.of("size", "1").keyword());
    } finally {
      Locale.setDefault(before);
    }
    assertTrue(Verb.of("qu\u0131t").isEmpty(), "a dotless i is another letter");
  }

  @Test
  void parametersAreFoundByKeyword() {
    List<Parameter> parameters = List.of(Parameter.size(7), Parameter.SMTPUTF8);
    assertEquals("7", Parameter.find(parameters, "SIZE").orElseThrow().value().orElseThrow());
    assertTrue(Parameter.find(parameters, "SMTPUTF8").orElseThrow().value().isEmpty());
    assertTrue(Parameter.find(parameters, "BODY").isEmpty());
  }

  @Test
  void commandsKeepNoReferenceToTheCallersList() {
    List<Parameter> parameters = new ArrayList<>(List.of(Parameter.SMTPUTF8));
    Command.Mail mail = new Command.Mail(ReversePath.NULL, parameters);
    parameters.clear();
    assertEquals("MAIL FROM:<> SMTPUTF8", mail.line());
  }

  @Test
  void constructorsRefuseWhatTheGrammarRefuses() {
    assertThrows(SmtpSyntaxException.class, () -> new Command.Bdat(-1, false));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Ehlo(""));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Ehlo("a b"));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Vrfy(" a"));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Noop("a "));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Auth("", ""));
    assertThrows(
        SmtpSyntaxException.class, () -> Parameter.size(1).value().map(v -> Parameter.of("", v)));
    List<Parameter> twice = List.of(Parameter.size(1), Parameter.size(2));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Mail(ReversePath.NULL, twice));
    assertThrows(SmtpSyntaxException.class, () -> new Command.Rcpt(ForwardPath.POSTMASTER, twice));
    assertFalse(Verb.of("").isPresent());
  }

  private static Set<Verb> with(Fact fact) {
    Set<Verb> verbs = EnumSet.noneOf(Verb.class);
    for (Verb verb : Verb.values()) {
      if (verb.is(fact)) {
        verbs.add(verb);
      }
    }
    return verbs;
  }
}
