package org.mailshim.sasl;

import java.util.Optional;
import java.util.Set;

/**
 * Who may authenticate at a server: a file, a table, LDAP, an authorization server.
 *
 * <p>There are two kinds. One gives out what it keeps of a user ({@link #find}) and serves all
 * mechanisms that can work with that; the other only says yes or no to a password ({@link #verify})
 * or a token ({@link #verifyToken}) and serves PLAIN and LOGIN, or OAUTHBEARER and XOAUTH2. {@link
 * #mechanisms} says which.
 *
 * <p>Calls may block; they come from any number of threads at once, virtual ones among them. Each
 * method throws {@link UserDirectoryException} when the directory cannot be asked, which becomes a
 * temporary failure; identities come from strangers and are free of controls, at most 255 octets.
 */
public interface UserDirectory {
  /**
   * Which mechanisms this directory can serve, apart from ANONYMOUS and EXTERNAL, which do without.
   *
   * @return the mechanisms, for all users the same
   */
  Set<Mechanism> mechanisms();

  /**
   * What is kept of a user.
   *
   * @param authenticationIdentity a name as the client sent it, after SASLprep where the mechanism
   *     wants that
   * @return the credential; empty for an unknown user, and always in a directory that only verifies
   * @throws UserDirectoryException when the directory cannot be asked
   */
  Optional<StoredCredential> find(String authenticationIdentity);

  /**
   * What stands in for users that are not there.
   *
   * @return the decoys, always the same
   */
  Decoys decoys();

  /**
   * Checks a password that came in clear. As it stands here it asks {@link #find} and takes as long
   * for unknown users as for known ones; a directory that does it in its own way should too.
   *
   * @param authenticationIdentity whose password it is to be
   * @param password what the client sent; valid during the call only
   * @return true when the user exists and the password is his
   * @throws UserDirectoryException when the directory cannot be asked
   */
  default boolean verify(String authenticationIdentity, Secret password) {
    Optional<StoredCredential> found = find(authenticationIdentity);
    StoredCredential credential =
        found.orElseGet(() -> decoys().credential(authenticationIdentity));
    return credential.matches(password) && found.isPresent();
  }

  /**
   * Checks a bearer token. As it stands here no token is good.
   *
   * @param claimedIdentity who the client says it is; empty when only the token tells
   * @param token what the client sent; valid during the call only
   * @return whose token it is; empty when it is invalid, expired or for another service
   * @throws UserDirectoryException when the directory or the authorization server cannot be asked
   */
  default Optional<String> verifyToken(Optional<String> claimedIdentity, Secret token) {
    return Optional.empty();
  }

  /**
   * Whether one may act as another. As it stands here everybody acts as himself only.
   *
   * @param authenticationIdentity who has authenticated
   * @param authorizationIdentity who he wants to act as
   * @return true when he may
   * @throws UserDirectoryException when the directory cannot be asked
   */
  default boolean mayActAs(String authenticationIdentity, String authorizationIdentity) {
    return authenticationIdentity.equals(authorizationIdentity);
  }
}
