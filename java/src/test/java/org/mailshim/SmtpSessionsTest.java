package org.mailshim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.mailshim.transport.Deadline;

/** Which sessions a client keeps. */
final class SmtpSessionsTest {
  /** It would be taken for a good one by the next message. */
  @Test
  void aSessionThatWasAbortedInUseIsNotKept() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> greet(server));
      SmtpClientBuilder builder =
          SmtpClient.builder().host("127.0.0.1").port(server.getLocalPort());
      try (SmtpClient client = builder.build()) {
        var sessions = new SmtpSessions(client, builder);
        SmtpSessions.Held held = sessions.open(Deadline.never());
        sessions.abort();
        sessions.giveBack(held);
        assertNull(sessions.takeIdle());
        assertFalse(sessions.isAny());
      }
    }
  }

  private static void greet(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("220 mx.example\r\n".getBytes(US_ASCII));
      socket.getInputStream().read();
      socket.getOutputStream().write("250 mx.example\r\n".getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client went first.
    }
  }
}
