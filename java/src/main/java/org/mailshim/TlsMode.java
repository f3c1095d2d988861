package org.mailshim;

/** When a client's connection is encrypted. */
public enum TlsMode {
  /** Never, whatever the server offers. */
  NONE,
  /**
   * By STARTTLS where the server offers it. Without credentials any certificate will do, as between
   * mail servers (RFC 7435); with credentials it is verified.
   */
  OPPORTUNISTIC,
  /** By STARTTLS, verified, or there is no session. */
  REQUIRED,
  /** From the first octet, verified. */
  IMPLICIT
}
