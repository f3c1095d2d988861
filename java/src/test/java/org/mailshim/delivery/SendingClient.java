package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.List;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.message.MailData;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/** Sends messages to a server at a port of the loopback interface, each in a session of its own. */
record SendingClient(int port) {
  /** Sends a message with so many lines of text. */
  DeliveryReport send(String subject, int lines) {
    var settings = DeliverySettings.of(SessionOptions.defaults().withClientName("client.example"));
    byte[] message =
        ("Subject: " + subject + "\r\n\r\n" + "some text\r\n".repeat(lines)).getBytes(UTF_8);
    var envelope =
        new Envelope(
            ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@example.net")));
    try (var attempt =
        new DeliveryAttempt(
            new Route.SmartHost(InetAddress.getLoopbackAddress().getHostAddress(), port),
            settings,
            new FixedResolver(),
            new Dialer(new SystemHostResolver()),
            DeliveryObserver.NONE)) {
      return attempt.run(envelope, PendingMail.of(MailData.of(message)));
    }
  }
}
