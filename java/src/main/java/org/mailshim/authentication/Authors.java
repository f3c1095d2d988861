package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Ascii;
import org.mailshim.address.DomainName;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.NamedMailbox;

/**
 * The author domains of a message: those of the mailboxes in its From field, each once, as A-labels
 * in lower case.
 *
 * @param domains none when the authors are at address literals only
 */
record Authors(Set<String> domains) {
  /** More authors than that write no letter together. */
  static final int MOST = 5;

  private static final String FROM = "From";
  private static final char UNDECODABLE = 0xfffd;

  /**
   * Reads the field. Whatever could be read in two ways is not read: no From or several (RFC 5322
   * §3.6), one with no mailbox or one that is none, too many domains.
   *
   * @return the domains; empty when they cannot be told
   */
  static Optional<Authors> of(List<HeaderFields.Field> header) {
    Optional<HeaderFields.Field> from = Optional.empty();
    for (HeaderFields.Field field : header) {
      if (Ascii.equalsIgnoringCase(field.name(), FROM)) {
        if (from.isPresent()) {
          return Optional.empty();
        }
        from = Optional.of(field);
      }
    }
    return from.isPresent() ? read(from.get().body()) : Optional.empty();
  }

  private static Optional<Authors> read(String body) {
    String text = text(body.replace("\r\n", "").replace('\t', ' ').strip());
    Set<String> domains = new LinkedHashSet<>();
    try {
      List<NamedMailbox> mailboxes = NamedMailbox.parseList(text);
      for (NamedMailbox each : mailboxes) {
        if (each.mailbox().domain() instanceof DomainName name) {
          domains.add(name.ascii().toLowerCase(Locale.ROOT));
        }
      }
      boolean understood = !mailboxes.isEmpty() && domains.size() <= MOST;
      return understood ? Optional.of(new Authors(domains)) : Optional.empty();
    } catch (MessageException e) {
      return Optional.empty();
    }
  }

  /** Names in character sets of old do no harm; in an address they are no address. */
  private static String text(String octets) {
    String text = new String(octets.getBytes(ISO_8859_1), UTF_8);
    if (text.indexOf(UNDECODABLE) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(octets);
    for (int i = 0; i < out.length(); i++) {
      if (out.charAt(i) > '~') {
        out.setCharAt(i, '?');
      }
    }
    return out.toString();
  }
}
