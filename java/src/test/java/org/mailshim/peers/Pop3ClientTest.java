package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.ClientEvent;
import org.mailshim.MailMessage;
import org.mailshim.Pop3Client;
import org.mailshim.Pop3ClientBuilder;
import org.mailshim.Pop3RefusedException;
import org.mailshim.TlsMode;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.server.ServerTls;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/** The client of the facade with our own server: everything that can be asked of it. */
final class Pop3ClientTest {
  private static final String TEXT = "From: ann@example.org\nSubject: %d\n\n.dot\n.\n..\nend\n";

  @TempDir Path directory;

  private Pop3Mailbox mailbox(int messages) {
    Pop3Mailbox mailbox = Pop3Mailbox.start(directory);
    for (int i = 1; i <= messages; i++) {
      mailbox.with(TEXT.formatted(i));
    }
    return mailbox;
  }

  private static Pop3ClientBuilder to(Pop3Mailbox mailbox) {
    return Pop3Client.builder()
        .url("pop3://bob:secret@127.0.0.1:" + mailbox.port())
        .allowClearText(true);
  }

  @Test
  void everyCall() {
    try (Pop3Mailbox mailbox = mailbox(3);
        Pop3Client client = to(mailbox).build()) {
      assertFalse(client.isConnected());
      assertEquals(3, client.stat().messages());
      assertTrue(client.isConnected());
      assertEquals(3, client.list().size());
      assertEquals(3, client.uniqueIds().orElseThrow().size());
      assertEquals(3, client.identify().size());
      assertFalse(client.capabilities().lines().isEmpty());
      MailMessage top = client.top(2, 1);
      assertEquals("2", top.subject().orElseThrow());
      assertEquals(".dot\r\n", top.text().orElseThrow());
      MailMessage message = client.fetch(1);
      assertEquals(".dot\r\n.\r\n..\r\nend\r\n", message.text().orElseThrow(), "dots undone");
      MailMessage file = client.fetch(3, directory.resolve("3.eml"));
      assertEquals("3", file.subject().orElseThrow());
      List<String> subjects = new ArrayList<>();
      client.fetchAll(each -> subjects.add(each.message().subject().orElseThrow()));
      assertEquals(List.of("1", "2", "3"), subjects);
      client.noop();
      assertEquals(Map.of(), client.delete(1, 2));
      client.reset();
      Map<Integer, Response> refused = client.delete(2, 9);
      assertEquals(Set.of(9), refused.keySet());
      assertThrows(Pop3RefusedException.class, () -> client.fetch(9));
      assertTrue(client.isConnected(), "a refusal ends nothing");
      client.disconnect();
      assertFalse(client.isConnected());
      assertEquals(2, mailbox.left().size());
      assertEquals(2, client.stat().messages(), "connects again");
      assertEquals(2, client.usageInfo().connections());
      assertEquals(5, client.usageInfo().messages());
      assertTrue(client.usageInfo().octetsReceived() > 300);
    }
  }

  @Test
  void everyCallHasATwin() throws Exception {
    try (Pop3Mailbox mailbox = mailbox(3);
        Pop3Client client = to(mailbox).build()) {
      client.connectAsync().get(120, TimeUnit.SECONDS);
      assertEquals(3, client.statAsync().get(120, TimeUnit.SECONDS).messages());
      assertEquals(3, client.listAsync().get(120, TimeUnit.SECONDS).size());
      assertEquals(3, client.uniqueIdsAsync().get(120, TimeUnit.SECONDS).orElseThrow().size());
      assertEquals(3, client.identifyAsync().get(120, TimeUnit.SECONDS).size());
      assertFalse(client.capabilitiesAsync().get(120, TimeUnit.SECONDS).lines().isEmpty());
      List<String> subjects = new ArrayList<>();
      subjects.add(client.topAsync(1, 0).get(120, TimeUnit.SECONDS).subject().orElseThrow());
      subjects.add(client.fetchAsync(2).get(120, TimeUnit.SECONDS).subject().orElseThrow());
      Path file = directory.resolve("3.eml");
      subjects.add(client.fetchAsync(3, file).get(120, TimeUnit.SECONDS).subject().orElseThrow());
      assertEquals(List.of("1", "2", "3"), subjects);
      var out = new ByteArrayOutputStream();
      assertEquals(Files.size(file), client.fetchAsync(3, out).get(120, TimeUnit.SECONDS));
      assertEquals(3, client.fetchAllAsync().get(120, TimeUnit.SECONDS).size());
      List<Integer> numbers = new ArrayList<>();
      client.fetchAllAsync(each -> numbers.add(each.number())).get(120, TimeUnit.SECONDS);
      assertEquals(List.of(1, 2, 3), numbers);
      assertEquals(Map.of(), client.deleteAsync(1, 2).get(120, TimeUnit.SECONDS));
      client.resetAsync().get(120, TimeUnit.SECONDS);
      client.noopAsync().get(120, TimeUnit.SECONDS);
      assertEquals(Map.of(), client.deleteAsync(3).get(120, TimeUnit.SECONDS));
      client.disconnectAsync().get(120, TimeUnit.SECONDS);
      assertEquals(2, mailbox.left().size());
    }
  }

