package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.mailshim.address.Ascii;

/**
 * What a server keeps of a password: enough to check it, not enough to use it (RFC 5802 §3).
 *
 * <p>StoredKey checks a client, ServerKey proves the server to the client; salt and iteration count
 * say how both were made. Keys of one hash serve the SCRAM mechanisms with that hash, and PLAIN and
 * LOGIN, whose password is derived again and compared. They do not serve CRAM-MD5 and DIGEST-MD5,
 * which need the password itself.
 *
 * <p>The text form is one line without spaces, the same that Dovecot keeps:
 *
 * <pre>{@code
 * {SCRAM-SHA-256}4096,salt,StoredKey,ServerKey          (the last three in Base64)
 * }</pre>
 *
 * <p>Immutable; {@link #toString} shows neither keys nor salt. Who steals keys can guess passwords
 * offline, so they are kept like a shadow file.
 */
public final class ScramKeys {
  /** The fewest iterations that are made or taken (RFC 5802 §5.1, RFC 7677 §4). */
  public static final int FEWEST_ITERATIONS = 4096;

  /**
   * The most iterations that are made or taken: one to two seconds of a processor, so that a
   * hostile peer cannot make us calculate for hours.
   */
  public static final int MOST_ITERATIONS = 2_000_000;

  private static final int SALT_LENGTH = 16;
  private static final int SALT_LIMIT = 1024;

  private final ScramHash hash;
  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  /**
   * Makes keys that were derived elsewhere.
   *
   * @param hash the hash function
   * @param iterations how often it was applied, {@value #FEWEST_ITERATIONS} to {@value
   *     #MOST_ITERATIONS}
   * @param salt 1 to 1024 octets
   * @param storedKey as long as the hash
   * @param serverKey as long as the hash
   * @throws IllegalArgumentException when a number or length is out of range
   */
  public ScramKeys(
      ScramHash hash, int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    if (!isCount(iterations)) {
      throw new IllegalArgumentException("iterations must be 4096 to 2000000, not " + iterations);
    }
    if (salt.length == 0 || salt.length > SALT_LIMIT) {
      throw new IllegalArgumentException("the salt must have 1 to 1024 octets");
    }
    if (storedKey.length != hash.length() || serverKey.length != hash.length()) {
      throw new IllegalArgumentException("a key must have " + hash.length() + " octets");
    }
    this.hash = hash;
    this.iterations = iterations;
    this.salt = salt.clone();
    this.storedKey = storedKey.clone();
    this.serverKey = serverKey.clone();
  }

  static boolean isCount(int iterations) {
    return iterations >= FEWEST_ITERATIONS && iterations <= MOST_ITERATIONS;
  }

  /**
   * Derives the keys of a password.
   *
   * @param hash the hash function
   * @param password the password; stays the caller's
   * @param salt 1 to 1024 octets
   * @param iterations {@value #FEWEST_ITERATIONS} to {@value #MOST_ITERATIONS}; about half a
   *     microsecond each
   * @return the keys
   * @throws IllegalArgumentException when a number is out of range, or the password is empty or
   *     holds what SASLprep prohibits (RFC 4013)
   */
  public static ScramKeys derive(ScramHash hash, Secret password, byte[] salt, int iterations) {
    if (!isCount(iterations)) {
      throw new IllegalArgumentException("iterations must be 4096 to 2000000, not " + iterations);
    }
    byte[] prepared = PasswordPreparation.prepare(password);
    byte[] salted = Digests.iterated(hash, prepared, salt, iterations);
    byte[] clientKey = clientKey(hash, salted);
    try {
      byte[] storedKey = Digests.digest(hash.digest(), clientKey);
      return new ScramKeys(hash, iterations, salt, storedKey, serverKey(hash, salted));
    } finally {
      Arrays.fill(prepared, (byte) 0);
      Arrays.fill(salted, (byte) 0);
      Arrays.fill(clientKey, (byte) 0);
    }
  }

  /**
   * Derives the keys of a new password, with a salt of its own.
   *
   * @param hash the hash function
   * @param password the password; stays the caller's
   * @param iterations {@value #FEWEST_ITERATIONS} to {@value #MOST_ITERATIONS}
   * @param random where the salt comes from
   * @return the keys
   * @throws IllegalArgumentException as for {@link #derive(ScramHash, Secret, byte[], int)}
   */
  public static ScramKeys derive(
      ScramHash hash, Secret password, int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    return derive(hash, password, salt, iterations);
  }

  /** ClientKey of RFC 5802 §3. */
  static byte[] clientKey(ScramHash hash, byte[] saltedPassword) {
    return Digests.hmac(
        hash.mac(), saltedPassword, "Client Key".getBytes(StandardCharsets.US_ASCII));
  }

  /** ServerKey of RFC 5802 §3. */
  static byte[] serverKey(ScramHash hash, byte[] saltedPassword) {
    return Digests.hmac(
        hash.mac(), saltedPassword, "Server Key".getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads the text form.
   *
   * @param text one line, as {@link #text} writes it
   * @return the keys
   * @throws IllegalArgumentException when it is none; the message does not show it
   */
  public static ScramKeys parse(String text) {
    for (ScramHash hash : ScramHash.values()) {
      String mark = '{' + hash.mechanism() + '}';
      if (Ascii.startsWithIgnoringCase(text, 0, mark)) {
        return parse(hash, text.substring(mark.length()).split(",", -1));
      }
    }
    throw new IllegalArgumentException("stored keys begin with {SCRAM-SHA-1} or {SCRAM-SHA-256}");
  }

  private static ScramKeys parse(ScramHash hash, String[] parts) {
    if (parts.length != 4 || !ScramAttributes.isPositiveNumber(parts[0])) {
      throw new IllegalArgumentException("stored keys are iterations,salt,StoredKey,ServerKey");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new ScramKeys(
        hash,
        Integer.parseInt(parts[0]),
        base64.decode(parts[1]),
        base64.decode(parts[2]),
        base64.decode(parts[3]));
  }

  /**
   * Writes the text form, for a file that nobody else may read.
   *
   * @return one line
   */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return '{'
        + hash.mechanism()
        + '}'
        + iterations
        + ','
        + base64.encodeToString(salt)
        + ','
        + base64.encodeToString(storedKey)
        + ','
        + base64.encodeToString(serverKey);
  }

  /**
   * Whether they are the keys of a password. Takes as long as {@link #derive}, whatever the result.
   *
   * @param password the password; stays the caller's
   * @return true when they are; false also for a password that SASLprep prohibits
   */
  public boolean match(Secret password) {
    try {
      ScramKeys derived = derive(hash, password, salt, iterations);
      return MessageDigest.isEqual(derived.storedKey, storedKey);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The hash function.
   *
   * @return the hash
   */
  public ScramHash hash() {
    return hash;
  }

  /**
   * How often the hash was applied.
   *
   * @return the count
   */
  public int iterations() {
    return iterations;
  }

  /** The salt, not to be changed. */
  byte[] salt() {
    return salt;
  }

  /** StoredKey, not to be changed. */
  byte[] storedKey() {
    return storedKey;
  }

  /** ServerKey, not to be changed. */
  byte[] serverKey() {
    return serverKey;
  }

  @Override
  public String toString() {
    return "ScramKeys[" + hash.mechanism() + ", " + iterations + " iterations]";
  }
}
