package org.mailshim.transport;

import java.nio.file.Path;

/** What a TLS server wants to know of its clients (RFC 8446 §4.3.2). */
public sealed interface ClientCertificates {
  /** Does not ask. */
  record None() implements ClientCertificates {}

  /**
   * Asks, and goes on without. One that is shown must be good.
   *
   * @param caFile the authorities that may have issued it, as PEM
   */
  record Wanted(Path caFile) implements ClientCertificates {}

  /**
   * Ends the handshake without one.
   *
   * @param caFile the authorities that may have issued it, as PEM
   */
  record Required(Path caFile) implements ClientCertificates {}
}
