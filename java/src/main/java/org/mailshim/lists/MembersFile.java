package org.mailshim.lists;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.WatchedFile;

/**
 * The file with the members of a list: read again when it has changed, kept as it was while it
 * cannot be read ({@link WatchedFile}), and rewritten when a member comes or goes, so that comments
 * and the order of the others stay. Any thread.
 */
final class MembersFile {
  private final Mailbox address;
  private final WatchedFile<Members> file;

  /** Reads nothing yet. */
  MembersFile(MailingList list, Clock clock, PolicyObserver files, ListObserver observer) {
    var format =
        new WatchedFile.Format<Members>() {
          @Override
          public Members empty() {
            return Members.NONE;
          }

          @Override
          public Members parse(List<String> lines) {
            Members members = Members.parse(list.address(), lines);
            if (!members.leftOut().isEmpty()) {
              observer.leftOut(list, members.leftOut());
            }
            return members;
          }

          @Override
          public int entries(Members members) {
            return members.size();
          }
        };
    this.address = list.address();
    this.file = WatchedFile.of(list.members(), format, clock, files);
  }

  Members current() {
    return file.current();
  }

  /** Whether the members are known: false while the file could never be read. */
  boolean isKnown() {
    return file.isKnown();
  }

  /**
   * Adds a member, or lets a suspended one have mail again.
   *
   * @return false when there was nothing to change
   * @throws IOException when the file cannot be rewritten; it is as it was then
   * @throws IllegalArgumentException when the file means nothing, or would with one member more; it
   *     is as it was too
   */
  boolean add(Mailbox member) throws IOException {
    return file.rewrite(
        lines -> {
          boolean was = take(lines, member, true);
          boolean is = isMember(lines, member);
          if (!is) {
            lines.add(text(List.of(member)));
            Members.parse(address, lines); // what cannot be read again is not written
          }
          return was || !is;
        });
  }

  /**
   * Takes a member off, suspended or not; a moderator or owner stays that.
   *
   * @return false when there was none
   * @throws IOException as {@link #add}
   */
  boolean remove(Mailbox member) throws IOException {
    return file.rewrite(lines -> take(lines, member, false) | take(lines, member, true));
  }

  /**
   * Suspends a member.
   *
   * @return false when there was none that got mail
   * @throws IOException as {@link #add}
   */
  boolean suspend(Mailbox member) throws IOException {
    return file.rewrite(
        lines ->
            take(lines, member, false)
                && lines.add(Members.SUSPENDED + " " + text(List.of(member))));
  }

  /** Takes a mailbox out of the lines of members, or out of those of suspended ones. */
  private static boolean take(List<String> lines, Mailbox member, boolean suspended) {
    boolean found = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (holds(line, member, suspended)) {
        found = true;
        List<Mailbox> rest = new ArrayList<>(mailboxes(line, suspended));
        rest.removeIf(each -> MailboxLine.key(each).equals(MailboxLine.key(member)));
        if (rest.isEmpty()) {
          lines.remove(i--);
        } else {
          lines.set(i, (suspended ? Members.SUSPENDED + " " : "") + text(rest));
        }
      }
    }
    return found;
  }

  private static boolean isMember(List<String> lines, Mailbox member) {
    for (String line : lines) {
      if (holds(line, member, false)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(String line, Mailbox member, boolean suspended) {
    return Members.has(mailboxes(line, suspended), member);
  }

  /** Those of a line of that kind; none of another's. */
  private static List<Mailbox> mailboxes(String text, boolean suspended) {
    String line = text.strip();
    String word = Members.word(line);
    return word.equals(suspended ? Members.SUSPENDED : "")
        ? Members.mailboxes(line.substring(word.length()), 0)
        : List.of();
  }

  private static String text(List<Mailbox> mailboxes) {
    StringBuilder text = new StringBuilder();
    for (Mailbox each : mailboxes) {
      text.append(text.isEmpty() ? "" : ", ").append(text(each));
    }
    return text.toString();
  }

  /**
   * A mailbox as a line can have it: in brackets where it has some itself.
   *
   * @throws IllegalArgumentException for one that no line can have
   */
  private static String text(Mailbox mailbox) {
    String said = mailbox.text();
    String text = said.indexOf('<') < 0 ? said : "<" + said + ">";
    if (!Members.mailboxes(text, 0).equals(List.of(mailbox))) {
      throw new IllegalArgumentException("no members file can have " + PrintableText.of(said, 100));
    }
    return text;
  }
}
