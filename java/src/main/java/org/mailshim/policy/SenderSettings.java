package org.mailshim.policy;

import java.util.Optional;

/**
 * What a reverse-path has to be. Immutable, for any thread. The null reverse-path may always be
 * used: notices have it (RFC 5321 §4.5.5).
 *
 * @param ownership whose reverse-paths are, where whoever has authenticated must use his own; empty
 *     where he may use any
 * @param localOnly whether clients that may send anywhere without having authenticated must use a
 *     reverse-path of a local domain
 * @param domainExists whether the domain of a stranger's reverse-path must take mail: have an MX
 *     record, or an address, and no null MX (RFC 7505). Others could not be answered, and nor could
 *     our notices
 * @param strangersLocal whether strangers may use a reverse-path of a local domain. That is forged,
 *     or else mail of our own users that others have forwarded to here
 */
public record SenderSettings(
    Optional<SenderOwnership> ownership,
    boolean localOnly,
    boolean domainExists,
    boolean strangersLocal) {
  /** Anything goes. */
  public static final SenderSettings ANY = new SenderSettings(Optional.empty(), false, false, true);

  /** These, where users send as themselves. */
  public SenderSettings withOwnership(SenderOwnership other) {
    return new SenderSettings(Optional.of(other), localOnly, domainExists, strangersLocal);
  }

  /** These, where trusted addresses send from local domains or from any. */
  public SenderSettings withLocalOnly(boolean only) {
    return new SenderSettings(ownership, only, domainExists, strangersLocal);
  }

  /** These, with the look-up of domains or without. */
  public SenderSettings withDomainExists(boolean asked) {
    return new SenderSettings(ownership, localOnly, asked, strangersLocal);
  }

  /** These, where strangers may use local domains or not. */
  public SenderSettings withStrangersLocal(boolean may) {
    return new SenderSettings(ownership, localOnly, domainExists, may);
  }
}
