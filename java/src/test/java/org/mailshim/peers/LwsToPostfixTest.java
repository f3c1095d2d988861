package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C example on lws_email_*, {@code examples-c/lws_send.c}, with Postfix: what the original
 * could not do is asked for in the environment. The example is built by {@code make}, and without
 * it there is nothing to test here.
 */
class LwsToPostfixTest {
  private static final Path PROGRAM =
      Path.of(System.getProperty("mailshim.basedir"), "target/native/examples-c/lws_send");

  private static final String BODY = "\n\nfirst\n.\n.second\nlast\n";

  @TempDir static Path directory;

  private static Dovecot dovecot;
  private static Postfix postfix;

  @BeforeAll
  static void start() throws Exception {
    needProgram();
    dovecot = Dovecot.start(directory, Peers.freePort());
    postfix =
        Postfix.start(
            directory,
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = dovecot",
            "smtpd_sasl_security_options = noanonymous",
            "smtpd_tls_auth_only = yes",
            "smtpd_recipient_restrictions = check_recipient_access"
                + " inline:{{nobody@example.net = 550 5.1.1 no such user}}, permit",
            "smtpd_sasl_path = " + dovecot.authSocket());
    Files.writeString(directory.resolve("message"), "Subject: lws" + BODY + ".\n");
  }

  private static void needProgram() {
    if (Files.isExecutable(PROGRAM)) {
      return;
    }
    if (System.getenv("MAILSHIM_REQUIRE_ALL") != null) {
      fail(PROGRAM + " is not built");
    }
    System.err.println("SKIPPED: " + PROGRAM + " is not built (make builds it)");
    Assumptions.abort("the C example is not built");
  }

  @AfterAll
  static void stop() throws Exception {
    if (postfix != null) {
      postfix.close();
    }
    if (dovecot != null) {
      dovecot.close();
    }
  }

  /** Runs the example to its end; gives its status and what it printed. */
  private static String run(String server, String recipient, Map<String, String> options)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    var builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                server,
                "ann@example.org",
                recipient,
                directory.resolve("message").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MAILSHIM_"));
    builder.environment().remove("JAVA_HOME");
    options.forEach((name, value) -> builder.environment().put("MAILSHIM_LWS_" + name, value));
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("the example hangs: " + Files.readString(output));
    }
    return process.exitValue() + " " + Files.readString(output).replace("working\n", "");
  }

  private static String here() {
    return "127.0.0.1:" + postfix.port();
  }

  /** The one message whose recipient has this name. */
  private static String stored(String recipient) throws Exception {
    String to = "\nX-Original-To: " + recipient + "\n";
    for (int count = 1; ; count++) {
      List<String> messages = postfix.mail().await(count);
      for (String message : messages) {
        if (message.contains(to)) {
          return message;
        }
      }
      assertTrue(messages.size() >= count, () -> "nothing for " + recipient);
    }
  }

  private static void assertSent(String recipient, String protocol, Map<String, String> options)
      throws Exception {
    assertEquals("0 a mail is due\nthe server wants it\nsent\n", run(here(), recipient, options));
    String message = stored(recipient);
    assertTrue(message.contains("with " + protocol + " "), message);
    assertTrue(message.endsWith(BODY), message);
  }

  @Test
  void inClear() throws Exception {
    assertSent("clear@example.net", "ESMTP", Map.of("TLS", "no"));
  }

  @Test
  void whereTlsIsOffered() throws Exception {
    assertSent("offered@example.net", "ESMTPS", Map.of());
  }

  @Test
  void authenticatedUnderTls() throws Exception {
    Map<String, String> options =
        Map.of("TLS", "required", "USER", Dovecot.USER, "PASSWORD", Dovecot.PASSWORD);
    assertSent("auth@example.net", "ESMTPSA", options);
  }

  @Test
  void notTheRightPassword() throws Exception {
    Map<String, String> options =
        Map.of("TLS", "required", "USER", Dovecot.USER, "PASSWORD", "wrong");
    String output = run(here(), "wrong@example.net", options);
    assertTrue(output.startsWith("1 a mail is due\n"), output);
    assertTrue(output.contains("(7017)") && output.contains("535"), output);
  }

  @Test
  void notACertificateThatIsTrusted() throws Exception {
    Map<String, String> options = Map.of("TLS", "required", "TLS_VERIFY", "1");
    String output = run(here(), "trust@example.net", options);
    assertTrue(output.contains("(7016)"), output);
  }

  @Test
  void aCertificateThatIsTrusted() throws Exception {
    Map<String, String> options =
        Map.of(
            "TLS",
            "required",
            "TLS_VERIFY",
            "1",
            "TLS_CAFILE",
            postfix.certificate().toString(),
            "SERVER",
            "localhost:" + postfix.port());
    assertSent("trusted@example.net", "ESMTPS", options);
  }

  @Test
  void byWayOfTheQueue() throws Exception {
    Path queue = directory.resolve("queue");
    String first = run("127.0.0.1:1", "queued@example.net", Map.of("QUEUE", queue.toString()));
    assertTrue(first.endsWith("sent\n"), first);
    assertTrue(Files.exists(queue.resolve("queue.db")));
  }

  @Test
  void refused() throws Exception {
    String output = run(here(), "nobody@example.net", Map.of("TLS", "no"));
    assertTrue(output.startsWith("1 a mail is due\n"), output);
    assertTrue(output.contains("(7014)") && output.contains("RCPT TO: 5"), output);
  }
}
