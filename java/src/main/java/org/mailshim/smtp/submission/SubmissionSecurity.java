package org.mailshim.smtp.submission;

import java.util.Optional;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;

/** Encrypts a submission's connection. */
public interface SubmissionSecurity {
  /**
   * Whether it can be tried: its files can be used. Asked before STARTTLS is said.
   *
   * @param host the server's name, as of {@link #secure}
   */
  boolean isReady(String host);

  /**
   * Shakes hands, and looks at whom.
   *
   * @param under the connection; it belongs to the result, or is still the caller's to close
   * @param host the server's name as the program gave it, or as the program's domain did
   * @param deadline for the handshake
   * @return empty when the handshake failed; the connection is of no use then
   */
  Optional<Secured> secure(Connection under, String host, Deadline deadline);

  /**
   * An encrypted connection.
   *
   * @param connection the connection
   * @param trusted whether the session may go on; otherwise QUIT is all that is said
   */
  record Secured(Connection connection, boolean trusted) {}
}
