/**
 * Byte connections with deadlines: the only place where this engine touches a socket.
 *
 * <p>A {@link org.mailshim.transport.Dialer} turns a host name or an address into a {@link
 * org.mailshim.transport.Connection}; a {@link org.mailshim.transport.LineReader} turns a
 * connection's bytes into protocol lines and refuses everything that could make two parties
 * disagree about where a line ends. A {@link org.mailshim.transport.Listener} accepts connections
 * and has each served on a virtual thread, or all by turns on one thread for as long as they wait
 * for nothing but octets; a {@link org.mailshim.transport.SessionListener} keeps account of their
 * sessions, as the {@link org.mailshim.transport.SessionServer} of any protocol does, and an {@link
 * org.mailshim.transport.Occupancy} says whether such a session can be ended from elsewhere just
 * now. Everything blocks the calling thread, which may be a platform thread or a virtual one, and
 * everything that blocks obeys a {@link org.mailshim.transport.Deadline}.
 *
 * <pre>{@code
 * var dialer = new Dialer(new SystemHostResolver());
 * var deadline = Deadline.after(Duration.ofSeconds(30));
 * try (Connection connection = dialer.dial("mx.example", 25, deadline)) {
 *   connection.deadline(deadline);
 *   var lines = new LineReader(connection, 2048);
 *   String greeting = lines.line();
 *   connection.write(quit, 0, quit.length);
 *   connection.flush();
 * }
 * }</pre>
 *
 * <h2>Encryption</h2>
 *
 * {@link org.mailshim.transport.TlsClient} and {@link org.mailshim.transport.TlsServer} put a
 * {@link org.mailshim.transport.TlsConnection} over any connection that stands, at once or after
 * STARTTLS. It is over the JDK's engine, so it works over a Unix socket, through a proxy and in
 * memory alike.
 *
 * <h2>In between</h2>
 *
 * A dialer goes through a {@link org.mailshim.transport.Proxy} when told to; {@link
 * org.mailshim.transport.ProxyRules} tell for what and for whom. In front of a listener there may
 * be one that says whose connections it passes on: {@link org.mailshim.transport.ProxyHeader}.
 *
 * <h2>What can go wrong</h2>
 *
 * One unchecked family, {@link org.mailshim.transport.TransportException}, with a subclass for each
 * thing that a caller may want to tell apart: time is up, the peer closed, nobody listens, no such
 * host, somebody here cancelled, the peer's line is malformed, no encryption came about, a proxy
 * does not serve us. Each message begins with whom it is about ({@code mx.example [192.0.2.1]:25})
 * and holds no control character that a peer chose.
 *
 * <h2>Giving up</h2>
 *
 * {@link org.mailshim.transport.Connection#close} may be called from any thread at any time: what
 * is blocked in the connection then ends with {@link
 * org.mailshim.transport.TransportException.Cancelled}. While there is no connection yet (a name is
 * being looked up, an address is being tried), a {@link org.mailshim.transport.Cancellation} given
 * to the dialer does the same, and keeps doing it for the connection that comes out.
 *
 * <h2>For tests</h2>
 *
 * {@link org.mailshim.transport.MemoryConnection} talks to a scripted peer on the calling thread,
 * without a socket and without waiting; it can split the peer's bytes, end them or stall at any
 * position. {@link org.mailshim.transport.FixedHostResolver} answers from a table.
 */
@NullMarked
package org.mailshim.transport;

import org.jspecify.annotations.NullMarked;
