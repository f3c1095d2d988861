package org.mailshim.delivery;

import java.time.Duration;
import java.util.Optional;
import org.mailshim.address.AddressFamily;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.TlsClientSource;

/**
 * How attempts behave.
 *
 * @param session for every session of an attempt. Its client name is who we say we are; without one
 *     nothing is delivered directly, since a host that does not give its name is taken for a source
 *     of spam, rightly. Its deadline, if it has one, holds for the one attempt
 * @param mailExchangerPort where mail exchangers listen: 25, unless in a test
 * @param addressFamily which of a host's addresses are used
 * @param connectTimeout for one address; and for looking up a smart host
 * @param idleLimit how long a session is kept open for a submitter who is still writing
 * @param exchangers how mail exchangers are approached
 * @param smartHosts how smart hosts are that have no policy of their own
 * @param verifiedTls who shakes hands for mail that requires TLS on every hop (RFC 8689), where the
 *     host's own policy does not verify; empty: such mail is refused there
 * @param own how to know this host among mail exchangers
 * @param recipientsEach recipients in one mail transaction at most; at least 1. RFC 5321 §4.5.3.1.8
 *     has every server take 100
 * @param chunking whether mail data goes by BDAT where a server offers it (RFC 3030)
 * @param eightBit what happens to 8-bit mail data where a server lacks 8BITMIME
 * @param longest how long one attempt may take in all, looking up and waiting for a session
 *     included; empty for as long as its steps may
 */
public record DeliverySettings(
    SessionOptions session,
    int mailExchangerPort,
    AddressFamily addressFamily,
    Duration connectTimeout,
    Duration idleLimit,
    ConnectionPolicy exchangers,
    ConnectionPolicy smartHosts,
    Optional<TlsClientSource> verifiedTls,
    OwnHosts own,
    int recipientsEach,
    boolean chunking,
    EightBitPolicy eightBit,
    Optional<Duration> longest) {

  private static final int SMTP_PORT = 25;
  private static final int RECIPIENTS_EACH = 100;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public DeliverySettings {
    if (!connectTimeout.isPositive()
        || !idleLimit.isPositive()
        || (longest.isPresent() && !longest.get().isPositive())) {
      throw new IllegalArgumentException("a time-out is not positive");
    }
    if (recipientsEach < 1) {
      throw new IllegalArgumentException("no recipients in a mail transaction");
    }
  }

  /**
   * Of a host that takes no mail, with 100 recipients in a transaction, by DATA, 8-bit mail data
   * sent everywhere, and no limit for an attempt as a whole.
   */
  public DeliverySettings(
      SessionOptions session,
      int mailExchangerPort,
      AddressFamily addressFamily,
      Duration connectTimeout,
      Duration idleLimit,
      ConnectionPolicy exchangers,
      ConnectionPolicy smartHosts) {
    this(
        session,
        mailExchangerPort,
        addressFamily,
        connectTimeout,
        idleLimit,
        exchangers,
        smartHosts,
        Optional.empty(),
        OwnHosts.NONE,
        RECIPIENTS_EACH,
        false,
        EightBitPolicy.SEND,
        Optional.empty());
  }

  /**
   * Port 25, any address family, 30 seconds to connect, 60 for a submitter to be waited for; TLS
   * where a server offers it, whoever the server is, and in clear where that fails (RFC 7435).
   */
  public static DeliverySettings of(SessionOptions session) {
    var policy = ConnectionPolicy.of(SecurityPolicy.opportunistic());
    return new DeliverySettings(
        session,
        SMTP_PORT,
        AddressFamily.ANY,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        policy,
        policy);
  }

  /** These with another port of mail exchangers. */
  public DeliverySettings withMailExchangerPort(int port) {
    var draft = new Draft(this);
    draft.mailExchangerPort = port;
    return draft.finished();
  }

  /** These with another way to know this host. */
  public DeliverySettings withOwn(OwnHosts other) {
    var draft = new Draft(this);
    draft.own = other;
    return draft.finished();
  }

  /** These with somebody to shake hands for mail that requires TLS. */
  public DeliverySettings withVerifiedTls(TlsClientSource tls) {
    var draft = new Draft(this);
    draft.verifiedTls = Optional.of(tls);
    return draft.finished();
  }

  /** These with other numbers for one transaction, and for one attempt as a whole. */
  public DeliverySettings withLimits(int recipients, Optional<Duration> attempt) {
    var draft = new Draft(this);
    draft.recipientsEach = recipients;
    draft.longest = attempt;
    return draft.finished();
  }

  /** These with another way for mail data to go. */
  public DeliverySettings withMailData(boolean byBdat, EightBitPolicy policy) {
    var draft = new Draft(this);
    draft.chunking = byBdat;
    draft.eightBit = policy;
    return draft.finished();
  }

  /** A copy to change. It names all components, so that others name only what they change. */
  private static final class Draft {
    SessionOptions session;
    int mailExchangerPort;
    AddressFamily addressFamily;
    Duration connectTimeout;
    Duration idleLimit;
    ConnectionPolicy exchangers;
    ConnectionPolicy smartHosts;
    Optional<TlsClientSource> verifiedTls;
    OwnHosts own;
    int recipientsEach;
    boolean chunking;
    EightBitPolicy eightBit;
    Optional<Duration> longest;

    Draft(DeliverySettings of) {
      session = of.session;
      mailExchangerPort = of.mailExchangerPort;
      addressFamily = of.addressFamily;
      connectTimeout = of.connectTimeout;
      idleLimit = of.idleLimit;
      exchangers = of.exchangers;
      smartHosts = of.smartHosts;
      verifiedTls = of.verifiedTls;
      own = of.own;
      recipientsEach = of.recipientsEach;
      chunking = of.chunking;
      eightBit = of.eightBit;
      longest = of.longest;
    }

    DeliverySettings finished() {
      return new DeliverySettings(
          session,
          mailExchangerPort,
          addressFamily,
          connectTimeout,
          idleLimit,
          exchangers,
          smartHosts,
          verifiedTls,
          own,
          recipientsEach,
          chunking,
          eightBit,
          longest);
    }
  }
}
