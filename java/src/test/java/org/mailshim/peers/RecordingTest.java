package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.FlightRecording;
import org.mailshim.MailMessage;
import org.mailshim.MxLookup;
import org.mailshim.Pop3Client;
import org.mailshim.SmtpClient;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.Resolver;
import org.mailshim.metrics.ClientMetrics;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerObserver;

/** What the Flight Recorder and Micrometer hear of clients. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RecordingTest {
  @TempDir Path directory;

  private static MailMessage message() {
    return MailMessage.builder()
        .from("ann@example.org")
        .to("bob@example.net, far@example.com")
        .subject("x")
        .text("x")
        .build();
  }

  @Test
  void flightRecorder() throws Exception {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording();
        MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE);
        Pop3Mailbox mailbox = Pop3Mailbox.start(directory)) {
      for (String name : Set.of("SmtpSession", "SmtpTransaction", "Pop3Session", "DnsLookup")) {
        recording.enable("org.mailshim." + name).withoutThreshold();
      }
      recording.start();
      try (SmtpClient client = SmtpClient.of("smtp://127.0.0.1:" + server.port())) {
        client.send(message());
      }
      try (Pop3Client client =
          Pop3Client.builder()
              .url("pop3://bob:secret@127.0.0.1:" + mailbox.port())
              .allowClearText(true)
              .build()) {
        client.stat();
      }
      MxLookup.of(new FixedResolver()).exchangers("example.net");
      recording.stop();
      recording.dump(file);
    }
    Set<String> names = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      names.add(event.getEventType().getName());
      if (event.getEventType().getName().equals("org.mailshim.SmtpTransaction")) {
        assertEquals(1, event.getInt("accepted"));
        assertEquals(1, event.getInt("refused"));
        assertEquals("refused", event.getString("outcome"));
        assertTrue(event.getDuration().isPositive());
      }
    }
    assertEquals(
        Set.of(
            "org.mailshim.SmtpSession",
            "org.mailshim.SmtpTransaction",
            "org.mailshim.Pop3Session",
            "org.mailshim.DnsLookup"),
        names);
  }

  @Test
  void observersHearWhatTheyHeardBefore() {
    Resolver resolver = new FixedResolver().mx("example.net", "a.example.net");
    assertEquals(
        resolver.mailExchangers("example.net"),
        FlightRecording.of(resolver).mailExchangers("example.net"));
    assertTrue(FlightRecording.of(ServerObserver.NONE) != ServerObserver.NONE);
  }

  @Test
  void micrometer() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE);
        SmtpClient client = SmtpClient.of("smtp://127.0.0.1:" + server.port())) {
      var registry = new SimpleMeterRegistry();
      new ClientMetrics(client).bindTo(registry);
      client.send(message());
      assertEquals(1, registry.get("mailshim.client.messages").functionCounter().count());
      assertEquals(1, registry.get("mailshim.client.recipients.refused").functionCounter().count());
      assertTrue(registry.get("mailshim.client.octets.sent").functionCounter().count() > 100);
      assertTrue(registry.get("mailshim.client.receive.time").timeGauge().value() > 0);
    }
  }
}
