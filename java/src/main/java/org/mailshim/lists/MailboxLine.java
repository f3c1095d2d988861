package org.mailshim.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailshim.address.AddressList;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;
import org.mailshim.mime.NamedMailbox;

/**
 * Several mailboxes in one text, as members files, forward files, aliases and parameters have them:
 * {@code ann@example.net; bob@example.net, carl@example.org}, separated by spaces, tabs, commas or
 * semicolons, or with names, {@code Ann <ann@example.net>; "D, E" <d@example.net>}, separated by
 * commas or semicolons. Stateless.
 */
public final class MailboxLine {
  private MailboxLine() {}

  /**
   * Reads mailboxes.
   *
   * @param text one line
   * @return in their order; empty when there is nothing but white space and separators
   * @throws IllegalArgumentException when something is no mailbox; printable
   */
  public static List<Mailbox> parse(String text) {
    List<Mailbox> mailboxes = new ArrayList<>();
    if (text.indexOf('<') < 0) {
      for (String word : AddressList.words(text)) {
        mailboxes.add(Mailbox.parse(word));
      }
      return mailboxes;
    }
    for (String each : parts(text)) {
      String part = each.strip();
      if (part.indexOf('<') >= 0 && !part.endsWith(">")) {
        throw new IllegalArgumentException(
            "something behind the brackets: \"" + PrintableText.of(part, 80) + '"');
      }
      if (!part.isEmpty()) {
        mailboxes.add(NamedMailbox.parse(part).mailbox());
      }
    }
    return mailboxes;
  }

  /** Cut at commas and semicolons that are not in quotes. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && (c == ',' || c == ';')) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** What makes two addresses one: letter case aside, as every host has it. */
  static String key(Mailbox mailbox) {
    return mailbox.text().toLowerCase(Locale.ROOT);
  }
}
