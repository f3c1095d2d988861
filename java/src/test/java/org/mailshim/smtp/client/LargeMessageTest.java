package org.mailshim.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.Domain;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerLimits;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;
import org.mailshim.transport.ListenerSettings;

/**
 * One gibibyte goes from our client to our server while both together have a heap of 24 MB: what is
 * held of a message does not grow with it. Looked at from outside, in a JVM of its own.
 */
class LargeMessageTest {
  private static final long OCTETS = 1L << 30;
  private static final int TAIL = 4096;

  /** Sends the message to a server of its own, by BDAT or by DATA. */
  static final class Program {
    public static void main(String[] arguments) {
      ServerOptions options =
          ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX)
              .withRelay(RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of()))
              .withLimits(ServerLimits.defaults().withMessageOctets(2 * OCTETS));
      ServerSetup setup = ServerSetup.of(options, new CountingSink());
      ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
      try (SmtpServer server = SmtpServer.start(setup, where)) {
        System.out.println(send(server.port(), arguments[0].equals("BDAT")));
      }
    }

    private static String send(int port, boolean chunking) {
      Envelope envelope =
          new Envelope(ReversePath.NULL, List.of(ForwardPath.parse("<x@example.net>")));
      var dialer = new Dialer(FixedHostResolver.loopback());
      var connection = dialer.dial("127.0.0.1", port, Deadline.after(Duration.ofSeconds(10)));
      var options = SessionOptions.defaults().withClientName("client.example");
      try (var session = SmtpClientSession.open(connection, options, SessionObserver.NONE)) {
        var outcome =
            session.send(
                envelope, new PatternData(OCTETS), TransactionOptions.NONE.withChunking(chunking));
        return outcome.recipients().getFirst().reply().text();
      }
    }
  }

  /** Answers with how much has come, and whether it ends as it should. */
  private static final class CountingSink implements MailSink {
    @Override
    public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
      return new Counter();
    }
  }

  private static final class Counter implements MailSink.Receiving {
    private final byte[] tail = new byte[TAIL];
    private long octets;

    @Override
    public void data(byte[] block, int from, int to) {
      for (int i = Math.max(from, to - TAIL); i < to; i++) {
        tail[(int) ((octets + i - from) % TAIL)] = block[i];
      }
      octets += to - from;
    }

    @Override
    public Reply finish() {
      long added = octets - OCTETS; // the Received field
      boolean good = true;
      for (long at = OCTETS - TAIL; at < OCTETS; at++) {
        good &= tail[(int) ((at + added) % TAIL)] == PatternData.octetAt(at);
      }
      boolean trace = added > 50 && added < 1000;
      return Reply.of(250, "2.0.0 " + (good && trace ? "whole" : octets + " octets"));
    }

    @Override
    public void abort() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"DATA", "BDAT"})
  void aGibibyteNeedsNoMoreHeapThanAKilobyte(String verb) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx24m",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            verb);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it takes longer than a minute");
    assertEquals("250 2.0.0 whole", said.strip());
  }
}
