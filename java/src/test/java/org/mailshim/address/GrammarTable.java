package org.mailshim.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;

/**
 * A grammar table: line n of {@code grammar/x.in} is a case, line n of {@code grammar/x.ref} is
 * what it means, or why it means nothing.
 */
public final class GrammarTable {
  private GrammarTable() {}

  /**
   * A test for each line.
   *
   * @param name of the two files, without what follows the dot
   * @param meaning says what a case means, or throws an IllegalArgumentException
   */
  public static List<DynamicTest> tests(String name, UnaryOperator<String> meaning)
      throws IOException {
    List<String> cases = lines(name + ".in");
    List<String> expected = lines(name + ".ref");
    assertEquals(
        cases.size(), expected.size(), name + ".ref has a line for each of " + name + ".in");
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      String line = cases.get(i);
      String reference = expected.get(i);
      tests.add(
          DynamicTest.dynamicTest(
              (i + 1) + ": " + line, () -> assertEquals(reference, result(meaning, line))));
    }
    return tests;
  }

  private static String result(UnaryOperator<String> meaning, String line) {
    try {
      return meaning.apply(Tokens.expand(line));
    } catch (IllegalArgumentException refused) {
      return "refused: " + refused.getMessage();
    }
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = GrammarTable.class.getResourceAsStream("/grammar/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
