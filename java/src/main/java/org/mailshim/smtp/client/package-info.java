/**
 * The sending side of SMTP and LMTP: one session with one server, mail transactions in it, and a
 * pool of sessions.
 *
 * <p>RFC 5321 and RFC 2033, with SIZE (RFC 1870), 8BITMIME (RFC 6152), PIPELINING (RFC 2920),
 * CHUNKING and BINARYMIME (RFC 3030), STARTTLS (RFC 3207), AUTH (RFC 4954), DSN (RFC 3461),
 * SMTPUTF8 (RFC 6531), DELIVERBY (RFC 2852), FUTURERELEASE (RFC 4865), MT-PRIORITY (RFC 6710),
 * REQUIRETLS (RFC 8689), LIMITS (RFC 9422), ETRN (RFC 1985) and Postfix's XCLIENT.
 *
 * <pre>{@code
 * var settings = TlsClientSettings.verified();
 * var policy = ConnectionPolicy.of(new SecurityPolicy.Implicit(TlsClientSource.of(settings)))
 *     .withCredentials(new Credentials.Password("ann", password));
 * var options = SessionOptions.defaults().withClientName("client.example");
 * var connector = new SmtpConnector(options, policy);
 * SmtpConnector.Dialing dialing = () -> dialer.dial("mail.example", 465, deadline);
 * try (var session = connector.connect(dialing, SessionObserver.NONE)) {
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
 * that decided. So is what the server cannot do: {@link
 * org.mailshim.smtp.client.TransactionOptions} asks, and an extension that is not offered is an
 * outcome too, unless it was said that it may be done without. A conversation that cannot go on is
 * an exception: {@link org.mailshim.smtp.client.ConversationException}, which knows its {@link
 * org.mailshim.smtp.client.Stage}, the server's reply if that was the reason, whether trying again
 * makes sense, and whether the server may have accepted the message before the conversation broke.
 * A session that opened well says nothing about mail being accepted.
 *
 * <h2>Security</h2>
 *
 * A {@link org.mailshim.smtp.client.ConnectionPolicy} says what must be had; a session that cannot
 * have it does not come about, and where TLS was merely wished for, {@link
 * org.mailshim.smtp.client.SmtpClientSession#security} says what has become of that. Secrets are
 * never told an observer, and are in no exception.
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
