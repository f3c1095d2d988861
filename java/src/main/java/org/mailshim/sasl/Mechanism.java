package org.mailshim.sasl;

import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The SASL mechanisms that are known here, each with its protocol facts in its row.
 *
 * <p>Constants stand strongest first, as {@link #strength} ranks them: what binds to the TLS
 * channel before what does not, what keeps the secret from the server before what shows it.
 */
public enum Mechanism {
  /** An identity that something outside SASL has proven, mostly a client certificate (RFC 4422). */
  EXTERNAL("EXTERNAL", true, false, false, 100),
  /** SCRAM with SHA-256, bound to the TLS channel (RFC 5802, RFC 7677). */
  SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS", true, false, true, 90),
  /** SCRAM with SHA-1, bound to the TLS channel (RFC 5802). */
  SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS", true, false, true, 85),
  /** SCRAM with SHA-256 (RFC 7677). */
  SCRAM_SHA_256("SCRAM-SHA-256", true, false, false, 80),
  /** SCRAM with SHA-1 (RFC 5802). */
  SCRAM_SHA_1("SCRAM-SHA-1", true, false, false, 75),
  /** A bearer token as the IETF standardised it (RFC 7628). */
  OAUTHBEARER("OAUTHBEARER", true, true, false, 60),
  /** A bearer token in Google's older form, which Microsoft and others took over. */
  XOAUTH2("XOAUTH2", true, true, false, 55),
  /** Digest authentication; both sides prove the password (RFC 2831, historic by RFC 6331). */
  DIGEST_MD5("DIGEST-MD5", false, false, false, 40),
  /** A keyed MD5 of a challenge (RFC 2195). */
  CRAM_MD5("CRAM-MD5", false, false, false, 35),
  /** Microsoft's NT LAN Manager authentication (MS-NLMP, MS-SMTPNTLM). */
  NTLM("NTLM", true, false, false, 30),
  /** Identity and password in one message, in clear (RFC 4616). */
  PLAIN("PLAIN", true, true, false, 20),
  /** Identity and password in two messages, in clear (draft-murchison-sasl-login). */
  LOGIN("LOGIN", false, true, false, 15),
  /** Nobody, with a trace to be logged (RFC 4505). */
  ANONYMOUS("ANONYMOUS", true, false, false, 0);

  private final String text;
  private final boolean clientSpeaksFirst;
  private final boolean sendsSecretInClear;
  private final boolean needsChannelBinding;
  private final int strength;

  Mechanism(
      String text,
      boolean clientSpeaksFirst,
      boolean sendsSecretInClear,
      boolean needsChannelBinding,
      int strength) {
    this.text = text;
    this.clientSpeaksFirst = clientSpeaksFirst;
    this.sendsSecretInClear = sendsSecretInClear;
    this.needsChannelBinding = needsChannelBinding;
    this.strength = strength;
  }

  /**
   * The name on the wire.
   *
   * @return the registered name, such as {@code SCRAM-SHA-256-PLUS}
   */
  public String text() {
    return text;
  }

  /**
   * The mechanism of a name.
   *
   * @param name a word of an EHLO or CAPA reply or of an AUTH command, in any case
   * @return the mechanism; empty when it is not known here
   */
  public static Optional<Mechanism> of(String name) {
    for (Mechanism mechanism : values()) {
      if (Ascii.equalsIgnoringCase(mechanism.text, name)) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether who reads the connection, or the server, gets a secret that can be used again.
   *
   * @return true for passwords in clear and for bearer tokens, which belong under TLS only
   */
  public boolean sendsSecretInClear() {
    return sendsSecretInClear;
  }

  /**
   * Whether the first message is the client's, so that it may stand in the AUTH command (RFC 4954
   * §4).
   *
   * @return false when the server's challenge comes first
   */
  public boolean clientSpeaksFirst() {
    return clientSpeaksFirst;
  }

  /**
   * Whether it is bound to the TLS channel (RFC 5056).
   *
   * @return true for the -PLUS mechanisms
   */
  public boolean needsChannelBinding() {
    return needsChannelBinding;
  }

  /**
   * How it ranks among the others.
   *
   * @return a number, larger for stronger, different for each mechanism
   */
  public int strength() {
    return strength;
  }
}
