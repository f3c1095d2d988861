package org.mailshim.sasl;

/**
 * Where a bearer token comes from when one is needed: a file, another program, a request to an
 * authorization server.
 *
 * <p>Called once for each authentication, on the thread that authenticates, so it may block; the
 * peer's time-out runs meanwhile. A token that has expired is this source's to renew.
 */
@FunctionalInterface
public interface TokenSource {
  /**
   * Gives the token.
   *
   * @return the access token, without {@code Bearer} before it; the mechanism closes it after use
   * @throws RuntimeException when there is none: it becomes the cause of a {@link SaslException} of
   *     kind {@link SaslException.Kind#CREDENTIALS}
   */
  Secret token();
}
