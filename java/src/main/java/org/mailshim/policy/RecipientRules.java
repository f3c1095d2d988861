package org.mailshim.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides about one recipient: the middle part of the table in the package's documentation, and
 * nothing else. Whatever is to be known of the world comes as {@link RecipientFacts}. Immutable,
 * for any thread.
 */
final class RecipientRules {
  private final PolicyReplies replies;

  RecipientRules(PolicyReplies replies) {
    this.replies = replies;
  }

  /** The first rule that fits; what is accepted has still to keep the limits. */
  Ruling decide(RecipientFacts facts) {
    Ruling ruling = recipient(facts);
    if (ruling.refusal().isPresent()) {
      return ruling;
    }
    Optional<Duration> wait = facts.limited();
    return wait.isPresent()
        ? Ruling.no(PolicyRule.RATE, "recipients", PolicyReplies.tooMuch(wait.get()))
        : ruling;
  }

  /** What matters for everybody: is there such a recipient, and may this client write to it? */
  private Ruling recipient(RecipientFacts facts) {
    boolean here = facts.isLocal() || facts.isRelayed();
    if (!here && !facts.mayRelay()) {
      return Ruling.no(PolicyRule.RELAY, "", PolicyReplies.RELAYING_DENIED);
    }
    if (facts.isForbiddenRoute()) {
      return Ruling.no(PolicyRule.SENDER_ROUTE, "", PolicyReplies.RELAYING_DENIED);
    }
    if (facts.isStranger()) {
      if (facts.isTrapped()) {
        return Ruling.no(PolicyRule.TRAPPED, "", PolicyReplies.BLOCKED);
      }
      if (facts.isTrap()) {
        return Ruling.no(PolicyRule.TRAP, "", PolicyReplies.UNKNOWN_RECIPIENT);
      }
    }
    if (facts.isLocal() && !facts.isKnown()) {
      return Ruling.no(PolicyRule.UNKNOWN_RECIPIENT, "", PolicyReplies.UNKNOWN_RECIPIENT);
    }
    return facts.isStranger() ? stranger(facts) : Ruling.yes(PolicyRule.TRUSTED);
  }

  /** What strangers have to undergo. */
  private Ruling stranger(RecipientFacts facts) {
    if (facts.isReachable()) {
      return Ruling.yes(PolicyRule.REACHABLE);
    }
    Optional<AccessLists.Match> listed = facts.list();
    boolean gray = false;
    if (listed.isPresent()) {
      AccessLists.Match match = listed.get();
      if (match.color() == ListColor.GOOD) {
        return Ruling.yes(PolicyRule.GOOD_LIST);
      }
      if (match.color() == ListColor.BAD) {
        return Ruling.no(PolicyRule.BAD_LIST, match.entry(), replies.badListed());
      }
      gray = true;
    }
    return unlisted(facts, gray);
  }

  private Ruling unlisted(RecipientFacts facts, boolean gray) {
    if (facts.isAllowedByDnsList()) {
      return Ruling.yes(PolicyRule.DNS_ALLOWED);
    }
    Optional<DnsListReport.Hit> hit = facts.refusingDnsList();
    if (hit.isPresent()) {
      return Ruling.no(PolicyRule.DNS_LIST, hit.get().text(), replies.dnsListed(hit.get()));
    }
    SenderDomains.Verdict domain = facts.senderDomain();
    if (domain != SenderDomains.Verdict.GOOD) {
      return Ruling.no(PolicyRule.SENDER_DOMAIN, "", PolicyReplies.senderDomain(domain));
    }
    Optional<Duration> wait = facts.greylisted(gray);
    return wait.isPresent()
        ? Ruling.no(PolicyRule.GREYLIST, "", PolicyReplies.greylisted(wait.get()))
        : Ruling.yes(PolicyRule.ACCEPTED);
  }
}
