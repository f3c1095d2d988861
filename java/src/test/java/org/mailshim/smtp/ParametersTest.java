package org.mailshim.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.EhloReply.Extension;

/**
 * Parameters as values: what belongs to which extension, what constructors refuse, what a server
 * offers. What parameters look like as text is in the grammar tables.
 */
class ParametersTest {

  /** A parameter, the extension that it is of, and the command that it is of. */
  private static final String[][] OWNERS = {
    {"SIZE=1", "SIZE", "MAIL"},
    {"BODY=7BIT", "EIGHTBITMIME", "MAIL"},
    {"BODY=8BITMIME", "EIGHTBITMIME", "MAIL"},
    {"BODY=BINARYMIME", "BINARYMIME", "MAIL"},
    {"SMTPUTF8", "SMTPUTF8", "MAIL"},
    {"RET=FULL", "DSN", "MAIL"},
    {"ENVID=x", "DSN", "MAIL"},
    {"AUTH=<>", "AUTH", "MAIL"},
    {"BY=1;R", "DELIVERBY", "MAIL"},
    {"HOLDFOR=1", "FUTURERELEASE", "MAIL"},
    {"HOLDUNTIL=2026-11-20T14:00:00Z", "FUTURERELEASE", "MAIL"},
    {"MT-PRIORITY=1", "MT_PRIORITY", "MAIL"},
    {"REQUIRETLS", "REQUIRETLS", "MAIL"},
    {"NOTIFY=NEVER", "DSN", "RCPT"},
    {"ORCPT=rfc822;a@b.example", "DSN", "RCPT"},
  };

  @Test
  void aParameterIsUnknownWhereItsExtensionIsNotOffered() {
    for (String[] row : OWNERS) {
      Parameter parameter = Parameter.parse(row[0]);
      EhloKeyword owner = EhloKeyword.valueOf(row[1]);
      assertEquals(
          List.of(parameter).toString(), read(row[2], parameter, EnumSet.of(owner)).toString());
      SmtpSyntaxException unknown =
          assertThrows(
              SmtpSyntaxException.class,
              () -> read(row[2], parameter, EnumSet.complementOf(EnumSet.of(owner))),
              row[0]);
      assertEquals(555, unknown.reply().code());
      assertEquals("5.5.4", unknown.reply().enhanced().orElseThrow().text());
    }
  }

  /** What was read, as parameters again; 7BIT is not written. */
  private static List<Parameter> read(String verb, Parameter parameter, Set<EhloKeyword> offered) {
    List<Parameter> given = List.of(parameter);
    if (verb.equals("RCPT")) {
      return RcptParameters.of(given, offered).parameters();
    }
    List<Parameter> read = MailParameters.of(given, offered).parameters();
    return parameter.text().equals("BODY=7BIT") && read.isEmpty() ? given : read;
  }

