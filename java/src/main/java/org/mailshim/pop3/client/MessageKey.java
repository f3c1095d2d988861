package org.mailshim.pop3.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.mailshim.pop3.UniqueId;

/**
 * What names a message on its server from one session to the next: the unique-id that the server
 * gives it, or a hash of its header where the server gives none, or gives one twice. Immutable, for
 * any thread.
 *
 * @param text {@code u:} and a unique-id, or {@code h:} and 64 hexadecimal digits; printable ASCII
 *     without spaces
 */
public record MessageKey(String text) {
  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException when it is another one
   */
  public MessageKey {
    boolean sound = text.length() > 2 && (text.startsWith("u:") || text.startsWith("h:"));
    for (int i = 0; i < text.length(); i++) {
      sound &= text.charAt(i) > ' ' && text.charAt(i) <= '~';
    }
    if (!sound) {
      throw new IllegalArgumentException("no message key");
    }
  }

  /**
   * The key of a unique-id.
   *
   * @param uniqueId as the server gave it
   * @return the key
   */
  public static MessageKey of(UniqueId uniqueId) {
    return new MessageKey("u:" + uniqueId.text());
  }

  /**
   * The key of a header. Two messages with the same header, its Received and Message-ID fields
   * included, are taken for copies of one.
   *
   * @param header the octets that TOP with no lines gives
   * @return the key
   */
  public static MessageKey ofHeader(byte[] header) {
    MessageDigest digest = digest();
    digest.update(header);
    return of(digest);
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The key of the header that a digest has seen. */
  static MessageKey of(MessageDigest digest) {
    return new MessageKey("h:" + HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return text;
  }
}
