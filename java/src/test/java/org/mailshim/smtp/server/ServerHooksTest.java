package org.mailshim.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.smtp.server.ServerRun.ENVELOPE;
import static org.mailshim.smtp.server.ServerRun.HELO;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailshim.address.ReversePath;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.sasl.Step;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Reply;

/** Each hook goes on, refuses, takes over, and throws. */
final class ServerHooksTest {
  private static final Reply NO = Reply.of(550, EnhancedStatusCode.parse("5.7.1"), "No");
  private static final String MESSAGE = "hello\r\n.\r\n";

  /** Refuses at one moment. */
  private record Refusing(String at) implements ServerHooks {
    private <T> Decision<T> at(String moment) {
      return at.equals(moment) ? Decision.reject(NO) : Decision.goOn();
    }

    @Override
    public Decision<ServerOptions> connect(SessionFacts session) {
      return at("connect");
    }

    @Override
    public Decision<Reply> helo(SessionFacts session, String client) {
      return at("helo");
    }

    @Override
    public Decision<MailSink> mail(
        SessionFacts session, ReversePath reversePath, MailParameters parameters) {
      return at("mail");
    }

    @Override
    public Decision<Reply> rcpt(
        SessionFacts session, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
      return at("rcpt");
    }

    @Override
    public Decision<MailSink> dataStart(SessionFacts session, ReceivedEnvelope envelope) {
      return at("dataStart");
    }

    @Override
    public Decision<Reply> messageEnd(
        SessionFacts session, ReceivedEnvelope envelope, long octets) {
      return at("messageEnd");
    }
  }

  private static ServerRun session() {
    return ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", MESSAGE, "QUIT\r\n");
  }

