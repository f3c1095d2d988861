package org.mailshim.smtp.server;

import java.time.Duration;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TransportException;

/**
 * A session's connection with its two buffers, and all of them anew when TLS begins: what was said
 * before is forgotten.
 *
 * <p>One thread; but {@link #farewell} and {@link #close} may come from another while the session's
 * own waits for octets.
 */
final class Wire {
  /** How long a farewell may take that the client may not be there to read. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Deadline.Ticker ticker;
  private volatile boolean enhancedCodes;
  private volatile Connection connection;
  private ReplyOutput output;
  private SessionInput input;

  /**
   * Nothing read and nothing written.
   *
   * @param enhancedCodes whether enhanced status codes are sent
   */
  Wire(Connection connection, boolean enhancedCodes, Deadline.Ticker ticker) {
    this.connection = connection;
    this.enhancedCodes = enhancedCodes;
    this.ticker = ticker;
    this.output = new ReplyOutput(connection, enhancedCodes);
    this.input = new SessionInput(connection, DataBuffers.SHARED, output);
  }

  Connection connection() {
    return connection;
  }

  SessionInput input() {
    return input;
  }

  /** Sends enhanced status codes, or none, from here on (RFC 2034). */
  void enhancedCodes(boolean sent) {
    enhancedCodes = sent;
    output.enhancedCodes(sent);
  }

  /** Puts a reply on its way; it leaves before anything is waited for. */
  void put(Reply reply) {
    output.put(reply);
  }

  void flush() {
    output.flush();
  }

  /** Gives everything that follows so much time. */
  void within(Duration time) {
    connection.deadline(after(time));
  }

  Deadline.Ticker ticker() {
    return ticker;
  }

  Deadline after(Duration time) {
    return Deadline.after(time, ticker);
  }

  /** Sends what is due and shakes hands. */
  TlsConnection startTls(TlsServer server, Duration time) {
    output.flush();
    TlsConnection tls = server.handshake(connection, after(time));
    connection = tls;
    input.release();
    output = new ReplyOutput(tls, enhancedCodes);
    input = new SessionInput(tls, DataBuffers.SHARED, output);
    return tls;
  }

  /** Sends what is due, if the client still takes it. */
  void flushQuietly() {
    try {
      within(FAREWELL);
      output.flush();
      input.drain();
    } catch (TransportException e) {
      // Nobody is there to hear it.
    }
  }

  /**
   * Says one last thing from another thread, past the buffers, and closes; or has the session do so
   * that has no thread now, for what has come and was not read would reset the connection.
   */
  void farewell(Reply reply) {
    Connection last = connection;
    ReplyOutput pastTheBuffers = new ReplyOutput(last, enhancedCodes);
    try {
      last.deadline(after(FAREWELL));
      pastTheBuffers.put(reply);
      pastTheBuffers.flush();
    } catch (TransportException e) {
      // It has left on its own.
    }
    if (!last.callAgain()) {
      last.close();
    }
  }

  /** The session is over: gives back buffers and closes. */
  void end() {
    input.release();
    connection.close();
  }

  /** From any thread, any number of times. */
  void close() {
    connection.close();
  }
}
