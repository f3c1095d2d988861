package org.mailshim.delivery;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.message.MailData;
import org.mailshim.message.SevenBitMessage;
import org.mailshim.queue.Spool;
import org.mailshim.queue.SpoolException;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.client.TransactionOptions;

/**
 * A message as it can go to a server that lacks 8BITMIME (RFC 6152 §3) or SMTPUTF8 (RFC 6531 §3.2).
 *
 * <p>A message that was declared to need an extension, and does not, goes as it is. Octets above
 * US-ASCII in a body are encoded anew; those in header fields cannot be, since nobody would decode
 * them. The encoded message is held in a {@link Spool}. For one thread.
 */
final class PlainForm implements AutoCloseable {
  private final MailData data;
  private final Set<EhloKeyword> without;
  private final @Nullable Spool spool;

  private PlainForm(MailData data, Set<EhloKeyword> without, @Nullable Spool spool) {
    this.data = data;
    this.without = Set.copyOf(without);
    this.spool = spool;
  }

  /**
   * Makes the form, which takes two passes over the message.
   *
   * @param lacking what the server lacks: EIGHTBITMIME, SMTPUTF8 or both
   * @return empty when the message cannot do without
   * @throws IOException when the message cannot be read, or its form not kept
   */
  static Optional<PlainForm> of(MailData data, Set<EhloKeyword> lacking) throws IOException {
    SevenBitMessage.Survey survey = SevenBitMessage.survey(data);
    if (survey.isSevenBit()) {
      // Then it is neither internationalised nor 8-bit, whatever was said of it.
      return Optional.of(
          new PlainForm(data, Set.of(EhloKeyword.EIGHTBITMIME, EhloKeyword.SMTPUTF8), null));
    }
    if (lacking.contains(EhloKeyword.SMTPUTF8) && !survey.isHeaderSevenBit()) {
      return Optional.empty();
    }
    if (!lacking.contains(EhloKeyword.EIGHTBITMIME)) {
      return Optional.of(new PlainForm(data, lacking, null));
    }
    return survey.obstacle().isPresent()
        ? Optional.empty()
        : Optional.of(encoded(data, survey, lacking));
  }

  private static PlainForm encoded(
      MailData data, SevenBitMessage.Survey survey, Set<EhloKeyword> lacking) throws IOException {
    Spool spool = new Spool();
    boolean whole = false;
    try {
      SevenBitMessage.write(data, survey, spool::append);
      var form = new PlainForm(spool.complete(), lacking, spool);
      whole = true;
      return form;
    } catch (SpoolException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!whole) {
        spool.close();
      }
    }
  }

  MailData data() {
    return data;
  }

  /** What a transaction asks for, without what this form does without. */
  TransactionOptions options(TransactionOptions asked) {
    TransactionOptions options = asked;
    if (without.contains(EhloKeyword.EIGHTBITMIME)) {
      options = options.withBody(BodyType.SEVEN_BIT);
    }
    return without.contains(EhloKeyword.SMTPUTF8) ? withoutUtf8(options) : options;
  }

  private static TransactionOptions withoutUtf8(TransactionOptions options) {
    return options.withMail(options.mail().withSmtpUtf8(false));
  }

  @Override
  public void close() {
    Spool held = spool;
    if (held != null) {
      held.close();
    }
  }
}
