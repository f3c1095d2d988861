package org.mailshim;

import java.net.InetAddress;
import java.util.Optional;
import org.mailshim.pop3.Response;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.transport.Endpoint;

/**
 * Something that a client did or met, told as it happens. No event holds a secret: commands have it
 * hidden, and data that is exchanged while authenticating in clear is left out.
 */
public sealed interface ClientEvent {
  /**
   * Whose event it is.
   *
   * @param id the connection's number within this process; 0 before there is one
   * @param argument what the queue was set with; empty for listeners, and when there was none
   */
  record Source(long id, Optional<Object> argument) {}

  /**
   * Whose event it is.
   *
   * @return the source
   */
  Source source();

  /**
   * A host's addresses are looked up.
   *
   * @param source whose event it is
   * @param name the host
   */
  record LookingUp(Source source, String name) implements ClientEvent {}

  /**
   * A host has an address.
   *
   * @param source whose event it is
   * @param name the host
   * @param address one of its addresses
   */
  record Resolved(Source source, String name, InetAddress address) implements ClientEvent {}

  /**
   * A connection is about to be made.
   *
   * @param source whose event it is
   * @param target host and port, or a Unix socket
   */
  record Connecting(Source source, String target) implements ClientEvent {}

  /**
   * A connection stands.
   *
   * @param source whose event it is
   * @param peer with whom
   */
  record Connected(Source source, Endpoint peer) implements ClientEvent {}

  /**
   * A TLS handshake begins.
   *
   * @param source whose event it is
   */
  record TlsStarting(Source source) implements ClientEvent {}

  /**
   * The connection is encrypted.
   *
   * @param source whose event it is
   * @param protocol {@code TLSv1.3}
   * @param cipher the cipher suite
   */
  record TlsEstablished(Source source, String protocol, String cipher) implements ClientEvent {}

  /**
   * Octets came.
   *
   * @param source whose event it is
   * @param octets how many
   * @param total how many on this connection so far
   */
  record PacketRead(Source source, int octets, long total) implements ClientEvent {}

  /**
   * Octets were sent.
   *
   * @param source whose event it is
   * @param octets how many
   * @param total how many on this connection so far
   */
  record PacketSent(Source source, int octets, long total) implements ClientEvent {}

  /**
   * What came, as it was on the wire: under TLS that is encrypted. For whoever asked for data.
   *
   * @param source whose event it is
   * @param data the octets; none while a secret is shown in clear
   */
  record DataRead(Source source, byte[] data) implements ClientEvent {}

  /**
   * What was sent, as {@link DataRead}.
   *
   * @param source whose event it is
   * @param data the octets; none while a secret is shown in clear
   */
  record DataSent(Source source, byte[] data) implements ClientEvent {}

  /**
   * A connection is closed.
   *
   * @param source whose event it is
   */
  record Closed(Source source) implements ClientEvent {}

  /**
   * The client is closed, and there will be no more events.
   *
   * @param source whose event it is
   */
  record Deleted(Source source) implements ClientEvent {}

  /**
   * A command goes out.
   *
   * @param source whose event it is
   * @param line the command, without what is secret
   */
  record CommandSent(Source source, String line) implements ClientEvent {}

  /**
   * An SMTP server has replied.
   *
   * @param source whose event it is
   * @param reply what it says
   */
  record ReplyReceived(Source source, Reply reply) implements ClientEvent {}

  /**
   * A POP3 server has responded.
   *
   * @param source whose event it is
   * @param response what it says
   */
  record ResponseReceived(Source source, Response response) implements ClientEvent {}

  /**
   * An SMTP session is in another state.
   *
   * @param source whose event it is
   * @param before where it was
   * @param now where it is
   */
  record StateChanged(Source source, SessionState before, SessionState now)
      implements ClientEvent {}
}
