package org.mailshim.address;

import java.util.ArrayList;
import java.util.List;

/**
 * Several addresses in one text, as configurations and C programs write them: separated by spaces,
 * tabs, commas or semicolons. Inside a quoted local-part these separate nothing.
 */
public final class AddressList {
  private AddressList() {}

  /**
   * Cuts a list at its spaces, tabs, commas and semicolons.
   *
   * @param text the list
   * @return its words; empty ones are left out
   */
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = endOfWord(text, at);
      if (end > at) {
        words.add(text.substring(at, end));
      }
      at = end + 1;
    }
    return words;
  }

  private static int endOfWord(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && (c == ' ' || c == '\t' || c == ',' || c == ';')) {
        return i;
      }
    }
    return text.length();
  }
}
