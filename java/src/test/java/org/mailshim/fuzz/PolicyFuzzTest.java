package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.mailshim.policy.AccessList;
import org.mailshim.policy.AddressSpan;
import org.mailshim.policy.DnsList;
import org.mailshim.policy.DnsListAction;
import org.mailshim.policy.FixedQuery;
import org.mailshim.policy.ListSyntaxException;

/** What the policy's languages make of any text: something, or a refusal that says why. */
class PolicyFuzzTest {
  /** The lines of an access list, asked about two clients. */
  @FuzzTest
  void accessList(byte[] input) {
    try {
      AccessList list = AccessList.parse(new String(input, UTF_8).lines().toList());
      assertTrue(list.size() > 0 || list.match(FixedQuery.usual()).isEmpty());
      list.match(FixedQuery.notice());
    } catch (ListSyntaxException e) {
      assertTrue(e.getMessage().startsWith("line "), e::getMessage);
      assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
    }
  }

  /** Spans of addresses; what is read says the same again. */
  @FuzzTest
  void addresses(byte[] input) {
    try {
      List<AddressSpan> spans = AddressSpan.parseAll(new String(input, UTF_8));
      for (AddressSpan span : spans) {
        assertEquals(span, AddressSpan.parse(span.text()));
        assertTrue(span.contains(span.first()) && span.contains(span.last()));
      }
    } catch (IllegalArgumentException e) {
      assertTrue(!e.getMessage().isEmpty());
    }
  }

  /** A DNS list with its answers and weight. */
  @FuzzTest
  void dnsList(byte[] input) {
    try {
      DnsList list = DnsList.parse(new String(input, UTF_8), DnsListAction.SCORE);
      assertTrue(!list.zone().ascii().isEmpty());
    } catch (IllegalArgumentException e) {
      assertTrue(!e.getMessage().isEmpty());
    }
  }
}
