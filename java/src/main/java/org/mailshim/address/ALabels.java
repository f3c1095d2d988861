package org.mailshim.address;

import java.net.IDN;

/**
 * Turns internationalised domain names into A-labels (RFC 5890), as today's registries and browsers
 * do.
 *
 * <p>The JDK's {@link IDN} is IDNA 2003 and knows the characters of 2002. What it does otherwise
 * than IDNA 2008 (RFC 5891, RFC 5892) and UTS #46 is set right here: {@code ß} and the final sigma
 * are letters of their own and not {@code ss} and {@code σ}, or mail for one domain would go to
 * another; and newer characters are put into lower case and accepted, if the running JDK knows
 * them.
 *
 * <p>Known limits: a label with a zero-width joiner or non-joiner is refused, since whether it may
 * stand where it stands (RFC 5892 appendix A) cannot be told here, and to drop it would be another
 * name; the A-label of such a name can be given. Symbols, such as emoji, are accepted as UTS #46
 * does, against IDNA 2008.
 */
public final class ALabels {
  private static final char SHARP_S = 'ß';
  private static final char FINAL_SIGMA = 'ς';
  private static final char CAPITAL_DOTTED_I = '\u0130';
  private static final char IDEOGRAPHIC_STOP = '\u3002';
  private static final char FULLWIDTH_STOP = '\uff0e';
  private static final char HALFWIDTH_STOP = '\uff61';
  private static final char NON_JOINER = '\u200c';
  private static final char JOINER = '\u200d';

  /** Letters that nothing is mapped to and no mark joins, to stand in for others for a while. */
  private static final char FIRST_STAND_IN = '\u0294';

  private static final char LAST_STAND_IN = '\u02af';

  private ALabels() {}

  /**
   * Turns a name into A-labels.
   *
   * @param name at most some hundred characters: the conversion takes quadratic time
   * @return the name in ASCII; what was ASCII in it as it was, or in lower case
   * @throws AddressSyntaxException when it cannot be the name of a domain
   */
  public static String of(String name) {
    if (Utf8.isAscii(name)) {
      return name;
    }
    String mapped = mapped(name);
    try {
      if (mapped.indexOf(SHARP_S) < 0 && mapped.indexOf(FINAL_SIGMA) < 0) {
        return IDN.toASCII(mapped, IDN.ALLOW_UNASSIGNED);
      }
      return labelByLabel(mapped);
    } catch (IllegalArgumentException notIdna) {
      throw refusal(name);
    }
  }

  /** In lower case, with dots between its labels; IDN composes it. */
  private static String mapped(String name) {
    StringBuilder lower = new StringBuilder(name.length() + 1);
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      if (!Character.isDefined(c) || c == JOINER || c == NON_JOINER) {
        throw refusal(name);
      }
      switch (c) {
        case IDEOGRAPHIC_STOP, FULLWIDTH_STOP, HALFWIDTH_STOP -> lower.append('.');
        case CAPITAL_DOTTED_I -> lower.append("i\u0307");
        // By character, since a string's lower case depends on what is around a sigma.
        default -> lower.appendCodePoint(isCherokee(c) ? c : Character.toLowerCase(c));
      }
    }
    return lower.toString();
  }

  /** Whose capitals are older than its small letters, and stay. */
  private static boolean isCherokee(int c) {
    return Character.UnicodeBlock.of(c) == Character.UnicodeBlock.CHEROKEE;
  }

  private static AddressSyntaxException refusal(String name) {
    return new AddressSyntaxException("no internationalised domain name", name, 0);
  }

  private static String labelByLabel(String mapped) {
    StringBuilder ascii = new StringBuilder(mapped.length() + 16);
    int from = 0;
    while (from <= mapped.length()) {
      int dot = mapped.indexOf('.', from);
      int end = dot < 0 ? mapped.length() : dot;
      ascii.append(from == 0 ? "" : ".").append(label(mapped.substring(from, end)));
      from = end + 1;
    }
    return ascii.toString();
  }

  private static String label(String label) {
    if (label.indexOf(SHARP_S) < 0 && label.indexOf(FINAL_SIGMA) < 0) {
      return label.isEmpty() ? "" : IDN.toASCII(label, IDN.ALLOW_UNASSIGNED);
    }
    char first = standIn(label, FIRST_STAND_IN);
    char second = standIn(label, (char) (first + 1));
    String changed = label.replace(SHARP_S, first).replace(FINAL_SIGMA, second);
    String ascii = IDN.toASCII(changed, IDN.ALLOW_UNASSIGNED);
    String prepared = IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED);
    return "xn--" + Punycode.encode(prepared.replace(first, SHARP_S).replace(second, FINAL_SIGMA));
  }

  /** A letter that the label does not have. */
  private static char standIn(String label, char from) {
    for (char c = from; c <= LAST_STAND_IN; c++) {
      if (label.indexOf(c) < 0) {
        return c;
      }
    }
    throw new IllegalArgumentException("a label of phonetic letters");
  }
}
