package org.mailshim.smtp.client;

import java.util.List;
import java.util.Optional;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.Reply;

/** What has come of an attempt to authenticate. Immutable. */
public sealed interface AuthenticationOutcome {
  /**
   * The server has taken the credentials.
   *
   * @param mechanism by which mechanism
   */
  record Authenticated(Mechanism mechanism) implements AuthenticationOutcome {}

  /**
   * Nothing was tried: of what the server offers nothing suits the credentials, or only what would
   * show the secret on a connection that is not encrypted.
   *
   * @param offered the server's mechanisms, as it names them; empty when it does not offer AUTH
   */
  record NoMechanism(List<String> offered) implements AuthenticationOutcome {
    /** Copies the list. */
    public NoMechanism {
      offered = List.copyOf(offered);
    }
  }

  /**
   * Every mechanism that may be used has failed, or one in a way that forbids to try another.
   *
   * @param attempts at least one, in their order
   */
  record Failed(List<Attempt> attempts) implements AuthenticationOutcome {
    /** Copies the list. */
    public Failed {
      attempts = List.copyOf(attempts);
    }

    /** The last attempt, which is the one to show. */
    public Attempt last() {
      return attempts.getLast();
    }
  }

  /**
   * One mechanism that failed.
   *
   * @param mechanism which
   * @param problem what on our side made an end of it, without any secret; empty when the server
   *     did
   * @param reply the server's last reply; empty when the mechanism could not be started, as without
   *     a token
   */
  record Attempt(Mechanism mechanism, Optional<String> problem, Optional<Reply> reply) {}
}
