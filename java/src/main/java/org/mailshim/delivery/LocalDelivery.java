package org.mailshim.delivery;

import org.mailshim.store.MaildropStore;

/**
 * What an attempt needs to deliver to users of this host.
 *
 * @param recipients who they are
 * @param store where their maildrops are
 */
public record LocalDelivery(LocalRecipients recipients, MaildropStore store) {}
