package org.mailshim.smtp.client;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.RecipientOutcome.Origin;

/**
 * What one transaction will say, decided before the first octet from what it asks for and what the
 * server announced: which recipients are asked about, with which parameters, and what becomes of
 * the others.
 *
 * <p>A server is not asked what it has answered with its EHLO reply: a message above its SIZE, an
 * extension that it does not offer, more recipients than its LIMITS allow.
 */
final class TransactionPlan {
  private final EhloReply extensions;
  private final SessionTally tally;
  private final Envelope envelope;
  private final MailData data;
  private final TransactionOptions options;
  private final boolean verified;

  /** One for each recipient; null while it is not decided. */
  private final @Nullable RecipientOutcome[] outcomes;

  /** An EnumSet only once there is one: it finds the constants by reflection, in 3 ms at first. */
  private Set<EhloKeyword> dropped = Set.of();

  /** The recipients that the server is asked about, as indexes into the envelope. */
  private int[] asked = {};

  private boolean needsSmtpUtf8;

  TransactionPlan(
      EhloReply extensions,
      SessionTally tally,
      Envelope envelope,
      MailData data,
      TransactionOptions options,
      SessionSecurity security) {
    this.extensions = extensions;
    this.tally = tally;
    this.envelope = envelope;
    this.data = data;
    this.options = options;
    this.verified = security.isVerified();
    this.outcomes = new RecipientOutcome[envelope.forwardPaths().size()];
    int given = options.recipients().size();
    if (given > 0 && given != outcomes.length) {
      throw new IllegalArgumentException(
          "parameters of " + given + " recipients for " + outcomes.length);
    }
    decide();
  }

  private void decide() {
    if (!refuseAll()) {
      choose();
    }
  }

  /** What stands against the whole message, if anything does. */
  private boolean refuseAll() {
    OptionalLong limit = extensions.sizeLimit();
    if (limit.isPresent() && data.octets() > limit.getAsLong()) {
      Reply reply = Refusals.tooLarge(data.octets(), limit.getAsLong());
      return refuseAll(reply, new Origin.TooLarge(limit.getAsLong()));
    }
    if (!envelope.reversePath().isAscii() && !offers(EhloKeyword.SMTPUTF8)) {
      return refuseAll(
          Refusals.noSmtpUtf8("the sender's"), new Origin.NotOffered(EhloKeyword.SMTPUTF8));
    }
    EhloKeyword missing = missing();
    if (missing != null) {
      return refuseAll(Refusals.notOffered(missing), new Origin.NotOffered(missing));
    }
    if (options.mail().requireTls() && !mayRequireTls()) {
      return refuseAll(Refusals.notVerified(), new Origin.NotVerified());
    }
    if (!tally.allowsTransaction()) {
      int most = tally.limits().mailMax().orElse(0);
      return refuseAll(Refusals.tooMany(most, "messages a session"), new Origin.TooMany(most));
    }
    return false;
  }

  private boolean refuseAll(Reply reply, Origin origin) {
    for (int i = 0; i < outcomes.length; i++) {
      refuse(i, Stage.MAIL, reply, origin);
    }
    return true;
  }

  private void refuse(int index, Stage stage, Reply reply, Origin origin) {
    ForwardPath recipient = envelope.forwardPaths().get(index);
    outcomes[index] = new RecipientOutcome(recipient, stage, reply, Optional.empty(), origin);
  }

  private boolean offers(EhloKeyword keyword) {
    return extensions.offers(keyword);
  }

  /** The first extension that MAIL needs and cannot have; null when there is none. */
  private @Nullable EhloKeyword missing() {
    MailParameters mail = options.mail();
    boolean binary = mail.body() == BodyType.BINARY_MIME;
    EhloKeyword missing = null;
    missing = firstOf(missing, mail.body() == BodyType.EIGHT_BIT_MIME, EhloKeyword.EIGHTBITMIME);
    missing = firstOf(missing, binary, EhloKeyword.BINARYMIME);
    missing = firstOf(missing, binary, EhloKeyword.CHUNKING);
    missing = firstOf(missing, mail.smtpUtf8(), EhloKeyword.SMTPUTF8);
    missing = firstOf(missing, asksDsn(mail), EhloKeyword.DSN);
    missing = firstOf(missing, mail.auth().isPresent(), EhloKeyword.AUTH);
    missing = firstOf(missing, mail.by().isPresent(), EhloKeyword.DELIVERBY);
    missing = firstOf(missing, mail.hold().isPresent(), EhloKeyword.FUTURERELEASE);
    missing = firstOf(missing, mail.mtPriority().isPresent(), EhloKeyword.MT_PRIORITY);
    return firstOf(missing, mail.requireTls(), EhloKeyword.REQUIRETLS);
  }

  private static boolean asksDsn(MailParameters mail) {
    return mail.ret().isPresent() || mail.envid().isPresent();
  }

  private @Nullable EhloKeyword firstOf(
      @Nullable EhloKeyword missing, boolean wanted, EhloKeyword keyword) {
    return missing != null || !wanted || isOfferedOrDropped(keyword) ? missing : keyword;
  }

  /** Notes an extension that is done without. */
  private boolean isOfferedOrDropped(EhloKeyword keyword) {
    if (offers(keyword)) {
      return true;
    }
    // Binary mail data in DATA would be another message.
    boolean vital = keyword == EhloKeyword.BINARYMIME || keyword == EhloKeyword.CHUNKING;
    if (vital || !options.dispensable().contains(keyword)) {
      return false;
    }
    drop(keyword);
    return true;
  }

