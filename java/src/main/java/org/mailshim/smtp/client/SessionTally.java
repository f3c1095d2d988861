package org.mailshim.smtp.client;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Domain;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.Limits;

/**
 * What a session has used up of the server's LIMITS (RFC 9422 §4): its transactions, and the
 * domains that their recipients had. Begins anew with each EHLO.
 */
final class SessionTally {
  private final Limits limits;
  private int transactions;
  private @Nullable Set<Domain> domains;

  SessionTally(EhloReply extensions) {
    this.limits = extensions.limits();
  }

  Limits limits() {
    return limits;
  }

  /** Whether the session may have another transaction. */
  boolean allowsTransaction() {
    OptionalInt most = limits.mailMax();
    return most.isEmpty() || transactions < most.getAsInt();
  }

  /** MAIL is to be sent. */
  void countTransaction() {
    transactions++;
  }

  /** Whether a recipient of that domain may be named; counts it if so. */
  boolean admits(Optional<Domain> domain) {
    OptionalInt most = limits.rcptDomainMax();
    if (most.isEmpty() || domain.isEmpty()) {
      return true;
    }
    Set<Domain> seen = domains;
    if (seen == null) {
      seen = new HashSet<>();
      domains = seen;
    }
    if (seen.size() >= most.getAsInt()) {
      return seen.contains(domain.get());
    }
    seen.add(domain.get());
    return true;
  }

  /** Whether all recipients may be named; or nobody was yet, and a new session allows no more. */
  boolean hasRoomFor(Envelope envelope) {
    OptionalInt most = limits.rcptDomainMax();
    Set<Domain> seen = domains;
    if (most.isEmpty() || seen == null) {
      return true;
    }
    Set<Domain> all = new HashSet<>(seen);
    for (ForwardPath recipient : envelope.forwardPaths()) {
      if (recipient.domain().isPresent()) {
        all.add(recipient.domain().get());
      }
    }
    return all.size() <= most.getAsInt();
  }
}
