/**
 * Mailing lists, and forward files of users: what an address of this host means beyond a maildrop
 * and an alias.
 *
 * <pre>{@code
 * MailServer server = MailEngine.server("mail.example.net").directory(directory)
 *     .localDomains("example.net").user("ann", password)
 *     .mailingList(MailingList.of(Mailbox.parse("crew@example.net"), Path.of("crew.txt"))
 *         .with(ListContact.NONE.withOwners(List.of(ann))).withOpen(true))
 *     .forwardFiles(ForwardRules.of(Path.of("/var/lib/example-mail/users")))
 *     .start();
 * }</pre>
 *
 * <h2>The way of a message to a list</h2>
 *
 * <pre>
 * crew@example.net           claimed from the queue
 *   null reverse-path        to the owners
 *   List-Id of this list     dropped; a Delivered-To of this list: returned, 5.4.6
 *   Auto-Submitted, bulk     dropped
 *   too long                 returned, 5.2.3
 *   author of our domain,
 *   not verified             as who may not post, where the list signs
 *   who may not post         waits for a moderator; or returned, or dropped
 *   moderated                waits for a moderator
 *   else                     one message for all members comes into the queue, and in the same
 *                            instant the list's address is settled: all get it or none
 * each member                a transaction of its own: MAIL FROM crew-bounces+ann=example.org (VERP),
 *                            and List-Unsubscribe with a token that is this member's alone
 * crew-bounces+ann=…         counted for ann, once a day; to the owners; too many suspend her
 * </pre>
 *
 * <p>A message that waits stays in the queue, as one that is tried again on the day on which it
 * would be dropped. A moderator's decision is remembered in the policy store and makes it due at
 * once: by {@link org.mailshim.lists.MailingLists#approve}, or by a mail with the words that the
 * moderators were sent. What changes who is a member is written to the members file, by another
 * file that takes its name, so that people and programs may edit it too.
 *
 * <p>Messages keep their octets but for fields of lists (List-*, Precedence), which are replaced:
 * signatures (DKIM) stay, and stay good. No footer, no tag in the subject.
 *
 * <p>Where a list signs what it sends, its signature and its reverse-path speak for its domain, for
 * DMARC also where that is the domain of From. So nobody of that domain is believed without a DKIM
 * signature of it that holds (RFC 6377 §5), as users' messages have that were submitted here: the
 * message is treated as a stranger's, by default it waits for a moderator. A key that is not to be
 * had now defers it.
 *
 * <p>Known limits: From decides who may post, and can be forged but for that; also where a list
 * does not sign, SPF may vouch for it. So have DMARC enforced where strangers' mail comes in. All
 * members of a message are served by one delivery, one after the other where the copies are
 * individual. Two hosts that share a queue need the same members files, token secret and policy
 * store.
 */
@NullMarked
package org.mailshim.lists;

import org.jspecify.annotations.NullMarked;
