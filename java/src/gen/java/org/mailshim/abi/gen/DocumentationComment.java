package org.mailshim.abi.gen;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns a Javadoc comment into the lines of a C comment.
 *
 * <p>It knows the part of Javadoc that the surfaces use: paragraphs ({@code <p>}), lists ({@code
 * <ul>}, {@code <ol>}, {@code <li>}), preformatted text ({@code <pre>}, kept line by line), {@code
 * {@code x}} and {@code {@link x}} (both become `x`), the entities of the four special characters,
 * and the tags {@code @param} and {@code @return}, which become an aligned list at the end.
 * Anything else is an error, so that no markup ends up in a header.
 */
final class DocumentationComment {
  /** Columns of a line, so that it fits 100 with the comment's own sign before it. */
  private static final int WIDTH = 100 - " * ".length();

  private final Prototype prototype;
  private final List<String> lines = new ArrayList<>();

  private DocumentationComment(Prototype prototype) {
    this.prototype = prototype;
  }

  /**
   * The lines of the C comment, without comment signs.
   *
   * @param javadoc the comment's text without stars
   * @throws IllegalArgumentException if it is empty, uses markup not known here, or documents a
   *     parameter that is not there
   */
  static List<String> lines(String javadoc, Prototype prototype) {
    DocumentationComment comment = new DocumentationComment(prototype);
    List<String> sections = sections(javadoc);
    comment.body(inlineTags(sections.get(0)));
    comment.tags(sections.subList(1, sections.size()));
    return List.copyOf(comment.lines);
  }

  /** The main text, then each block tag with its text. */
  private static List<String> sections(String javadoc) {
    List<StringBuilder> sections = new ArrayList<>();
    sections.add(new StringBuilder());
    javadoc
        .lines()
        .forEach(
            line -> {
              if (line.stripLeading().startsWith("@")) {
                sections.add(new StringBuilder());
              }
              sections.getLast().append(line).append('\n');
            });
    return sections.stream().map(StringBuilder::toString).toList();
  }

  /** Replaces {@code {@code x}} and {@code {@link x}}; braces inside must balance. */
  private static String inlineTags(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf("{@"); open >= 0; open = text.indexOf("{@", from)) {
      int close = closingBrace(text, open);
      String tag = text.substring(open + 2, close).strip();
      int space = indexOfSpace(tag);
      String kind = tag.substring(0, space);
      String content = tag.substring(space).strip();
      out.append(text, from, open).append(inlineTag(kind, content));
      from = close + 1;
    }
    return out.append(text.substring(from)).toString();
  }

  private static String inlineTag(String kind, String content) {
    return switch (kind) {
      // Code may hold angle brackets, which are no markup there.
      case "code" ->
          '`' + content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + '`';
      case "link" -> '`' + content.substring(content.indexOf('#') + 1) + '`';
      default ->
          throw new IllegalArgumentException("{@" + kind + "} is not known to the generator");
    };
  }

  private static int closingBrace(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("unbalanced braces in the documentation");
  }

  private static int indexOfSpace(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return text.length();
  }

  private void body(String text) {
    String rest = text;
    for (int open = rest.indexOf("<pre>"); open >= 0; open = rest.indexOf("<pre>")) {
      int close = rest.indexOf("</pre>");
      if (close < open) {
        throw new IllegalArgumentException("<pre> without its end");
      }
      paragraphs(rest.substring(0, open));
      blankLine();
      rest.substring(open + "<pre>".length(), close)
          .stripIndent()
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(line -> lines.add("    " + plain(line.stripTrailing())));
      rest = rest.substring(close + "</pre>".length());
    }
    paragraphs(rest);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("no documentation");
    }
  }

  private void paragraphs(String text) {
    String marked =
        text.replaceAll("</?[uo]l>|</li>|</p>|<p>", "\u0000").replace("<li>", "\u0000\u0001");
    for (String block : marked.split("\u0000")) {
      boolean item = block.startsWith("\u0001");
      String words = plain(block.substring(item ? 1 : 0).strip());
      if (words.isEmpty()) {
        continue;
      }
      if (!item) {
        blankLine();
      }
      wrap(item ? "  - " : "", item ? "    " : "", words);
    }
  }

  private void blankLine() {
    if (!lines.isEmpty()) {
      lines.add("");
    }
  }

  /** Resolves entities. An angle bracket left over is markup that we do not know. */
  private static String plain(String text) {
    if (text.indexOf('<') >= 0 || text.indexOf('>') >= 0) {
      throw new IllegalArgumentException("markup not known to the generator: " + text.strip());
    }
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("*/", "* /");
  }

  private void tags(List<String> tags) {
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (String tag : tags) {
      String[] words = tag.strip().split("\\s+", 2);
      String text = words.length < 2 ? "" : words[1];
      switch (words[0]) {
        case "@return" -> {
          names.add("returns");
          texts.add(text);
        }
        case "@param" -> {
          String[] parameter = text.split("\\s+", 2);
          names.add(existing(parameter[0]));
          texts.add(parameter.length < 2 ? "" : parameter[1]);
        }
        default -> throw new IllegalArgumentException(words[0] + " means nothing to a C reader");
      }
    }
    int column = names.stream().mapToInt(String::length).max().orElse(0) + 4;
    if (!names.isEmpty()) {
      lines.add("");
    }
    for (int i = 0; i < names.size(); i++) {
      String name = "  " + names.get(i);
      wrap(
          name + " ".repeat(column - name.length()),
          " ".repeat(column),
          plain(inlineTags(texts.get(i))));
    }
  }

  private String existing(String name) {
    boolean exists =
        prototype.parameters().stream().anyMatch(parameter -> parameter.name().equals(name));
    if (!exists) {
      throw new IllegalArgumentException("@param " + name + " is no parameter of the prototype");
    }
    return name;
  }

  private void wrap(String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(next);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString().stripTrailing());
  }
}
