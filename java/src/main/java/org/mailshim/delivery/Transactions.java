package org.mailshim.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.DeliverBy;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.client.Body;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.Stage;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;

/**
 * Offers one message to the recipients of one destination, in as many mail transactions as that
 * takes, over whatever sessions it is given.
 *
 * <p>A reply to a recipient is that recipient's outcome, with these exceptions:
 *
 * <ul>
 *   <li>Those who were too many for one transaction (452, or 552 from older servers; RFC 5321
 *       section 4.5.3.1.10) are offered again at once, as long as each transaction brings the
 *       message to somebody; and in a further session, where that was so and the server's LIMITS
 *       allow this one no more (RFC 9422).
 *   <li>Where the server lacks 8BITMIME or SMTPUTF8 and the message can do without it, perhaps in
 *       another form, it is offered without it ({@link PlainForm}).
 * </ul>
 *
 * <p>For one thread.
 */
final class Transactions implements AutoCloseable {
  /** A session, or what stands for one. */
  interface Sender {
    /** As {@link org.mailshim.smtp.client.SmtpClientSession#send}. */
    TransactionOutcome send(Envelope envelope, MailData data, TransactionOptions options);

    /** Whether it can be used for a further transaction. */
    boolean isReady();
  }

  /** RFC 5321 section 4.5.3.1.10; also said of a lack of storage, where it does no harm. */
  private static final int TOO_MANY_RECIPIENTS = 452;

  private static final int TOO_MANY_RECIPIENTS_OF_OLD = 552;

  /** The subject of enhanced status codes that are about one mailbox (RFC 3463 section 3.3). */
  private static final int MAILBOX = 2;

  private final QueueEnvelope envelope;
  private final DeliverySettings settings;
  private final RecipientReport[] reports;

  /** Where those stand in the envelope who have yet to be offered, or are to be once more. */
  private int[] open;

  /** The message without the extensions that a server has lacked; null as long as none has. */
  private @Nullable PlainForm form;

  Transactions(QueueEnvelope envelope, DeliverySettings settings) {
    this.envelope = envelope;
    this.settings = settings;
    this.reports = new RecipientReport[envelope.recipients().size()];
    this.open = new int[reports.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = i;
    }
  }

  /** The reports, when everyone has one. */
  List<RecipientReport> reports() {
    return Arrays.asList(reports);
  }

  /** The reports, with this about all who are open. */
  List<RecipientReport> all(Verdict verdict) {
    for (int position : open) {
      reports[position] = verdict.about(envelope.recipients().get(position).forwardPath());
    }
    return reports();
  }

  /**
   * Offers the message to all who are open.
   *
   * @param sender a session
   * @param data the message
   * @param body what it is known to contain
   * @return whether to offer it to those who still are in a further session
   * @throws org.mailshim.smtp.client.ConversationException as the sender does; the outcomes of
   *     earlier transactions stand
   * @throws UncheckedIOException when the message cannot be read
   */
  boolean run(Sender sender, MailData data, Body body) {
    boolean progress = false;
    while (open.length > 0) {
      int[] batch = Arrays.copyOf(open, Math.min(open.length, settings.recipientsEach()));
      TransactionOutcome outcome = offer(sender, batch, data, body);
      if (progress && allAreTooMany(outcome.recipients())) {
        return true; // this session, and not this message
      }
      progress |= take(batch, outcome);
      if (!sender.isReady()) {
        return open.length > 0; // fewer than before: whoever was offered it has an outcome
      }
    }
    return false;
  }

  /** One transaction; again without what the server lacks, if the message can do without it. */
  private TransactionOutcome offer(Sender sender, int[] batch, MailData data, Body body) {
    TransactionOptions options = options(batch, body);
    PlainForm known = form;
    if (known != null) {
      return sender.send(part(batch), known.data(), known.options(options));
    }
    TransactionOutcome outcome = sender.send(part(batch), data, options);
    Set<EhloKeyword> without = lacking(outcome);
    // Twice at most: a server without SMTPUTF8 may turn out to lack 8BITMIME too.
    for (boolean more = !without.isEmpty(); more && sender.isReady(); ) {
      Optional<PlainForm> found = plainForm(data, without);
      if (found.isEmpty()) {
        return outcome; // which says what the server lacks
      }
      close();
      form = found.get();
      outcome = sender.send(part(batch), found.get().data(), found.get().options(options));
      more = without.addAll(lacking(outcome));
    }
    return outcome;
  }

