package org.mailshim.delivery;

import org.mailshim.store.MaildropStore;

/**
 * The recipients of this host and where their mail goes.
 *
 * @param recipients who is here
 * @param store their maildrops
 * @param bouncesOverQuota whether mail for a maildrop that is full comes back at once (552 5.2.2),
 *     and not only when it was tried long enough (452 4.2.2)
 */
public record LocalDelivery(
    LocalRecipients recipients, MaildropStore store, boolean bouncesOverQuota) {
  /** Mail for a full maildrop waits. */
  public LocalDelivery(LocalRecipients recipients, MaildropStore store) {
    this(recipients, store, false);
  }
}
