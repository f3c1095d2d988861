package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.CollectedMail;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.pop3.client.IdentifiedMessage;
import org.mailshim.pop3.client.LoginOutcome;
import org.mailshim.pop3.client.MessageHandler;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.SessionObserver;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.store.MaildirLayout;
import org.mailshim.store.MaildirStore;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MessageContent;
import org.mailshim.store.Quota;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TlsClient;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/** Our POP3 client, and our Maildirs, with servers that we did not write: Dovecot and GreenMail. */
class Pop3ClientPeersTest {
  private static final String TEXT = "From: ann@example.org\nSubject: %d\n\n.dot\n.\n..\nend\n";

  @TempDir Path directory;

  private static Pop3ClientSession open(int port, SessionSecurity security) {
    var connection =
        new Dialer(new SystemHostResolver())
            .dial("127.0.0.1", port, Deadline.after(Duration.ofSeconds(30)));
    return Pop3ClientSession.open(
        connection, SessionOptions.of("localhost", security), SessionObserver.NONE);
  }

  private static LoginOutcome login(Pop3ClientSession session, String password) {
    try (Secret secret = Secret.of(password)) {
      return session.login(new Credentials.Password("bob", secret));
    }
  }

  private static SessionSecurity tls(Path certificate, boolean implicit) {
    var client = new TlsClient(TlsClientSettings.of(new TrustPolicy.CaFile(certificate)));
    return implicit ? SessionSecurity.implicit(client) : SessionSecurity.required(client);
  }

  /** Collects all messages into texts. */
  private static final class Texts implements MessageHandler {
    final List<String> texts = new ArrayList<>();
    private ByteArrayOutputStream octets = new ByteArrayOutputStream();

    @Override
    public ContentSink begin(int number) {
      octets = new ByteArrayOutputStream();
      return (more, from, to) -> octets.write(more, from, to - from);
    }

    @Override
    public void complete(int number, long size) {
      texts.add(octets.toString(ISO_8859_1));
    }

    @Override
    public void refused(int number, Response response) {
      texts.add(response.text());
    }
  }

