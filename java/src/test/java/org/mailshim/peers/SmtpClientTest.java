package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.ClientEvent;
import org.mailshim.ClientWarning;
import org.mailshim.MailMessage;
import org.mailshim.MailMessageBuilder;
import org.mailshim.NotAcceptedException;
import org.mailshim.SendOptions;
import org.mailshim.SendResult;
import org.mailshim.SmtpClient;
import org.mailshim.SmtpClientBuilder;
import org.mailshim.TlsMode;
import org.mailshim.UsageInfo;
import org.mailshim.WarningThresholds;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.message.MailData;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.WireForm;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TransportException;
import org.mailshim.transport.TrustPolicy;

/** The client of the facade with our own server: everything that can be asked of it. */
final class SmtpClientTest {
  @TempDir Path directory;

  private static MailMessageBuilder message() {
    return MailMessage.builder()
        .from("ann@example.org")
        .to("bob@example.net")
        .subject("Grüße")
        .text("Größe\n.\nend\n");
  }

  private static MailshimServer server() throws Exception {
    return MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE);
  }

  private static SmtpClientBuilder to(MailshimServer server) {
    return SmtpClient.builder().host("127.0.0.1").port(server.port()).clientName("client.example");
  }

  private SmtpClientBuilder withCertificate(SmtpClientBuilder builder) {
    var trust = new TrustPolicy.CaFile(directory.resolve("certificate.pem"));
    return builder.tlsSettings(TlsClientSettings.of(trust));
  }

  @Test
  void oneMessageReplyByReply() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      MailMessage message = message().cc("carol@example.net").bcc("dave@example.net").build();
      SendResult result = client.send(message);
      assertTrue(result.isAccepted());
      assertTrue(result.esmtp());
      assertEquals(250, result.hello().code());
      assertEquals(3, result.recipients().size());
      assertEquals(221, result.quit().orElseThrow().code());
      assertEquals(message.messageId(), result.messageId());
      assertFalse(result.encrypted());
      Map<String, Object> map = result.toMap();
      assertEquals(Set.of("EHLO", "RCPT", "MSGID", "QUIT"), map.keySet());
      assertEquals(
          "[bob@example.net, carol@example.net, dave@example.net]",
          ((Map<?, ?>) map.get("RCPT")).keySet().toString());
      assertFalse(client.isConnected());
      MailshimServer.Arrival arrival = server.arrival();
      assertTrue(arrival.session().hello().toString().contains("client.example"));
      assertFalse(arrival.data().contains("dave"), arrival.data());
      MailMessage read = MailMessage.parse(arrival.data().getBytes(ISO_8859_1));
      assertEquals("Größe\r\n.\r\nend\r\n", read.text().orElseThrow());
      assertEquals(message.messageId(), read.messageId());
    }
  }

  @Test
  void someRecipientsMayBeRefused() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      SendResult result = client.send(message().cc("far@example.com").build());
      assertEquals(1, result.rejected().size());
      assertEquals("<far@example.com>", result.rejected().getFirst().recipient().text());
      assertTrue(result.accepted().isPresent());
      assertEquals(1, server.arrivals().size());
      NotAcceptedException e = assertThrows(NotAcceptedException.class, result::requireAccepted);
      assertTrue(e.getMessage().contains("<far@example.com>"), e.getMessage());
      assertEquals(result, e.result().orElseThrow());
      UsageInfo usage = client.usageInfo();
      assertEquals(1, usage.recipients());
      assertEquals(1, usage.refusedRecipients());
      assertEquals(1, usage.messages());
    }
  }

  @Test
  void whatIsIncompleteIsNotSent() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      MailMessage nobody = MailMessage.builder().from("ann@example.org").text("x").build();
      assertThrows(MessageException.class, () -> client.send(nobody));
      assertThrows(
          MessageException.class, () -> client.sendAll(List.of(message().build(), nobody)));
      assertEquals(0, client.usageInfo().connections());
      assertEquals(List.of(), server.arrivals());
    }
  }

  @Test
  void aSessionIsKeptWhenItWasAskedFor() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      client.connect();
      assertTrue(client.isConnected());
      assertTrue(client.send(message().build()).quit().isEmpty());
      assertTrue(client.send(message().build()).quit().isEmpty());
      assertEquals(1, client.usageInfo().connections());
      client.disconnect();
      assertFalse(client.isConnected());
      assertEquals(2, client.sendAll(List.of(message().build(), message().build())).size());
      assertEquals(2, client.usageInfo().connections());
      assertEquals(4, server.arrivals().size());
      assertTrue(client.ping().isPositive());
      client.clearStats();
      assertEquals(0, client.usageInfo().octetsSent());
    }
  }

  @Test
  void aKeptSessionThatTheServerHasEndedIsReplaced() throws Exception {
    MailshimServer first = server();
    try (SmtpClient client = to(first).build()) {
      client.connect();
      assertTrue(client.send(message().build()).isAccepted());
      int port = first.port();
      first.close();
      try (ServerSocket again = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
        Thread.startVirtualThread(() -> refuse(again));
        ConversationException e =
            assertThrows(ConversationException.class, () -> client.send(message().build()));
        assertEquals(554, e.reply().orElseThrow().code(), "the new session's greeting");
      }
    }
  }

  /** The reset is there before the next message is sent, so that not even the first write works. */
  @Test
  void aKeptSessionThatTheServerHasCutIsReplaced() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SmtpClient client =
            SmtpClient.builder().host("127.0.0.1").port(server.getLocalPort()).build()) {
      CompletableFuture<Socket> accepted = new CompletableFuture<>();
      Thread.startVirtualThread(
          () -> {
            accepted.complete(takeOne(server));
            refuse(server);
          });
      client.connect();
      assertTrue(client.send(message().build()).isAccepted());
      try (Socket socket = accepted.get(60, TimeUnit.SECONDS)) {
        socket.setSoLinger(true, 0);
      }
      ConversationException e =
          assertThrows(ConversationException.class, () -> client.send(message().build()));
      assertEquals(554, e.reply().orElseThrow().code(), "the new session's greeting");
    }
  }

  private static Socket takeOne(ServerSocket server) {
    try {
      Socket socket = server.accept();
      OutputStream out = socket.getOutputStream();
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      out.write("220 mx.example\r\n".getBytes(UTF_8));
      String group = "250 sender\r\n250 recipient\r\n354 data";
      for (String answer : new String[] {"250-mx.example\r\n250 PIPELINING", group}) {
        in.readLine();
        out.write((answer + "\r\n").getBytes(UTF_8));
      }
      while (!".".equals(in.readLine())) {}
      out.write("250 taken\r\n".getBytes(UTF_8));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuse(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("554 no\r\n".getBytes(UTF_8));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client went first.
    }
  }

  @Test
  void aDryRunNeedsNoServer() {
    try (SmtpClient client = SmtpClient.builder().host("192.0.2.1").dryRun(true).build()) {
      assertTrue(client.isConnected());
      client.connect();
      assertEquals(Duration.ZERO, client.ping());
      SendResult result = client.send(message().build());
      assertTrue(result.dryRun());
      assertTrue(result.isAccepted());
      assertEquals(Set.of("EHLO", "RCPT", "MSGID", "QUIT"), result.toMap().keySet());
      MailMessage nobody = MailMessage.builder().from("ann@example.org").text("x").build();
      assertThrows(MessageException.class, () -> client.send(nobody));
      client.dryRun(false);
      assertFalse(client.isConnected());
    }
  }

  /** More mechanisms fail than our server bears with in a session. */
  @Test
  void aWrongPasswordIsToldAsThat() throws Exception {
    MailshimServer.Change users = MailshimServer::withUsers;
    try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, users);
        SmtpClient client =
            to(server).credentials("ann", "wrong".toCharArray()).allowClearText(true).build()) {
      ConversationException e =
          assertThrows(ConversationException.class, () -> client.send(message().build()));
      assertEquals(ConversationException.Kind.UNAUTHENTICATED, e.kind());
      assertEquals(535, e.reply().orElseThrow().code());
      assertFalse(client.isConnected());
    }
  }

  @Test
  void passwordsGoUnderTlsOnly() throws Exception {
    MailshimServer.Change users = MailshimServer::withUsers;
    try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, users)) {
      List<String> log = Collections.synchronizedList(new ArrayList<>());
      LinkedBlockingQueue<ClientEvent> queue = new LinkedBlockingQueue<>();
      try (SmtpClient client =
          to(server).credentials("ann", "secret".toCharArray()).debugLogger(log::add).build()) {
        client.eventQueue(queue, "argument", true);
        assertTrue(client.send(message().build()).isAccepted(), "by a challenge, in clear");
      }
      assertFalse(log.toString().contains("secret"), log.toString());
      StringBuilder wire = new StringBuilder();
      for (ClientEvent event : queue) {
        if (event instanceof ClientEvent.DataSent sent) {
          wire.append(new String(sent.data(), ISO_8859_1));
        }
      }
      assertFalse(wire.toString().contains("AUTH"), wire.toString());
      assertTrue(wire.toString().contains("MAIL FROM"), wire.toString());
    }
    MailshimServer.Change plainOnly =
        options -> MailshimServer.withUsers(options, List.of(Mechanism.PLAIN));
    try (MailshimServer server = MailshimServer.start(ServerMode.SUBMISSION, plainOnly)) {
      SmtpClientBuilder builder = to(server).credentials("ann", "secret".toCharArray());
      try (SmtpClient client = builder.build()) {
        ConversationException e =
            assertThrows(ConversationException.class, () -> client.send(message().build()));
        assertEquals(ConversationException.Kind.UNAUTHENTICATED, e.kind());
        assertFalse(client.isConnected(), "and the next call logs in again");
      }
      try (SmtpClient client = builder.allowClearText(true).build()) {
        LinkedBlockingQueue<ClientEvent> queue = new LinkedBlockingQueue<>();
        client.eventQueue(queue, "x", true);
        assertTrue(client.send(message().build()).isAccepted());
        String plain = Base64.getEncoder().encodeToString("\0ann\0secret".getBytes(UTF_8));
        for (ClientEvent event : queue) {
          assertFalse(
              event instanceof ClientEvent.DataSent sent
                  && new String(sent.data(), ISO_8859_1).contains(plain));
        }
      }
    }
  }

  @Test
  void everyTlsMode() throws Exception {
    for (TlsMode mode : TlsMode.values()) {
      ServerTls.Use use = mode == TlsMode.IMPLICIT ? ServerTls.Use.IMPLICIT : ServerTls.Use.OFFERED;
      MailshimServer.Change change = options -> MailshimServer.withTls(options, directory, use);
      try (MailshimServer server = MailshimServer.start(ServerMode.MX, change);
          SmtpClient client = withCertificate(to(server)).tls(mode).build()) {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        client.addListener(event -> events.add(event.getClass().getSimpleName()));
        SendResult result = client.send(message().build());
        assertEquals(mode != TlsMode.NONE, result.encrypted(), mode.toString());
        assertEquals(mode != TlsMode.NONE, events.contains("TlsEstablished"), events.toString());
        assertEquals(mode != TlsMode.NONE, events.contains("TlsStarting"), events.toString());
        assertEquals(mode != TlsMode.NONE, client.connectionInfo().encrypted());
      }
    }
  }

  @Test
  void strangersAreNotTrusted() throws Exception {
    MailshimServer.Change change =
        options -> MailshimServer.withTls(options, directory, ServerTls.Use.OFFERED);
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, change)) {
      try (SmtpClient client = to(server).tls(TlsMode.REQUIRED).build()) {
        ConversationException e =
            assertThrows(ConversationException.class, () -> client.send(message().build()));
        assertEquals(ConversationException.Kind.INSECURE, e.kind());
      }
      try (SmtpClient client = to(server).credentials("ann", "secret".toCharArray()).build()) {
        assertThrows(
            ConversationException.class,
            () -> client.send(message().build()),
            "opportunistic, but with credentials at stake");
      }
      try (SmtpClient client = to(server).build()) {
        assertTrue(client.send(message().build()).encrypted(), "opportunistic: anybody");
      }
    }
    try (MailshimServer clear = server();
        SmtpClient client = to(clear).tls(TlsMode.REQUIRED).build()) {
      assertThrows(ConversationException.class, () -> client.send(message().build()));
    }
  }

  @Test
  void formsAndParameters() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      SendOptions options =
          SendOptions.defaults()
              .withForm(WireForm.EIGHT_BIT)
              .withNotify(Set.of(NotifyCondition.DELAY))
              .withReturn(Ret.HDRS, "id-1");
      assertTrue(client.send(message().build(), options).isAccepted());
      MailshimServer.Arrival arrival = server.arrivals().get(0);
      var parameters = arrival.envelope().parameters();
      assertEquals(BodyType.EIGHT_BIT_MIME, parameters.body());
      assertEquals("id-1", parameters.envid().orElseThrow());
      assertTrue(arrival.data().contains(new String("Größe".getBytes(UTF_8), ISO_8859_1)));
      assertTrue(client.send(message().to("jörg@example.net").build()).isAccepted());
      assertTrue(server.arrivals().get(1).envelope().parameters().smtpUtf8());
      client.send(message().requestDeliveryReceipt(true).build());
      assertTrue(
          server.arrivals().get(2).envelope().recipients().toString().contains("SUCCESS"),
          server.arrivals().get(2).envelope().toString());
    }
  }

  @Test
  void everyCallHasATwin() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      assertTrue(client.pingAsync().get(120, TimeUnit.SECONDS).isPositive());
      client.connectAsync().get(120, TimeUnit.SECONDS);
      MailMessage message = message().build();
      var some = SendOptions.defaults();
      List<SendResult> results = new ArrayList<>();
      results.add(client.sendAsync(message).get(120, TimeUnit.SECONDS));
      results.add(client.sendAsync(message, some).get(120, TimeUnit.SECONDS));
      MailData data = MailData.of(message.toBytes());
      results.add(client.sendAsync(message.envelope(), data, some).get(120, TimeUnit.SECONDS));
      results.addAll(client.sendAllAsync(List.of(message)).get(120, TimeUnit.SECONDS));
      client.sendAllAsync(List.of(message), results::add).get(120, TimeUnit.SECONDS);
      client.disconnectAsync().get(120, TimeUnit.SECONDS);
      assertEquals(5, results.size());
      assertTrue(results.stream().allMatch(SendResult::isAccepted));
      assertEquals(5, server.arrivals().size());
    }
  }

  @Test
  void whoHearsOfResultsIsToldNotToSend() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      List<MailMessage> two = List.of(message().build(), message().build());
      for (Runnable each :
          List.<Runnable>of(
              () -> client.send(two.getFirst()),
              client::ping,
              client::connect,
              client::disconnect)) {
        List<RuntimeException> thrown = new ArrayList<>();
        client.sendAll(
            two,
            result -> {
              if (thrown.isEmpty()) {
                thrown.add(assertThrows(IllegalStateException.class, each::run));
              }
            });
        assertTrue(thrown.getFirst().getMessage().contains("messages are being sent"));
      }
      assertEquals(8, client.usageInfo().messages());
    }
  }

  @Test
  void manyThreadsShareOneSessionOrEight() throws Exception {
    for (int connections : List.of(1, 8)) {
      try (MailshimServer server = server();
          SmtpClient client = to(server).connections(connections).build()) {
        client.connect();
        List<CompletableFuture<SendResult>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          futures.add(client.sendAsync(message().subject("number " + i).build()));
        }
        for (CompletableFuture<SendResult> each : futures) {
          assertTrue(each.get(120, TimeUnit.SECONDS).isAccepted());
        }
        assertTrue(client.usageInfo().connections() <= connections);
        assertEquals(200, client.usageInfo().messages());
        Set<String> subjects = new TreeSet<>();
        for (MailshimServer.Arrival each : server.arrivals()) {
          subjects.add(MailMessage.parse(each.data().getBytes(ISO_8859_1)).subject().orElseThrow());
        }
        assertEquals(200, subjects.size());
      }
    }
  }

  @Test
  void eventsInTheirOrder() throws Exception {
    try (MailshimServer server = server()) {
      LinkedBlockingQueue<ClientEvent> queue = new LinkedBlockingQueue<>();
      SmtpClient client = to(server).host("localhost").build();
      client.eventQueue(queue, "mine", false);
      assertThrows(
          IllegalArgumentException.class, () -> client.eventQueue(new ArrayBlockingQueue<>(5)));
      client.send(message().build());
      client.close();
      List<String> names = new ArrayList<>();
      for (ClientEvent event : queue) {
        assertEquals("mine", event.source().argument().orElseThrow());
        String name = event.getClass().getSimpleName();
        if (event instanceof ClientEvent.CommandSent sent) {
          name = sent.line().split("[ :]")[0];
        }
        if (!names.contains(name) && !name.startsWith("Packet") && !name.equals("StateChanged")) {
          names.add(name);
        }
      }
      assertEquals(
          List.of(
              "Connecting",
              "LookingUp",
              "Resolved",
              "Connected",
              "ReplyReceived",
              "EHLO",
              "MAIL",
              "RCPT",
              "DATA",
              "QUIT",
              "Closed",
              "Deleted"),
          names);
      assertThrows(IllegalStateException.class, () -> client.send(message().build()));
    }
  }

  @Test
  void slowOperationsAreWarnedOf() throws Exception {
    try (MailshimServer server = server();
        SmtpClient client = to(server).build()) {
      ConcurrentLinkedQueue<ClientWarning> warnings = new ConcurrentLinkedQueue<>();
      var everything = new WarningThresholds(Duration.ofNanos(1), Long.MAX_VALUE, Duration.ZERO);
      client.warningQueue(everything, warnings, "mine");
      client.send(message().text("x\n".repeat(2000)).build());
      assertEquals("mine", client.usageInfo().warningArgument().orElseThrow());
      assertTrue(client.usageInfo().octetsSent() > 4000);
      assertTrue(client.usageInfo().octetsReceived() > 100);
      assertTrue(client.usageInfo().sendTime().isPositive());
      assertTrue(client.usageInfo().receiveTime().isPositive());
      Set<String> kinds = new TreeSet<>();
      warnings.forEach(each -> kinds.add(each.getClass().getSimpleName() + each.operation()));
      assertEquals(Set.of("SlowCONNECT", "SlowRECEIVE", "SlowSEND", "SlowTransferSEND"), kinds);
      client.clearWarningQueue();
      warnings.clear();
      client.send(message().build());
      assertTrue(warnings.isEmpty());
      assertThrows(
          IllegalArgumentException.class,
          () -> new WarningThresholds(Duration.ofSeconds(-1), -5, Duration.ZERO));
    }
  }

  @Test
  void aCallThatIsUnderWayCanBeEnded() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SmtpClient client =
            SmtpClient.builder().host("127.0.0.1").port(silent.getLocalPort()).build()) {
      CountDownLatch connected = new CountDownLatch(1);
      client.addListener(
          event -> {
            if (event instanceof ClientEvent.Connected) {
              connected.countDown();
            }
          });
      CompletableFuture<SendResult> future = client.sendAsync(message().build());
      assertTrue(connected.await(60, TimeUnit.SECONDS));
      client.abort();
      Exception e = assertThrows(Exception.class, () -> future.get(60, TimeUnit.SECONDS));
      assertTrue(
          e.getCause() instanceof ConversationException
              || e.getCause() instanceof TransportException,
          e.toString());
      assertFalse(client.isConnected());
    }
  }

  @Test
  void timeouts() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SmtpClient client =
            SmtpClient.builder()
                .host("127.0.0.1")
                .port(silent.getLocalPort())
                .connectTimeout(Duration.ofSeconds(20))
                .readTimeout(Duration.ofMillis(50))
                .build()) {
      assertEquals(Duration.ofSeconds(20), client.connectTimeout());
      ConversationException e =
          assertThrows(ConversationException.class, () -> client.send(message().build()));
      assertEquals(ConversationException.Kind.TIMED_OUT, e.kind());
      client.readTimeout(Duration.ofMinutes(5));
      assertEquals(Duration.ofMinutes(5), client.readTimeout().orElseThrow());
      SendOptions soon = SendOptions.defaults().withTimeout(Duration.ofMillis(50));
      ConversationException all =
          assertThrows(ConversationException.class, () -> client.send(message().build(), soon));
      assertEquals(ConversationException.Kind.TIMED_OUT, all.kind());
    }
  }

  @Test
  void theTimeForAMessageIsForConnectingToo() {
    List<Duration> given = new ArrayList<>();
    try (SmtpClient client =
        SmtpClient.builder()
            .host("mx.example")
            .connectTimeout(Duration.ofHours(2))
            .resolver(
                (host, deadline, cancellation) -> {
                  given.add(deadline.remaining());
                  throw new TransportException.UnknownHost(host, "is not known");
                })
            .build()) {
      SendOptions hour = SendOptions.defaults().withTimeout(Duration.ofHours(1));
      assertThrows(
          TransportException.UnknownHost.class, () -> client.send(message().build(), hour));
      assertTrue(given.getFirst().compareTo(Duration.ofHours(1)) <= 0, given::toString);
    }
  }

  @Test
  void messagesAreSignedBeforeTheyGoOut() throws Exception {
    var key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    DkimSigner signer = DkimSigner.of("example.org", "s1", key, Clock.systemUTC());
    try (MailshimServer server = server();
        SmtpClient client = to(server).signer(signer::sign).build()) {
      client.send(message().build());
      String data = server.arrival().data();
      assertTrue(data.contains("DKIM-Signature: "), data);
      assertTrue(data.indexOf("DKIM-Signature") < data.indexOf("\nDate:"), data);
    }
  }

  @Test
  void heloIsGoodEnough() throws Exception {
    try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> oldServer(old));
      try (SmtpClient client =
          SmtpClient.builder().host("127.0.0.1").port(old.getLocalPort()).build()) {
        SendResult result = client.send(message().build());
        assertFalse(result.esmtp());
        assertTrue(result.toMap().containsKey("HELO"));
        assertEquals(451, result.rejected().getFirst().reply().code());
        assertTrue(result.accepted().isEmpty(), "the reply to the final dot counts");
        assertEquals(1, client.usageInfo().refusedMessages());
      }
    }
  }

  /** Greets in two lines without the word ESMTP, knows no EHLO, and refuses in the end. */
  private static void oldServer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      var out = socket.getOutputStream();
      out.write("220-old\r\n220 server\r\n".getBytes(UTF_8));
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String reply = "250 ok";
        if (data) {
          reply = line.equals(".") ? "451 disk full" : "";
          data = !line.equals(".");
        } else if (line.startsWith("EHLO")) {
          reply = "500 what?";
        } else if (line.equals("DATA")) {
          reply = "354 go on";
          data = true;
        } else if (line.equals("QUIT")) {
          reply = "221 bye";
        }
        if (!reply.isEmpty()) {
          out.write((reply + "\r\n").getBytes(UTF_8));
        }
      }
    } catch (IOException e) {
      // The client went first.
    }
  }

  @Test
  void logsSayWhatHappens() throws Exception {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    List<String> debug = Collections.synchronizedList(new ArrayList<>());
    try (MailshimServer server = server();
        SmtpClient client = to(server).logger(log::add).debugLogger(debug::add).build()) {
      client.send(message().build());
      assertTrue(log.getFirst().startsWith("SmtpClient: message <"), log.toString());
      assertTrue(debug.contains("SmtpClient: C: RCPT TO:<bob@example.net>"), debug.toString());
      assertTrue(debug.getFirst().contains("target: 127.0.0.1:"), debug.toString());
      client.logger(line -> {});
      client.debugLogger(line -> {});
      int before = log.size() + debug.size();
      client.send(message().build());
      assertEquals(before, log.size() + debug.size());
    }
  }
}
