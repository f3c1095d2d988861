package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Connection;

/**
 * Replies on their way out: collected here, sent in one write. Text leaves as UTF-8 only where it
 * was made of it; our own texts are ASCII. One thread.
 */
final class ReplyOutput {
  private static final int FIRST_OCTETS = 256;

  /** A group of replies that grows beyond this is not kept together any more. */
  private static final int GROUP_LIMIT = 4 * 1024;

  private final Connection connection;
  private boolean enhancedCodes;
  private byte[] octets = new byte[FIRST_OCTETS];
  private int end;

  /**
   * Nothing to send yet.
   *
   * @param enhancedCodes whether enhanced status codes are sent (RFC 2034)
   */
  ReplyOutput(Connection connection, boolean enhancedCodes) {
    this.connection = connection;
    this.enhancedCodes = enhancedCodes;
  }

  /** Sends enhanced status codes, or none, with what is put from here on. */
  void enhancedCodes(boolean sent) {
    enhancedCodes = sent;
  }

  /** Adds a reply; sends what is there when it has become much. */
  void put(Reply reply) {
    List<String> lines = reply.lines();
    int last = lines.size() - 1;
    for (int i = 0; i <= last; i++) {
      putCode(reply.code());
      putOctet(i < last ? '-' : ' ');
      if (enhancedCodes && reply.enhanced().isPresent()) {
        EnhancedStatusCode code = reply.enhanced().get();
        putText(code.text());
        putOctet(' ');
      }
      putText(lines.get(i));
      putOctet('\r');
      putOctet('\n');
    }
    if (end > GROUP_LIMIT) {
      flush();
    }
  }

  /** Sends what is there. */
  void flush() {
    if (end > 0) {
      connection.write(octets, 0, end);
      end = 0;
      connection.flush();
      if (octets.length > GROUP_LIMIT) {
        octets = new byte[FIRST_OCTETS];
      }
    }
  }

  private void putCode(int code) {
    putOctet('0' + code / 100);
    putOctet('0' + code / 10 % 10);
    putOctet('0' + code % 10);
  }

  private void putText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        putOctets(text.substring(i).getBytes(UTF_8));
        return;
      }
      putOctet(c);
    }
  }

  private void putOctets(byte[] more) {
    for (byte octet : more) {
      putOctet(octet);
    }
  }

  private void putOctet(int octet) {
    if (end == octets.length) {
      octets = Arrays.copyOf(octets, 2 * end);
    }
    octets[end++] = (byte) octet;
  }
}
