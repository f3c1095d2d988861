/**
 * The sending side of SMTP: one session with one server, and mail transactions in it (RFC 5321,
 * with SIZE of RFC 1870, 8BITMIME of RFC 6152, PIPELINING of RFC 2920 and SMTPUTF8 of RFC 6531).
 *
 * <pre>{@code
 * Connection connection = dialer.dial("mx.example", 25, deadline);
 * var options = SessionOptions.defaults().withClientName("client.example");
 * try (var session = SmtpClientSession.open(connection, options, SessionObserver.NONE)) {
 *   TransactionOutcome outcome = session.send(envelope, mailData);
 *   for (RecipientOutcome recipient : outcome.recipients()) {
 *     System.out.println(recipient.recipient().text() + ": " + recipient.reply().text());
 *   }
 *   session.quit();
 * }
 * }</pre>
 *
 * <h2>What a caller must handle</h2>
 *
 * A server that says no is not an exception: {@link
 * org.mailshim.smtp.client.SmtpClientSession#send} returns one {@link
 * org.mailshim.smtp.client.RecipientOutcome} for each recipient, accepted or not, with the reply
 * that decided. A conversation that cannot go on is one: {@link
 * org.mailshim.smtp.client.ConversationException}, which knows its {@link
 * org.mailshim.smtp.client.Stage}, the server's reply if that was the reason, whether trying again
 * makes sense, and whether the server may have accepted the message before the conversation broke.
 * A session that opened well says nothing about mail being accepted.
 *
 * <h2>Threads and time</h2>
 *
 * Everything runs on the calling thread, the caller's own or a virtual one. Each wait has the
 * time-out of RFC 5321 §4.5.3.2 ({@link org.mailshim.smtp.client.SessionTimeouts}) and all of them
 * together the {@link org.mailshim.transport.Deadline} of the options. {@link
 * org.mailshim.smtp.client.SmtpClientSession#close} from another thread ends whatever is under way.
 */
@NullMarked
package org.mailshim.smtp.client;

import org.jspecify.annotations.NullMarked;
