package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;

/** A server that we did not write, from the spool to its mailbox. */
class GreenMailDeliveryTest {

  @TempDir Path directory;

  private static byte[] message() {
    StringBuilder text = new StringBuilder("Subject: h\u00e9\r\nFrom: a@b.example\r\n\r\n");
    for (int i = 0; i < 4000; i++) {
      text.append(".".repeat(i % 5)).append("line \u20ac ").append(i).append("\r\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  @Test
  void keepsEveryByte() throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try (Spool spool = new Spool(1000, directory)) {
      byte[] message = message();
      spool.append(message, 0, message.length);
      PendingMail mail = PendingMail.of(spool.complete());
      DeliveryAttempt attempt =
          new DeliveryAttempt(
              new Route.SmartHost("127.0.0.1", server.getSmtp().getPort()),
              DeliverySettings.of(SessionOptions.defaults()),
              new FixedResolver(),
              new Dialer(FixedHostResolver.loopback()),
              DeliveryObserver.NONE);
      Envelope envelope =
          new Envelope(
              ReversePath.parse("a@b.example"),
              List.of(ForwardPath.parse("c@d.example"), ForwardPath.parse("e@f.example")));
      DeliveryReport report;
      try (attempt) {
        report = attempt.run(envelope, mail);
      }
      assertTrue(report.isAccepted(), report.worst().text());
      assertTrue(server.waitForIncomingEmail(10_000, 2));
      assertEquals(2, server.getReceivedMessages().length);
      // GreenMail takes the last line's CRLF for a part of the end of data.
      byte[] sent = Arrays.copyOf(message, message.length - 2);
      for (var received : server.getReceivedMessages()) {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        received.writeTo(stored);
        assertArrayEquals(sent, lastOctets(stored.toByteArray(), sent.length));
      }
    } finally {
      server.stop();
    }
  }

  /** GreenMail puts its own fields before the message. */
  private static byte[] lastOctets(byte[] stored, int count) {
    assertTrue(stored.length >= count, () -> new String(stored, UTF_8));
    return Arrays.copyOfRange(stored, stored.length - count, stored.length);
  }
}