  @Test
  void constructorsRefuseWhatTheGrammarRefuses() {
    Class<SmtpSyntaxException> refused = SmtpSyntaxException.class;
    assertThrows(refused, () -> new DeliverBy(0, DeliverBy.Mode.RETURN, false));
    assertThrows(refused, () -> new DeliverBy(1_000_000_000, DeliverBy.Mode.NOTIFY, false));
    assertThrows(refused, () -> new DeliverBy(-1_000_000_000, DeliverBy.Mode.NOTIFY, false));
    assertThrows(refused, () -> new FutureRelease.HoldFor(0));
    assertThrows(refused, () -> new FutureRelease.HoldFor(1_000_000_000));
    assertThrows(refused, () -> new OriginalRecipient("rfc822", ""));
    assertThrows(refused, () -> new OriginalRecipient("", "a@b.example"));
    assertThrows(refused, () -> new OriginalRecipient("utf-8", "ä".repeat(83)));
    assertThrows(
        refused,
        () ->
            new RcptParameters(
                EnumSet.of(NotifyCondition.NEVER, NotifyCondition.DELAY), Optional.empty()));
    assertThrows(refused, () -> new Command.Xclient(List.of()));
    assertThrows(
        refused, () -> new XclientAttribute(XclientAttribute.Name.PORT, "99999999999999999999"));
    for (int wrong : new int[] {0, -1, 1_000_000}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Limits(OptionalInt.of(wrong), OptionalInt.empty(), OptionalInt.empty()));
    }
  }

  @Test
  void conditionsAreCopied() {
    Set<NotifyCondition> conditions = new HashSet<>(Set.of(NotifyCondition.DELAY));
    RcptParameters parameters = new RcptParameters(conditions, Optional.empty());
    conditions.add(NotifyCondition.NEVER);
    assertEquals("[NOTIFY=DELAY]", parameters.parameters().toString());
    assertThrows(
        UnsupportedOperationException.class,
        () -> parameters.notifyOn().add(NotifyCondition.FAILURE));
  }

  @Test
  void theAddressDecidesTheTypeOfAnOriginalRecipient() {
    assertEquals("rfc822;bob+2Bx@example.net", OriginalRecipient.of("bob+x@example.net").text());
    assertEquals("utf-8;\\x{E4}@example.net", OriginalRecipient.of("ä@example.net").text());
  }

  @Test
  void xclientSaysWhatItDoesNotKnow() {
    String line = "XCLIENT NAME=[TEMPUNAVAIL] LOGIN=[unavailable] ADDR=192.0.2.1";
    List<XclientAttribute> attributes = ((Command.Xclient) Command.parse(line)).attributes();
    assertFalse(attributes.get(0).isAvailable());
    assertFalse(attributes.get(1).isAvailable());
    assertTrue(attributes.get(2).isAvailable());
    assertEquals("[x]", new XclientAttribute(XclientAttribute.Name.HELO, "[x]").value());
  }

  @Test
  void whatAServerOffersIsReadBack() {
    Limits limits = new Limits(OptionalInt.of(5), OptionalInt.of(100), OptionalInt.of(1));
    var release = new FutureRelease.Limits(86400, Instant.parse("2030-01-01T00:00:00Z"));
    Set<XclientAttribute.Name> names = EnumSet.allOf(XclientAttribute.Name.class);
    EhloReply ehlo =
        new EhloReply(
            "mx.example.org",
            "",
            List.of(
                Extension.of(EhloKeyword.PIPELINING),
                Extension.size(10_240_000),
                Extension.of(EhloKeyword.AUTH, List.of("PLAIN", "SCRAM-SHA-256")),
                Extension.deliverBy(240),
                Extension.futureRelease(release),
                Extension.limits(limits),
                Extension.of(EhloKeyword.MT_PRIORITY, List.of("MIXER")),
                Extension.xclient(names)));
    String wire =
        """
        250-mx.example.org
        250-PIPELINING
        250-SIZE 10240000
        250-AUTH PLAIN SCRAM-SHA-256
        250-DELIVERBY 240
        250-FUTURERELEASE 86400 2030-01-01T00:00:00Z
        250-LIMITS MAILMAX=5 RCPTMAX=100 RCPTDOMAINMAX=1
        250-MT-PRIORITY MIXER
        250 XCLIENT NAME REVERSE_NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT
        """;
    assertEquals(wire.replace("\n", "\r\n"), ehlo.reply().wire());
    EhloReply heard = EhloReply.of(ehlo.reply());
    assertEquals(10_240_000, heard.sizeLimit().orElseThrow());
    assertEquals(List.of("PLAIN", "SCRAM-SHA-256"), heard.authMechanisms());
    assertEquals(240, heard.deliverByMinimum().orElseThrow());
    assertEquals(Optional.of(release), heard.futureReleaseLimits());
    assertEquals(limits, heard.limits());
    assertEquals(Optional.of("MIXER"), heard.mtPriorityProfile());
    assertEquals(names, heard.xclientAttributes());
    assertEquals("DELIVERBY", Extension.deliverBy(0).text());
    for (EhloKeyword keyword : EhloKeyword.values()) {
      var reply = new EhloReply("mx", "", List.of(Extension.of(keyword))).reply();
      assertTrue(EhloReply.of(reply).offers(keyword), keyword.text());
    }
  }

  @Test
  void everyFaultHasItsReply() {
    assertReply("500 5.5.2 unknown verb", () -> Command.parse("FOO secret"));
    assertReply("501 5.5.4 RSET takes no argument", () -> Command.parse("RSET secret"));
    assertReply("501 5.5.4 parameter given twice", () -> Command.parse("MAIL FROM:<> X Y X"));
    assertReply("555 5.5.4 X is not implemented", () -> parameters("MAIL FROM:<> X=secret"));
    assertReply("550 5.6.0 LF without CR", () -> new DotUnstuffer().decode(new byte[] {10}, 0, 1));
    assertReply("554 5.5.0 no enhanced status code", () -> EnhancedStatusCode.parse("secret"));
  }

  private static MailParameters parameters(String line) {
    return MailParameters.of(((Command.Mail) Command.parse(line)).parameters());
  }

  private static void assertReply(String expected, Runnable attempt) {
    assertEquals(expected, assertThrows(SmtpSyntaxException.class, attempt::run).reply().text());
  }

  @Test
  void enhancedStatusCodesHaveClasses() {
    assertTrue(EnhancedStatusCode.parse("2.0.0").isSuccess());
    assertTrue(EnhancedStatusCode.parse("4.0.0").isTransient());
    assertTrue(EnhancedStatusCode.parse("5.0.0").isPermanent());
    EnhancedStatusCode success = EnhancedStatusCode.parse("2.0.0");
    assertFalse(success.isTransient() || success.isPermanent());
  }
}
