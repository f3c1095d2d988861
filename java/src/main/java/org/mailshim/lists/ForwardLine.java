package org.mailshim.lists;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.AddressList;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;

/**
 * What a line of a forward file says:
 *
 * <pre>
 * # a comment
 * ann@example.org, bob@example.org; carl@example.com    goes on to these
 * Dora &lt;dora@example.net&gt;                             and to this one
 * eve                                                    a user of this host
 * \me                                                     a copy stays (me is who has the file)
 * |/usr/local/bin/sort-mail -a "two words"               a program takes it
 * :include:friends                                       a file of addresses beside this one
 * </pre>
 */
sealed interface ForwardLine {
  /** It goes on to an address. */
  record Address(Mailbox mailbox) implements ForwardLine {}

  /** It goes on to a user of this host, or stays with its owner. */
  record User(String name) implements ForwardLine {}

  /** A copy stays in the maildrop of its owner, who is named. */
  record Copy(String name) implements ForwardLine {}

  /** A program takes it: its path and its arguments. */
  record Pipe(List<String> words) implements ForwardLine {}

  /** Further addresses are in a file. */
  record Include(String file) implements ForwardLine {}

  /** It means nothing. */
  record Bad(String text, String reason) implements ForwardLine {}

  /** Reads all lines; what means nothing is bad and changes nothing else. */
  static List<ForwardLine> parse(List<String> lines) {
    List<ForwardLine> parsed = new ArrayList<>();
    for (String each : lines) {
      String line = each.strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        add(line, parsed);
      }
    }
    return parsed;
  }

  private static void add(String line, List<ForwardLine> parsed) {
    boolean quoted = line.startsWith("\"|") && line.length() > 2 && line.endsWith("\"");
    try {
      if (line.startsWith("|") || quoted) {
        String command = quoted ? line.substring(2, line.length() - 1) : line.substring(1);
        parsed.add(new Pipe(words(command)));
      } else if (line.startsWith(":include:")) {
        parsed.add(new Include(line.substring(":include:".length()).strip()));
      } else if (line.startsWith("/") || line.startsWith("\"/")) {
        throw new IllegalArgumentException("mail is not written to files");
      } else {
        parsed.addAll(addresses(line));
      }
    } catch (IllegalArgumentException e) {
      String reason = PrintableText.of(String.valueOf(e.getMessage()), 200);
      parsed.add(new Bad(PrintableText.of(line, 80), reason));
    }
  }

  private static List<ForwardLine> addresses(String line) {
    List<ForwardLine> found = new ArrayList<>();
    if (line.indexOf('<') >= 0) {
      MailboxLine.parse(line).forEach(each -> found.add(new Address(each)));
      return found;
    }
    for (String word : AddressList.words(line)) {
      if (word.startsWith("\\")) {
        found.add(new Copy(word.substring(1)));
      } else if (word.indexOf('@') < 0) {
        Mailbox.parse(word + "@localhost"); // refuses what is no local-part
        found.add(new User(word));
      } else {
        found.add(new Address(Mailbox.parse(word)));
      }
    }
    return found;
  }

  /**
   * The words of a command as a person means them: white space parts them, single and double quotes
   * hold them together, a backslash takes the next character as it is. Nothing else means anything:
   * no variable, no pattern, no redirection, since no shell looks at them.
   *
   * @throws IllegalArgumentException when there is none, or a quote does not end
   */
  static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean within = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < command.length()) {
        word.append(command.charAt(++i));
        within = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        within = true;
      } else if (quote == 0 && (c == ' ' || c == '\t')) {
        if (within) {
          words.add(word.toString());
        }
        word.setLength(0);
        within = false;
      } else {
        word.append(c);
        within = true;
      }
    }
    if (within) {
      words.add(word.toString());
    }
    if (quote != 0 || words.isEmpty()) {
      throw new IllegalArgumentException(words.isEmpty() ? "no program" : "a quote does not end");
    }
    return words;
  }
}
