package org.mailshim.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailshim.policy.ListExpression.Operand;
import org.mailshim.policy.ListExpression.Variable;

/**
 * Reads a {@link ListExpression}, by recursive descent; parentheses and negations may be nested
 * {@value #MOST_NESTED} deep. One text, one thread.
 */
final class ListExpressionParser {
  private static final int MOST_NESTED = 32;
  private static final String WORD_ENDS = " \t()!=~&|\"'`$";

  private final String text;
  private int at;
  private int depth;

  ListExpressionParser(String text) {
    this.text = text;
  }

  ListExpression parse() {
    ListExpression expression = disjunction();
    if (!isAtEnd()) {
      throw wrong("something behind the expression");
    }
    return expression;
  }

  private ListExpression disjunction() {
    List<ListExpression> parts = new ArrayList<>();
    do {
      parts.add(conjunction());
    } while (skip("||"));
    return parts.size() == 1 ? parts.getFirst() : new ListExpression.Any(List.copyOf(parts));
  }

  private ListExpression conjunction() {
    List<ListExpression> parts = new ArrayList<>();
    do {
      parts.add(negation());
    } while (skip("&&"));
    return parts.size() == 1 ? parts.getFirst() : new ListExpression.All(List.copyOf(parts));
  }

  private ListExpression negation() {
    if (++depth > MOST_NESTED) {
      throw wrong("nested too deep");
    }
    ListExpression inner;
    if (skip("!")) {
      inner = new ListExpression.Not(negation());
    } else if (skip("(")) {
      inner = disjunction();
      if (!skip(")")) {
        throw wrong(") expected");
      }
    } else {
      inner = comparison();
    }
    depth--;
    return inner;
  }

  private ListExpression comparison() {
    Operand left = operand();
    if (skip("!=")) {
      return new ListExpression.Not(new ListExpression.Equal(left, operand()));
    }
    if (skip("!~")) {
      return new ListExpression.Not(new ListExpression.Like(left, operand()));
    }
    if (skip("==") || skip("=")) {
      return new ListExpression.Equal(left, operand());
    }
    return skip("~") ? new ListExpression.Like(left, operand()) : new ListExpression.Truth(left);
  }

  private Operand operand() {
    if (isAtEnd()) {
      throw wrong("a name or a text expected");
    }
    char first = text.charAt(at);
    if (first == '"' || first == '\'' || first == '`') {
      return quoted(first);
    }
    if (first == '$') {
      at++;
      String name = word();
      return new Operand.Named(
          Variable.of(name).orElseThrow(() -> wrong("no such name as $" + name)));
    }
    String word = word();
    if (word.isEmpty()) {
      throw wrong("a name or a text expected");
    }
    return new Operand.Text(word.toLowerCase(Locale.ROOT));
  }

  private Operand quoted(char quote) {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw wrong("a text without its end");
    }
    String inner = text.substring(at + 1, end);
    at = end + 1;
    return new Operand.Text(inner.toLowerCase(Locale.ROOT));
  }

  private String word() {
    int start = at;
    while (at < text.length() && WORD_ENDS.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean skip(String token) {
    if (isAtEnd() || !text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  private boolean isAtEnd() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at == text.length();
  }

  private ListSyntaxException wrong(String problem) {
    return new ListSyntaxException(problem + " at " + at, text);
  }
}
