package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.FlightRecording;
import org.mailshim.MailEngine;
import org.mailshim.MailMessage;
import org.mailshim.MailServer;
import org.mailshim.MailServerBuilder;
import org.mailshim.MxLookup;
import org.mailshim.Pop3Client;
import org.mailshim.Pop3Service;
import org.mailshim.SmtpClient;
import org.mailshim.SmtpService;
import org.mailshim.address.AddressFamily;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.Resolver;
import org.mailshim.metrics.ClientMetrics;
import org.mailshim.queue.Claim;
import org.mailshim.queue.Settlement;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerObserver;

/** What the Flight Recorder and Micrometer hear of clients and servers. */
final class RecordingTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

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
  void aMailServerRecordsByItself() throws Exception {
    Path file = directory.resolve("server.jfr");
    var settled = new CountDownLatch(1);
    MailServerBuilder builder =
        MailEngine.server("mail.example.net")
            .directory(directory.resolve("server"))
            .localDomains("example.net")
            .user("bob", "secret")
            .listen(
                SmtpService.mx(0).at(LOOPBACK).inClear(),
                Pop3Service.pop3(0).at(LOOPBACK).inClear())
            .queueObserver(
                new QueueObserver() {
                  @Override
                  public void settled(
                      Claim claim, DeliveryReport report, List<Settlement> settlements) {
                    settled.countDown();
                  }
                });
    try (Recording recording = new Recording()) {
      for (String name :
          List.of("ServerSession", "MessageReceived", "QueueAttempt", "MaildropUpdate")) {
        recording.enable("org.mailshim." + name).withoutThreshold();
      }
      recording.start();
      try (MailServer server = builder.start()) {
        sendAndFetch(server, settled);
        assertTrue(server.stop(Duration.ofSeconds(120)));
      }
      recording.stop();
      recording.dump(file);
    }
    List<String> told = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.hasField("target")) {
        continue; // the clients' own
      }
      told.add(line(event));
      if (event.hasField("protocol")) {
        assertTrue(event.getDuration().isPositive(), event.toString());
        assertTrue(event.getString("client").contains("127.0.0.1"), event.toString());
      }
    }
    Collections.sort(told);
    assertEquals(
        List.of(
            "MaildropUpdate bob 1 0",
            "MessageReceived 1 ok",
            "QueueAttempt 1",
            "ServerSession POP3",
            "ServerSession SMTP"),
        told);
  }

  private static void sendAndFetch(MailServer server, CountDownLatch settled) throws Exception {
    String at = "127.0.0.1:";
    try (SmtpClient client = SmtpClient.of("smtp://" + at + server.listeners().get(0).port())) {
      MailMessage message =
          MailMessage.builder().from("ann@example.org").to("bob@example.net").text("x").build();
      client.send(message).requireAccepted();
    }
    assertTrue(settled.await(120, TimeUnit.SECONDS));
    try (Pop3Client client =
        Pop3Client.builder()
            .url("pop3://bob:secret@" + at + server.listeners().get(1).port())
            .allowClearText(true)
            .build()) {
      assertEquals(1, client.fetchAll().size());
      client.delete(1);
      client.disconnect();
    }
  }

  private static String line(RecordedEvent event) {
    String name = event.getEventType().getName().substring("org.mailshim.".length());
    return switch (name) {
      case "MaildropUpdate" ->
          name
              + (" " + event.getString("user") + " " + event.getInt("removed"))
              + (" " + event.getInt("kept"));
      case "MessageReceived" ->
          name + " " + event.getInt("recipients") + " " + event.getString("outcome");
      case "QueueAttempt" -> name + " " + event.getInt("recipients");
      default -> name + " " + event.getString("protocol");
    };
  }

  @Test
  void everyQuestionToTheDnsIsRecorded() throws Exception {
    Path file = directory.resolve("dns.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("org.mailshim.DnsLookup").withoutThreshold();
      recording.start();
      Resolver resolver =
          FlightRecording.of(new FixedResolver().mx("example.net", "a.example.net"));
      resolver.mailExchangers("example.net");
      resolver.addresses("a.example.net", AddressFamily.ANY);
      resolver.hostNames(LOOPBACK);
      resolver.texts("example.net");
      recording.stop();
      recording.dump(file);
    }
    List<String> asked = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      asked.add(event.getString("question") + " " + event.getString("name"));
      boolean found = event.getString("question").equals("MX");
      assertEquals(found, event.getString("outcome").equals("ok"));
    }
    Collections.sort(asked);
    assertEquals(
        List.of("MX example.net", "PTR 127.0.0.1", "TXT example.net", "addresses a.example.net"),
        asked);
  }

  @Test
  void observersHearWhatTheyHeardBefore() {
    Resolver resolver = new FixedResolver().mx("example.net", "a.example.net");
    Resolver recorded = FlightRecording.of(resolver);
    assertEquals(resolver.mailExchangers("example.net"), recorded.mailExchangers("example.net"));
    assertSame(recorded, FlightRecording.of(recorded), "nothing is recorded twice");
    ServerObserver observer = FlightRecording.of(ServerObserver.NONE);
    assertNotSame(ServerObserver.NONE, observer);
    assertSame(observer, FlightRecording.of(observer));
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
