package org.mailshim.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.mailshim.message.MailData;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TransportException;

/**
 * Where a filter that is a daemon listens. Immutable.
 *
 * @param socket its Unix socket; empty for TCP
 * @param host its host, without a socket
 * @param port its port, without a socket
 * @param limit how long it may take for one message
 */
public record FilterDaemon(Optional<Path> socket, String host, int port, Duration limit) {
  private static final int BLOCK = 32 * 1024;

  /** Longer than any honest answer. */
  private static final int MOST_SAID = 16 * 1024;

  /** A daemon at a TCP port, which must be of a network that nobody listens to. */
  public static FilterDaemon at(String host, int port, Duration limit) {
    return new FilterDaemon(Optional.empty(), host, port, limit);
  }

  /** A daemon at a Unix socket. */
  public static FilterDaemon at(Path socket, Duration limit) {
    return new FilterDaemon(Optional.of(socket), "", 0, limit);
  }

  /** How a message is said. */
  interface Framing {
    void start(Connection connection);

    /** A piece of the message, which begins four octets into the array. */
    void piece(Connection connection, byte[] octets, int count);

    void end(Connection connection);
  }

  /**
   * Says a message, and hears what the daemon has to say until it hangs up.
   *
   * @throws IOException when the message cannot be read
   * @throws TransportException when the daemon cannot be reached, is not ready in time, or says
   *     nothing
   */
  String ask(MailData message, Framing framing) throws IOException {
    try (Connection connection = connect();
        InputStream in = message.open()) {
      try {
        framing.start(connection);
        byte[] block = new byte[BLOCK];
        for (int count; (count = in.read(block, 4, BLOCK - 4)) > 0; ) {
          framing.piece(connection, block, count);
        }
        framing.end(connection);
        connection.flush();
      } catch (TransportException.Closed e) {
        return answer(connection); // it has heard enough, and may have said why
      }
      return answer(connection);
    }
  }

  private Connection connect() {
    Deadline deadline = Deadline.after(limit);
    Dialer dialer = new Dialer(new SystemHostResolver());
    Connection connection =
        socket.isPresent()
            ? dialer.dial(socket.get(), deadline, new Cancellation())
            : dialer.dial(host, port, deadline);
    connection.deadline(deadline);
    return connection;
  }

  private static String answer(Connection connection) {
    byte[] said = new byte[MOST_SAID];
    int octets = 0;
    while (octets < said.length) {
      int count = connection.read(said, octets, said.length);
      if (count < 0) {
        break;
      }
      octets += count;
    }
    return new String(Arrays.copyOf(said, octets), UTF_8);
  }
}
