package org.mailshim.lists;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;

/**
 * Who is on a list, as its file says:
 *
 * <pre>
 * # the crew
 * ann@example.net
 * bob@example.org, carl@example.org; "Dora, D." &lt;dora@example.com&gt;
 * suspended: eve@example.com
 * moderator: ann@example.net
 * owner: bob@example.org
 * </pre>
 *
 * <p>A line has as many mailboxes as it likes ({@link MailboxLine}); one that is named twice counts
 * once. Whoever is suspended is a member and may post, but gets nothing. Moderators and owners are
 * members only where a line of its own says so. Immutable.
 *
 * @param active who gets messages, in the order of the file
 * @param suspended who does not
 * @param moderators who decides about messages that wait
 * @param owners who looks after the list
 * @param leftOut addresses of the list itself that stood among them, and are not there
 */
public record Members(
    List<Mailbox> active,
    List<Mailbox> suspended,
    List<Mailbox> moderators,
    List<Mailbox> owners,
    List<Mailbox> leftOut) {
  /** The most members of a list. */
  public static final int MOST = 50_000;

  /** Nobody. */
  public static final Members NONE =
      new Members(List.of(), List.of(), List.of(), List.of(), List.of());

  static final String SUSPENDED = "suspended:";
  private static final String MODERATOR = "moderator:";
  private static final String OWNER = "owner:";

  /** Copies the lists. */
  public Members {
    active = List.copyOf(active);
    suspended = List.copyOf(suspended);
    moderators = List.copyOf(moderators);
    owners = List.copyOf(owners);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Reads the lines of a members file.
   *
   * @param list the address of the list, which with all of its roles is left out
   * @throws IllegalArgumentException for a line that means nothing, with its number, or for more
   *     than {@value #MOST} members; printable
   */
  public static Members parse(Mailbox list, List<String> lines) {
    Map<String, Mailbox> active = new LinkedHashMap<>();
    Map<String, Mailbox> suspended = new LinkedHashMap<>();
    Map<String, Mailbox> moderators = new LinkedHashMap<>();
    Map<String, Mailbox> owners = new LinkedHashMap<>();
    Map<String, Mailbox> leftOut = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String word = word(line);
      Map<String, Mailbox> into =
          switch (word) {
            case SUSPENDED -> suspended;
            case MODERATOR -> moderators;
            case OWNER -> owners;
            default -> active;
          };
      for (Mailbox each : mailboxes(line.substring(word.length()), i + 1)) {
        boolean own = ListRole.find(list, each).isPresent();
        (own ? leftOut : into).putIfAbsent(MailboxLine.key(each), each);
      }
    }
    active.keySet().removeAll(suspended.keySet());
    if (active.size() + suspended.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " members");
    }
    return new Members(
        new ArrayList<>(active.values()),
        new ArrayList<>(suspended.values()),
        new ArrayList<>(moderators.values()),
        new ArrayList<>(owners.values()),
        new ArrayList<>(leftOut.values()));
  }

  /** The word with which a line begins that has not just members; else nothing. */
  static String word(String line) {
    for (String word : List.of(SUSPENDED, MODERATOR, OWNER)) {
      if (line.regionMatches(true, 0, word, 0, word.length())) {
        return word;
      }
    }
    return "";
  }

  /** Those of a line, which may be empty or end in a comment. */
  static List<Mailbox> mailboxes(String text, int number) {
    try {
      List<Mailbox> mailboxes = MailboxLine.parse(withoutComment(text));
      for (Mailbox each : mailboxes) {
        if (each.localPart().startsWith("#")) {
          throw new IllegalArgumentException("a comment and no address: " + each.text());
        }
      }
      return mailboxes;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "line " + number + ": " + PrintableText.of(String.valueOf(e.getMessage()), 200), e);
    }
  }

  /** A comment begins with a number sign, at the start or behind white space, not in quotes. */
  private static String withoutComment(String line) {
    boolean quoted = false;
    boolean apart = true;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '#' && apart && !quoted) {
        return line.substring(0, i);
      }
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      }
      apart = c == ' ' || c == '\t';
    }
    return line;
  }

  /** The member of that address, suspended or not, as it is written in the file. */
  public Optional<Mailbox> find(Mailbox address) {
    Optional<Mailbox> found = find(active, address);
    return found.isPresent() ? found : find(suspended, address);
  }

  /** Whether an address is on one of these lists, letter case aside. */
  static boolean has(List<Mailbox> some, Mailbox address) {
    return find(some, address).isPresent();
  }

  private static Optional<Mailbox> find(List<Mailbox> some, Mailbox address) {
    String key = MailboxLine.key(address);
    for (Mailbox each : some) {
      if (MailboxLine.key(each).equals(key)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** How many mailboxes there are, members and others. */
  int size() {
    return active.size() + suspended.size() + moderators.size() + owners.size();
  }
}
