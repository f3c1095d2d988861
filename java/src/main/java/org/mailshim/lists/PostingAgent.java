package org.mailshim.lists;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.LocalAgent;
import org.mailshim.mime.NamedMailbox;
import org.mailshim.policy.PolicyKey;
import org.mailshim.policy.PolicyState;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;

/**
 * Takes messages for the members of a list. In this order: what comes from nobody goes to the
 * owners, as a bounce that went astray; what came from this list before, or was written by a
 * program, is dropped; what is too long is returned; what a moderator has decided about goes to the
 * members or back; then the rules for posting count, and an author whom the list's signature would
 * vouch for has to be verified ({@link AuthorCheck}), a moderator too. While the members file could
 * never be read the message is tried again later, since nobody is known who might get it. All
 * members get the message or none: it comes into the queue once, for all of them, in the instant in
 * which the list's address is settled.
 *
 * <p>Of what the sender asked for, DSN stays behind: the list is where the message was delivered
 * (RFC 3461 §5.2.7.3). REQUIRETLS goes on. Any thread.
 */
final class PostingAgent implements LocalAgent {
  /** What the queue says of a message that waits. */
  static final String WAITS = "waits for a moderator: ";

  static final long APPROVED = 1;
  static final long REJECTED = 2;
  private static final EnhancedStatusCode TOO_LONG = new EnhancedStatusCode(5, 2, 3);
  private static final EnhancedStatusCode UNKNOWN = new EnhancedStatusCode(4, 3, 0);
  private static final EnhancedStatusCode NOT_ALLOWED = new EnhancedStatusCode(5, 7, 2);
  private static final EnhancedStatusCode NO_KEY = new EnhancedStatusCode(4, 7, 20);

  private final RunningList list;
  private final AuthorCheck authors;

  PostingAgent(RunningList list) {
    this.list = list;
    this.authors = new AuthorCheck(list.list(), list.setup());
  }

  @Override
  public Outcome take(Arrival arrival) throws IOException {
    if (arrival.envelope().reversePath().sender().isEmpty()) {
      return list.toOwners();
    }
    ListMessage message = ListMessage.of(arrival.data());
    PostingRules rules = list.list().posting();
    if (message.isFromList(list.list().id())) {
      return list.dropped(message, "it came from the list");
    }
    if (message.isAutomatic()) {
      return list.dropped(message, "a program wrote it");
    }
    if (arrival.data().octets() > rules.mostOctets() || !message.block().isWhole()) {
      String sentence = "the list takes messages of " + rules.mostOctets() + " octets at most";
      return new Outcome.Refused(TOO_LONG, sentence);
    }
    if (!list.file().isKnown()) {
      return new Outcome.Deferred(UNKNOWN, "the members file of the list cannot be read");
    }
    Optional<PolicyState> decided =
        list.setup()
            .memory()
            .find(decision(list.list(), arrival.id()), list.setup().clock().instant());
    return decided.isPresent()
        ? decided(arrival, message, decided.get().amount() == APPROVED)
        : judged(arrival, message, rules);
  }

  /** Under which a moderator's decision is remembered. */
  static PolicyKey decision(MailingList list, QueueId id) {
    return new PolicyKey(PolicyKey.Kind.DECIDED, id.text() + " " + list.id());
  }

  private Outcome decided(Arrival arrival, ListMessage message, boolean approved)
      throws IOException {
    list.setup().observer().decided(list.list(), arrival.id(), approved);
    if (approved) {
      return posted(arrival, message);
    }
    Mailbox author = arrival.envelope().reversePath().sender().orElseThrow();
    var letter = list.letters().rejected(author, message.text("Subject"));
    return new Outcome.Taken("rejected by a moderator", Optional.of(letter));
  }

  private Outcome judged(Arrival arrival, ListMessage message, PostingRules rules)
      throws IOException {
    return switch (authors.of(message)) {
      case SOUND -> allowed(arrival, message, rules);
      case UNVERIFIED ->
          unwanted(
              arrival, message, rules, "nothing verifies the author, whom the list would sign");
      case UNKNOWN ->
          new Outcome.Deferred(NO_KEY, "the key of the author's signature is not to be had now");
    };
  }

  private Outcome allowed(Arrival arrival, ListMessage message, PostingRules rules)
      throws IOException {
    Optional<NamedMailbox> author = message.author();
    if (author.isPresent() && list.isTrusted(author.get().mailbox())) {
      return posted(arrival, message);
    }
    if (mayPost(author, rules.posters())) {
      return rules.isModerated()
          ? held(arrival, message, "every message does")
          : posted(arrival, message);
    }
    String reason =
        rules.posters() == Posters.MODERATORS
            ? "only moderators may post"
            : "the author is no member";
    return unwanted(arrival, message, rules, reason);
  }

  private Outcome unwanted(
      Arrival arrival, ListMessage message, PostingRules rules, String reason) {
    return switch (rules.strangers()) {
      case HELD -> held(arrival, message, reason);
      case REFUSED -> new Outcome.Refused(NOT_ALLOWED, reason);
      case DROPPED -> list.dropped(message, reason);
    };
  }

  private boolean mayPost(Optional<NamedMailbox> author, Posters posters) {
    return switch (posters) {
      case ANYONE -> true;
      case MEMBERS ->
          author.isPresent() && list.file().current().find(author.get().mailbox()).isPresent();
      case MODERATORS -> false;
    };
  }

  private Outcome held(Arrival arrival, ListMessage message, String reason) {
    Instant until = arrival.arrived().plus(list.list().posting().holding());
    if (!list.setup().clock().instant().isBefore(until)) {
      return list.dropped(message, "no moderator has decided");
    }
    if (isTold(arrival)) {
      return new Outcome.Held(until, WAITS + reason, Optional.empty());
    }
    list.setup().observer().held(list.list(), message.authorText(), reason);
    Following notice =
        list.letters()
            .waits(list.moderators(), arrival.id(), message, reason, arrival.data().octets());
    return new Outcome.Held(until, WAITS + reason, Optional.of(notice));
  }

  /**
   * Whether the moderators know. That something was announced may also be the news of a delay, sent
   * before the message could be looked at, so it is not believed alone.
   */
  private boolean isTold(Arrival arrival) {
    Duration holding = list.list().posting().holding();
    String subject = "moderators " + arrival.id().text();
    boolean first = list.count(PolicyKey.Kind.ASKED, subject, holding, holding).isPresent();
    return arrival.announced() && !first;
  }

  private Outcome posted(Arrival arrival, ListMessage message) throws IOException {
    List<Mailbox> members = list.file().current().active();
    list.setup().observer().posted(list.list(), message.authorText(), members.size());
    if (members.isEmpty()) {
      return new Outcome.Taken("the list has no members", Optional.empty());
    }
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>(members.size());
    for (Mailbox member : members) {
      recipients.add(new QueueEnvelope.Recipient(ForwardPath.of(member), RcptParameters.NONE));
    }
    var envelope =
        new QueueEnvelope(
            ReversePath.of(ListRole.BOUNCES.of(list.list().address())),
            passedOn(arrival.envelope().parameters()),
            recipients);
    var following =
        new Following(envelope, list.setup().signed(list.list(), list.fields().written(message)));
    return new Outcome.Taken("goes to " + members.size() + " members", Optional.of(following));
  }

  private static MailParameters passedOn(MailParameters said) {
    return MailParameters.NONE
        .withBody(said.body())
        .withSmtpUtf8(said.smtpUtf8())
        .withRequireTls(said.requireTls());
  }
}
