package org.mailshim.lists;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.mailshim.authentication.DkimSigners;
import org.mailshim.dns.Resolver;
import org.mailshim.message.MailData;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.PolicyStore;
import org.mailshim.queue.MailQueue;

/**
 * What lists work with.
 *
 * @param queue where messages wait for moderators
 * @param memory counts bounces and remembers decisions; shared by those who share the queue
 * @param tokens for confirmations; with the same secret on all hosts that share the queue
 * @param clock the queue's clock, which must agree with the file system's to within a second
 * @param random for message identifiers; need not be a secret
 * @param signers sign what lists send, at the lists' own domains; those of each member's copy alone
 *     (List-Unsubscribe) come later and are not signed
 * @param resolver where the keys are of authors at a domain that signs ({@link PostingRules})
 * @param observer hears what happens at lists
 * @param files hears of members files that were read, or cannot be
 */
public record ListSetup(
    MailQueue queue,
    PolicyStore memory,
    ListTokens tokens,
    Clock clock,
    RandomGenerator random,
    DkimSigners signers,
    Resolver resolver,
    ListObserver observer,
    PolicyObserver files) {
  /**
   * What a list sends, signed.
   *
   * @throws IOException when the message cannot be read
   */
  MailData signed(MailingList list, MailData message) throws IOException {
    return signersOf(list).sign(message);
  }

  /** Those who sign what a list sends; none where it does not sign. */
  DkimSigners signersOf(MailingList list) {
    return signers.of(list.address().domain().ascii().toLowerCase(Locale.ROOT));
  }
}
