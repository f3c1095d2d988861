package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.PieceByPiece;

/**
 * One server session in memory, with a client that says one piece after another, each when the
 * server waits for it.
 */
final class ServerRun {
  static final String HELO = "HELO client.example\r\n";
  static final String ENVELOPE = "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.net>\r\n";
  static final Endpoint CLIENT = Endpoint.of(InetAddress.ofLiteral("192.0.2.7"), 40000);

  /** What the observer is told, in words. */
  final List<String> told = new ArrayList<>();

  final RecordingSink sink = new RecordingSink();
  final List<Duration> pauses = new ArrayList<>();

  private final PieceByPiece client;
  private ServerOptions options = options(ServerMode.MX);
  private ServerHooks hooks = ServerHooks.NONE;
  private ServerObserver observer = new Words();
  private MailSink target = sink;
  private SecureRandom secureRandom = new SecureRandom();
  private long nanosPerPiece;
  private long now;

  private ServerRun(List<byte[]> pieces) {
    client =
        new PieceByPiece(pieces) {
          @Override
          protected void begin() {
            now += nanosPerPiece;
          }
        };
  }

  static ServerRun saying(String... pieces) {
    List<byte[]> octets = new ArrayList<>();
    for (String piece : pieces) {
      octets.add(piece.getBytes(ISO_8859_1));
    }
    return new ServerRun(octets);
  }

  /** Local for example.net. */
  static ServerOptions options(ServerMode mode) {
    Set<Domain> local = Set.of(Domain.parse("example.net"));
    return ServerOptions.of(Domain.parse("mx.example"), mode)
        .withRelay(RelayPolicy.forDomains(local, List.of()));
  }

  ServerRun with(ServerOptions other) {
    options = other;
    return this;
  }

  ServerRun with(ServerHooks other) {
    hooks = other;
    return this;
  }

  /** Tells another observer, and so nothing in {@link #told}. */
  ServerRun with(ServerObserver other) {
    observer = other;
    return this;
  }

  ServerRun with(MailSink other) {
    target = other;
    return this;
  }

  ServerRun with(SecureRandom other) {
    secureRandom = other;
    return this;
  }

  /** Lets so much time pass before each piece. */
  ServerRun withTimePerPiece(Duration time) {
    nanosPerPiece = time.toNanos();
    return this;
  }

  /** Has the session; what the server has said. */
  String run() {
    session(new MemoryConnection(CLIENT, client)).run();
    return heard();
  }

  /** The same by turns, with so much time between them. */
  String runByTurns(Duration rest) {
    var session = session(new ConnectionByTurns(new MemoryConnection(CLIENT, client)));
    while (!session.run()) {
      pass(rest);
    }
    return heard();
  }

  private SmtpServerSession session(Connection connection) {
    Instant instant = Instant.parse("2026-11-20T10:03:31Z");
    ServerSetup setup =
        ServerSetup.of(options, target)
            .withHooks(hooks)
            .withObserver(observer)
            .withClock(Clock.fixed(instant, ZoneOffset.ofHours(1)), new Random(1))
            .withSecureRandom(secureRandom)
            .withTime(() -> now, pauses::add);
    return new SmtpServerSession(connection, setup);
  }

  /** What the server has said so far. */
  String heard() {
    return new String(client.heard(), ISO_8859_1);
  }

  /** Lets time pass. */
  void pass(Duration time) {
    now += time.toNanos();
  }

  /** Has the session; the reply codes, each once for its last line. */
  List<String> codes() {
    List<String> codes = new ArrayList<>();
    for (String line : run().split("\r\n")) {
      if (line.length() > 3 && line.charAt(3) == ' ') {
        codes.add(line.substring(0, 3));
      }
    }
    return codes;
  }

  private final class Words implements ServerObserver {
    @Override
    public void command(SessionFacts session, String line) {
      told.add("command " + line);
    }

    @Override
    public void authenticationFailed(SessionFacts session, String mechanism, String reason) {
      told.add("failed " + mechanism);
    }

    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      told.add("failed " + doing + ": " + cause.getMessage());
    }

    @Override
    public void closed(SessionFacts session, String reason) {
      told.add("closed: " + reason);
    }
  }
}
