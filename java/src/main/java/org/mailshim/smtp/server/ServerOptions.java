package org.mailshim.smtp.server;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.LineEnds;

/**
 * What a server is told beside where mail goes. Immutable; one object serves all sessions.
 *
 * @param name who we are, in the greeting, the reply to EHLO and the Received field
 * @param mode for whom we work
 * @param keywords which extensions are offered. Some are not even then: without {@code tls}
 *     STARTTLS, without {@code authentication} AUTH, in clear REQUIRETLS, outside submission
 *     FUTURERELEASE, to strangers XCLIENT, and what {@link MailSink#honours} leaves out
 * @param tls whether and how TLS is used
 * @param authentication whether and how clients authenticate
 * @param relay for whom mail is taken to where
 * @param trusted whom we believe what they say of others
 * @param lineEnds what becomes of a CR or LF that stands alone in mail data
 * @param limits how much may be asked of us
 * @param timeouts how long we wait
 */
public record ServerOptions(
    Domain name,
    ServerMode mode,
    Set<EhloKeyword> keywords,
    Optional<ServerTls> tls,
    Optional<ServerAuthentication> authentication,
    RelayPolicy relay,
    TrustedPeers trusted,
    LineEnds lineEnds,
    ServerLimits limits,
    ServerTimeouts timeouts) {
  /** Copies the keywords. */
  public ServerOptions {
    keywords =
        keywords.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(keywords));
  }

  /**
   * A server that takes mail for nobody yet ({@link RelayPolicy#closed}): every extension but EXPN
   * and ETRN, no TLS, no AUTH, lone line ends refused, the usual limits.
   */
  public static ServerOptions of(Domain name, ServerMode mode) {
    Set<EhloKeyword> keywords = EnumSet.allOf(EhloKeyword.class);
    keywords.remove(EhloKeyword.EXPN);
    keywords.remove(EhloKeyword.ETRN);
    return new ServerOptions(
        name,
        mode,
        keywords,
        Optional.empty(),
        Optional.empty(),
        RelayPolicy.closed(),
        TrustedPeers.NONE,
        LineEnds.REFUSE,
        ServerLimits.defaults(),
        ServerTimeouts.defaults());
  }

  /** Whether replies have enhanced status codes (RFC 2034). */
  boolean sendsEnhancedCodes() {
    return keywords.contains(EhloKeyword.ENHANCEDSTATUSCODES);
  }

  /** These, offering other extensions. */
  public ServerOptions withKeywords(Set<EhloKeyword> other) {
    return new ServerOptions(
        name, mode, other, tls, authentication, relay, trusted, lineEnds, limits, timeouts);
  }

  /** These with TLS. */
  public ServerOptions withTls(ServerTls other) {
    return new ServerOptions(
        name,
        mode,
        keywords,
        Optional.of(other),
        authentication,
        relay,
        trusted,
        lineEnds,
        limits,
        timeouts);
  }

  /** These with AUTH. */
  public ServerOptions withAuthentication(ServerAuthentication other) {
    return new ServerOptions(
        name, mode, keywords, tls, Optional.of(other), relay, trusted, lineEnds, limits, timeouts);
  }

  /** These with another relay policy. */
  public ServerOptions withRelay(RelayPolicy other) {
    return new ServerOptions(
        name, mode, keywords, tls, authentication, other, trusted, lineEnds, limits, timeouts);
  }

  /** These with other trusted peers. */
  public ServerOptions withTrusted(TrustedPeers other) {
    return new ServerOptions(
        name, mode, keywords, tls, authentication, relay, other, lineEnds, limits, timeouts);
  }

  /** These, taking lone line ends in another way. */
  public ServerOptions withLineEnds(LineEnds other) {
    return new ServerOptions(
        name, mode, keywords, tls, authentication, relay, trusted, other, limits, timeouts);
  }

  /** These with other limits. */
  public ServerOptions withLimits(ServerLimits other) {
    return new ServerOptions(
        name, mode, keywords, tls, authentication, relay, trusted, lineEnds, other, timeouts);
  }

  /** These with other time-outs. */
  public ServerOptions withTimeouts(ServerTimeouts other) {
    return new ServerOptions(
        name, mode, keywords, tls, authentication, relay, trusted, lineEnds, limits, other);
  }
}
