package org.mailshim.address;

/**
 * The way test files write what an editor cannot show: {@code {CR} {LF} {NUL} {TAB} {DEL} {SP} {NL}
 * {EMPTY} {U+0085}}, and {@code {64*a}} for sixty-four times the letter a. A brace that begins none
 * of these stands for itself.
 */
public final class Tokens {
  private Tokens() {}

  /** The text that a line of a test file means. */
  public static String expand(String line) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      int close = line.charAt(at) == '{' ? line.indexOf('}', at) : -1;
      String meaning = close < 0 ? null : meaning(line.substring(at + 1, close));
      text.append(meaning == null ? line.substring(at, at + 1) : meaning);
      at = meaning == null ? at + 1 : close + 1;
    }
    return text.toString();
  }

  private static String meaning(String token) {
    int star = token.indexOf('*');
    if (star > 0 && token.substring(0, star).chars().allMatch(Character::isDigit)) {
      return token.substring(star + 1).repeat(Integer.parseInt(token.substring(0, star)));
    }
    if (token.startsWith("U+")) {
      return String.valueOf((char) Integer.parseInt(token.substring(2), 16));
    }
    return switch (token) {
      case "CR" -> "\r";
      case "LF", "NL" -> "\n";
      case "NUL" -> "\0";
      case "TAB" -> "\t";
      case "DEL" -> "\u007f";
      case "SP" -> " ";
      case "EMPTY" -> "";
      default -> null;
    };
  }
}
