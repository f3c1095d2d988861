package org.mailshim.transport;

import org.mailshim.transport.TransportException.MalformedLine;
import org.mailshim.transport.TransportException.MalformedLine.Flaw;

/**
 * Where a line ends: at CRLF, and at nothing else that somebody might take for it. The one place
 * where that is decided for commands and replies (RFC 5321 §2.3.8). Any thread.
 */
public final class LineEnd {
  private LineEnd() {}

  /**
   * Looks for the end of a line.
   *
   * @param octets holds what has been read
   * @param from where to begin: at the line, or at what has not been looked at
   * @param to index after the last octet that has been read
   * @param peer who sent it
   * @return where the CR of the CRLF stands; -1 when it is not there yet. A CR in the last place is
   *     nothing yet, and has to be looked at again
   * @throws MalformedLine for a bare LF, a bare CR and a NUL before the end
   */
  public static int find(byte[] octets, int from, int to, Connection peer) {
    for (int i = from; i < to; i++) {
      byte octet = octets[i];
      if (octet > '\r') {
        continue;
      }
      switch (octet) {
        case '\r' -> {
          if (i + 1 == to) {
            return -1;
          }
          if (octets[i + 1] != '\n') {
            throw new MalformedLine(peer.peer().text(), Flaw.BARE_CR);
          }
          return i;
        }
        case '\n' -> throw new MalformedLine(peer.peer().text(), Flaw.BARE_LF);
        case 0 -> throw new MalformedLine(peer.peer().text(), Flaw.NUL);
        default -> {}
      }
    }
    return -1;
  }
}
