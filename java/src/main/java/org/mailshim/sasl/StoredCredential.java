package org.mailshim.sasl;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a user directory keeps of a user's password.
 *
 * <p>Immutable. The secret in {@link Password} is the directory's: a mechanism does not close it,
 * since a directory in memory gives out the same one again.
 */
public sealed interface StoredCredential {
  /**
   * Whether a password is the right one. The time does not depend on how wrong it is.
   *
   * @param password what the client sent; stays the caller's
   * @return true when it is
   */
  boolean matches(Secret password);

  /**
   * The password itself, which CRAM-MD5 and DIGEST-MD5 need. Who reads it has it: prefer keys.
   *
   * @param password the password, not empty
   */
  record Password(Secret password) implements StoredCredential {
    /**
     * Makes the credential.
     *
     * @throws IllegalArgumentException when the password is empty
     */
    public Password {
      if (password.length() == 0) {
        throw new IllegalArgumentException("the password is empty");
      }
    }

    /** Compares after SASLprep (RFC 4616 §2), or as they are where that prohibits one. */
    @Override
    public boolean matches(Secret other) {
      byte[] ours = prepared(password);
      byte[] theirs = prepared(other);
      try {
        return MessageDigest.isEqual(ours, theirs);
      } finally {
        Arrays.fill(ours, (byte) 0);
        Arrays.fill(theirs, (byte) 0);
      }
    }

    private static byte[] prepared(Secret secret) {
      byte[] octets = secret.octets();
      try {
        return PasswordPreparation.prepareIfPossible(octets);
      } finally {
        Arrays.fill(octets, (byte) 0);
      }
    }
  }

  /**
   * Keys derived from the password, of one hash or of several.
   *
   * @param keys at least one, each of another hash; the first checks passwords in clear
   */
  record Keys(List<ScramKeys> keys) implements StoredCredential {
    /**
     * Makes the credential.
     *
     * @throws IllegalArgumentException when there are no keys
     */
    public Keys {
      keys = List.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("no keys");
      }
    }

    /**
     * Keys of one hash.
     *
     * @param keys the keys
     */
    public Keys(ScramKeys keys) {
      this(List.of(keys));
    }

    /** The keys of one hash, if there are any. */
    Optional<ScramKeys> of(ScramHash hash) {
      for (ScramKeys candidate : keys) {
        if (candidate.hash() == hash) {
          return Optional.of(candidate);
        }
      }
      return Optional.empty();
    }

    @Override
    public boolean matches(Secret password) {
      return keys.getFirst().match(password);
    }
  }
}