  private static int[] numbers(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i + 1);
    return numbers;
  }

  @Test
  void dovecotIsEmptiedPipelined() throws Exception {
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      for (int i = 0; i < 200; i++) {
        dovecot.add(1_700_000_000 + i + ".M1P1.h", TEXT.formatted(i));
      }
      try (Pop3ClientSession session = open(dovecot.port(), tls(dovecot.certificate(), false))) {
        assertEquals("LoggedIn[method=SCRAM-SHA-256]", login(session, "secret").toString());
        assertEquals(200, session.stat().messages());
        var handler = new Texts();
        session.retrieveAll(numbers(200), handler);
        for (int i = 0; i < 200; i++) {
          assertEquals(TEXT.formatted(i).replace("\n", "\r\n"), handler.texts.get(i));
        }
        assertTrue(session.deleteAll(numbers(200)).isEmpty());
        assertTrue(session.quit().isOk());
      }
      try (Pop3ClientSession session = open(dovecot.tlsPort(), tls(dovecot.certificate(), true))) {
        login(session, "secret");
        assertEquals(0, session.stat().messages());
      }
    }
  }

  @Test
  void dovecotRefusesAndIsRefused() throws Exception {
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      try (Pop3ClientSession session = open(dovecot.port(), SessionSecurity.none())) {
        var failed = (LoginOutcome.Failed) login(session, "wrong");
        assertTrue(!failed.isTemporary(), failed.toString());
      }
      // Its certificate is its own authority, which nobody here knows.
      var client = new TlsClient(TlsClientSettings.verified());
      ConversationException e =
          assertThrows(
              ConversationException.class,
              () -> open(dovecot.port(), SessionSecurity.required(client)));
      assertEquals(ConversationException.Kind.UNENCRYPTED, e.kind());
    }
  }

  @Test
  void mailLeftOnDovecotIsCollectedOnce() throws Exception {
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      CollectedMail memory = CollectedMail.NONE;
      Instant now = Instant.parse("2026-11-20T08:00:00Z");
      for (int round = 0; round < 3; round++) {
        dovecot.add(1_700_000_000 + round + ".M1P1.h", TEXT.formatted(round));
        List<Integer> collected = new ArrayList<>();
        List<MessageKey> present = new ArrayList<>();
        try (Pop3ClientSession session = open(dovecot.port(), SessionSecurity.none())) {
          login(session, "secret");
          for (IdentifiedMessage message : session.identify()) {
            present.add(message.key());
            if (!memory.isCollected(message.key())) {
              session.retrieve(message.number(), (octets, from, to) -> {});
              collected.add(message.number());
              memory = memory.with(message.key(), now);
            } else if (memory.isOlder(message.key(), Duration.ofDays(2), now)) {
              session.delete(message.number());
            }
          }
          session.quit();
        }
        assertEquals(List.of(round + 1), collected);
        memory = CollectedMail.parse(memory.retain(present).text());
        now = now.plus(Duration.ofDays(1));
      }
      try (Pop3ClientSession session = open(dovecot.port(), SessionSecurity.none())) {
        login(session, "secret");
        assertEquals(2, session.stat().messages());
      }
    }
  }

  /** Dovecot moves and renames files while we have the same Maildir open. */
  @Test
  void aMaildirIsSharedWithDovecot() throws Exception {
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      for (int i = 0; i < 20; i++) {
        dovecot.add(1_700_000_000 + i + ".M1P1.h", TEXT.formatted(i));
      }
      var layout = MaildirLayout.under(dovecot.store());
      var store =
          new MaildirStore(layout, Quota.none(), Clock.systemUTC(), new Random(), "mx.example");
      try (Maildrop maildrop = store.lock(Pop3Mailbox.BOB).orElseThrow()) {
        try (Pop3ClientSession session = open(dovecot.port(), SessionSecurity.none())) {
          login(session, "secret");
          session.retrieveAll(numbers(20), new Texts());
          session.delete(20);
          session.quit();
        }
        byte[] octets = new byte[1000];
        for (int i = 0; i < 19; i++) {
          try (MessageContent content = maildrop.open(i)) {
            int count = content.read(octets, 0, octets.length);
            assertEquals(TEXT.formatted(i), new String(octets, 0, count, ISO_8859_1));
          }
        }
        var third = new BitSet();
        third.set(2);
        assertTrue(maildrop.delete(third).isComplete());
      }
      try (Pop3ClientSession session = open(dovecot.port(), SessionSecurity.none())) {
        login(session, "secret");
        assertEquals(18, session.stat().messages());
      }
    }
  }

  /** While another process of ours delivers, Dovecot shows only whole messages, and each once. */
  @Test
  void dovecotServesWhileWeDeliver() throws Exception {
    int count = 150;
    try (DovecotPop3 dovecot = DovecotPop3.start(directory)) {
      try (PeerProcess deliverer = deliverer(dovecot, count)) {
        Set<String> subjects = new TreeSet<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (subjects.size() < count) {
          assertTrue(System.nanoTime() < deadline, () -> subjects.size() + deliverer.output());
          subjects.addAll(emptied(dovecot, subjects));
        }
        assertEquals(count, subjects.size());
      }
    }
  }

  private static List<String> emptied(DovecotPop3 dovecot, Set<String> before) {
    List<String> subjects = new ArrayList<>();
    String body = MaildirDeliverer.body().replace("\n", "\r\n");
    try (Pop3ClientSession session = open(dovecot.port(), SessionSecurity.none())) {
      login(session, "secret");
      int messages = session.stat().messages();
      var handler = new Texts();
      session.retrieveAll(numbers(messages), handler);
      for (String text : handler.texts) {
        assertTrue(text.endsWith("\r\n\r\n" + body), "a message that is not whole");
        String subject = text.substring(0, text.indexOf('\r'));
        assertTrue(!before.contains(subject), subject + " once more");
        subjects.add(subject);
      }
      session.deleteAll(numbers(messages));
      session.quit();
    }
    return subjects;
  }

  /** Runs as the user whose Maildir it is, with classes that this user can read. */
  private PeerProcess deliverer(DovecotPop3 dovecot, int count) throws Exception {
    Path classes = Peers.open(directory.resolve("classes"));
    Path target = Path.of(System.getProperty("mailshim.basedir", "."), "target");
    for (String from : List.of("classes", "test-classes")) {
      String source = target.resolve(from).toAbsolutePath() + "/.";
      PeerProcess.Run copied =
          PeerProcess.run(directory, List.of("cp", "-r", source, classes.toString()), new byte[0]);
      assertEquals(0, copied.status(), copied.output());
    }
    Files.delete(classes.resolve("module-info.class"));
    return PeerProcess.start(
        directory,
        List.of(
            Peers.program("setpriv"),
            "--reuid=nobody",
            "--regid=nogroup",
            "--clear-groups",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes.toString(),
            MaildirDeliverer.class.getName(),
            dovecot.store().toString(),
            Integer.toString(count)));
  }

  @Test
  void greenMailIsCollected() {
    var greenMail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
            });
    greenMail.start();
    try {
      greenMail.setUser("bob@example.net", "bob", "secret");
      for (int i = 0; i < 3; i++) {
        GreenMailUtil.sendTextEmail(
            "bob@example.net",
            "ann@example.org",
            "s" + i,
            "text",
            greenMail.getSmtp().getServerSetup());
      }
      try (var session = open(greenMail.getPop3().getPort(), SessionSecurity.inClear())) {
        assertEquals("LoggedIn[method=PLAIN]", login(session, "secret").toString());
        assertEquals(3, session.identify().size());
        var handler = new Texts();
        session.retrieveAll(numbers(3), handler);
        assertTrue(handler.texts.get(2).contains("Subject: s2\r\n"), handler.texts.get(2));
        assertTrue(session.deleteAll(numbers(3)).isEmpty());
        assertTrue(session.quit().isOk());
      }
    } finally {
      greenMail.stop();
    }
  }
}