  @Test
  void goingOnIsTheDefault() {
    ServerRun run = session().with(new Refusing("never"));
    assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), run.codes());
  }

  @Test
  void aNoAtConnectEndsTheSession() {
    ServerRun run = session().with(new Refusing("connect"));
    assertEquals("550 5.7.1 No\r\n", run.run());
    assertEquals("closed: refused by the connect hook", run.told.getLast());
  }

  @Test
  void aNoIsTheReply() {
    ServerRun helo = ServerRun.saying(HELO, "QUIT\r\n").with(new Refusing("helo"));
    assertEquals(List.of("220", "550", "221"), helo.codes());
    ServerRun mail = ServerRun.saying(HELO, ENVELOPE, "QUIT\r\n").with(new Refusing("mail"));
    assertEquals(List.of("220", "250", "550", "503", "221"), mail.codes());
    ServerRun rcpt = ServerRun.saying(HELO, ENVELOPE, "QUIT\r\n").with(new Refusing("rcpt"));
    assertEquals(List.of("220", "250", "250", "550", "221"), rcpt.codes());
    ServerRun data =
        ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", "QUIT\r\n").with(new Refusing("dataStart"));
    assertEquals(List.of("220", "250", "250", "250", "550", "221"), data.codes());
    assertEquals(List.of(), data.sink.words());
  }

  @Test
  void aNoAtTheEndAbortsTheSink() {
    ServerRun run = session().with(new Refusing("messageEnd"));
    assertEquals(List.of("220", "250", "250", "250", "354", "550", "221"), run.codes());
    assertEquals(List.of("aborted <ann@example.org> > <bob@example.net>"), run.sink.words());
  }

  @Test
  void a421EndsTheSession() {
    Reply busy = Reply.of(421, EnhancedStatusCode.parse("4.3.2"), "Busy");
    ServerRun run = session().with(HookAt.helo(() -> Decision.reject(busy)));
    assertEquals(List.of("220", "421"), run.codes());
  }

  @Test
  void takingOverAtConnectGivesOtherOptions() {
    ServerOptions strict =
        ServerRun.options(ServerMode.MX).withLimits(ServerLimits.defaults().withMessageOctets(3));
    ServerRun run = session().with(HookAt.connect(() -> Decision.takeOver(strict)));
    assertEquals(List.of("220", "250", "250", "250", "354", "552", "221"), run.codes());
  }

  @Test
  void takingOverAtConnectDecidesOnEnhancedCodes() {
    ServerOptions with = ServerRun.options(ServerMode.MX);
    EnumSet<EhloKeyword> others = EnumSet.copyOf(with.keywords());
    others.remove(EhloKeyword.ENHANCEDSTATUSCODES);
    ServerOptions without = with.withKeywords(others);
    assertEquals("503 5.5.1", refusalOf(without, with).substring(0, 9));
    String plain = refusalOf(with, without);
    assertTrue(plain.startsWith("503 ") && !plain.contains("5.5.1"), plain);
  }

  /** The reply to RCPT without MAIL, with the options of the server and those of the hook. */
  private static String refusalOf(ServerOptions servers, ServerOptions hooks) {
    ServerRun run =
        ServerRun.saying(HELO, "RCPT TO:<bob@example.net>\r\n", "QUIT\r\n")
            .with(servers)
            .with(HookAt.connect(() -> Decision.takeOver(hooks)));
    return run.run().split("\r\n")[2];
  }

  @Test
  void takingOverAtMailOrDataGivesAnotherSink() {
    for (boolean atMail : List.of(true, false)) {
      ServerRun run =
          session()
              .with(
                  new ServerHooks() {
                    @Override
                    public Decision<MailSink> mail(
                        SessionFacts session, ReversePath path, MailParameters parameters) {
                      return atMail ? Decision.takeOver(MailSink.DISCARDING) : Decision.goOn();
                    }

                    @Override
                    public Decision<MailSink> dataStart(
                        SessionFacts session, ReceivedEnvelope envelope) {
                      return atMail ? Decision.goOn() : Decision.takeOver(MailSink.DISCARDING);
                    }
                  });
      assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), run.codes());
      assertEquals(List.of(), run.sink.words());
    }
  }

  @Test
  void takingOverAtRcptAcceptsWithoutAskingTheRelayPolicy() {
    ServerRun run =
        ServerRun.saying(HELO, "MAIL FROM:<>\r\nRCPT TO:<mal@example.edu>\r\n", "QUIT\r\n")
            .with(HookAt.rcpt(() -> Decision.takeOver(Reply.of(251, "Will forward"))));
    assertEquals(List.of("220", "250", "250", "251", "221"), run.codes());
  }

  @Test
  void takingOverAtTheEndThrowsTheMessageAwayAndSaysYes() {
    ServerRun run =
        session()
            .with(
                HookAt.messageEnd(
                    octets -> Decision.takeOver(Reply.of(250, "Taken, all " + octets))));
    assertTrue(run.run().contains("250 Taken, all 7\r\n"));
    assertEquals(List.of("aborted <ann@example.org> > <bob@example.net>"), run.sink.words());
  }

  /** 354 at the end of a message would have the client send another one without a word. */
  @Test
  void takingOverAtTheEndAnnouncesNothing() {
    ServerRun run =
        session().with(HookAt.messageEnd(octets -> Decision.takeOver(Reply.of(354, "More"))));
    assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), run.codes());
  }

  @Test
  void takingOverAtAuthAuthenticatesAnotherWay() {
    ServerMechanism word =
        new ServerMechanism() {
          @Override
          public Step begin(Optional<byte[]> initialResponse) {
            return new Step.Challenge(new byte[] {'?'});
          }

          @Override
          public Step respond(byte[] response) {
            return new Step.Success("ann", "ann");
          }

          @Override
          public void close() {}
        };
    List<String> identities = new ArrayList<>();
    ServerRun run =
        ServerRun.saying(HELO, "AUTH PLAIN\r\n", "IQ==\r\n", "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withAuthentication(
                        ServerAuthentication.with(TestUsers.tim()).allowedInClear()))
            .with(
                new ServerHooks() {
                  @Override
                  public Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
                    return Decision.takeOver(word);
                  }

                  @Override
                  public void disconnect(SessionFacts session) {
                    identities.add(session.identity().orElse("nobody"));
                  }
                });
    assertEquals(List.of("220", "250", "334", "235", "221"), run.codes());
    assertEquals(List.of("ann"), identities);
  }

  @Test
  void aHookThatThrowsIsLocalTrouble() {
    ServerRun run =
        session()
            .with(
                HookAt.helo(
                    () -> {
                      throw new IllegalStateException("the database is down");
                    }));
    assertEquals("451", run.codes().get(1));
    assertTrue(run.told.contains("failed while answering HELO: the database is down"));
  }

  @Test
  void aHookThatThrowsAtConnectOrAtTheEnd() {
    ServerRun connect =
        session()
            .with(
                HookAt.connect(
                    () -> {
                      throw new IllegalStateException("down");
                    }));
    assertEquals(List.of("421"), connect.codes());
    ServerRun end =
        session()
            .with(
                HookAt.messageEnd(
                    octets -> {
                      throw new IllegalStateException("down");
                    }));
    assertEquals(List.of("220", "250", "250", "250", "354", "451", "221"), end.codes());
    assertEquals(List.of("aborted <ann@example.org> > <bob@example.net>"), end.sink.words());
  }
}
