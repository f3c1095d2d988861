package org.mailshim.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What {@link RecipientRules} may want to know of a recipient and its client. Each answer is asked
 * for when its turn has come, since some cost look-ups, and some leave a trace.
 */
interface RecipientFacts {
  /** Whether mail for the recipient ends here. */
  boolean isLocal();

  /** Whether mail for the recipient is passed on by whomever it comes. */
  boolean isRelayed();

  /** Whether the client may send anywhere. */
  boolean mayRelay();

  /** Whether the client is none of ours: it may not relay, and this is a port for strangers. */
  boolean isStranger();

  /** Whether a route in the local-part is to be refused. */
  boolean isForbiddenRoute();

  /** Whether the client has written to a trap lately. */
  boolean isTrapped();

  /** Whether the recipient is a trap; then the client is blocked from now on. */
  boolean isTrap();

  /** Whether a local recipient has a mailbox. */
  boolean isKnown();

  /** Whether everybody may write to the recipient. */
  boolean isReachable();

  /** On which list client, sender or recipient are. */
  Optional<AccessLists.Match> list();

  /** Whether a DNS list speaks for the client. */
  boolean isAllowedByDnsList();

  /** The DNS list for whose sake the recipient is refused. */
  Optional<DnsListReport.Hit> refusingDnsList();

  /** What the DNS says of the sender's domain; good when that is not to be asked. */
  SenderDomains.Verdict senderDomain();

  /**
   * How long the client has to wait as it is greylisted.
   *
   * @param grayListed whether it is on a gray list
   */
  Optional<Duration> greylisted(boolean grayListed);

  /** How long the client has to wait as it has sent enough. */
  Optional<Duration> limited();
}