  /**
   * REQUIRETLS is for sessions whose server is known to be the right one (RFC 8689 §4.2.1); notes
   * that it is done without.
   */
  private boolean mayRequireTls() {
    if (!verified && options.dispensable().contains(EhloKeyword.REQUIRETLS)) {
      drop(EhloKeyword.REQUIRETLS);
    }
    return verified || dropped.contains(EhloKeyword.REQUIRETLS);
  }

  /** Decides for each recipient whether to ask. */
  private void choose() {
    List<ForwardPath> recipients = envelope.forwardPaths();
    needsSmtpUtf8 = !envelope.reversePath().isAscii();
    int most = tally.limits().rcptMax().orElse(Integer.MAX_VALUE);
    int[] chosen = new int[recipients.size()];
    int count = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (count == most) {
        refuse(
            i,
            Stage.RCPT,
            Refusals.tooMany(most, "recipients a message"),
            new Origin.TooMany(most));
      } else if (mayAsk(i, recipients.get(i))) {
        needsSmtpUtf8 |= !recipients.get(i).isAscii();
        chosen[count++] = i;
      }
    }
    asked = Arrays.copyOf(chosen, count);
  }

  private boolean mayAsk(int index, ForwardPath recipient) {
    if (!recipient.isAscii() && !offers(EhloKeyword.SMTPUTF8)) {
      refuse(
          index,
          Stage.RCPT,
          Refusals.noSmtpUtf8("this"),
          new Origin.NotOffered(EhloKeyword.SMTPUTF8));
      return false;
    }
    if (asksDsn(index) && !isOfferedOrDropped(EhloKeyword.DSN)) {
      refuse(
          index,
          Stage.RCPT,
          Refusals.notOffered(EhloKeyword.DSN),
          new Origin.NotOffered(EhloKeyword.DSN));
      return false;
    }
    if (!tally.admits(recipient.domain())) {
      int most = tally.limits().rcptDomainMax().orElse(0);
      refuse(
          index, Stage.RCPT, Refusals.tooMany(most, "domains a session"), new Origin.TooMany(most));
      return false;
    }
    return true;
  }

  private boolean asksDsn(int index) {
    return !options.recipients().isEmpty()
        && !options.recipients().get(index).equals(RcptParameters.NONE);
  }

  /** How many recipients the server is asked about. */
  int size() {
    return asked.length;
  }

  /** One of them. */
  ForwardPath recipient(int which) {
    return envelope.forwardPaths().get(asked[which]);
  }

  MailData data() {
    return data;
  }

  private void drop(EhloKeyword keyword) {
    if (dropped.isEmpty()) {
      dropped = EnumSet.of(keyword);
    } else {
      dropped.add(keyword);
    }
  }

  /** Whether the data goes by BDAT. */
  boolean chunks() {
    boolean binary = options.mail().body() == BodyType.BINARY_MIME;
    return binary || (options.chunking() && offers(EhloKeyword.CHUNKING));
  }

  Set<EhloKeyword> dropped() {
    return dropped;
  }

  /** MAIL with what it asks for, but for what is done without. */
  Command mail() {
    MailParameters mail = options.mail();
    boolean dsn = !dropped.contains(EhloKeyword.DSN);
    var said =
        new MailParameters(
            declaredSize(),
            dropped.contains(EhloKeyword.EIGHTBITMIME) ? BodyType.SEVEN_BIT : mail.body(),
            needsSmtpUtf8 || (mail.smtpUtf8() && !dropped.contains(EhloKeyword.SMTPUTF8)),
            dsn ? mail.ret() : Optional.empty(),
            dsn ? mail.envid() : Optional.empty(),
            dropped.contains(EhloKeyword.AUTH) ? Optional.empty() : mail.auth(),
            dropped.contains(EhloKeyword.DELIVERBY) ? Optional.empty() : mail.by(),
            dropped.contains(EhloKeyword.FUTURERELEASE) ? Optional.empty() : mail.hold(),
            dropped.contains(EhloKeyword.MT_PRIORITY) ? OptionalInt.empty() : mail.mtPriority(),
            mail.requireTls() && !dropped.contains(EhloKeyword.REQUIRETLS));
    return new Command.Mail(envelope.reversePath(), said.parameters());
  }

  /** What is declared, where the server wants to know it and it is known (RFC 1870 §6). */
  private OptionalLong declaredSize() {
    long octets = data.octets();
    return offers(EhloKeyword.SIZE) && octets >= 0 ? OptionalLong.of(octets) : OptionalLong.empty();
  }

  /** RCPT of one of them. */
  Command rcpt(int which) {
    boolean plain = options.recipients().isEmpty() || dropped.contains(EhloKeyword.DSN);
    List<Parameter> parameters =
        plain ? List.of() : options.recipients().get(asked[which]).parameters();
    return new Command.Rcpt(recipient(which), parameters);
  }

  /** The outcome of one that the server was asked about. */
  void decided(int which, RecipientOutcome outcome) {
    outcomes[asked[which]] = outcome;
  }

  /** All outcomes, in the envelope's order, when every one is decided. */
  List<RecipientOutcome> outcomes() {
    for (RecipientOutcome outcome : outcomes) {
      if (outcome == null) {
        throw new AssertionError("a mail transaction ended with nothing decided");
      }
    }
    return List.of(outcomes);
  }
}
