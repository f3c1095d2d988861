package org.mailshim.sasl;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A password or token: octets that are wiped when they are no longer needed and that never show in
 * a log, an exception or a debugger's {@code toString}.
 *
 * <p>Who makes a secret owns it and closes it; whoever is handed one (in {@link Credentials}, in a
 * call of {@link UserDirectory#verify}) may read it until that call, or the mechanism that it was
 * given to, has ended. Equality is by identity, as for any resource; to compare contents there is
 * {@link #matches}.
 *
 * <p>Wiping is best effort, as it must be in Java: the collector may have moved the octets before,
 * and {@link #of(String)} starts from a string that lives on. Any thread may read; {@link #close}
 * must not overlap with a use.
 */
public final class Secret implements AutoCloseable {
  private final byte[] octets;
  private boolean wiped;

  private Secret(byte[] octets) {
    this.octets = octets;
  }

  /**
   * Makes a secret of characters, which is how passwords are typed.
   *
   * @param characters the characters, kept as UTF-8; the array stays the caller's, to wipe
   * @return the secret
   */
  public static Secret of(char[] characters) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
    byte[] octets = new byte[encoded.remaining()];
    encoded.get(octets);
    Arrays.fill(encoded.array(), (byte) 0);
    return new Secret(octets);
  }

  /**
   * Makes a secret of octets.
   *
   * @param octets the octets, in UTF-8 where they are text; copied
   * @return the secret
   */
  public static Secret of(byte[] octets) {
    return new Secret(octets.clone());
  }

  /**
   * Makes a secret of a string, for texts that come from a configuration and stay in memory anyway.
   *
   * @param text the text, kept as UTF-8
   * @return the secret
   */
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The octets.
   *
   * @return a copy, which the caller wipes
   * @throws IllegalStateException after {@link #close}
   */
  public byte[] octets() {
    checkNotWiped();
    return octets.clone();
  }

  /**
   * The same secret once more, for an owner of its own.
   *
   * @return a copy, which lives on when this one is closed
   * @throws IllegalStateException after {@link #close}
   */
  public Secret copy() {
    return new Secret(octets());
  }

  /**
   * How long it is.
   *
   * @return the number of octets
   */
  public int length() {
    return octets.length;
  }

  /**
   * Compares contents, in a time that does not depend on where they differ.
   *
   * @param other another secret
   * @return true when both hold the same octets
   * @throws IllegalStateException when one of them has been closed
   */
  public boolean matches(Secret other) {
    checkNotWiped();
    other.checkNotWiped();
    return MessageDigest.isEqual(octets, other.octets);
  }

  private void checkNotWiped() {
    if (wiped) {
      throw new IllegalStateException("the secret was used after it had been wiped");
    }
  }

  /** Overwrites the octets with zeros. Further calls do nothing. */
  @Override
  public void close() {
    Arrays.fill(octets, (byte) 0);
    wiped = true;
  }

  /**
   * Tells nothing.
   *
   * @return {@code (secret)}
   */
  @Override
  public String toString() {
    return "(secret)";
  }
}
