package org.mailshim.smtp.client;

import java.util.Optional;
import org.mailshim.transport.TlsDescription;

/** How a session's octets are protected on their way. Immutable. */
public sealed interface SessionSecurity {
  /**
   * Not at all.
   *
   * @param failure why TLS is not in use although it was tried; empty when it was not
   */
  record Clear(Optional<String> failure) implements SessionSecurity {
    /** TLS was not tried. */
    public static final Clear UNTRIED = new Clear(Optional.empty());

    @Override
    public boolean isEncrypted() {
      return false;
    }

    @Override
    public boolean isVerified() {
      return false;
    }
  }

  /**
   * By TLS.
   *
   * @param description what the handshake agreed on
   * @param verified whether the server's certificate was verified; if not, whoever answers may read
   *     along, and only those who merely listen may not
   */
  record Encrypted(TlsDescription description, boolean verified) implements SessionSecurity {
    @Override
    public boolean isEncrypted() {
      return true;
    }

    @Override
    public boolean isVerified() {
      return verified;
    }
  }

  /** Whether TLS is in use. */
  boolean isEncrypted();

  /** Whether TLS is in use, and the server is known to be the right one. */
  boolean isVerified();
}
