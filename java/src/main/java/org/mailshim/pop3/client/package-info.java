/**
 * The collecting side of POP3: one session with one server, in which mail is listed, retrieved and
 * deleted (RFC 1939, with CAPA and PIPELINING of RFC 2449, STLS of RFC 2595, SASL of RFC 5034).
 *
 * <pre>{@code
 * Connection connection = dialer.dial("pop.example", 110, deadline);
 * var options = SessionOptions.of("pop.example", SessionSecurity.required(new TlsClient(tlsSettings)));
 * try (var session = Pop3ClientSession.open(connection, options, SessionObserver.NONE)) {
 *   if (!(session.login(new Credentials.Password("bob", secret)) instanceof LoginOutcome.LoggedIn)) {
 *     return;
 *   }
 *   CollectedMail memory = CollectedMail.parse(stored);
 *   for (IdentifiedMessage message : session.identify()) {
 *     if (!memory.isCollected(message.key())) {
 *       session.retrieve(message.number(), (octets, from, to) -> file.write(octets, from, to - from));
 *       memory = memory.with(message.key(), now);
 *     } else if (memory.isOlder(message.key(), Duration.ofDays(7), now)) {
 *       session.delete(message.number());
 *     }
 *   }
 *   session.quit();                                  // only this deletes
 * }
 * }</pre>
 *
 * <h2>What a caller must handle</h2>
 *
 * A server that says no is not an exception: logins, retrievals, deletions and QUIT have values for
 * it. A conversation that cannot go on is one: {@link
 * org.mailshim.pop3.client.ConversationException}, which knows its {@link
 * org.mailshim.pop3.client.Stage} and the server's words. Then nothing is deleted, whatever was
 * marked: only an accepted {@link org.mailshim.pop3.client.Pop3ClientSession#quit} does that.
 *
 * <h2>What a server may not do</h2>
 *
 * Answer without end (listings and messages have limits), number messages that are not there, give
 * two messages one name (they are told apart by their headers then), or make the client believe
 * something that came in clear before TLS.
 *
 * <h2>Threads and time</h2>
 *
 * Everything runs on the calling thread, the caller's own or a virtual one. Each wait has its
 * time-out ({@link org.mailshim.pop3.client.SessionTimeouts}) and all of them together the {@link
 * org.mailshim.transport.Deadline} of the options. {@link
 * org.mailshim.pop3.client.Pop3ClientSession#close} from another thread ends whatever is under way.
 */
@NullMarked
package org.mailshim.pop3.client;

import org.jspecify.annotations.NullMarked;
