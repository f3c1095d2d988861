package org.mailshim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.authentication.DkimResult;
import org.mailshim.authentication.DkimVerification;
import org.mailshim.dns.FixedResolver;
import org.mailshim.mime.MimePart;

/**
 * The examples in {@code java/src/examples} compile and run, each in a process of its own with what
 * a user has: on the class path, and as a module.
 */
@Timeout(300)
final class ExamplesTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("mailshim.basedir", "."), "java/src/examples/java");

  @TempDir static Path directory;

  private static GreenMail server;

  @BeforeAll
  static void compile() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-proc:none", "-Xlint:all", "-Xdoclint:all/protected", "-Werror"));
    arguments.addAll(List.of("--release", "22", "-d", directory.resolve("plain").toString()));
    arguments.addAll(List.of("-cp", RuntimeJars.path()));
    try (Stream<Path> files = Files.list(SOURCES)) {
      files.forEach(file -> arguments.add(file.toString()));
    }
    assertEquals("", javac(arguments));
    asModule();
    server =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
            });
    server.setUser("bob@example.net", "bob", "secret");
    server.start();
  }

  /** A module needs a package, and a module-info. */
  private static void asModule() throws IOException {
    Path root = directory.resolve("source");
    Files.createDirectories(root.resolve("user"));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-proc:none", "-Xlint:all,-requires-automatic", "--release", "22"));
    arguments.addAll(List.of("-d", directory.resolve("module").toString()));
    arguments.addAll(List.of("--module-path", RuntimeJars.path()));
    Path info = root.resolve("module-info.java");
    Files.writeString(info, "module user { requires org.mailshim; }\n");
    arguments.add(info.toString());
    for (String name : List.of("SendMessage", "SendMany")) {
      String source = Files.readString(SOURCES.resolve(name + ".java"));
      Path file = root.resolve("user").resolve(name + ".java");
      Files.writeString(file, "package user;\n" + source);
      arguments.add(file.toString());
    }
    assertEquals("", javac(arguments));
  }

  private static String javac(List<String> arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
    return said.toString();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private static String smtp() {
    return "smtp://127.0.0.1:" + server.getSmtp().getPort();
  }

  private static String onClassPath(String example, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-cp", plainPath(), example));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String plainPath() {
    return directory.resolve("plain") + File.pathSeparator + RuntimeJars.path();
  }

  private static String asModule(String example, String argument) throws Exception {
    String path = directory.resolve("module") + File.pathSeparator + RuntimeJars.path();
    return run(List.of("--module-path", path, "-m", "user/user." + example, argument));
  }

  private static List<String> java(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(arguments);
    return command;
  }

  private static String run(List<String> arguments) throws Exception {
    List<String> command = java(arguments);
    Path output = Files.createTempFile(directory, "example", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(200, TimeUnit.SECONDS), command::toString);
    String said = Files.readString(output, UTF_8);
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  @Test
  void sendAndCollect() throws Exception {
    assertEquals("sent: 250\n", onClassPath("SendMessage", smtp()));
    String pop3 = "pop3://bob:secret@127.0.0.1:" + server.getPop3().getPort();
    String said = onClassPath("CollectMail", pop3);
    assertTrue(said.contains(": Grüße aus Zürich\n   Größen.csv text/csv\n"), said);
    assertFalse(onClassPath("CollectMail", pop3).contains("Größen"), "deleted");
  }

  @Test
  void asAModule() throws Exception {
    assertEquals("sent: 250\n", asModule("SendMessage", smtp()));
    assertEquals("accepted: 20\n", asModule("SendMany", smtp()));
  }

  @Test
  void invitation() throws Exception {
    assertEquals("invited: [bob@example.net]\n", onClassPath("InviteToMeeting", smtp()));
    MailMessage message = received("Grüße und Kaffee");
    List<String> types = message.leaves().stream().map(part -> part.type().name()).toList();
    assertEquals(List.of("text/plain", "text/html", "text/calendar"), types);
    assertEquals("multipart/alternative", message.body().type().name());
    MimePart calendar = message.leaves().getLast();
    assertEquals("REQUEST", calendar.type().parameter("method").orElseThrow());
    assertTrue(calendar.text(9999).contains("SUMMARY:Grüße und Kaffee\r\n"));
  }

  @Test
  void signed() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path pem = directory.resolve("s1.pem");
    String base64 = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
    Files.writeString(
        pem, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    assertEquals(
        "sent with a signature of example.org\n",
        onClassPath("SendSigned", smtp(), pem.toString()));
    byte[] encoded = keys.getPublic().getEncoded();
    String key = // RFC 8463 §4.2: the key itself, which ends its X.509 form
        Base64.getEncoder()
            .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    var resolver =
        new FixedResolver().text("s1._domainkey.example.org", "v=DKIM1; k=ed25519; p=" + key);
    byte[] octets = receivedOctets("Signed");
    var verification = new DkimVerification(Clock.systemUTC());
    verification.look(octets, 0, octets.length);
    DkimResult result = verification.finish(resolver).getFirst();
    assertEquals(DkimResult.Outcome.PASS, result.outcome(), result.toString());
  }

  private static byte[] receivedOctets(String subject) throws Exception {
    for (MimeMessage each : server.getReceivedMessages()) {
      if (subject.equals(each.getSubject())) {
        var out = new ByteArrayOutputStream();
        each.writeTo(out);
        return out.toByteArray();
      }
    }
    throw new AssertionError(subject + " did not arrive");
  }

  private static MailMessage received(String subject) throws Exception {
    return MailMessage.parse(receivedOctets(subject));
  }

  @Test
  void served() throws Exception {
    Path mail = Files.createDirectory(directory.resolve("mail"));
    Process process =
        new ProcessBuilder(java(List.of("-cp", plainPath(), "ServeMail", mail.toString())))
            .redirectError(directory.resolve("served.err").toFile())
            .start();
    try (BufferedReader said = process.inputReader(UTF_8)) {
      int smtp = Integer.parseInt(said.readLine());
      int pop3 = Integer.parseInt(said.readLine());
      assertEquals("sent: 250\n", onClassPath("SendMessage", "smtp://127.0.0.1:" + smtp));
      try (Pop3Client client =
          Pop3Client.builder()
              .url("pop3://bob:secret@127.0.0.1:" + pop3)
              .allowClearText(true)
              .build()) {
        assertEquals("Grüße aus Zürich", delivered(client).subject().orElseThrow());
      }
      process.getOutputStream().close();
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "ends with its input");
      assertEquals(0, process.exitValue(), Files.readString(directory.resolve("served.err")));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Between acceptance and maildrop lies the queue. */
  private static MailMessage delivered(Pop3Client client) {
    Eventually.await(
        "the message is in the maildrop",
        () -> {
          client.disconnect(); // a maildrop is as it was at login
          return client.stat().messages() > 0;
        });
    return client.fetch(1);
  }

  @Test
  void watched() throws Exception {
    String said = onClassPath("WatchSending", smtp());
    assertTrue(said.contains("C: RCPT TO:<bob@example.net>"), said);
    assertTrue(said.contains("S: 221 "), said);
  }

  @Test
  void read() throws Exception {
    Path file = directory.resolve("message.eml");
    Files.write(
        file,
        MailMessage.builder()
            .from("ann@example.org")
            .to("bob@example.net")
            .subject("Größe")
            .text("5 €\n")
            .build()
            .toBytes());
    assertEquals(
        "From: [ann@example.org]\nSubject: Größe\ntext/plain \n5 €\n\n",
        onClassPath("ReadMessage", file.toString()).replace("\r", ""));
  }

  /** Wherever the tests run, nobody answers for this name with a host. */
  @ParameterizedTest
  @ValueSource(strings = "nobody.invalid")
  void exchangers(String domain) throws Exception {
    String said = onClassPath("FindMailExchangers", domain);
    assertTrue(said.startsWith("no such domain") || said.startsWith("not now: "), said);
  }
}
