package org.mailshim.lists;

import java.time.Clock;
import java.util.random.RandomGenerator;
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
 * @param observer hears what happens at lists
 * @param files hears of members files that were read, or cannot be
 */
public record ListSetup(
    MailQueue queue,
    PolicyStore memory,
    ListTokens tokens,
    Clock clock,
    RandomGenerator random,
    ListObserver observer,
    PolicyObserver files) {}
