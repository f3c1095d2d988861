package org.mailshim.sasl;

import java.util.Arrays;
import org.mailshim.address.Ascii;

/**
 * What ties an authentication to the TLS channel that it runs in (RFC 5056), so that a man in the
 * middle, who has two channels, can not pass it on.
 *
 * <p>Two types are in use: {@code tls-exporter} (RFC 9266), the one for TLS 1.3, and {@code
 * tls-server-end-point} (RFC 5929 §4), a hash of the server's certificate. {@code tls-unique} is
 * not: it does not exist in TLS 1.3 and the JDK does not give it.
 *
 * <p>Immutable: the octets are copied in and out. They are no secret, but {@link #toString} leaves
 * them out.
 *
 * @param type the registered name of the type, such as {@code tls-exporter}
 * @param data the octets that both ends of the channel have in common
 */
public record ChannelBinding(String type, byte[] data) {
  /** The type of RFC 9266. */
  public static final String TLS_EXPORTER = "tls-exporter";

  /** The type of RFC 5929 §4. */
  public static final String TLS_SERVER_END_POINT = "tls-server-end-point";

  /**
   * Makes the binding.
   *
   * @param type the registered name: letters, digits, dots and hyphens (RFC 5056 §4.1)
   * @param data the octets, copied
   * @throws IllegalArgumentException when the name is not one
   */
  public ChannelBinding {
    if (!isName(type)) {
      throw new IllegalArgumentException("no name of a channel binding type");
    }
    data = data.clone();
  }

  /** Whether a text may stand as type in a gs2 header: {@code 1*(ALPHA / DIGIT / "." / "-")}. */
  static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && c != '.' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * The octets.
   *
   * @return a copy
   */
  @Override
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelBinding binding
        && type.equals(binding.type)
        && Arrays.equals(data, binding.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "ChannelBinding[" + type + ']';
  }
}
