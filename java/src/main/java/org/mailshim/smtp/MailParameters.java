package org.mailshim.smtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Ascii;
import org.mailshim.address.Utf8;
import org.mailshim.address.Xtext;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * The parameters of MAIL as what they mean: what the client declares of a message and asks for it.
 *
 * <p>{@link Command.Mail} has them as text, since any server may invent some; this is the form in
 * which client and server use them. Immutable, for any thread.
 *
 * @param size the size of the mail data with CRLF line ends and without doubled dots, in octets, at
 *     least 0 (RFC 1870)
 * @param body what the mail data is made of; 7BIT is not written
 * @param smtpUtf8 whether addresses or header fields are internationalised (RFC 6531)
 * @param ret how much of the message a failure brings back (RFC 3461 §4.3)
 * @param envid the sender's own name for the transaction, decoded: 1 to {@value #ENVID_LIMIT}
 *     characters of printable ASCII and spaces (RFC 3461 §4.4)
 * @param auth who submitted the message (RFC 4954 §5)
 * @param by by when it is to be delivered (RFC 2852)
 * @param hold how long it is to be held (RFC 4865)
 * @param mtPriority its priority, -9 to 9 (RFC 6710)
 * @param requireTls whether TLS is required on every hop (RFC 8689)
 */
public record MailParameters(
    OptionalLong size,
    BodyType body,
    boolean smtpUtf8,
    Optional<Ret> ret,
    Optional<String> envid,
    Optional<Submitter> auth,
    Optional<DeliverBy> by,
    Optional<FutureRelease> hold,
    OptionalInt mtPriority,
    boolean requireTls) {

  /** The longest ENVID, in characters before it is encoded (RFC 3461 §4.4). */
  public static final int ENVID_LIMIT = 100;

  /** How far a priority is from 0 at most. */
  public static final int PRIORITY_LIMIT = 9;

  /** MAIL without parameters. */
  public static final MailParameters NONE =
      new MailParameters(
          OptionalLong.empty(),
          BodyType.SEVEN_BIT,
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          false);

  /**
   * Checks the values.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when the size is negative, ENVID is
   *     too long or holds what it may not, or the priority is out of range
   */
  public MailParameters {
    if (size.isPresent() && size.getAsLong() < 0) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "SIZE wants a number", Long.toString(size.getAsLong()), 0);
    }
    if (envid.isPresent()) {
      checkEnvid(envid.get());
    }
    if (mtPriority.isPresent() && Math.abs((long) mtPriority.getAsInt()) > PRIORITY_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER,
          "MT-PRIORITY wants a number of -9 to 9",
          Integer.toString(mtPriority.getAsInt()),
          0);
    }
  }

  /** These with another kind of mail data. */
  public MailParameters withBody(BodyType other) {
    return new MailParameters(
        size, other, smtpUtf8, ret, envid, auth, by, hold, mtPriority, requireTls);
  }

  /** These of a message that is internationalised, or is not. */
  public MailParameters withSmtpUtf8(boolean other) {
    return new MailParameters(
        size, body, other, ret, envid, auth, by, hold, mtPriority, requireTls);
  }

  /** These, asking for another return of the message upon failure, under an ENVID. */
  public MailParameters withReturn(Ret what, String name) {
    return new MailParameters(
        size,
        body,
        smtpUtf8,
        Optional.of(what),
        Optional.of(name),
        auth,
        by,
        hold,
        mtPriority,
        requireTls);
  }

  /** These of a message that wants TLS on every hop, or does not. */
  public MailParameters withRequireTls(boolean other) {
    return new MailParameters(size, body, smtpUtf8, ret, envid, auth, by, hold, mtPriority, other);
  }

  /** These with another word on who submitted the message. */
  public MailParameters withAuth(Submitter other) {
    return new MailParameters(
        size, body, smtpUtf8, ret, envid, Optional.of(other), by, hold, mtPriority, requireTls);
  }

  /** These with another word on when the message is to be delivered, and no sooner than when. */
  public MailParameters withTimes(Optional<DeliverBy> otherBy, Optional<FutureRelease> otherHold) {
    return new MailParameters(
        size, body, smtpUtf8, ret, envid, auth, otherBy, otherHold, mtPriority, requireTls);
  }

  /**
   * Reads the parameters of a MAIL command, with every extension on offer.
   *
   * @param parameters the parameters, no keyword twice
   * @return what they mean
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} or {@link Kind#UNKNOWN_PARAMETER};
   *     its {@link SmtpSyntaxException#reply} is what a server answers
   */
  public static MailParameters of(List<Parameter> parameters) {
    return parameters.isEmpty() ? NONE : of(parameters, EnumSet.allOf(EhloKeyword.class));
  }

  /**
   * Reads the parameters of a MAIL command.
   *
   * @param parameters the parameters, no keyword twice
   * @param offered the extensions that the server offers; parameters of others are unknown
   * @return what they mean
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when one has no value, one too many
   *     or one that it cannot have; of kind {@link Kind#UNKNOWN_PARAMETER} when one is of no
   *     extension on offer; its {@link SmtpSyntaxException#reply} is what a server answers
   */
  public static MailParameters of(List<Parameter> parameters, Set<EhloKeyword> offered) {
    if (parameters.isEmpty()) {
      return NONE;
    }
    for (Parameter parameter : parameters) {
      if (!isOffered(parameter, offered)) {
        throw Grammar.unknownParameter(parameter);
      }
    }
    return new MailParameters(
        size(parameters),
        body(parameters),
        isGiven(parameters, "SMTPUTF8"),
        ret(parameters),
        envid(parameters),
        auth(parameters),
        by(parameters),
        hold(parameters),
        mtPriority(parameters),
        isGiven(parameters, "REQUIRETLS"));
  }

  /**
   * The parameters as they stand in the command.
   *
   * @return one for each value that is given
   */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    if (size.isPresent()) {
      parameters.add(Parameter.size(size.getAsLong()));
    }
    if (body != BodyType.SEVEN_BIT) {
      parameters.add(Parameter.of("BODY", body.text()));
    }
    if (smtpUtf8) {
      parameters.add(Parameter.SMTPUTF8);
    }
    if (ret.isPresent()) {
      parameters.add(Parameter.of("RET", ret.get().name()));
    }
    if (envid.isPresent()) {
      parameters.add(Parameter.of("ENVID", Xtext.encode(envid.get())));
    }
    if (auth.isPresent()) {
      parameters.add(Parameter.of("AUTH", auth.get().text()));
    }
    if (by.isPresent()) {
      parameters.add(Parameter.of("BY", by.get().text()));
    }
    if (hold.isPresent()) {
      parameters.add(hold.get().parameter());
    }
    if (mtPriority.isPresent()) {
      parameters.add(Parameter.of("MT-PRIORITY", Integer.toString(mtPriority.getAsInt())));
    }
    if (requireTls) {
      parameters.add(new Parameter("REQUIRETLS", Optional.empty()));
    }
    return parameters;
  }

  private static boolean isOffered(Parameter parameter, Set<EhloKeyword> offered) {
    return switch (parameter.keyword()) {
      case "SIZE" -> offered.contains(EhloKeyword.SIZE);
      case "BODY" -> isBodyOffered(parameter, offered);
      case "SMTPUTF8" -> offered.contains(EhloKeyword.SMTPUTF8);
      case "RET", "ENVID" -> offered.contains(EhloKeyword.DSN);
      case "AUTH" -> offered.contains(EhloKeyword.AUTH);
      case "BY" -> offered.contains(EhloKeyword.DELIVERBY);
      case "HOLDFOR", "HOLDUNTIL" -> offered.contains(EhloKeyword.FUTURERELEASE);
      case "MT-PRIORITY" -> offered.contains(EhloKeyword.MT_PRIORITY);
      case "REQUIRETLS" -> offered.contains(EhloKeyword.REQUIRETLS);
      default -> false;
    };
  }

  /** BODY=BINARYMIME belongs to an extension of its own (RFC 3030 §3). */
  private static boolean isBodyOffered(Parameter parameter, Set<EhloKeyword> offered) {
    Optional<BodyType> body = BodyType.of(parameter.value().orElse(""));
    boolean binary = body.isPresent() && body.get() == BodyType.BINARY_MIME;
    return offered.contains(binary ? EhloKeyword.BINARYMIME : EhloKeyword.EIGHTBITMIME);
  }

  private static boolean isGiven(List<Parameter> parameters, String keyword) {
    Optional<Parameter> found = Parameter.find(parameters, keyword);
    if (found.isPresent() && found.get().value().isPresent()) {
      throw Grammar.badValue(keyword + " takes no value", found.get());
    }
    return found.isPresent();
  }

  private static OptionalLong size(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "SIZE");
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    long octets = Grammar.number(Grammar.value(found.get()));
    if (octets < 0) {
      throw Grammar.badValue("SIZE wants a number", found.get());
    }
    return OptionalLong.of(octets);
  }

  private static BodyType body(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "BODY");
    if (found.isEmpty()) {
      return BodyType.SEVEN_BIT;
    }
    Optional<BodyType> body = BodyType.of(Grammar.value(found.get()));
    if (body.isEmpty()) {
      throw Grammar.badValue("BODY wants 7BIT, 8BITMIME or BINARYMIME", found.get());
    }
    return body.get();
  }

  private static Optional<Ret> ret(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "RET");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return switch (Ascii.upperCase(Grammar.value(found.get()))) {
      case "FULL" -> Optional.of(Ret.FULL);
      case "HDRS" -> Optional.of(Ret.HDRS);
      default -> throw Grammar.badValue("RET wants FULL or HDRS", found.get());
    };
  }

  private static Optional<String> envid(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "ENVID");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Xtext.decode(Grammar.value(found.get())));
    } catch (AddressSyntaxException noXtext) {
      throw Grammar.badValue("ENVID wants xtext", found.get());
    }
  }

  private static Optional<Submitter> auth(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "AUTH");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Submitter.parse(Grammar.value(found.get())));
    } catch (AddressSyntaxException noMailbox) {
      throw Grammar.badValue("AUTH wants <> or a mailbox in xtext", found.get());
    }
  }

  private static Optional<DeliverBy> by(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "BY");
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(DeliverBy.parse(Grammar.value(found.get())));
  }

  private static Optional<FutureRelease> hold(List<Parameter> parameters) {
    Optional<Parameter> time = Parameter.find(parameters, "HOLDFOR");
    Optional<Parameter> moment = Parameter.find(parameters, "HOLDUNTIL");
    if (time.isPresent() && moment.isPresent()) {
      throw Grammar.badValue("HOLDFOR and HOLDUNTIL exclude each other", moment.get());
    }
    if (time.isPresent()) {
      return Optional.of(FutureRelease.holdFor(Grammar.value(time.get())));
    }
    return moment.isPresent()
        ? Optional.of(FutureRelease.holdUntil(Grammar.value(moment.get())))
        : Optional.empty();
  }

  private static OptionalInt mtPriority(List<Parameter> parameters) {
    Optional<Parameter> found = Parameter.find(parameters, "MT-PRIORITY");
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    String value = Grammar.value(found.get());
    boolean negative = value.startsWith("-");
    int digit = value.charAt(value.length() - 1) - '0';
    boolean valid =
        value.length() == (negative ? 2 : 1) && digit >= (negative ? 1 : 0) && digit <= 9;
    if (!valid) {
      throw Grammar.badValue("MT-PRIORITY wants a number of -9 to 9", found.get());
    }
    return OptionalInt.of(negative ? -digit : digit);
  }

  private static void checkEnvid(String envid) {
    if (envid.isEmpty() || envid.length() > ENVID_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "ENVID wants 1 to 100 characters", envid, envid.length());
    }
    Grammar.checkClean(Kind.PARAMETER, envid);
    if (!Utf8.isAscii(envid)) {
      throw new SmtpSyntaxException(Kind.PARAMETER, "ENVID wants printable ASCII", envid, 0);
    }
  }
}
