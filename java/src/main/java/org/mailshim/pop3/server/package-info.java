/**
 * The serving side of POP3: sessions in which clients list, retrieve and delete the mail of one
 * maildrop (RFC 1939 whole, with CAPA, RESP-CODES, PIPELINING, EXPIRE, LOGIN-DELAY of RFC 2449,
 * STLS of RFC 2595, SASL of RFC 5034, AUTH-RESP-CODE of RFC 3206, UTF8 and LANG of RFC 6856).
 *
 * <pre>{@code
 * MaildropStore store = new MaildirStore(…);
 * ServerOptions options = ServerOptions.of("pop.example", LoginPolicy.with(directory))
 *     .withTls(new ServerTls(new TlsServer(tlsSettings), ServerTls.Use.OFFERED));
 * var setup = ServerSetup.of(options, store);
 * try (Pop3Server server = Pop3Server.start(ListenerSettings.at(address, 110), setup)) {
 *   …
 *   server.stop(Deadline.after(Duration.ofSeconds(10)));
 * }
 * }</pre>
 *
 * <p>A {@link org.mailshim.pop3.server.Pop3Server} listens and has each connection served by a
 * {@link org.mailshim.pop3.server.Pop3ServerSession} on a virtual thread; a session can also be run
 * over any other {@link org.mailshim.transport.Connection}, on any thread.
 *
 * <h2>Three states</h2>
 *
 * AUTHORIZATION, TRANSACTION and UPDATE of RFC 1939 are three types. The first knows no maildrop,
 * so it cannot touch one; the second holds it locked; the third deletes, and is reached by QUIT and
 * by nothing else: a session that breaks, idles too long or is ended by the server deletes nothing.
 *
 * <h2>The site's say</h2>
 *
 * {@link org.mailshim.pop3.server.ServerHooks} are asked at login, for each message that is
 * retrieved, for each that is deleted, and at QUIT; each lets the server go on, refuses with a
 * response, or takes over. A hook that throws is local trouble of this server: {@code -ERR
 * [SYS/TEMP]}, told to the {@link org.mailshim.pop3.server.ServerObserver}.
 *
 * <h2>Passwords</h2>
 *
 * are accepted only under TLS unless {@link org.mailshim.pop3.server.LoginPolicy#inClear} says
 * otherwise, are in no observer's lines, and a wrong one costs the client a delay that doubles each
 * time, and after some the connection.
 */
@NullMarked
package org.mailshim.pop3.server;

import org.jspecify.annotations.NullMarked;
