package org.mailshim.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.delivery.Aliases;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.queue.ManualClock;
import org.mailshim.store.MaildropName;

/** Where forward files send mail, and what they must not do. */
class ForwardFilesTest {
  private static final MaildropName BOB = new MaildropName("bob");

  @TempDir Path root;

  private final ManualClock clock = new ManualClock();
  private final List<String> bad = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(root.resolve("bob"));
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(60)));
  }

  private ForwardFiles files(ForwardRules rules) {
    return new ForwardFiles(
        rules,
        LocalRecipients.of(Set.of(Domain.parse("example.net")), name -> Optional.empty()),
        clock,
        new ListObserver() {
          @Override
          public void badForward(MaildropName owner, Path file, String reason) {
            bad.add(reason);
          }
        },
        new PolicyObserver() {
          @Override
          public void listKept(Path file, String reason, int entries) {
            kept.add(reason);
          }
        });
  }

  private ForwardFiles files() {
    return files(ForwardRules.of(root));
  }

  private static Aliases.Forward forward(boolean keeps, String... others) {
    List<Mailbox> mailboxes = new ArrayList<>();
    for (String each : others) {
      mailboxes.add(Mailbox.parse(each));
    }
    return new Aliases.Forward(keeps, mailboxes);
  }

  private void assertForward(Aliases.Forward expected, ForwardFiles files) {
    assertEquals(Optional.of(expected), files.of(BOB));
  }

  @Test
  void withoutAFileMailStays() throws Exception {
    assertEquals(Optional.empty(), files().of(BOB));
    write(".forward", "# nothing\n\n");
    assertEquals(Optional.empty(), files().of(BOB));
  }

  @Test
  void severalAddressesOnALineEachOnce() throws Exception {
    write(".forward", "ann@far.example; Ann@FAR.example, carl@far.example\ncarl@far.example ann\n");
    assertForward(
        forward(false, "ann@far.example", "carl@far.example", "ann@example.net"), files());
  }

  @Test
  void theOwnersOwnNameMeansACopy() throws Exception {
    for (String own : List.of("\\bob", "\\", "bob", "Bob@example.net")) {
      write(".forward", own + "\nann@far.example\n");
      assertForward(forward(true, "ann@far.example"), files());
    }
  }

  @Test
  void aLineThatMeansNothingIsToldAndMailStaysToo() throws Exception {
    write(".forward", "ann@far.example\n/etc/passwd\n\\ann\nx@\n");
    assertForward(forward(true, "ann@far.example"), files());
    assertEquals(
        List.of("mail is not written to files: \"/etc/passwd\"", "a copy for somebody else"),
        bad.subList(0, 2));
    assertEquals(3, bad.size());
  }

  @Test
  void aFileIsReadAgainAndKeptAsItWas() throws Exception {
    write(".forward", "ann@far.example\n");
    ForwardFiles files = files();
    assertForward(forward(false, "ann@far.example"), files);
    write(".forward", "carl@far.example\n# longer than before\n");
    assertForward(forward(false, "ann@far.example"), files);
    clock.advance(Duration.ofSeconds(5));
    assertForward(forward(false, "carl@far.example"), files);
    write(".forward", "\0\0\0");
    clock.advance(Duration.ofSeconds(5));
    assertForward(forward(false, "carl@far.example"), files);
    assertEquals(List.of("has a NUL in it"), kept);
  }

  @Test
  void includesStayInTheirDirectory() throws Exception {
    Files.writeString(root.resolve("secret"), "eve@far.example\n");
    Files.createSymbolicLink(home.resolve("link"), root.resolve("secret"));
    write("friends", "carl@far.example\n:include:friends\n:include:.forward\n|/bin/true\n");
    write(
        ".forward",
        ":include:friends\n:include:../secret\n:include:/etc/passwd\n:include:link\n:include:none\n");
    ForwardFiles files = files(ForwardRules.of(root).withPrograms(ForwardPrograms.DEFAULT));
    assertForward(forward(true, "carl@far.example"), files);
    assertEquals(
        List.of(
            "a file that includes itself, or too deep: friends",
            "a file that includes itself, or too deep: .forward",
            "a program in an included file",
            "an included file that is not beside this one: ../secret",
            "an included file that is not beside this one: /etc/passwd",
            "an included file that is not beside this one: link",
            "an included file that is not beside this one: none"),
        bad);
  }

  @Test
  void aLinkToAnothersFileIsNotFollowed() throws Exception {
    Path secret = Files.writeString(root.resolve("secret"), "eve@far.example\n");
    Files.createSymbolicLink(home.resolve(".forward"), secret);
    assertForward(forward(true), files());
    assertEquals(List.of("a link to a file of another directory"), bad);
  }

  @Test
  void includesEndSomewhere() throws Exception {
    write(".forward", ":include:1\n");
    for (int i = 1; i < 10; i++) {
      write("" + i, "ann" + i + "@far.example\n:include:" + (i + 1) + "\n");
    }
    assertEquals(5, files().of(BOB).orElseThrow().others().size());
    assertEquals(1, bad.size());
  }

  @Test
  void programsAreRunOnlyAsAllowed() throws Exception {
    var only =
        new ForwardPrograms(Duration.ofSeconds(5), 100, List.of(Path.of("/usr/lib/programs")));
    ForwardFiles files = files(ForwardRules.of(root).withPrograms(only));
    for (String program :
        List.of("/bin/true", "true", "/usr/lib/programs/../../../bin/true", "./x")) {
      write(".forward", "|" + program + "\n");
      clock.advance(Duration.ofSeconds(5));
      Aliases.Forward forward = files.of(BOB).orElseThrow();
      assertTrue(forward.agent().isEmpty() && forward.keepsCopy(), program);
    }
    write(".forward", "|/usr/lib/programs/x\n|/usr/lib/programs/y\n");
    clock.advance(Duration.ofSeconds(5));
    assertTrue(files.of(BOB).orElseThrow().agent().isPresent());
    assertEquals("more than one program", bad.getLast());
    Files.setPosixFilePermissions(
        home.resolve(".forward"), PosixFilePermissions.fromString("rw-rw-r--"));
    assertTrue(files.of(BOB).orElseThrow().agent().isEmpty());
    assertEquals("a program in a file that others may write", bad.get(bad.size() - 2));
  }

  @Test
  void aNameLeadsNowhereElse() {
    for (String name : List.of("", ".", "..", "a/b", "../x")) {
      assertThrows(
          IllegalArgumentException.class, () -> ForwardRules.of(root).withName(name), name);
    }
  }

  @Test
  void anIncludedFileThatCannotBeReadLosesNothing() throws Exception {
    write(".forward", "ann@far.example\n:include:friends\n");
    write("friends", "carl@far.example\nx\0\n");
    assertForward(forward(true, "ann@far.example"), files());
    assertEquals(List.of("an included file that cannot be read: friends"), bad);
    assertEquals(List.of("has a NUL in it"), kept);
  }

  @Test
  void noUserFillsTheMemoryOrTheLog() throws Exception {
    write(".forward", "ann@far.example ".repeat(2001) + "\n");
    assertEquals(Optional.empty(), files().of(BOB));
    assertEquals(List.of("more than 2000 entries"), kept);
    write(".forward", "\\ann\n".repeat(2000));
    assertForward(forward(true), files());
    assertEquals(10, bad.size());
    bad.clear();
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      many.append(":include:f").append(i).append('\n');
      write("f" + i, "u" + i + "@far.example\n");
    }
    write(".forward", many.toString());
    Optional<Aliases.Forward> forward = files().of(BOB);
    assertEquals(20, forward.orElseThrow().others().size());
    assertTrue(forward.get().keepsCopy());
    assertEquals(List.of("more than 20 included files"), bad.subList(0, 1));
  }
}
