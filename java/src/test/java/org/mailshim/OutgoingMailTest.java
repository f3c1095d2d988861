package org.mailshim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.Route;

/** What a submitter writes, and what a server gets of it. */
class OutgoingMailTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final Envelope ENVELOPE =
      new Envelope(
          ReversePath.parse("<ann@example.org>"), List.of(ForwardPath.parse("<bob@example.net>")));

  private final BlockingQueue<List<String>> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<DeliveryReport> reports = new LinkedBlockingQueue<>();
  private final MailEngine engine =
      new MailEngine(Thread::startVirtualThread, CLOCK, new Random(1));
  private ServerSocket server;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::acceptAll);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void acceptAll() {
    try {
      while (true) {
        serveOne(server.accept());
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serveOne(Socket accepted) throws IOException {
    try (Socket socket = accepted;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      String reply = "220 sink";
      String line = "";
      while (line != null && !line.equals("QUIT")) {
        socket.getOutputStream().write((reply + "\r\n").getBytes(UTF_8));
        line = in.readLine();
        reply = "DATA".equals(line) ? "354 go on" : "250 fine";
        if ("DATA".equals(line)) {
          socket.getOutputStream().write("354 go on\r\n".getBytes(UTF_8));
          messages.add(in.lines().takeWhile(each -> !each.equals(".")).toList());
          reply = "250 kept";
        }
      }
    }
  }

  private OutgoingMail begin(boolean adding) {
    return begin(options(adding));
  }

  private static OutgoingOptions options(boolean adding) {
    OutgoingOptions plain = OutgoingOptions.defaults();
    return new OutgoingOptions(
        Optional.of(DomainName.parse("client.example")),
        adding,
        plain.connectTimeout(),
        plain.timeouts(),
        plain.dns(),
        plain.exchangers(),
        plain.smartHosts());
  }

  private OutgoingMail begin(OutgoingOptions options) {
    Route route = new Route.SmartHost("127.0.0.1", server.getLocalPort());
    return engine.send(ENVELOPE, route, options, reports::add);
  }

  private static void write(OutgoingMail mail, String text) {
    byte[] octets = text.getBytes(UTF_8);
    mail.write(octets, 0, octets.length);
  }

  private List<String> accepted() throws InterruptedException {
    DeliveryReport report = reports.poll(20, TimeUnit.SECONDS);
    assertTrue(report != null && report.isAccepted(), String.valueOf(report));
    return messages.remove();
  }

  @Test
  void goesAsItIsWritten() throws Exception {
    OutgoingMail mail = begin(false);
    write(mail, "Subject: x\n\n.a\rb");
    write(mail, "c\r");
    write(mail, "\nd");
    assertEquals(0, mail.octets());
    mail.commit();
    assertEquals(List.of("Subject: x", "", "..a", "bc", "d"), accepted());
    assertEquals("Subject: x\r\n\r\n.a\r\nbc\r\nd\r\n".length(), mail.octets());
    assertEquals(0, reports.size());
  }

  @Test
  void isSignedWhenItIsWhole() throws Exception {
    MessageSigner signer =
        message -> {
          try (InputStream in = message.open()) {
            String text = new String(in.readAllBytes(), UTF_8);
            assertTrue(text.contains("Message-ID: ") && text.endsWith("x\r\n"), text);
          }
          return message.precededBy("X-Signature: 1\r\n".getBytes(UTF_8));
        };
    OutgoingMail mail = begin(options(true).withSigner(signer));
    write(mail, "From: a@example.org\n\nx");
    mail.commit();
    assertEquals("X-Signature: 1", accepted().getFirst());
  }

  @Test
  void getsTheFieldsThatAreMissing() throws Exception {
    OutgoingMail mail = begin(true);
    write(mail, "Subject: x\nto: c@example.com\n\nDate: body\n");
    mail.commit();
    List<String> lines = accepted();
    assertEquals("Date: Thu, 1 Jan 1970 00:00:00 +0000", lines.get(0));
    assertTrue(lines.get(1).matches("Message-ID: <[^@ ]+@client\\.example>"), lines.get(1));
    assertEquals("From: ann@example.org", lines.get(2));
    assertEquals(List.of("Subject: x", "to: c@example.com", "", "Date: body"), lines.subList(3, 7));
    long octets = 0;
    for (String line : lines) {
      octets += line.length() + 2;
    }
    assertEquals(octets, mail.octets());
  }

  @Test
  void isOverForWhoWritesAfterTheEnd() throws Exception {
    OutgoingMail mail = begin(false);
    write(mail, "text\n");
    mail.commit();
    byte[] more = {'x'};
    assertThrows(RuntimeException.class, () -> mail.write(more, 0, 1));
    assertThrows(RuntimeException.class, mail::commit);
    assertEquals(List.of("text"), accepted());
  }

  @Test
  void anAbortAfterTheEndIsTooLate() throws Exception {
    OutgoingMail mail = begin(false);
    write(mail, "text\n");
    mail.commit();
    assertEquals(List.of("text"), accepted());
    mail.abort();
    mail.abort();
    assertTrue(engine.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    assertEquals(0, reports.size());
  }
}
