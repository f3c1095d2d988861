package org.mailshim.abi.gen;

import java.util.List;

/**
 * Layout of C text, in the manner of the repository's {@code .clang-format}; generated files are
 * not run through that.
 */
final class CText {
  private static final int WIDTH = 100;

  private CText() {}

  /**
   * An opening, a comma-separated list and a closing, wrapped so that later lines begin below the
   * first list element; where an element does not fit there, the list starts on a line of its own.
   *
   * @param opening what ends in the parenthesis, with its indentation
   */
  static String call(String opening, List<String> elements, String closing) {
    return fits(opening.length(), elements, closing)
        ? wrapped(opening, " ".repeat(opening.length()), elements, closing)
        : wrapped(
            opening + "\n    " + indentation(opening),
            indentation(opening) + "    ",
            elements,
            closing);
  }

  private static boolean fits(int column, List<String> elements, String closing) {
    for (int i = 0; i < elements.size(); i++) {
      int tail = i == elements.size() - 1 ? closing.length() : 1;
      if (column + elements.get(i).length() + tail > WIDTH) {
        return false;
      }
    }
    return true;
  }

  private static String indentation(String line) {
    return line.substring(0, line.length() - line.stripLeading().length());
  }

  private static String wrapped(
      String opening, String indentation, List<String> elements, String closing) {
    StringBuilder out = new StringBuilder(opening);
    int column = opening.length() - (opening.lastIndexOf('\n') + 1);
    for (int i = 0; i < elements.size(); i++) {
      String element = elements.get(i) + (i == elements.size() - 1 ? closing : ",");
      if (i > 0 && column + 1 + element.length() > WIDTH) {
        out.append('\n').append(indentation);
        column = indentation.length();
      } else if (i > 0) {
        out.append(' ');
        column++;
      }
      out.append(element);
      column += element.length();
    }
    return out.toString();
  }
}
