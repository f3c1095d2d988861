package org.mailshim.lists;

import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.Mailbox;

/**
 * The addresses of a list: for {@code crew@example.net} each role has {@code crew-request} and
 * {@code crew+request} at that domain.
 */
public enum ListRole {
  /** Messages for the members: the address itself. */
  POSTING(""),
  /** Commands: subscribe, unsubscribe, confirm, approve, reject, help. */
  REQUEST("request"),
  /** What it says, whatever stands in the message. */
  SUBSCRIBE("subscribe"),
  /** What it says, whatever stands in the message. */
  UNSUBSCRIBE("unsubscribe"),
  /** Says how to do all that. */
  HELP("help"),
  /** The people who look after the list. */
  OWNER("owner"),
  /** The sender of the list's messages, where bounces come. */
  BOUNCES("bounces");

  private final String word;

  ListRole(String word) {
    this.word = word;
  }

  /**
   * An address of a list by its role.
   *
   * @param role which
   * @param detail what stands behind a plus sign: the member of a bounce's address; empty for none
   */
  record Found(ListRole role, String detail) {}

  /** The address of a list in this role. */
  public Mailbox of(Mailbox list) {
    return this == POSTING ? list : new Mailbox(list.localPart() + "-" + word, list.domain());
  }

  /** The role that a list's address has; empty when it is none of that list's. */
  static Optional<Found> find(Mailbox list, Mailbox address) {
    String name = list.localPart().toLowerCase(Locale.ROOT);
    String local = address.localPart();
    String lower = local.toLowerCase(Locale.ROOT);
    if (!address.domain().equals(list.domain()) || !lower.startsWith(name)) {
      return Optional.empty();
    }
    if (lower.length() == name.length()) {
      return Optional.of(new Found(POSTING, ""));
    }
    char separator = lower.charAt(name.length());
    if (separator != '-' && separator != '+') {
      return Optional.empty();
    }
    String rest = lower.substring(name.length() + 1);
    int plus = rest.indexOf('+');
    String detail = plus < 0 ? "" : local.substring(name.length() + 1 + plus + 1);
    return role(plus < 0 ? rest : rest.substring(0, plus)).map(role -> new Found(role, detail));
  }

  private static Optional<ListRole> role(String word) {
    for (ListRole role : values()) {
      if (role != POSTING && role.word.equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /** Whether a name looks like the one of some list's role. */
  static boolean endsAsOne(String name) {
    int hyphen = name.lastIndexOf('-');
    return hyphen >= 0 && role(name.substring(hyphen + 1).toLowerCase(Locale.ROOT)).isPresent();
  }
}
