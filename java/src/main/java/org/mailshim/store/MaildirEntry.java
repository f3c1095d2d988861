package org.mailshim.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.mailshim.address.Ascii;

/**
 * One message file of a Maildir, and what its name says.
 *
 * <pre>1795160000.M42P7Q3R5f.mx.example,S=4015,W=4096:2,RS</pre>
 *
 * <p>Seconds, then what makes the name unique, the host; the size in the file (S) and on the wire
 * (W); after the colon the flags. Other programs rename the file when flags change and when they
 * find a size to be wrong, so what names the message is the part before the first comma or colon.
 */
final class MaildirEntry implements Comparable<MaildirEntry> {
  /** The size is not known yet. */
  static final long UNKNOWN = -1;

  private static final int UNIQUE_ID_LIMIT = 70;
  private static final int HASH_OCTETS = 20;

  private String name;
  private boolean isNew;
  private long octets;
  private final String base;

  /**
   * Makes an entry.
   *
   * @param name the file's name
   * @param isNew whether it is in {@code new} rather than {@code cur}
   * @param octets its size on the wire, or {@link #UNKNOWN}
   */
  MaildirEntry(String name, boolean isNew, long octets) {
    this.name = name;
    this.isNew = isNew;
    this.octets = octets;
    this.base = base(name);
  }

  /** The part of a file name that stays when the file is renamed. */
  private static String base(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == ',' || c == ':') {
        return name.substring(0, i);
      }
    }
    return name;
  }

  /** Whether a file of that name is a message: names with a dot at the start are not. */
  static boolean isMessage(String name) {
    return !name.isEmpty() && name.charAt(0) != '.';
  }

  /** The wire size that a file name tells; {@link #UNKNOWN} when it tells none. */
  static long octetsInName(String name) {
    int at = name.indexOf(",W=");
    int i = at + 3;
    long octets = 0;
    while (at >= 0 && i < name.length() && i < at + 18 && Ascii.isDigit(name.charAt(i))) {
      octets = octets * 10 + name.charAt(i) - '0';
      i++;
    }
    return at < 0 || i == at + 3 ? UNKNOWN : octets;
  }

  String name() {
    return name;
  }

  /** Whether it is in {@code new}. */
  boolean isNew() {
    return isNew;
  }

  /** What names the message within its Maildir. */
  String base() {
    return base;
  }

  long octets() {
    return octets;
  }

  void counted(long wireOctets) {
    octets = wireOctets;
  }

  /** Another program has renamed the file. */
  void moved(String newName, boolean inNew) {
    name = newName;
    isNew = inNew;
  }

  /** The base, or where a unique-id could not be like that, its hash. */
  String uniqueId() {
    boolean conforming = base.length() <= UNIQUE_ID_LIMIT;
    for (int i = 0; conforming && i < base.length(); i++) {
      conforming = base.charAt(i) > ' ' && base.charAt(i) <= '~';
    }
    return conforming ? base : hash(base);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** By the time in the name, microseconds included, then by name. */
  @Override
  public int compareTo(MaildirEntry other) {
    int order = Long.compare(digits(base, 0), digits(other.base, 0));
    if (order == 0) {
      order = Long.compare(micros(base), micros(other.base));
    }
    return order == 0 ? base.compareTo(other.base) : order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MaildirEntry entry && base.equals(entry.base);
  }

  @Override
  public int hashCode() {
    return base.hashCode();
  }

  private static long micros(String base) {
    int at = base.indexOf(".M");
    return at < 0 ? 0 : digits(base, at + 2);
  }

  private static long digits(String text, int from) {
    long number = 0;
    for (int i = from; i < text.length() && i < from + 18 && Ascii.isDigit(text.charAt(i)); i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
