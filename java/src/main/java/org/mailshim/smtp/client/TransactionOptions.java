package org.mailshim.smtp.client;

import java.util.List;
import java.util.Set;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;

/**
 * What one mail transaction asks of the server beyond envelope and mail data. Immutable.
 *
 * <p>What is asked for is a must: a server that does not offer the extension is not given the
 * message, and the outcome is {@link RecipientOutcome.Origin.NotOffered}. What is merely nice to
 * have is named in {@code dispensable}: there the transaction goes without, and the outcome lists
 * it under {@link TransactionOutcome#dropped}.
 *
 * @param mail what is said in MAIL. Its size is not looked at: the mail data's is declared wherever
 *     the server offers SIZE. Its {@code smtpUtf8} is for header fields that need it; addresses ask
 *     for themselves
 * @param recipients what is said in each RCPT, in the envelope's order; empty when nothing is
 * @param dispensable the extensions that may be done without
 * @param chunking whether the mail data goes by BDAT where the server offers it (RFC 3030), which
 *     sends a short message together with its envelope; binary mail data goes by BDAT always
 */
public record TransactionOptions(
    MailParameters mail,
    List<RcptParameters> recipients,
    Set<EhloKeyword> dispensable,
    boolean chunking) {
  /** Nothing asked for, the data by DATA. */
  public static final TransactionOptions NONE =
      new TransactionOptions(MailParameters.NONE, List.of(), Set.of(), false);

  /** Copies list and set. */
  public TransactionOptions {
    recipients = List.copyOf(recipients);
    dispensable = Set.copyOf(dispensable);
  }

  /**
   * For mail data of that kind, where 8BITMIME may be done without: octets above 127 are then sent
   * all the same, which nearly every server without the extension bears.
   */
  public static TransactionOptions of(Body body) {
    return body == Body.EIGHT_BIT ? EIGHT_BIT : NONE;
  }

  private static final TransactionOptions EIGHT_BIT =
      NONE.withBody(BodyType.EIGHT_BIT_MIME).withDispensable(Set.of(EhloKeyword.EIGHTBITMIME));

  /** These with other parameters of MAIL. */
  public TransactionOptions withMail(MailParameters other) {
    return new TransactionOptions(other, recipients, dispensable, chunking);
  }

  /** These with another kind of mail data. */
  public TransactionOptions withBody(BodyType body) {
    return withMail(mail.withBody(body));
  }

  /** These with other parameters of RCPT, one for each recipient. */
  public TransactionOptions withRecipients(List<RcptParameters> others) {
    return new TransactionOptions(mail, others, dispensable, chunking);
  }

  /** These with other extensions that may be done without. */
  public TransactionOptions withDispensable(Set<EhloKeyword> others) {
    return new TransactionOptions(mail, recipients, others, chunking);
  }

  /** These with a preference for BDAT or without. */
  public TransactionOptions withChunking(boolean preferred) {
    return new TransactionOptions(mail, recipients, dispensable, preferred);
  }
}
