package org.mailshim.authentication;

import java.util.Locale;
import org.mailshim.address.DomainName;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;

/** The domain of a reverse-path, as it is looked up. */
final class SenderDomain {
  private SenderDomain() {}

  /** As A-labels in lower case; empty for the null reverse-path and for an address literal. */
  static String of(ReversePath path) {
    return path.sender().isPresent() ? of(path.sender().get()) : "";
  }

  private static String of(Mailbox sender) {
    return sender.domain() instanceof DomainName name ? name.ascii().toLowerCase(Locale.ROOT) : "";
  }
}
