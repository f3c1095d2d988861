/**
 * Collecting mail from external POP3 mailboxes.
 *
 * <p>A {@link org.mailshim.retrieval.Collector} has {@link
 * org.mailshim.retrieval.ExternalMailbox}es, each with a {@link
 * org.mailshim.retrieval.CollectionTarget}: a local user's maildrop ({@link
 * org.mailshim.retrieval.MaildropTarget}), the queue ({@link org.mailshim.retrieval.QueueTarget}),
 * or a caller's own. It collects them by a {@link org.mailshim.retrieval.CollectionSchedule} or at
 * once, remembers what it has collected in a {@link org.mailshim.retrieval.CollectionMemory}, and
 * deletes on the server as the {@link org.mailshim.retrieval.Retention} says. {@link
 * org.mailshim.retrieval.MailboxParameters} makes mailboxes of configuration parameters.
 *
 * <p>Who would rather ask than be called takes the messages of one mailbox one after the other,
 * with a {@link org.mailshim.retrieval.MailboxSession}.
 *
 * <h2>What is promised</h2>
 *
 * A message is deleted on its server only after it was committed here and that was noted down, both
 * durably. A process that ends anywhere loses no message; one that ends between the commit and the
 * note collects that message a second time. Messages stream: none is wholly in memory.
 *
 * <h2>What a server may not do</h2>
 *
 * Send more than the {@link org.mailshim.retrieval.CollectionLimits} allow, or keep a session open
 * beyond them. A message that breaks its session is retrieved behind all others the next time, so
 * it does not keep them back. A server that gives messages new unique-ids has them collected again.
 *
 * <h2>What is not done</h2>
 *
 * A collected message gets no Received field, and its envelope's reverse-path is not guessed from
 * its header: POP3 does not hand on the envelope.
 */
@NullMarked
package org.mailshim.retrieval;

import org.jspecify.annotations.NullMarked;
