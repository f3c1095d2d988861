package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Credentials of users that do not exist, so that nobody finds out which do: an unknown user gets a
 * challenge with a salt that is always the same for the same name (RFC 5802 §5.1 would else give it
 * away), the same calculation is done, and the answer comes as late.
 *
 * <p>All is derived from a key. Who knows the key knows which salts are decoys, so it is kept as
 * secret as the credentials; who changes it changes the decoys, so it outlives a restart where that
 * matters. A directory in which users have different iteration counts, or keys of other hashes than
 * SHA-256 first, gives away those that differ from the decoys. Immutable, for any thread.
 */
public final class Decoys {
  /** What the users of a directory have, and so what a decoy must look like. */
  public enum Form {
    /** Passwords: {@link StoredCredential.Password}. */
    PASSWORDS,
    /** Keys for SHA-256 and SHA-1: {@link StoredCredential.Keys}. */
    KEYS
  }

  private static final String MAC = "HmacSHA256";
  private static final int SALT_LENGTH = 16;

  private final byte[] key;
  private final Form form;
  private final int iterations;

  /**
   * Makes the decoys of a directory.
   *
   * @param key what all is derived from, at least 16 octets; copied
   * @param form what the directory's users have
   * @param iterations the count that the directory's keys were made with, or, where it has
   *     passwords, the one that SCRAM is to use: {@value ScramKeys#FEWEST_ITERATIONS} to {@value
   *     ScramKeys#MOST_ITERATIONS}
   * @throws IllegalArgumentException when the key is too short or the count out of range
   */
  public Decoys(Secret key, Form form, int iterations) {
    if (key.length() < 16) {
      throw new IllegalArgumentException("the key of decoys must have 16 octets at least");
    }
    if (!ScramKeys.isCount(iterations)) {
      throw new IllegalArgumentException("iterations must be 4096 to 2000000, not " + iterations);
    }
    this.key = key.octets();
    this.form = form;
    this.iterations = iterations;
  }

  /**
   * Makes decoys that last as long as this process.
   *
   * @param random where the key comes from
   * @param form what the directory's users have
   * @param iterations as for the constructor
   * @return the decoys
   */
  public static Decoys ofThisProcess(SecureRandom random, Form form, int iterations) {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    try (Secret key = Secret.of(octets)) {
      return new Decoys(key, form, iterations);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /**
   * A credential for somebody who is not there. No password matches it.
   *
   * @param authenticationIdentity any name
   * @return the same for the same name
   */
  public StoredCredential credential(String authenticationIdentity) {
    if (form == Form.PASSWORDS) {
      byte[] password = Digests.hex(derived("password", authenticationIdentity));
      return new StoredCredential.Password(Secret.of(password));
    }
    List<ScramKeys> keys = new ArrayList<>();
    for (ScramHash hash : List.of(ScramHash.SHA_256, ScramHash.SHA_1)) {
      byte[] storedKey = derived("StoredKey " + hash, authenticationIdentity);
      byte[] serverKey = derived("ServerKey " + hash, authenticationIdentity);
      keys.add(
          new ScramKeys(
              hash,
              iterations,
              salt(authenticationIdentity, hash),
              Arrays.copyOf(storedKey, hash.length()),
              Arrays.copyOf(serverKey, hash.length())));
    }
    return new StoredCredential.Keys(keys);
  }

  /** The salt to use with a name for which no keys are kept: decoy or known only by password. */
  byte[] salt(String authenticationIdentity, ScramHash hash) {
    return Arrays.copyOf(derived("salt " + hash, authenticationIdentity), SALT_LENGTH);
  }

  /** The iteration count to use with passwords. */
  int iterations() {
    return iterations;
  }

  private byte[] derived(String purpose, String identity) {
    return Digests.hmac(
        MAC,
        key,
        purpose.getBytes(StandardCharsets.US_ASCII),
        new byte[] {0},
        identity.getBytes(StandardCharsets.UTF_8));
  }
}
