package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.address.Tokens;

/**
 * The grammar tables of lists: line n of {@code grammar/x.in} is a case, line n of {@code
 * grammar/x.ref} is what it means, or why it means nothing.
 */
class ListTablesTest {
  @TestFactory
  List<DynamicTest> accessLists() throws IOException {
    return table("access-lists", ListTablesTest::accessList);
  }

  @TestFactory
  List<DynamicTest> dnsLists() throws IOException {
    return table("dns-lists", ListTablesTest::dnsList);
  }

  /** Whom of the two queries a line matches, as what, and whether that took a look-up. */
  private static String accessList(String line) {
    AccessList list = AccessList.parse(List.of(line));
    if (list.size() == 0) {
      return "nothing";
    }
    return "usual "
        + match(list, FixedQuery.usual())
        + ", notice "
        + match(list, FixedQuery.notice());
  }

  private static String match(AccessList list, FixedQuery query) {
    String match = list.match(query).map(entry -> "yes by " + entry).orElse("no");
    return match + (query.lookUps() == 0 ? "" : " after a look-up");
  }

  private static String dnsList(String line) {
    DnsList list = DnsList.parse(line, DnsListAction.TAG);
    return list.zone() + ", weight " + list.weight() + ", answers " + list.answers();
  }

  private static List<DynamicTest> table(String name, UnaryOperator<String> meaning)
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
    try (InputStream in = ListTablesTest.class.getResourceAsStream("/grammar/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
