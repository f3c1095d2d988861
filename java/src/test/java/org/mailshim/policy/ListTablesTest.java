package org.mailshim.policy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.address.GrammarTable;

/** The grammar tables of lists. */
class ListTablesTest {
  @TestFactory
  List<DynamicTest> accessLists() throws IOException {
    return GrammarTable.tests("access-lists", ListTablesTest::accessList);
  }

  @TestFactory
  List<DynamicTest> dnsLists() throws IOException {
    return GrammarTable.tests("dns-lists", ListTablesTest::dnsList);
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
}
