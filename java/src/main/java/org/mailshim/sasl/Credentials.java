package org.mailshim.sasl;

import java.util.Optional;
import org.mailshim.address.Utf8;

/**
 * What a client has to show for itself. Which mechanisms can use it follows from its kind.
 *
 * <p>No identity can hold a control character, so none can end a message of a mechanism early or
 * add a part to it: NUL separates the parts of PLAIN, Ctrl-A those of OAUTHBEARER and XOAUTH2. An
 * identity has at most {@value #IDENTITY_LIMIT} octets, which is what RFC 4616 §2 asks a server to
 * take.
 *
 * <p>Immutable apart from the secrets in them, which belong to whoever made them and must outlive
 * the authentication. No {@code toString} shows one.
 */
public sealed interface Credentials {
  /** The most octets that an identity has in UTF-8. */
  int IDENTITY_LIMIT = 255;

  /**
   * A password.
   *
   * @param authenticationIdentity whose password it is, not empty
   * @param authorizationIdentity who to act as, when that is somebody else; mechanisms that cannot
   *     say it are not used then
   * @param password the password, not empty, without NUL
   */
  record Password(
      String authenticationIdentity, Optional<String> authorizationIdentity, Secret password)
      implements Credentials {
    /**
     * Makes the credentials.
     *
     * @throws IllegalArgumentException when an identity is empty, too long or holds a control
     *     character, or when the password is empty or holds a NUL
     */
    public Password {
      checkIdentity(authenticationIdentity);
      authorizationIdentity.ifPresent(Credentials::checkIdentity);
      checkPassword(password);
    }

    /**
     * A password of somebody who acts as himself.
     *
     * @param authenticationIdentity whose password it is
     * @param password the password
     */
    public Password(String authenticationIdentity, Secret password) {
      this(authenticationIdentity, Optional.empty(), password);
    }
  }

  /**
   * A bearer token of OAuth 2.0 (RFC 6750), asked for when it is needed.
   *
   * @param identity whose mailbox it is for, mostly an address
   * @param tokens where the token comes from
   */
  record Token(String identity, TokenSource tokens) implements Credentials {
    /**
     * Makes the credentials.
     *
     * @throws IllegalArgumentException when the identity is empty, too long or holds a control
     *     character
     */
    public Token {
      checkIdentity(identity);
    }
  }

  /**
   * What the connection has already proven, mostly with a client certificate.
   *
   * @param authorizationIdentity who to act as; empty for whoever the server takes the client for
   */
  record External(Optional<String> authorizationIdentity) implements Credentials {
    /**
     * Makes the credentials.
     *
     * @throws IllegalArgumentException when the identity is empty, too long or holds a control
     *     character
     */
    public External {
      authorizationIdentity.ifPresent(Credentials::checkIdentity);
    }
  }

  /**
   * Nobody.
   *
   * @param trace what the server may write to its log (RFC 4505 §2): an address or a word without
   *     {@code @}, at most 255 characters; may be empty
   */
  record Anonymous(String trace) implements Credentials {
    /**
     * Makes the credentials.
     *
     * @throws IllegalArgumentException when the trace is too long or holds a control character
     */
    public Anonymous {
      if (!trace.isEmpty()) {
        checkIdentity(trace);
      }
    }
  }

  private static void checkIdentity(String identity) {
    if (identity.isEmpty()) {
      throw new IllegalArgumentException("the identity is empty");
    }
    if (Utf8.octets(identity) > IDENTITY_LIMIT) {
      throw new IllegalArgumentException("the identity is longer than 255 octets");
    }
    if (Utf8.firstForbidden(identity) >= 0) {
      throw new IllegalArgumentException("the identity holds a control character");
    }
  }

  private static void checkPassword(Secret password) {
    if (password.length() == 0) {
      throw new IllegalArgumentException("the password is empty");
    }
    byte[] octets = password.octets();
    boolean nul = false;
    for (int i = 0; i < octets.length; i++) {
      nul |= octets[i] == 0;
      octets[i] = 0;
    }
    if (nul) {
      throw new IllegalArgumentException("the password holds a NUL");
    }
  }
}
