package org.mailshim.policy;

import java.util.Set;
import org.mailshim.address.Ascii;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;

/** Whose a reverse-path is. Any thread; may block. */
public interface SenderOwnership {
  /**
   * Whether a user may send as somebody.
   *
   * @param identity as whom the client has authenticated
   */
  boolean maySendAs(String identity, Mailbox sender);

  /**
   * The usual rule: {@code bob@example.net} may send as himself, and {@code bob} as {@code bob} of
   * any local domain; {@code bob+news@example.net} is his too. Case counts in no part.
   */
  static SenderOwnership bySelf(Set<Domain> localDomains) {
    Set<Domain> domains = Set.copyOf(localDomains);
    return (identity, sender) -> {
      String local = sender.localPart();
      int plus = local.indexOf('+');
      String base = plus > 0 ? local.substring(0, plus) : local;
      int at = identity.lastIndexOf('@');
      String name = at < 0 ? identity : identity.substring(0, at);
      boolean domain =
          at < 0
              ? domains.contains(sender.domain())
              : Ascii.equalsIgnoringCase(identity.substring(at + 1), sender.domain().ascii());
      return domain
          && (Ascii.equalsIgnoringCase(name, base) || Ascii.equalsIgnoringCase(name, local));
    };
  }
}
