package org.mailshim.smtp.client;

import java.util.Optional;
import org.mailshim.transport.Deadline;

/**
 * What a session needs to know beside its connection.
 *
 * @param clientName the name to give in EHLO: this host's domain name (RFC 5321 §4.1.1.1). Without
 *     one, the address literal of the connection's local end, as §4.1.4 prescribes
 * @param dialect SMTP or LMTP
 * @param timeouts how long each wait may take
 * @param deadline when the whole session must be over, whatever the time-outs say
 */
public record SessionOptions(
    Optional<String> clientName, Dialect dialect, SessionTimeouts timeouts, Deadline deadline) {
  /** No name, SMTP, the RFC's time-outs, no overall deadline. */
  public static SessionOptions defaults() {
    return new SessionOptions(
        Optional.empty(), Dialect.SMTP, SessionTimeouts.defaults(), Deadline.never());
  }

  /** These with another name; what is no domain or address literal is refused when it is used. */
  public SessionOptions withClientName(String name) {
    return new SessionOptions(Optional.of(name), dialect, timeouts, deadline);
  }

  /** These with another dialect. */
  public SessionOptions withDialect(Dialect other) {
    return new SessionOptions(clientName, other, timeouts, deadline);
  }

  /** These with other time-outs. */
  public SessionOptions withTimeouts(SessionTimeouts other) {
    return new SessionOptions(clientName, dialect, other, deadline);
  }

  /** These with another overall deadline. */
  public SessionOptions withDeadline(Deadline other) {
    return new SessionOptions(clientName, dialect, timeouts, other);
  }
}
