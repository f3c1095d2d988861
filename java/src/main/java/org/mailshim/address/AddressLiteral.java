package org.mailshim.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address literal: a host named by its network address, in square brackets (RFC 5321 §4.1.3).
 *
 * <p>{@code [192.0.2.1]} has no tag, {@code [IPv6:2001:db8::1]} has the tag {@code IPv6}, and
 * {@code [tag:content]} leaves room for address families not yet invented; such a literal is kept
 * but leads to no host.
 *
 * @param tag {@code ""} for IPv4, else the tag as given; letter case does not count
 * @param content what follows the tag: an IPv4 address in dotted decimals, an IPv6 address, or the
 *     text of another family
 */
public record AddressLiteral(String tag, String content) implements Domain {
  private static final String IPV6 = "IPv6";

  /**
   * Checks tag and content.
   *
   * @throws AddressSyntaxException when the content is not what the tag promises
   */
  public AddressLiteral {
    if (tag.isEmpty()) {
      if (ipv4(content, 0) == null) {
        throw new AddressSyntaxException("no IPv4 address", content, 0);
      }
    } else if (Ascii.equalsIgnoringCase(tag, IPV6)) {
      if (!isIpv6(content)) {
        throw new AddressSyntaxException("no IPv6 address", content, 0);
      }
    } else {
      if (!isTag(tag)) {
        throw new AddressSyntaxException("no tag of an address literal", tag, 0);
      }
      checkContent(content);
    }
    if (tag.length() + content.length() + "[:]".length() > OCTETS_LIMIT) {
      throw new AddressSyntaxException("domain longer than 255 octets", content, content.length());
    }
  }

  /**
   * Reads an address literal.
   *
   * @param text the literal with its square brackets
   * @return the literal
   * @throws AddressSyntaxException when the text is none
   */
  public static AddressLiteral parse(String text) {
    AddressSyntaxException.refuseForbidden(text);
    if (!text.startsWith("[")) {
      throw new AddressSyntaxException("an address literal begins with [", text, 0);
    }
    int end = text.length() - 1;
    if (end < 1 || text.charAt(end) != ']') {
      throw new AddressSyntaxException("an address literal ends with ]", text, text.length());
    }
    int colon = text.indexOf(':');
    if (colon == 1 || isIpv6(text.substring(1, end))) {
      throw new AddressSyntaxException("tag expected, such as IPv6:", text, 1);
    }
    int content = colon < 0 ? 1 : colon + 1;
    String tag = colon < 0 ? "" : text.substring(1, colon);
    try {
      return new AddressLiteral(tag, text.substring(content, end));
    } catch (AddressSyntaxException wrong) {
      throw wrong.within(text, isTag(tag) ? content : 1);
    }
  }

  /**
   * The network address that the literal names. No look-up is made.
   *
   * @return an IPv4 or IPv6 address; empty for a tag of another family
   */
  public Optional<InetAddress> address() {
    if (!tag.isEmpty()) {
      return Ascii.equalsIgnoringCase(tag, IPV6)
          ? Optional.of(InetAddress.ofLiteral(content))
          : Optional.empty();
    }
    byte[] octets = ipv4(content, 0);
    if (octets == null) {
      throw new AssertionError("checked by the constructor: " + content);
    }
    try {
      return Optional.of(InetAddress.getByAddress(octets));
    } catch (UnknownHostException notFourOctets) {
      throw new AssertionError(notFourOctets);
    }
  }

  @Override
  public String ascii() {
    return tag.isEmpty() ? "[" + content + "]" : "[" + tag + ":" + content + "]";
  }

  /**
   * Four octets, or null when the text from the position on is not Snum 3("." Snum); leading zeros
   * are decimal zeros.
   */
  private static byte @Nullable [] ipv4(String text, int from) {
    byte[] octets = new byte[4];
    int at = from;
    for (int i = 0; i < 4; i++) {
      if (i > 0 && (at >= text.length() || text.charAt(at++) != '.')) {
        return null;
      }
      int digits = at;
      int value = 0;
      while (at < text.length() && at - digits < 3 && Ascii.isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      if (at == digits || value > 255) {
        return null;
      }
      octets[i] = (byte) value;
    }
    return at == text.length() ? octets : null;
  }

  private static boolean isIpv6(String content) {
    int colons = 0;
    int lastColon = -1;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (c == ':') {
        colons++;
        lastColon = i;
      } else if (c != '.' && !Ascii.isHexDigit(c)) {
        // The JDK's parser would take a %scope here, which is meaningless to a peer.
        return false;
      }
    }
    boolean embedsIpv4 = content.indexOf('.') >= 0;
    if (colons < 2 || (embedsIpv4 && ipv4(content, lastColon + 1) == null)) {
      return false;
    }
    try {
      InetAddress.ofLiteral(content);
      return true;
    } catch (IllegalArgumentException notIpv6) {
      return false;
    }
  }

  /**
   * Whether a text is Ldh-str of RFC 5321 §4.1.2: letters, digits and hyphens, no hyphen at the
   * end.
   */
  private static boolean isTag(String tag) {
    for (int i = 0; i < tag.length(); i++) {
      if (!Ascii.isLetterOrDigit(tag.charAt(i)) && tag.charAt(i) != '-') {
        return false;
      }
    }
    return !tag.endsWith("-");
  }

  private static void checkContent(String content) {
    if (content.isEmpty()) {
      throw new AddressSyntaxException("empty address literal", content, 0);
    }
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (c < '!' || c > '~' || c == '[' || c == '\\' || c == ']') {
        throw new AddressSyntaxException("no character of an address literal", content, i);
      }
    }
  }

  /** Whether the other is the same literal, letter case aside. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AddressLiteral literal
        && Ascii.equalsIgnoringCase(ascii(), literal.ascii());
  }

  /** Consistent with {@link #equals}: letter case does not count. */
  @Override
  public int hashCode() {
    return Ascii.hashIgnoringCase(ascii());
  }

  /** The literal, as {@link #ascii}. */
  @Override
  public String toString() {
    return ascii();
  }
}
