package org.mailshim.address;

/**
 * Characters and letter case as protocols mean them (RFC 5234 appendix B): ASCII only, the same in
 * every locale.
 *
 * <p>{@code String.equalsIgnoreCase} will not do: for it the dotless i is an i, the long s is an s
 * and the Kelvin sign is a k, so that words would match which no other program takes for the same.
 * Stateless, for any thread.
 */
public final class Ascii {
  private Ascii() {}

  /**
   * Whether a character is a digit.
   *
   * @param c any character
   * @return true for 0 to 9
   */
  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Whether a character is a letter or a digit.
   *
   * @param c any character
   * @return true for 0 to 9, A to Z and a to z
   */
  public static boolean isLetterOrDigit(char c) {
    char upper = upperCase(c);
    return isDigit(c) || (upper >= 'A' && upper <= 'Z');
  }

  /**
   * Whether a character is a hexadecimal digit.
   *
   * @param c any character
   * @return true for 0 to 9, A to F and a to f
   */
  public static boolean isHexDigit(char c) {
    char upper = upperCase(c);
    return isDigit(c) || (upper >= 'A' && upper <= 'F');
  }

  /**
   * Whether two texts differ in the case of ASCII letters at most.
   *
   * @param a any text
   * @param b any text
   * @return true when they are equal apart from that
   */
  public static boolean equalsIgnoringCase(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (upperCase(a.charAt(i)) != upperCase(b.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a text goes on with a word, in any case.
   *
   * @param text any text
   * @param at index in it, 0 to its length
   * @param word what to look for there
   * @return true when the word stands there
   */
  public static boolean startsWithIgnoringCase(String text, int at, String word) {
    return text.length() - at >= word.length()
        && equalsIgnoringCase(text.substring(at, at + word.length()), word);
  }

  /**
   * A hash code that fits {@link #equalsIgnoringCase}.
   *
   * @param text any text
   * @return the same number for texts that differ in the case of ASCII letters at most
   */
  public static int hashIgnoringCase(String text) {
    int hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + upperCase(text.charAt(i));
    }
    return hash;
  }

  /**
   * A text in upper case.
   *
   * @param text any text
   * @return the text with A to Z for a to z, and nothing else changed
   */
  public static String upperCase(String text) {
    char[] letters = text.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      letters[i] = upperCase(letters[i]);
    }
    return new String(letters);
  }

  private static char upperCase(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
  }
}
