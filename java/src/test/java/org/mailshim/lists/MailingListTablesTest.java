package org.mailshim.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.address.Domain;
import org.mailshim.address.GrammarTable;
import org.mailshim.address.Mailbox;

/** The grammar tables of mailing lists and forward files. */
class MailingListTablesTest {
  private static final Mailbox CREW = Mailbox.parse("crew@example.net");

  @TestFactory
  List<DynamicTest> members() throws IOException {
    return GrammarTable.tests("members", MailingListTablesTest::members);
  }

  @TestFactory
  List<DynamicTest> forwards() throws IOException {
    return GrammarTable.tests("forwards", line -> ForwardLine.parse(List.of(line)).toString());
  }

  @TestFactory
  List<DynamicTest> parameters() throws IOException {
    return GrammarTable.tests("mailing-lists", MailingListTablesTest::parameter);
  }

  @TestFactory
  List<DynamicTest> addresses() throws IOException {
    return GrammarTable.tests("list-addresses", MailingListTablesTest::role);
  }

  private static String members(String line) {
    Members members = Members.parse(CREW, List.of(line));
    return "active "
        + members.active()
        + ", suspended "
        + members.suspended()
        + ", moderators "
        + members.moderators()
        + ", owners "
        + members.owners()
        + ", left out "
        + members.leftOut();
  }

  private static String parameter(String value) {
    MailingList list = ListParameters.list(value, Domain.parse("example.net"), Path.of("/etc"));
    PostingRules posting = list.posting();
    return list.address()
        + " "
        + list.members()
        + " "
        + posting.posters()
        + " "
        + posting.strangers()
        + (posting.isModerated() ? " moderated" : "")
        + (list.isOpen() ? " open" : "")
        + (list.rewritesFrom() ? " rewritten" : "")
        + (list.bounces().verp() ? " verp " : " plain ")
        + list.bounces().most()
        + " "
        + posting.mostOctets()
        + " "
        + list.contact();
  }

  private static String role(String address) {
    return ListRole.find(CREW, Mailbox.parse(address))
        .map(found -> found.toString())
        .orElse("none");
  }
}
