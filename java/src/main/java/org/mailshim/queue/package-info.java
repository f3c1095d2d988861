/**
 * Where a message is kept between its acceptance and its delivery.
 *
 * <p>A {@link org.mailshim.queue.Spool} holds mail data while it comes in, and is gone with the
 * process. A {@link org.mailshim.queue.MailQueue} holds messages that somebody was promised to
 * deliver, and outlives everything but its disk:
 *
 * <pre>{@code
 * MailQueue queue = SqlQueue.sqlite(Path.of("/var/spool/mailshim/queue.db"), Clock.systemUTC(),
 *     new Random(), body -> new Thread(body, "committer").start());
 *
 * try (Submission submission = queue.submit(QueueEnvelope.of(envelope))) {
 *   submission.write(octets, 0, octets.length);
 *   submission.commit();                          // on disk; now say 250
 * }
 *
 * for (Claim claim : queue.claim(10, Duration.ofMinutes(5))) {
 *   // deliver claim.data() to claim.envelope()
 *   queue.settle(claim, List.of(new Settlement.Delivered(0, "250 ok")));
 * }
 * }</pre>
 *
 * <p>Backends: {@link org.mailshim.queue.SqlQueue}, in an SQLite file or in a PostgreSQL database
 * that several hosts share, and {@link org.mailshim.queue.RamQueue}, for tests. One contract test
 * holds them to the same behaviour.
 *
 * <h2>The states of a message, and the one commit instant</h2>
 *
 * A message is in the queue if and only if it has a row in the table {@code message}. The
 * transaction that inserts this row, its recipients and its last chunks is the commit instant: when
 * the database has synced its write-ahead log. Nobody is told yes before it, and after it nothing
 * short of losing the disk loses the message.
 *
 * <pre>
 * state  chunk  incoming  message  recipients         meaning                    if the process dies here
 * S1     none   none      none     none               being written, in memory   the sender was not told yes
 * S2     some   yes       none     none               too long for memory        as S1; swept away after a day
 * --- the commit instant: the sender is told yes ---
 * S3     all    none      yes      some not final     to be delivered            S3, leases expire
 * S4     none   none      none     none               all recipients were final  -
 * </pre>
 *
 * S3 to S4 is one transaction, that of the last recipient's outcome. A bounce goes from S1 to S3 in
 * the transaction in which its recipients fail ({@link org.mailshim.queue.Submission#commitWith}),
 * as does a notice of delay with the note that the sender was warned, and the message to an alias's
 * members with the end of the alias.
 *
 * <h2>The states of a recipient</h2>
 *
 * <pre>
 * state      lease  due         meaning                                    leads to
 * WAITING    0      the future  deferred, or held by its sender (RFC 4865) WAITING claimed, HELD, CANCELLED
 * WAITING    0      the past    anybody may claim it                       WAITING claimed, HELD, CANCELLED
 * WAITING    L      the future  the holder of L delivers                   any
 * WAITING    L      the past    that holder is taken for dead              WAITING claimed by another, any
 * HELD       0 or L             no further attempt until it is released    WAITING, final
 * DELIVERED  0                  somebody else is responsible, or a         final
 *                               message to those an alias means
 * FAILED     0                  given up, and told or nobody to tell       final
 * CANCELLED  0                  taken back by whoever may                  final
 * </pre>
 *
 * A claim is a conditional UPDATE that writes {@code lease} and puts {@code due} to when it
 * expires; what it did not change it does not have. So several processes, on several hosts where
 * the database has a server, share a queue without knowing of each other. A recipient is delivered
 * twice only when its deliverer dies, or is cut off from the database for longer than the lease,
 * between the server's 250 and {@link org.mailshim.queue.MailQueue#settle}: the window that SMTP
 * itself has (RFC 1047). A deliverer that goes on with the next message while this one is settled
 * has more messages in that window at a time, and each of them for no longer.
 *
 * <p>A claim may be limited for each destination ({@link org.mailshim.queue.ClaimLimits}): so the
 * hundred thousand messages for one that is dead do not keep the others waiting.
 *
 * <h2>Group commit</h2>
 *
 * All writing of a process is done by one platform thread in shared transactions; submitters park
 * on it. A fault in one of them makes each be done again by itself, so that it fails alone. Where
 * the connection to a server breaks in the commit, all is run again, and finds what it has done
 * before by the message's name and the claim's lease.
 *
 * <p>Where somebody in the process delivers, short messages are remembered from their commit to
 * their first claim, so that they need not be read back. What is remembered decides nothing: the
 * claim is the same conditional UPDATE, and what it does not change, since it is held, taken back
 * or somebody else's, is not claimed.
 *
 * <h2>What can go wrong</h2>
 *
 * {@link org.mailshim.queue.QueueException} and {@link org.mailshim.queue.SpoolException}: local
 * trouble, 4xx towards whoever hands in a message.
 */
@NullMarked
package org.mailshim.queue;

import org.jspecify.annotations.NullMarked;
