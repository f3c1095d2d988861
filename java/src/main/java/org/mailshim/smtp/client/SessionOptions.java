package org.mailshim.smtp.client;

import java.util.Optional;
import org.mailshim.transport.Deadline;

/**
 * What a session needs to know beside its connection.
 *
 * @param clientName the name to give in EHLO: this host's domain name (RFC 5321 §4.1.1.1). Without
 *     one, the address literal of the connection's local end, as §4.1.4 prescribes
 * @param timeouts how long each wait may take
 * @param deadline when the whole session must be over, whatever the time-outs say
 */
public record SessionOptions(
    Optional<String> clientName, SessionTimeouts timeouts, Deadline deadline) {
  /** No name, the RFC's time-outs, no overall deadline. */
  public static SessionOptions defaults() {
    return new SessionOptions(Optional.empty(), SessionTimeouts.defaults(), Deadline.never());
  }

  /** These with another name; what is no domain or address literal is refused when it is used. */
  public SessionOptions withClientName(String name) {
    return new SessionOptions(Optional.of(name), timeouts, deadline);
  }

  /** These with other time-outs. */
  public SessionOptions withTimeouts(SessionTimeouts other) {
    return new SessionOptions(clientName, other, deadline);
  }

  /** These with another overall deadline. */
  public SessionOptions withDeadline(Deadline other) {
    return new SessionOptions(clientName, timeouts, other);
  }
}
