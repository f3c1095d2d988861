package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.OriginalRecipient;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTls;

/** Our server behind Postfix, which relays to it what swaks gives it. */
class ServerFromPostfixTest {
  private static final List<Mechanism> MECHANISMS =
      List.of(
          Mechanism.PLAIN,
          Mechanism.LOGIN,
          Mechanism.CRAM_MD5,
          Mechanism.DIGEST_MD5,
          Mechanism.SCRAM_SHA_1,
          Mechanism.SCRAM_SHA_256);

  private static final String SASL =
      """
      smtp_sasl_auth_enable = yes
      smtp_sasl_security_options = noanonymous
      smtp_sasl_password_maps = static:ann:secret
      """;

  @TempDir Path directory;

  private ServerOptions withTls(ServerOptions options) throws Exception {
    return MailshimServer.withTls(options, directory, ServerTls.Use.REQUIRED);
  }

  private void relay(Postfix postfix, String... recipients) throws Exception {
    PeerProcess.Run run =
        PeerProcess.run(
            directory,
            List.of(
                Peers.program("swaks"),
                "--server",
                "127.0.0.1:" + postfix.port(),
                "--from",
                "ann@example.org",
                "--to",
                String.join(",", recipients),
                "--body",
                ".dot\n.\nend\n"),
            new byte[0]);
    assertEquals(0, run.status(), run.output() + postfix.log());
  }

  @Test
  void overTls() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, this::withTls);
        Postfix postfix =
            Postfix.start(
                directory,
                "virtual_mailbox_domains =",
                "default_transport = smtp:[127.0.0.1]:" + server.port(),
                "smtp_tls_security_level = encrypt")) {
      relay(postfix, "bob@example.net", "eve@example.net");
      String log = postfix.awaitLog("status=sent");
      assertTrue(log.contains("250 2.0.0 Remembered"), log);
      MailshimServer.Arrival arrival = server.arrival();
      assertTrue(arrival.session().isEncrypted());
      assertTrue(arrival.data().contains("\r\n\r\n.dot\r\n.\r\nend\r\n"), arrival.data());
      // Postfix passes on whom it was given, as RFC 3461 §5.2.1 says, with NOTIFY only if asked.
      assertEquals(
          new OriginalRecipient("rfc822", "bob@example.net"),
          arrival.envelope().recipients().get(0).parameters().orcpt().orElseThrow());
      assertEquals(
          EnumSet.noneOf(NotifyCondition.class),
          arrival.envelope().recipients().get(0).parameters().notifyOn());
    }
  }

  /** What the sender asks of Postfix it asks of us (RFC 3461 §5.2.1, RFC 6531 §3.2). */
  @Test
  void parametersArePassedOn() throws Exception {
    RcptParameters rcpt =
        new RcptParameters(
            EnumSet.of(NotifyCondition.FAILURE, NotifyCondition.DELAY),
            Optional.of(OriginalRecipient.of("first@example.com")));
    List<Parameter> parameters =
        List.of(Parameter.of("RET", "HDRS"), Parameter.of("ENVID", "a+20b"), Parameter.SMTPUTF8);
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE);
        Postfix postfix =
            Postfix.start(
                directory,
                "virtual_mailbox_domains =",
                "default_transport = smtp:[127.0.0.1]:" + server.port());
        SmtpClientSession session = ClientSessions.inClear(postfix.port())) {
      ClientSessions.assertAccepted(
          session.send(
              ClientSessions.envelope("j\u00f6rg@example.org", "\u00e4@example.net"),
              ClientSessions.data(),
              TransactionOptions.NONE
                  .withMail(MailParameters.of(parameters))
                  .withRecipients(List.of(rcpt))));
      postfix.awaitLog("status=sent");
      ReceivedEnvelope envelope = server.arrival().envelope();
      assertEquals(Optional.of(Ret.HDRS), envelope.parameters().ret());
      assertEquals(Optional.of("a b"), envelope.parameters().envid());
      assertTrue(envelope.parameters().smtpUtf8());
      assertEquals(rcpt, envelope.recipients().get(0).parameters());
      ClientSessions.assertIntact(server.arrival().data().replace("\r\n", "\n"));
    }
  }

  /** Postfix's client has its SASL from Cyrus; a server of ours for each mechanism. */
  @Test
  void authenticated() throws Exception {
    Map<Mechanism, MailshimServer> servers = new EnumMap<>(Mechanism.class);
    try {
      List<String> recipients = new ArrayList<>();
      List<String> routes = new ArrayList<>();
      for (Mechanism mechanism : MECHANISMS) {
        MailshimServer server =
            MailshimServer.start(
                ServerMode.SUBMISSION,
                options -> MailshimServer.withUsers(options, List.of(mechanism)));
        servers.put(mechanism, server);
        String domain = mechanism.text().toLowerCase(Locale.ROOT) + ".example.com";
        recipients.add("eve@" + domain);
        routes.add("{ " + domain + " = smtp:[127.0.0.1]:" + server.port() + " }");
      }
      String transports = "transport_maps = inline:{ " + String.join(", ", routes) + " }";
      try (Postfix postfix = Postfix.start(directory, transports, SASL)) {
        relay(postfix, recipients.toArray(new String[0]));
        String log = postfix.awaitLog(": removed");
        for (Mechanism mechanism : MECHANISMS) {
          MailshimServer server = servers.get(mechanism);
          assertEquals(List.of(mechanism), server.mechanisms(), log);
          assertEquals(Optional.of("ann"), server.arrival().session().identity());
        }
      }
    } finally {
      servers.values().forEach(MailshimServer::close);
    }
  }

  @Test
  void byLmtp() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE);
        Postfix postfix =
            Postfix.start(
                directory,
                "virtual_mailbox_domains =",
                "default_transport = lmtp:inet:[127.0.0.1]:" + server.port())) {
      relay(postfix, "bob@example.net", "eve@example.net");
      String log = postfix.awaitLog(": removed");
      assertEquals(3, log.split("250 2.0.0 Remembered", -1).length, log);
      assertEquals(2, server.arrival().envelope().recipients().size());
    }
  }
}
