package org.mailshim.bench;

import java.nio.charset.StandardCharsets;

/** The message that the Java senders send; as send_curl makes it. */
final class TestMessage {
  private static final int LINE = 72;

  private TestMessage() {}

  /** So many octets, in lines of 70 characters with CRLF, with a header section. */
  static byte[] of(int octets) {
    byte[] message = new byte[octets];
    for (int i = 0; i < octets; i++) {
      message[i] = (byte) (i % LINE == LINE - 2 ? '\r' : i % LINE == LINE - 1 ? '\n' : 'x');
    }
    byte[] header = "Subject: benchmark\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(header, 0, message, 0, header.length);
    message[octets - 2] = '\r';
    message[octets - 1] = '\n';
    return message;
  }

  /** How many messages of that size warm a JVM up: some seconds of small ones, one large. */
  static int warmUp(int octets) {
    return octets > 1024 * 1024 ? 2 : 10_000;
  }
}
