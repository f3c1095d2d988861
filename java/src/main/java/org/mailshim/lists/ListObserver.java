package org.mailshim.lists;

import java.nio.file.Path;
import java.util.List;
import org.mailshim.address.Mailbox;
import org.mailshim.queue.QueueId;
import org.mailshim.store.MaildropName;

/**
 * Hears what happens at mailing lists and forward files, for logs. Decides nothing. Called on the
 * threads of deliveries, several at once, which wait for it.
 */
public interface ListObserver {
  /** Hears nothing. */
  ListObserver NONE = new ListObserver() {};

  /**
   * A message goes to the members.
   *
   * @param list which
   * @param author of the From field; as forgeable as that
   * @param members how many get it
   */
  default void posted(MailingList list, String author, int members) {}

  /**
   * A message waits for a moderator.
   *
   * @param list which
   * @param author of the From field, printable
   * @param reason why, printable
   */
  default void held(MailingList list, String author, String reason) {}

  /**
   * A message was dropped, and nobody is told.
   *
   * @param list which
   * @param author of the From field, printable
   * @param reason why, printable
   */
  default void dropped(MailingList list, String author, String reason) {}

  /**
   * A moderator has decided.
   *
   * @param list which
   * @param message its name in the queue
   * @param approved whether it goes to the members
   */
  default void decided(MailingList list, QueueId message, boolean approved) {}

  /** Somebody is a member now. */
  default void subscribed(MailingList list, Mailbox member) {}

  /** Somebody is no member any more. */
  default void unsubscribed(MailingList list, Mailbox member) {}

  /**
   * Mail to a member came back.
   *
   * @param bounces how many of its bounces count by now
   */
  default void bounced(MailingList list, Mailbox member, long bounces) {}

  /** A member has had too many bounces and gets no more mail. */
  default void suspended(MailingList list, Mailbox member) {}

  /**
   * A members file names the list itself; those addresses are left out.
   *
   * @param addresses which
   */
  default void leftOut(MailingList list, List<Mailbox> addresses) {}

  /**
   * A forward file has a line that means nothing or is not allowed; the mail stays with its owner
   * too. Told whenever the owner is looked up.
   *
   * @param owner whose
   * @param file which
   * @param reason why, printable
   */
  default void badForward(MaildropName owner, Path file, String reason) {}

  /**
   * Something of this host does not work.
   *
   * @param doing what was attempted, printable
   * @param fault what happened
   */
  default void trouble(String doing, Throwable fault) {}
}
