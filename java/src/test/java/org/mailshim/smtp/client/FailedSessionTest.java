package org.mailshim.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/** However a session fails to come about, its connection is closed: the server sees the end. */
final class FailedSessionTest {
  private static final SessionOptions OPTIONS =
      SessionOptions.defaults()
          .withClientName("client.example")
          .withTimeouts(SessionTimeouts.all(Duration.ofSeconds(20)));

  @TempDir static Path directory;
  private static TlsPeer.Certificate certificate;

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException {
    certificate = new TlsPeer.Certificate(directory);
  }

  /** Runs {@code script}, which fails a client, and waits for that client to hang up. */
  private static <T extends Throwable> T failure(
      Class<T> kind,
      SessionOptions options,
      ConnectionPolicy policy,
      SessionObserver observer,
      TlsPeer.Script script)
      throws IOException, InterruptedException {
    var closed = new CountDownLatch(1);
    TlsPeer.Script watched =
        exchange -> {
          try {
            script.serve(exchange);
            exchange.awaitClose();
          } finally {
            closed.countDown();
          }
        };
    try (var server = new TlsPeer(certificate, watched)) {
      T thrown =
          assertThrows(
              kind, () -> new SmtpConnector(options, policy).connect(server::dial, observer));
      assertTrue(closed.await(20, TimeUnit.SECONDS), "still open after " + thrown);
      return thrown;
    }
  }

  private static ConversationException failure(SecurityPolicy security, TlsPeer.Script script)
      throws IOException, InterruptedException {
    return failure(
        ConversationException.class,
        OPTIONS,
        ConnectionPolicy.of(security),
        SessionObserver.NONE,
        script);
  }

  private static TlsPeer.Script hello(String... extensions) {
    return exchange -> {
      exchange.say("220 mx.example");
      exchange.hello(extensions);
    };
  }

  private static TlsPeer.Script startTls(String... after) {
    return exchange -> {
      hello("STARTTLS").serve(exchange);
      exchange.hear("STARTTLS");
      exchange.say(after);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"554 no", "421 not now", "354 what", "hello", "220-x\r\n250 y"})
  void byItsGreeting(String greeting) throws Exception {
    failure(SecurityPolicy.NONE, exchange -> exchange.say(greeting));
  }

  @ParameterizedTest
  @ValueSource(strings = {"554 no", "421 not now", "354 what", "hello"})
  void byTheReplyToEhlo(String reply) throws Exception {
    failure(
        SecurityPolicy.NONE,
        exchange -> {
          exchange.say("220 mx.example");
          exchange.hear("EHLO");
          exchange.say(reply);
        });
  }

  @Test
  void byTlsThatIsNotHad() throws Exception {
    var required = new SecurityPolicy.StartTlsRequired(TlsClientSource.unverified());
    failure(required, hello());
    failure(required, startTls("454 not now"));
    failure(required, startTls("220 go ahead", "250 mx.example"));
    failure(required, startTls("220 go ahead\r\nthis is no TLS at all"));
    failure(
        new SecurityPolicy.Implicit(TlsClientSource.unverified()),
        exchange -> {
          exchange.socket.getInputStream().read();
          exchange.say("this is no TLS at all, but somebody who speaks too early");
        });
  }

  @Test
  void byACertificateThatIsNotTrusted() throws Exception {
    var system = TlsClientSource.of(TlsClientSettings.verified());
    TlsPeer.Script script =
        exchange -> {
          startTls("220 go ahead").serve(exchange);
          exchange.encrypt();
        };
    failure(new SecurityPolicy.StartTlsRequired(system), script);
    failure(new SecurityPolicy.Opportunistic(system, false), script);
    failure(new SecurityPolicy.Implicit(system), TlsPeer.Exchange::encrypt);
  }

  @Test
  void byAFileThatIsNotThere() throws Exception {
    Path missing = directory.resolve("missing.pem");
    var source = TlsClientSource.of(TlsClientSettings.of(new TrustPolicy.CaFile(missing)));
    failure(new SecurityPolicy.StartTlsRequired(source), startTls("220 go ahead"));
    ConversationException e = failure(new SecurityPolicy.Implicit(source), exchange -> {});
    assertTrue(e.getMessage().contains("missing.pem"), e.getMessage());
  }

  @Test
  void byAuthentication() throws Exception {
    try (var password = Secret.of("secret word")) {
      var policy =
          ConnectionPolicy.CLEAR.withCredentials(new Credentials.Password("tim", password));
      TlsPeer.Script[] scripts = {
        hello(),
        hello("AUTH PLAIN"),
        exchange -> {
          hello("AUTH CRAM-MD5").serve(exchange);
          exchange.hear("AUTH");
          exchange.say("535 no");
        },
        exchange -> {
          hello("AUTH SCRAM-SHA-256").serve(exchange);
          exchange.hear("AUTH");
          exchange.say("235 welcome without a proof");
        },
      };
      for (TlsPeer.Script script : scripts) {
        ConversationException e =
            failure(ConversationException.class, OPTIONS, policy, SessionObserver.NONE, script);
        assertEquals(ConversationException.Kind.UNAUTHENTICATED, e.kind());
      }
    }
  }

  @Test
  void byAClientThatHasNoName() throws Exception {
    failure(
        SmtpSyntaxException.class,
        OPTIONS.withClientName("no name"),
        ConnectionPolicy.CLEAR,
        SessionObserver.NONE,
        exchange -> exchange.say("220 mx.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"220", "250", "334"})
  void byAnObserverThatThrows(String at) throws Exception {
    var observer =
        new SessionObserver() {
          @Override
          public void reply(Reply reply) {
            if (reply.text().startsWith(at)) {
              throw new IllegalStateException("observed " + at);
            }
          }
        };
    try (var password = Secret.of("secret word")) {
      failure(
          IllegalStateException.class,
          OPTIONS,
          ConnectionPolicy.CLEAR.withCredentials(new Credentials.Password("tim", password)),
          observer,
          exchange -> {
            hello("AUTH CRAM-MD5").serve(exchange);
            exchange.hear("AUTH");
            exchange.say("334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+");
          });
    }
  }

  @Test
  void byAnObserverThatThrowsAtStartTls() throws Exception {
    var observer =
        new SessionObserver() {
          @Override
          public void command(String line) {
            if (line.equals("STARTTLS")) {
              throw new IllegalStateException("observed");
            }
          }
        };
    failure(
        IllegalStateException.class,
        OPTIONS,
        ConnectionPolicy.of(SecurityPolicy.opportunistic()),
        observer,
        hello("STARTTLS"));
  }
}
