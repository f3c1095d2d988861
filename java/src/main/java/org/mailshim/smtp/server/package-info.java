/**
 * The receiving side of SMTP, submission and LMTP: sessions, the hooks of a site in them, and where
 * the mail goes (RFC 5321, RFC 6409, RFC 2033).
 *
 * <pre>{@code
 * RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
 * ServerOptions options =
 *     ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX).withRelay(relay);
 * MailSink sink = new SpoolSink(Spool::new, (session, envelope, message) -> {
 *   store(envelope.recipients(), message);            // on disk before it returns
 *   return Reply.of(250, EnhancedStatusCode.parse("2.0.0"), "Queued as " + envelope.id());
 * }, Set.of());
 * ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
 * try (SmtpServer server = SmtpServer.start(ServerSetup.of(options, sink), where)) {
 *   System.out.println("listening at port " + server.port());
 *   …
 *   server.stop(Deadline.after(Duration.ofSeconds(30)));
 * }
 * }</pre>
 *
 * <h2>Who decides what</h2>
 *
 * <ul>
 *   <li>{@link org.mailshim.smtp.server.ServerOptions} says what this server is: its name and mode,
 *       which extensions, TLS and authentication it offers, for whom it relays, its limits.
 *   <li>{@link org.mailshim.smtp.server.ServerHooks} is asked at each moment of a session and may
 *       go on, answer no, or take over.
 *   <li>{@link org.mailshim.smtp.server.MailSink} takes the mail data, streaming; whoever answers
 *       with 250 there has the message on disk.
 *   <li>{@link org.mailshim.smtp.server.ServerObserver} hears everything and decides nothing.
 * </ul>
 *
 * <h2>Threads and memory</h2>
 *
 * A session is blocking code on one (virtual) thread, and hooks and sinks are called on it; only
 * where a hook has mail data come before it decides ({@link
 * org.mailshim.smtp.server.MailDataSource}) may that be on another thread, for which the session's
 * waits. At rest it has a buffer of one kilobyte; while mail data flows it borrows one of 64, of
 * which there is a bounded number in the process. A message is never in memory as a whole, and its
 * octets go from the buffer that they were read into to the sink without being copied.
 *
 * <h2>Against strangers</h2>
 *
 * Lines end with CRLF and mail data with CRLF.CRLF, and nothing else does; nothing that was sent
 * before the greeting, together with STARTTLS or between DATA and 354 is taken; BDAT counts;
 * without configuration nobody's mail is relayed; everything that a client can make grow has a
 * limit. {@code GUARDS.md} beside the tests names the attack behind each fixture.
 */
@NullMarked
package org.mailshim.smtp.server;

import org.jspecify.annotations.NullMarked;
