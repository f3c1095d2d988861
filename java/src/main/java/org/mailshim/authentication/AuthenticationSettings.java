package org.mailshim.authentication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.transport.AddressRange;

/**
 * What a server asks of the messages of strangers, and what follows from the answers. Immutable.
 *
 * @param authservId the name under which results are written (RFC 8601 §2.5), such as the server's
 *     own; in lower case
 * @param spf SPF's use: enforced, a fail is refused with 550 5.7.23 (RFC 7372 §3.2), unless DMARC
 *     is asked too and passes, as it does for signed mail that somebody has forwarded
 * @param dkim DKIM's use: enforced, a message whose signatures all fail is refused with 550 5.7.20
 *     (RFC 7372 §3.1), against the advice of RFC 6376 §6.1, since lists break signatures; one
 *     without signatures is not refused
 * @param dmarc DMARC's use: enforced, the policy of the domain in From is followed: reject is 550
 *     5.7.1, as is a From that cannot be understood, and quarantine the field {@code X-Spam-Flag:
 *     YES}. It looks at SPF and DKIM even where these are off
 * @param refusesErrors whether what is enforced and cannot be told now is answered with 451, and a
 *     broken SPF record with 550 5.7.24; such messages are taken otherwise
 * @param trusted clients that are asked nothing: one's own network, one's own relays
 * @param timeLimit for how long one message may keep the DNS asked, by all three together; SPF has
 *     20 seconds of it at the most. What is not known then cannot be told now: no look-up is begun
 *     any more, and the one under way ends with its own time-out. Where DMARC is enforced and is
 *     among what is not known, such a message is answered with 451 in any case, since it may be its
 *     sender who makes the DNS slow
 */
public record AuthenticationSettings(
    String authservId,
    Use spf,
    Use dkim,
    Use dmarc,
    boolean refusesErrors,
    List<AddressRange> trusted,
    Duration timeLimit) {
  /** Twenty seconds for SPF, as RFC 7208 §4.6.4 wants it, and ten for what follows. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(30);

  /** What is done with one kind of answer. */
  public enum Use {
    /** It is not asked for. */
    OFF,
    /** It is written into the message. */
    TAG,
    /** It is written into the message, and may refuse it. */
    ENFORCE
  }

  /**
   * Checks the name and the time, and copies the ranges.
   *
   * @throws IllegalArgumentException when the name is no domain name, or there is no time
   */
  public AuthenticationSettings {
    authservId =
        DkimSignature.domainName(authservId)
            .orElseThrow(() -> new IllegalArgumentException("authserv-id is no domain name"));
    trusted = List.copyOf(trusted);
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("no time to ask the DNS: " + timeLimit);
    }
  }

  /** Nothing is asked, and nobody trusted more than others. */
  public static AuthenticationSettings off(String authservId) {
    return new AuthenticationSettings(
        authservId, Use.OFF, Use.OFF, Use.OFF, false, List.of(), DEFAULT_TIME_LIMIT);
  }

  /** These with one use for all three. */
  public AuthenticationSettings withAll(Use use) {
    return withSpf(use).withDkim(use).withDmarc(use);
  }

  /** These with another use of SPF; the parameter {@code spf} of the LsoL server. */
  public AuthenticationSettings withSpf(Use use) {
    return new AuthenticationSettings(
        authservId, use, dkim, dmarc, refusesErrors, trusted, timeLimit);
  }

  /** These with another use of DKIM. */
  public AuthenticationSettings withDkim(Use use) {
    return new AuthenticationSettings(
        authservId, spf, use, dmarc, refusesErrors, trusted, timeLimit);
  }

  /** These with another use of DMARC; the parameter {@code dmarc} of the LsoL server. */
  public AuthenticationSettings withDmarc(Use use) {
    return new AuthenticationSettings(
        authservId, spf, dkim, use, refusesErrors, trusted, timeLimit);
  }

  /** These with errors refused, or not. */
  public AuthenticationSettings withErrorsRefused(boolean refused) {
    return new AuthenticationSettings(authservId, spf, dkim, dmarc, refused, trusted, timeLimit);
  }

  /** These with more clients that are asked nothing. */
  public AuthenticationSettings withTrusted(List<AddressRange> more) {
    List<AddressRange> all = new ArrayList<>(trusted);
    all.addAll(more);
    return new AuthenticationSettings(authservId, spf, dkim, dmarc, refusesErrors, all, timeLimit);
  }

  /** These with another time for each message. */
  public AuthenticationSettings withTimeLimit(Duration limit) {
    return new AuthenticationSettings(authservId, spf, dkim, dmarc, refusesErrors, trusted, limit);
  }

  /** Whether nothing is asked. */
  public boolean isOff() {
    return spf == Use.OFF && dkim == Use.OFF && dmarc == Use.OFF;
  }
}