  private static Optional<PlainForm> plainForm(MailData data, Set<EhloKeyword> lacking) {
    try {
      return PlainForm.of(data, lacking);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The extension for whose lack the server was given nothing at all. */
  private static Set<EhloKeyword> lacking(TransactionOutcome outcome) {
    Set<EhloKeyword> lacking = EnumSet.noneOf(EhloKeyword.class);
    for (RecipientOutcome each : outcome.recipients()) {
      boolean all = each.stage() == Stage.MAIL;
      if (!all || !(each.origin() instanceof RecipientOutcome.Origin.NotOffered origin)) {
        return EnumSet.noneOf(EhloKeyword.class);
      }
      lacking.add(origin.keyword());
    }
    boolean isFormal =
        lacking.equals(EnumSet.of(EhloKeyword.EIGHTBITMIME))
            || lacking.equals(EnumSet.of(EhloKeyword.SMTPUTF8));
    return isFormal ? lacking : EnumSet.noneOf(EhloKeyword.class);
  }

  private Envelope part(int[] batch) {
    List<ForwardPath> recipients = new ArrayList<>(batch.length);
    for (int position : batch) {
      recipients.add(envelope.recipients().get(position).forwardPath());
    }
    return new Envelope(envelope.reversePath(), recipients);
  }

  private TransactionOptions options(int[] batch, Body body) {
    TransactionOptions options = TransactionOptions.of(body);
    MailParameters said = envelope.parameters();
    Set<EhloKeyword> dispensable = EnumSet.of(EhloKeyword.DSN, EhloKeyword.AUTH);
    dispensable.add(EhloKeyword.MT_PRIORITY);
    if (said.by().isPresent() && said.by().get().mode() == DeliverBy.Mode.NOTIFY) {
      dispensable.add(EhloKeyword.DELIVERBY);
    }
    if (settings.eightBit() == EightBitPolicy.SEND) {
      dispensable.add(EhloKeyword.EIGHTBITMIME);
    }
    // Identity, since the equality of records is spun and costs a short-lived host milliseconds.
    if (said != MailParameters.NONE) {
      BodyType known = options.mail().body();
      options = options.withMail(said);
      if (said.body() == BodyType.SEVEN_BIT) {
        options = options.withBody(known);
      }
    }
    List<RcptParameters> parameters = new ArrayList<>(batch.length);
    boolean any = false;
    for (int position : batch) {
      RcptParameters each = envelope.recipients().get(position).parameters();
      parameters.add(each);
      any |= each != RcptParameters.NONE;
    }
    return options
        .withRecipients(any ? parameters : List.of())
        .withDispensable(dispensable)
        .withChunking(settings.chunking());
  }

  private static boolean allAreTooMany(List<RecipientOutcome> outcomes) {
    for (RecipientOutcome outcome : outcomes) {
      if (!(outcome.origin() instanceof RecipientOutcome.Origin.TooMany)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes the outcomes of one transaction. Those who were too many stay open if it got the message
   * to somebody.
   *
   * @return whether it did
   */
  private boolean take(int[] batch, TransactionOutcome outcome) {
    int[] again = new int[open.length];
    int count = 0;
    boolean progress = false;
    for (int i = 0; i < batch.length; i++) {
      RecipientOutcome each = outcome.recipients().get(i);
      reports[batch[i]] = report(batch[i], each, outcome);
      progress |= each.isAccepted();
      if (isOneTooMany(each)) {
        again[count++] = batch[i];
      }
    }
    if (!progress) {
      count = 0;
    }
    int rest = open.length - batch.length;
    System.arraycopy(open, batch.length, again, count, rest);
    open = Arrays.copyOf(again, count + rest);
    return progress;
  }

  private static boolean isOneTooMany(RecipientOutcome outcome) {
    if (outcome.origin() instanceof RecipientOutcome.Origin.TooMany) {
      return true;
    }
    int code = outcome.reply().code();
    if (outcome.stage() != Stage.RCPT
        || (code != TOO_MANY_RECIPIENTS && code != TOO_MANY_RECIPIENTS_OF_OLD)) {
      return false;
    }
    Optional<EnhancedStatusCode> enhanced = outcome.reply().enhanced();
    return enhanced.isEmpty() || enhanced.get().subject() != MAILBOX;
  }

  private RecipientReport report(
      int position, RecipientOutcome outcome, TransactionOutcome transaction) {
    Disposition disposition = Disposition.PERMANENT;
    Custody custody = Custody.OURS;
    if (outcome.isAccepted()) {
      disposition = Disposition.ACCEPTED;
      custody = custody(position, transaction);
    } else if (outcome.isTransientFailure()) {
      disposition = Disposition.TRANSIENT;
    }
    boolean ours = !outcome.isServers();
    Optional<String> who = ours ? Optional.empty() : Optional.of(transaction.server().text());
    Cause cause = ours ? Cause.EXTENSION : Cause.SERVER;
    return new RecipientReport(
        outcome.recipient(),
        disposition,
        cause,
        outcome.reply(),
        who,
        outcome.stage().phrase(),
        custody);
  }

  /** RFC 3461 §5.2.1: who was given NOTIFY sees to it. */
  private Custody custody(int position, TransactionOutcome transaction) {
    Set<NotifyCondition> asked = envelope.recipients().get(position).parameters().notifyOn();
    boolean passedOn = !asked.isEmpty() && !transaction.dropped().contains(EhloKeyword.DSN);
    return passedOn ? Custody.NOTIFYING_SERVER : Custody.SERVER;
  }

  /** Gives back what another form of the message takes. Never fails. */
  @Override
  public void close() {
    PlainForm known = form;
    if (known != null) {
      known.close();
    }
  }
}
