package org.mailshim.sasl;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user directory in memory, for tests and for servers with a handful of users. Identities are
 * compared as they are, case included; everybody acts as himself only. Immutable, for any thread.
 */
public final class FixedUserDirectory implements UserDirectory {
  private final Map<String, StoredCredential> users;
  private final Decoys decoys;
  private final Set<Mechanism> mechanisms;

  /**
   * Makes the directory.
   *
   * @param users what is kept of each user, by authentication identity; copied, the secrets in it
   *     are this directory's from now on
   * @param decoys what stands in for unknown users, of the same form and iteration count as the
   *     users
   */
  public FixedUserDirectory(Map<String, StoredCredential> users, Decoys decoys) {
    this.users = Map.copyOf(users);
    this.decoys = decoys;
    this.mechanisms = EnumSet.noneOf(Mechanism.class);
    for (Mechanism mechanism : Mechanism.values()) {
      if (servesAll(mechanism)) {
        mechanisms.add(mechanism);
      }
    }
  }

  private boolean servesAll(Mechanism mechanism) {
    for (StoredCredential credential : users.values()) {
      if (!serves(credential, mechanism)) {
        return false;
      }
    }
    return serves(decoys.credential(""), mechanism);
  }

  private static boolean serves(StoredCredential credential, Mechanism mechanism) {
    return switch (mechanism) {
      case PLAIN, LOGIN -> true;
      case CRAM_MD5, DIGEST_MD5 -> credential instanceof StoredCredential.Password;
      case SCRAM_SHA_1, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_256_PLUS ->
          hasKeys(credential, ScramHash.of(mechanism));
      case EXTERNAL, ANONYMOUS, NTLM, OAUTHBEARER, XOAUTH2 -> false;
    };
  }

  private static boolean hasKeys(StoredCredential credential, ScramHash hash) {
    return switch (credential) {
      case StoredCredential.Password password -> true;
      case StoredCredential.Keys stored -> stored.of(hash).isPresent();
    };
  }

  @Override
  public Set<Mechanism> mechanisms() {
    return Set.copyOf(mechanisms);
  }

  @Override
  public Optional<StoredCredential> find(String authenticationIdentity) {
    return Optional.ofNullable(users.get(authenticationIdentity));
  }

  @Override
  public Decoys decoys() {
    return decoys;
  }

  @Override
  public String toString() {
    return "FixedUserDirectory[" + users.size() + " users]";
  }
}
