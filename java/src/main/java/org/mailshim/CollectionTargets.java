package org.mailshim;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.retrieval.CollectionTarget;
import org.mailshim.retrieval.MaildropTarget;
import org.mailshim.retrieval.QueueTarget;
import org.mailshim.store.MaildropName;

/**
 * Where a {@link MailServer} can put mail that it collects from other servers. A {@link
 * CollectionTarget} of the caller's own is the third way, and needs nobody's help. Any thread.
 */
public final class CollectionTargets {
  private final Storage storage;
  private final MailServerBuilder parts;

  CollectionTargets(Storage storage, MailServerBuilder parts) {
    this.storage = storage;
    this.parts = parts;
  }

  /**
   * The maildrop of a local user: mail gets there as it is; aliases and forwards are not asked.
   *
   * @param user the user's name, as at login
   * @return the target
   * @throws IllegalArgumentException when the server has no such user. Of users in a directory of
   *     the caller's own, which cannot always be asked, every name that may be one is taken
   */
  public CollectionTarget maildrop(String user) {
    var maildrop = new MaildropName(user);
    if (!parts.users.mayInclude(user)) {
      throw new IllegalArgumentException("there is no user " + user + " to collect mail for");
    }
    return new MaildropTarget(storage.store(), maildrop);
  }

  /**
   * The queue: from there mail goes wherever mail for these addresses goes, to users here by their
   * aliases and forwards, or to other hosts. What cannot be delivered is not returned to its
   * author, who has been told already that it was: its reverse-path is the null one.
   *
   * @param mailboxes addresses, at least one
   * @return the target
   * @throws org.mailshim.address.AddressSyntaxException for what is none
   * @throws IllegalArgumentException when there is none
   */
  public CollectionTarget mail(String... mailboxes) {
    List<ForwardPath> paths = new ArrayList<>(mailboxes.length);
    for (String each : mailboxes) {
      paths.add(ForwardPath.of(Mailbox.parse(each)));
    }
    return new QueueTarget(
        storage.queue(), QueueEnvelope.of(new Envelope(ReversePath.NULL, paths)));
  }
}
