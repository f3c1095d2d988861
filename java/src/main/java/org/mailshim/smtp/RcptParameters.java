package org.mailshim.smtp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Ascii;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * The parameters of RCPT as what they mean: what notifications the sender wants of a recipient (RFC
 * 3461 §4.1, §4.2).
 *
 * <p>Immutable, for any thread.
 *
 * @param notifyOn when the sender wants to be notified; empty when NOTIFY is not given; copied
 * @param orcpt whom the sender addressed
 */
public record RcptParameters(Set<NotifyCondition> notifyOn, Optional<OriginalRecipient> orcpt) {
  /** RCPT without parameters. */
  public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

  /**
   * Copies the conditions.
   *
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when NEVER does not stand alone
   */
  public RcptParameters {
    if (notifyOn.contains(NotifyCondition.NEVER) && notifyOn.size() > 1) {
      throw new SmtpSyntaxException(
          Kind.PARAMETER, "NEVER stands alone in NOTIFY", notifyOn.toString(), 0);
    }
    notifyOn =
        notifyOn.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(notifyOn));
  }

  /**
   * Reads the parameters of an RCPT command, with every extension on offer.
   *
   * @param parameters the parameters, no keyword twice
   * @return what they mean
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} or {@link Kind#UNKNOWN_PARAMETER};
   *     its {@link SmtpSyntaxException#reply} is what a server answers
   */
  public static RcptParameters of(List<Parameter> parameters) {
    return parameters.isEmpty() ? NONE : of(parameters, EnumSet.allOf(EhloKeyword.class));
  }

  /**
   * Reads the parameters of an RCPT command.
   *
   * @param parameters the parameters, no keyword twice
   * @param offered the extensions that the server offers; parameters of others are unknown
   * @return what they mean
   * @throws SmtpSyntaxException of kind {@link Kind#PARAMETER} when one has no value or one that it
   *     cannot have; of kind {@link Kind#UNKNOWN_PARAMETER} when one is of no extension on offer;
   *     its {@link SmtpSyntaxException#reply} is what a server answers
   */
  public static RcptParameters of(List<Parameter> parameters, Set<EhloKeyword> offered) {
    Set<NotifyCondition> notifyOn = Set.of();
    Optional<OriginalRecipient> orcpt = Optional.empty();
    for (Parameter parameter : parameters) {
      String keyword = offered.contains(EhloKeyword.DSN) ? parameter.keyword() : "";
      switch (keyword) {
        case "NOTIFY" -> notifyOn = notify(parameter);
        case "ORCPT" -> orcpt = Optional.of(orcpt(parameter));
        default -> throw Grammar.unknownParameter(parameter);
      }
    }
    return new RcptParameters(notifyOn, orcpt);
  }

  /**
   * The parameters as they stand in the command.
   *
   * @return one for each value that is given
   */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(2);
    if (!notifyOn.isEmpty()) {
      StringBuilder value = new StringBuilder();
      for (NotifyCondition condition : notifyOn) {
        value.append(value.isEmpty() ? "" : ",").append(condition.name());
      }
      parameters.add(Parameter.of("NOTIFY", value.toString()));
    }
    if (orcpt.isPresent()) {
      parameters.add(Parameter.of("ORCPT", orcpt.get().text()));
    }
    return parameters;
  }

  private static Set<NotifyCondition> notify(Parameter parameter) {
    String value = Grammar.value(parameter);
    Set<NotifyCondition> conditions = EnumSet.noneOf(NotifyCondition.class);
    int at = 0;
    while (at <= value.length()) {
      int comma = value.indexOf(',', at);
      int end = comma < 0 ? value.length() : comma;
      conditions.add(condition(value.substring(at, end), parameter));
      at = end + 1;
    }
    return conditions;
  }

  private static NotifyCondition condition(String word, Parameter parameter) {
    return switch (Ascii.upperCase(word)) {
      case "SUCCESS" -> NotifyCondition.SUCCESS;
      case "FAILURE" -> NotifyCondition.FAILURE;
      case "DELAY" -> NotifyCondition.DELAY;
      case "NEVER" -> NotifyCondition.NEVER;
      default ->
          throw Grammar.badValue("NOTIFY wants NEVER, or SUCCESS, FAILURE and DELAY", parameter);
    };
  }

  private static OriginalRecipient orcpt(Parameter parameter) {
    try {
      return OriginalRecipient.parse(Grammar.value(parameter));
    } catch (AddressSyntaxException badlyEncoded) {
      throw Grammar.badValue("ORCPT wants xtext", parameter);
    }
  }
}
