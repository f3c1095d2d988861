package org.mailshim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/**
 * The examples in {@code java/src/examples} compile and run, each in a process of its own with what
 * a user has: on the class path, and as a module.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExamplesTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("mailshim.basedir", "."), "java/src/examples/java");

  @TempDir static Path directory;

  private static GreenMail server;

  @BeforeAll
  static void compile() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-proc:none", "-Xlint:all", "-Werror", "--release", "22"));
    arguments.addAll(List.of("-d", directory.resolve("plain").toString()));
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

  private static String onClassPath(String example, String argument) throws Exception {
    String path = directory.resolve("plain") + File.pathSeparator + RuntimeJars.path();
    return run(List.of("-cp", path, example, argument));
  }

  private static String asModule(String example, String argument) throws Exception {
    String path = directory.resolve("module") + File.pathSeparator + RuntimeJars.path();
    return run(List.of("--module-path", path, "-m", "user/user." + example, argument));
  }

  private static String run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dstdout.encoding=UTF-8");
    command.addAll(arguments);
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
