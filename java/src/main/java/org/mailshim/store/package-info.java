/**
 * Maildrops: where mail lies that has arrived, until its owner has it (RFC 1939 §3).
 *
 * <p>A {@link org.mailshim.store.MaildropStore} has a maildrop for each {@link
 * org.mailshim.store.MaildropName}. Deliverers add messages at any time; one reader at a time locks
 * a maildrop, sees it as it was when it was locked, and deletes what it is done with in one go, the
 * UPDATE of POP3.
 *
 * <pre>{@code
 * MaildropStore store = new MaildirStore(MaildirLayout.under(Path.of("/var/mail")), Quota.none(),
 *     Clock.systemUTC(), new Random(), "mx.example");
 * var bob = new MaildropName("bob");
 *
 * try (Delivery delivery = store.deliver(bob)) {           // durable when commit has returned
 *   delivery.write(message, 0, message.length);
 *   delivery.commit();
 * }
 *
 * try (Maildrop maildrop = store.lock(bob).orElseThrow()) { // empty: somebody else has it
 *   for (int i = 0; i < maildrop.count(); i++) {
 *     System.out.println(maildrop.uniqueId(i) + ' ' + maildrop.octets(i));
 *   }
 *   var done = new BitSet();
 *   done.set(0, maildrop.count());
 *   maildrop.delete(done);
 * }
 * }</pre>
 *
 * <p>Three backends: {@link org.mailshim.store.MaildirStore}, the default, shares its directories
 * with Dovecot, mutt and every other program that knows Maildir; {@link
 * org.mailshim.store.SqlStore} keeps everything in an SQL database, which may be the queue's;
 * {@link org.mailshim.store.RamStore} is for tests. One contract test holds them to the same
 * behaviour.
 *
 * <h2>Messages</h2>
 *
 * A backend keeps a message's lines as it likes, ended by CRLF or LF; sizes are always those that
 * the message has on the wire, with CRLF ({@link org.mailshim.pop3.WireSize}), and {@link
 * org.mailshim.pop3.MultilineEncoder} makes of either what POP3 sends.
 *
 * <h2>The states of a message in SQL, and its commit instant</h2>
 *
 * A message is in its maildrop if and only if it has a row in the table {@code maildrop_message}.
 * The transaction that inserts this row, its last chunks, and its number into the row of its
 * maildrop is the commit instant.
 *
 * <pre>
 * state  chunks  incoming  message  meaning                    if the process dies here
 * S1     none    none      none     being written, in memory   as if it had never been
 * S2     some    yes       none     too long for memory        as S1; swept away after a day
 * --- the commit instant: commit returns ---
 * S3     all     none      yes      in the maildrop            there
 * S4     none    none      none     deleted at UPDATE          gone; its number is not used again
 * </pre>
 *
 * <h2>The lock of a maildrop in SQL</h2>
 *
 * <pre>
 * holder  expires     meaning                                   leads to
 * 0       0           nobody has it                             locked
 * H       the future  the holder H has it, and renews it        renewed, free
 * H       the past    that holder is taken for dead             renewed, free, locked by another
 * </pre>
 *
 * Each change is a conditional UPDATE; deleting asks first whether the holder is still H, in the
 * same transaction. A transaction that changes several maildrops takes their rows in the order of
 * their names, so that hosts which share them never wait for each other in a circle.
 *
 * <h2>What can go wrong</h2>
 *
 * One unchecked exception, {@link org.mailshim.store.StoreException}, whose kind says what: no
 * room, over quota, no permission, a message that somebody else deleted, a lock that was lost, a
 * database that does not answer, a broken disk. All of it is local trouble, for a peer temporary.
 */
@NullMarked
package org.mailshim.store;

import org.jspecify.annotations.NullMarked;
