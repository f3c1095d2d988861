package org.mailshim.pop3.client;

import java.util.List;
import java.util.Optional;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ResponseCode;

/** What has come of an attempt to log in. Immutable. */
public sealed interface LoginOutcome {
  /**
   * The maildrop is ours until QUIT.
   *
   * @param method by which method: a SASL mechanism's name, {@code APOP} or {@code USER}
   */
  record LoggedIn(String method) implements LoginOutcome {}

  /**
   * Nothing was tried: of what the server offers nothing suits the credentials, or only what would
   * show the secret on a connection that is not encrypted.
   *
   * @param offered what the server offers
   */
  record NoMethod(List<String> offered) implements LoginOutcome {
    /** Copies the list. */
    public NoMethod {
      offered = List.copyOf(offered);
    }
  }

  /**
   * The server does not let us in.
   *
   * @param attempts at least one, in their order
   */
  record Failed(List<Attempt> attempts) implements LoginOutcome {
    /** Copies the list. */
    public Failed {
      attempts = List.copyOf(attempts);
    }

    /**
     * The last attempt, whose response is the one to show.
     *
     * @return the attempt
     */
    public Attempt last() {
      return attempts.getLast();
    }

    /**
     * Whether the same credentials may do later: the server said that the maildrop is in use, that
     * it is too soon, or that it has trouble of its own (RFC 2449 §8.1, RFC 3206).
     *
     * @return false when credentials are to blame, or when it cannot be told
     */
    public boolean isTemporary() {
      Response response = last().response();
      return response.has(ResponseCode.IN_USE)
          || response.has(ResponseCode.LOGIN_DELAY)
          || response.has(ResponseCode.SYS_TEMP);
    }
  }

  /**
   * One method that failed.
   *
   * @param method which
   * @param problem what on our side made an end of it, without any secret; empty when the server
   *     did
   * @param response the server's last response
   */
  record Attempt(String method, Optional<String> problem, Response response) {}
}
