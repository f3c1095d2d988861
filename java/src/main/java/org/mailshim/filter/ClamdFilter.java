package org.mailshim.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import org.mailshim.message.MailData;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.Connection;
import org.mailshim.transport.TransportException;

/**
 * Has clamd look for viruses, by its command INSTREAM; what it finds is refused with 554 5.7.1. The
 * message streams; one beyond clamd's own StreamMaxLength cannot be looked at, which is a failure
 * of the filter. Immutable; any thread.
 */
public final class ClamdFilter implements MessageFilter {
  private static final String FOUND = " FOUND";
  private static final String STREAM = "stream: ";

  private final FilterDaemon daemon;

  /** A filter that asks a daemon, by convention at port 3310. */
  public ClamdFilter(FilterDaemon daemon) {
    this.daemon = daemon;
  }

  @Override
  public FilterVerdict filter(SessionFacts session, ReceivedEnvelope envelope, MailData message)
      throws IOException {
    String said;
    try {
      said = daemon.ask(message, new Chunks()).strip();
    } catch (TransportException e) {
      return new FilterVerdict.Failed("clamd: " + e.getMessage());
    }
    if (said.equals(STREAM + "OK")) {
      return FilterVerdict.ACCEPTED;
    }
    if (said.startsWith(STREAM) && said.endsWith(FOUND)) {
      String name = said.substring(STREAM.length(), said.length() - FOUND.length());
      return FilterVerdict.refused("The message holds a virus: " + name);
    }
    return new FilterVerdict.Failed("clamd said: " + FilterVerdict.printable(said));
  }

  /** Each piece with its length before it, big-endian; a length of nought at the end. */
  private static final class Chunks implements FilterDaemon.Framing {
    private static final byte[] COMMAND = "nINSTREAM\n".getBytes(US_ASCII);

    @Override
    public void start(Connection connection) {
      connection.write(COMMAND, 0, COMMAND.length);
    }

    @Override
    public void piece(Connection connection, byte[] octets, int count) {
      for (int i = 0; i < 4; i++) {
        octets[i] = (byte) (count >> 24 - 8 * i);
      }
      connection.write(octets, 0, 4 + count);
    }

    @Override
    public void end(Connection connection) {
      connection.write(new byte[4], 0, 4);
    }
  }
}
