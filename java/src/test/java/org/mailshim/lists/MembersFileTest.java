package org.mailshim.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Mailbox;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.queue.ManualClock;

/** Members files: read again, kept while they cannot be read, and rewritten. */
class MembersFileTest {
  private static final Mailbox ANN = Mailbox.parse("ann@example.net");
  private static final Mailbox BOB = Mailbox.parse("bob@example.org");

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final List<String> told = new ArrayList<>();
  private Path file;
  private MembersFile members;

  @BeforeEach
  void open() {
    file = directory.resolve("crew");
    var list = MailingList.of(Mailbox.parse("crew@example.net"), file);
    var files =
        new PolicyObserver() {
          @Override
          public void listRead(Path path, int entries) {
            told.add("read " + entries);
          }

          @Override
          public void listKept(Path path, String reason, int entries) {
            told.add("kept " + entries + ": " + reason);
          }
        };
    var observer =
        new ListObserver() {
          @Override
          public void leftOut(MailingList which, List<Mailbox> addresses) {
            told.add("left out " + addresses);
          }
        };
    members = new MembersFile(list, clock, files, observer);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(60)));
    clock.advance(Duration.ofSeconds(5));
  }

  private void assertMembers(Mailbox... active) {
    assertEquals(List.of(active), members.current().active());
  }

  @Test
  void theLastGoodStateStays() throws Exception {
    write("ann@example.net\n");
    assertMembers(ANN);
    write("ann@example.net\nbob@\n");
    assertMembers(ANN);
    write("x".repeat(17 * 1024 * 1024) + "\n");
    assertMembers(ANN);
    Files.delete(file);
    clock.advance(Duration.ofSeconds(5));
    assertMembers(ANN);
    Files.writeString(file, "bob@exam");
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().plusSeconds(5)));
    clock.advance(Duration.ofSeconds(5));
    assertMembers(ANN);
    write("bob@example.org\ncrew@example.net\n");
    assertMembers(BOB);
    assertEquals(
        List.of(
            "read 1",
            "kept 1: line 2: empty label in a domain name at position 4 of \"bob@\"",
            "kept 1: is longer than 16777216 octets",
            "kept 1: is not there",
            "kept 1: is being written",
            "left out [crew@example.net]",
            "read 1"),
        told);
  }

  @Test
  void moreThanAListCanHaveAreRefused() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= Members.MOST; i++) {
      many.append("user").append(i).append("@example.net\n");
    }
    write(many.toString());
    assertMembers();
    assertEquals(List.of("kept 0: more than 50000 members"), told);
  }

  @Test
  void membersComeAndGoAndTheRestStays() throws Exception {
    write("# the crew\n\n\"odd, name\"@example.net, Ann@example.net\nowner: ann@example.net\n");
    assertTrue(members.add(BOB));
    assertFalse(members.add(BOB));
    assertTrue(members.suspend(ANN));
    assertFalse(members.suspend(ANN), "gets nothing already");
    assertEquals(
        "# the crew\n\n\"odd, name\"@example.net\nowner: ann@example.net\nbob@example.org\n"
            + "suspended: ann@example.net\n",
        Files.readString(file));
    assertEquals(List.of(ANN), members.current().suspended());
    assertTrue(members.add(ANN), "gets mail again");
    assertEquals(List.of(), members.current().suspended());
    assertTrue(members.remove(ANN));
    assertFalse(members.remove(ANN));
    assertEquals(List.of(ANN), members.current().owners());
    assertTrue(members.remove(BOB));
    assertEquals(
        "# the crew\n\n\"odd, name\"@example.net\nowner: ann@example.net\n",
        Files.readString(file));
  }

  @Test
  void aFileThatCannotBeUnderstoodIsNotRewritten() throws Exception {
    write("ann@example.net\nbob@\n");
    assertThrows(IllegalArgumentException.class, () -> members.remove(BOB));
    assertEquals("ann@example.net\nbob@\n", Files.readString(file));
  }

  @Test
  void noAddressMakesTheFileUnreadable() throws Exception {
    write("ann@example.net\n");
    for (String odd :
        List.of("\"a<b\"@example.org", "\"a #b\"@example.org", "\"a>;,b\"@example.org")) {
      Mailbox member = Mailbox.parse(odd);
      assertTrue(members.add(member), odd);
      assertFalse(members.add(member), "twice: " + odd);
      assertTrue(members.current().find(member).isPresent(), odd);
      assertTrue(members.suspend(member), odd);
      assertEquals(List.of(member), members.current().suspended());
      assertTrue(members.remove(member), odd);
    }
    Mailbox comment = Mailbox.parse("#odd@example.org");
    assertThrows(IllegalArgumentException.class, () -> members.add(comment));
    assertEquals("ann@example.net\n", Files.readString(file));
  }

  @Test
  void oneMemberTooManyIsNotWritten() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < Members.MOST; i++) {
      many.append("user").append(i).append("@example.net\n");
    }
    write(many.toString());
    assertEquals(Members.MOST, members.current().active().size());
    assertThrows(IllegalArgumentException.class, () -> members.add(BOB));
    assertEquals(many.toString(), Files.readString(file));
  }

  @Test
  void aFileThatIsGoneIsNotMadeOfOneMember() throws Exception {
    write("ann@example.net\n");
    assertMembers(ANN);
    Files.delete(file);
    assertThrows(IOException.class, () -> members.add(BOB));
    assertFalse(Files.exists(file));
    assertMembers(ANN);
  }

  @Test
  void membersAreKnownWhenTheFileWasReadOnce() throws Exception {
    assertFalse(members.isKnown());
    write("bob@\n");
    assertFalse(members.isKnown());
    write("# nobody yet\n");
    assertTrue(members.isKnown());
    Files.delete(file);
    clock.advance(Duration.ofSeconds(5));
    assertTrue(members.isKnown());
    assertTrue(members.add(ANN), "a list may begin without a file");
  }
}