  @Test
  void whoTakesMessagesIsToldNotToUseTheSession() {
    try (Pop3Mailbox mailbox = mailbox(3);
        Pop3Client client = to(mailbox).build()) {
      List<Integer> taken = new ArrayList<>();
      client.fetchAll(
          each -> {
            taken.add(each.number());
            var thrown =
                assertThrows(IllegalStateException.class, () -> client.delete(each.number()));
            assertTrue(thrown.getMessage().contains("when fetchAll is over"));
            assertThrows(IllegalStateException.class, client::disconnect);
          });
      assertEquals(List.of(1, 2, 3), taken);
      assertEquals(Map.of(), client.delete(1, 2, 3), "the session is whole");
    }
  }

  @Test
  void nothingIsDeletedWithoutQuit() {
    try (Pop3Mailbox mailbox = mailbox(1)) {
      try (Pop3Client client = to(mailbox).noQuit(true).build()) {
        client.delete(1);
      }
      try (Pop3Client client = to(mailbox).build()) {
        client.delete(1);
        client.abort();
      }
      try (Pop3Client client = to(mailbox).build()) {
        assertEquals(1, client.stat().messages());
        client.delete(1);
      }
      assertEquals(List.of(), mailbox.left());
    }
  }

  @Test
  void aFailedLoginEndsTheSession() {
    try (Pop3Mailbox mailbox = mailbox(1);
        Pop3Client client = to(mailbox).credentials("bob", "wrong".toCharArray()).build()) {
      for (int i = 0; i < 2; i++) {
        Pop3RefusedException e = assertThrows(Pop3RefusedException.class, client::stat);
        assertTrue(e.getMessage().startsWith("logging in at 127.0.0.1:"), e.getMessage());
        assertFalse(client.isConnected());
      }
      client.credentials(ClientSessions.password("bob", "secret"));
      assertEquals(1, client.stat().messages());
    }
  }

  @Test
  void everyTlsMode() throws Exception {
    for (TlsMode mode : List.of(TlsMode.OPPORTUNISTIC, TlsMode.REQUIRED, TlsMode.IMPLICIT)) {
      ServerTls.Use use = mode == TlsMode.IMPLICIT ? ServerTls.Use.IMPLICIT : ServerTls.Use.OFFERED;
      Path root = directory.resolve(mode.name());
      Files.createDirectories(root);
      try (Pop3Mailbox mailbox = Pop3Mailbox.start(root, directory, use)) {
        var trust = new TrustPolicy.CaFile(directory.resolve("certificate.pem"));
        List<String> debug = Collections.synchronizedList(new ArrayList<>());
        try (Pop3Client client =
            Pop3Client.builder()
                .url("pop3://bob:secret@localhost:" + mailbox.port())
                .tls(mode)
                .tlsSettings(TlsClientSettings.of(trust))
                .debugLogger(debug::add)
                .build()) {
          assertEquals(0, client.stat().messages());
          assertTrue(debug.toString().contains("TLS: TLSv1"), debug.toString());
          assertFalse(debug.toString().contains("secret"), debug.toString());
        }
        try (Pop3Client stranger =
            Pop3Client.builder()
                .url("pop3://bob:secret@localhost:" + mailbox.port())
                .tls(mode)
                .build()) {
          assertThrows(RuntimeException.class, stranger::stat, "nobody vouches for it");
        }
      }
    }
  }

  @Test
  void eventsAndThreads() throws Exception {
    try (Pop3Mailbox mailbox = mailbox(20);
        Pop3Client client = to(mailbox).build()) {
      LinkedBlockingQueue<ClientEvent> queue = new LinkedBlockingQueue<>();
      client.eventQueue(queue, "x", true);
      List<CompletableFuture<MailMessage>> futures = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        futures.add(client.fetchAsync(i));
      }
      Set<String> subjects = new TreeSet<>();
      for (CompletableFuture<MailMessage> each : futures) {
        subjects.add(each.get(60, TimeUnit.SECONDS).subject().orElseThrow());
      }
      assertEquals(20, subjects.size());
      assertEquals(20, client.fetchAllAsync().get(60, TimeUnit.SECONDS).size());
      assertEquals(20, client.listAsync().get(60, TimeUnit.SECONDS).size());
      assertEquals(20, client.statAsync().get(60, TimeUnit.SECONDS).messages());
      assertEquals(Map.of(), client.deleteAsync(1).get(60, TimeUnit.SECONDS));
      client.disconnectAsync().get(60, TimeUnit.SECONDS);
      assertEquals(1, client.usageInfo().connections());
      Set<String> kinds = new TreeSet<>();
      queue.forEach(event -> kinds.add(event.getClass().getSimpleName()));
      assertTrue(
          kinds.containsAll(
              Set.of("Connecting", "Connected", "CommandSent", "ResponseReceived", "DataRead")),
          kinds.toString());
    }
  }
}
