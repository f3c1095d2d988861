package org.mailshim;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.mailshim.mime.WireForm;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.Ret;

/**
 * How one message is sent. Immutable.
 *
 * @param form which octets it may be made of; where the server cannot take that, what it can. Empty
 *     for US-ASCII, or UTF-8 where an address needs it
 * @param notifyOn when the sender wants to be notified (RFC 3461); where the server has no DSN it
 *     goes without
 * @param mail further parameters of MAIL: ENVID, RET, priority, REQUIRETLS and the like; where the
 *     server cannot do what they ask for the message is refused, unless that is dispensable. What
 *     they say of size, body and SMTPUTF8 is not looked at
 * @param dispensable the extensions among these that may be done without
 * @param chunking whether the data goes by BDAT where the server offers it
 * @param timeout for the whole message, connecting included; empty for none
 */
public record SendOptions(
    Optional<WireForm> form,
    Set<NotifyCondition> notifyOn,
    MailParameters mail,
    Set<EhloKeyword> dispensable,
    boolean chunking,
    Optional<Duration> timeout) {
  private static final SendOptions DEFAULTS =
      new SendOptions(
          Optional.empty(), Set.of(), MailParameters.NONE, Set.of(), false, Optional.empty());

  /** Copies the sets. */
  public SendOptions {
    notifyOn = Set.copyOf(notifyOn);
    dispensable = Set.copyOf(dispensable);
  }

  /**
   * Nothing asked for.
   *
   * @return the options
   */
  public static SendOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These with another form.
   *
   * @param other which octets the message may be made of
   * @return the options
   */
  public SendOptions withForm(WireForm other) {
    return new SendOptions(Optional.of(other), notifyOn, mail, dispensable, chunking, timeout);
  }

  /**
   * These with notifications.
   *
   * @param conditions when the sender wants to be notified
   * @return the options
   */
  public SendOptions withNotify(Set<NotifyCondition> conditions) {
    return new SendOptions(form, conditions, mail, dispensable, chunking, timeout);
  }

  /**
   * These with what notifications are to hold.
   *
   * @param what how much of the message they return
   * @param envelopeId what names this sending in them; 1 to 100 characters of printable ASCII
   * @return the options
   * @throws org.mailshim.smtp.SmtpSyntaxException when the id cannot be sent
   */
  public SendOptions withReturn(Ret what, String envelopeId) {
    return withMail(mail.withReturn(what, envelopeId));
  }

  /**
   * These with other parameters of MAIL.
   *
   * @param other the parameters
   * @return the options
   */
  public SendOptions withMail(MailParameters other) {
    return new SendOptions(form, notifyOn, other, dispensable, chunking, timeout);
  }

  /**
   * These with other extensions that may be done without.
   *
   * @param others the extensions
   * @return the options
   */
  public SendOptions withDispensable(Set<EhloKeyword> others) {
    return new SendOptions(form, notifyOn, mail, others, chunking, timeout);
  }

  /**
   * These with BDAT or without.
   *
   * @param preferred whether the data goes by BDAT where the server offers it
   * @return the options
   */
  public SendOptions withChunking(boolean preferred) {
    return new SendOptions(form, notifyOn, mail, dispensable, preferred, timeout);
  }

  /**
   * These with a time for all of it.
   *
   * @param most for the whole message, connecting included
   * @return the options
   */
  public SendOptions withTimeout(Duration most) {
    return new SendOptions(form, notifyOn, mail, dispensable, chunking, Optional.of(most));
  }
}
