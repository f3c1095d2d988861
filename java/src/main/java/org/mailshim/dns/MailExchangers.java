package org.mailshim.dns;

import java.time.Duration;
import java.util.List;

/** What the DNS says about the mail exchangers of a domain. Immutable. */
public sealed interface MailExchangers {

  /**
   * There are hosts to try.
   *
   * @param hosts at least one, by ascending preference; hosts of equal preference in random order
   *     (RFC 5321 section 5.1)
   * @param implicit whether the domain has no MX record, so that {@code hosts} is the domain itself
   *     (RFC 5321 section 5.1, "implicit MX"); nobody has looked yet whether it has an address
   * @param timeToLive how long the answer may be kept: the lowest TTL among the records it came
   *     from; zero for an implicit MX
   * @param authentic whether the name server says that it has validated the answer (DNSSEC's AD
   *     bit); worth as much as the path to that server. Never for an implicit MX
   */
  record Hosts(List<MailExchanger> hosts, boolean implicit, Duration timeToLive, boolean authentic)
      implements MailExchangers {

    /** An answer that nobody has validated. */
    public Hosts(List<MailExchanger> hosts, boolean implicit, Duration timeToLive) {
      this(hosts, implicit, timeToLive, false);
    }

    /** Copies the list; an empty one is a fault of the caller. */
    public Hosts {
      hosts = List.copyOf(hosts);
      if (hosts.isEmpty()) {
        throw new IllegalArgumentException("no host");
      }
    }
  }

  /**
   * The domain says that it takes no mail (RFC 7505): its only MX record names the root.
   *
   * @param timeToLive how long the answer may be kept
   */
  record NullMx(Duration timeToLive) implements MailExchangers {}

  /** The domain does not exist, or its text cannot be the name of one. */
  record NoSuchDomain() implements MailExchangers {}

  /** The domain exists and has no MX record, and an implicit MX was not wanted. */
  record NoMailExchanger() implements MailExchangers {}

  /**
   * The DNS gave no usable answer in time; a later look-up may succeed.
   *
   * @param reason for a person, one printable line
   */
  record TemporaryFailure(String reason) implements MailExchangers {}
}
