package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.address.Utf8;
import org.mailshim.lists.ListParameters;
import org.mailshim.lists.ListRole;
import org.mailshim.lists.MailingList;
import org.mailshim.lists.Members;

/** What members files and the parameter of lists are made of: something, or a refusal. */
class MailingListFuzzTest {
  private static final Mailbox CREW = Mailbox.parse("crew@example.net");

  /** The lines of a members file; nobody in them is the list. */
  @FuzzTest
  void members(byte[] input) {
    try {
      Members members = Members.parse(CREW, new String(input, UTF_8).lines().toList());
      assertTrue(members.find(CREW).isEmpty());
      for (Mailbox each : members.active()) {
        assertEquals(List.of(each), Members.parse(CREW, List.of(each.text())).active());
      }
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
    }
  }

  /** A list's parameter; nothing of it can begin a line in a header section. */
  @FuzzTest
  void parameter(byte[] input) {
    try {
      MailingList list =
          ListParameters.list(
              new String(input, UTF_8), Domain.parse("example.net"), Path.of("/etc"));
      String said =
          list.id()
              + list.contact().description()
              + list.contact().archive().orElse("")
              + list.contact().unsubscribe().orElse("");
      assertEquals(-1, Utf8.firstForbidden(said));
      for (ListRole role : ListRole.values()) {
        assertTrue(Utf8.isAscii(role.of(list.address()).localPart()));
      }
    } catch (IllegalArgumentException e) {
      assertTrue(!e.getMessage().isEmpty());
    }
  }
}
