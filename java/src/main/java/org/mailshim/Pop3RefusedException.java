package org.mailshim;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Response;

/**
 * A POP3 server has said no to what a {@link Pop3Client} cannot do without. The session goes on.
 */
public final class Pop3RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Response response;

  Pop3RefusedException(String attempted, String target, Response response) {
    super(attempted + " at " + target + ": the server said: " + response.text());
    this.response = response;
  }

  Pop3RefusedException(String attempted, String target, String reason) {
    super(attempted + " at " + target + ": " + reason);
    this.response = null;
  }

  /**
   * What the server said.
   *
   * @return empty when nothing that it offers could be tried, or the exception was serialized
   */
  public Optional<Response> response() {
    return Optional.ofNullable(response);
  }
}
