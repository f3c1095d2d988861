package org.mailshim.address;

/**
 * A mailbox: local-part and domain (RFC 5321 §4.1.2, with the UTF-8 local-parts of RFC 6531 §3.3).
 *
 * <p>The local-part is held as what it means, without quotes and backslashes: {@code "a
 * b"@example.org} has the local-part {@code a b}, and {@code "ann"@example.org} is the same mailbox
 * as {@code ann@example.org}. Its letter case is kept and counts (§2.4); that of the domain does
 * not. {@link #text} writes quotes where the grammar needs them and only there.
 *
 * <p>Comments, folding white space and display names belong to RFC 5322 and are refused here.
 *
 * @param localPart what it means, not quoted; possibly empty, which is written {@code ""}; as text
 *     at most 64 octets
 * @param domain the domain
 */
public record Mailbox(String localPart, Domain domain) {
  /**
   * The longest local-part as it is written, quotes and backslashes included, in octets (RFC 5321
   * §4.5.3.1.1).
   */
  public static final int LOCAL_PART_OCTETS_LIMIT = 64;

  /**
   * The longest mailbox as it is written, in octets: a path has at most 256, angle brackets
   * included (§4.5.3.1.3).
   */
  public static final int OCTETS_LIMIT = 254;

  private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

  /**
   * Checks the local-part.
   *
   * @throws AddressSyntaxException when it holds a control or malformed text, or when it or the
   *     mailbox is too long
   */
  public Mailbox {
    AddressSyntaxException.refuseForbidden(localPart);
    int octets = Utf8.octets(quotedWhereNeeded(localPart));
    if (octets > LOCAL_PART_OCTETS_LIMIT) {
      throw new AddressSyntaxException(
          "local-part longer than 64 octets", localPart, localPart.length());
    }
    if (octets + 1 + domain.ascii().length() > OCTETS_LIMIT) {
      throw new AddressSyntaxException(
          "mailbox longer than 254 octets", domain.ascii(), domain.ascii().length());
    }
  }

  /**
   * Reads a mailbox.
   *
   * @param text {@code local-part@domain}, the local-part as a dot-string or a quoted-string
   * @return the mailbox
   * @throws AddressSyntaxException when the text is no mailbox or too long
   */
  public static Mailbox parse(String text) {
    AddressSyntaxException.refuseForbidden(text);
    int at = text.startsWith("\"") ? endOfQuotedString(text) : endOfDotString(text);
    if (at == text.length() || text.charAt(at) != '@') {
      throw new AddressSyntaxException("@ expected after the local-part", text, at);
    }
    String local = text.startsWith("\"") ? unquoted(text, at) : text.substring(0, at);
    return new Mailbox(local, domain(text, at + 1));
  }

  /**
   * The mailbox as it stands in a path, without angle brackets.
   *
   * @return {@code local-part@domain}, the local-part quoted when it is no dot-string; at most 254
   *     octets in UTF-8
   */
  public String text() {
    return quotedWhereNeeded(localPart) + "@" + domain.ascii();
  }

  /**
   * Whether a server without SMTPUTF8 (RFC 6531) can be given this mailbox.
   *
   * @return true when the local-part is ASCII; the domain always is, in A-labels
   */
  public boolean isAscii() {
    return Utf8.isAscii(localPart);
  }

  /** The mailbox, as {@link #text}. */
  @Override
  public String toString() {
    return text();
  }

  private static Domain domain(String text, int from) {
    try {
      return Domain.parse(text.substring(from));
    } catch (AddressSyntaxException wrong) {
      throw wrong.within(text, from);
    }
  }

  /** The index after a dot-string at the start of the text. */
  private static int endOfDotString(String text) {
    int i = 0;
    while (i < text.length() && (isAtext(text.charAt(i)) || text.charAt(i) == '.')) {
      boolean dot = text.charAt(i) == '.';
      if (dot && (i == 0 || text.charAt(i - 1) == '.')) {
        throw new AddressSyntaxException("dot without an atom before it", text, i);
      }
      i++;
    }
    if (i == 0) {
      throw new AddressSyntaxException("local-part expected", text, 0);
    }
    if (text.charAt(i - 1) == '.') {
      throw new AddressSyntaxException("dot without an atom after it", text, i - 1);
    }
    return i;
  }

  /** The index after a quoted-string at the start of the text. */
  private static int endOfQuotedString(String text) {
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        return i + 1;
      }
      if (text.charAt(i) == '\\') {
        i++;
        if (i < text.length() && text.charAt(i) >= 0x80) {
          throw new AddressSyntaxException("only ASCII can follow a backslash", text, i);
        }
      }
    }
    throw new AddressSyntaxException("quoted-string without an end", text, text.length());
  }

  private static String unquoted(String text, int end) {
    StringBuilder local = new StringBuilder(end);
    for (int i = 1; i < end - 1; i++) {
      if (text.charAt(i) == '\\') {
        i++;
      }
      local.append(text.charAt(i));
    }
    return local.toString();
  }

  private static String quotedWhereNeeded(String local) {
    if (isDotString(local)) {
      return local;
    }
    StringBuilder quoted = new StringBuilder(local.length() + 8).append('"');
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  private static boolean isDotString(String local) {
    boolean afterAtom = false;
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '.' ? !afterAtom : !isAtext(c)) {
        return false;
      }
      afterAtom = c != '.';
    }
    return afterAtom;
  }

  /**
   * RFC 5321's atext, with every non-ASCII character as RFC 6531 §3.3 adds them; controls were
   * refused before.
   */
  private static boolean isAtext(char c) {
    return c >= 0x80 || Ascii.isLetterOrDigit(c) || ATEXT_SPECIALS.indexOf(c) >= 0;
  }
}
