package org.mailshim.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.address.Domain;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.LineEnds;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.MemoryConnection.Fault;

/**
 * Every transcript, whole and disturbed: however the client's octets arrive the answers and what
 * the sink has are the same, and wherever they stop every message is whole or aborted.
 */
final class ServerTranscriptTest {
  /** Beyond this many octets, positions in what a client says are all alike. */
  private static final int POSITIONS = 600;

  private static final int NOT_PULLED = -1;

  private static final Endpoint CLIENT = Endpoint.of(address("192.0.2.7"), 40000);

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  static List<ServerTranscript> transcripts() throws IOException, URISyntaxException {
    var directory = Path.of(ServerTranscriptTest.class.getResource("/sessions/server").toURI());
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> file.toString().endsWith(".smtp")).sorted().toList();
    }
    List<ServerTranscript> transcripts = new ArrayList<>();
    for (Path file : files) {
      transcripts.add(ServerTranscript.read(file));
    }
    return transcripts;
  }

  /** Without those where it matters that octets come together. */
  static List<ServerTranscript> divisible() throws IOException, URISyntaxException {
    List<ServerTranscript> transcripts = new ArrayList<>(transcripts());
    transcripts.removeIf(transcript -> transcript.settings().containsKey("together"));
    return transcripts;
  }

  @Test
  void theTranscriptsAreThere() throws IOException, URISyntaxException {
    assertTrue(transcripts().size() >= 80, () -> "only some transcripts");
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void whole(ServerTranscript transcript) {
    var run = new Run(transcript, Fault.none());
    assertEquals(transcript.serverText(), run.peer.heard());
    assertEquals(transcript.outcomes(), run.sink.words());
  }

  @ParameterizedTest
  @MethodSource("divisible")
  void cutAtEveryOctet(ServerTranscript transcript) {
    var single = new Run(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0));
    assertEquals(transcript.serverText(), single.peer.heard());
    assertEquals(transcript.outcomes(), single.sink.words());
    for (int at = 0; at <= positions(transcript); at++) {
      var run = new Run(transcript, new Fault(Fault.Kind.CUT, at));
      assertEquals(transcript.serverText(), run.peer.heard(), "cut at " + at);
      assertEquals(transcript.outcomes(), run.sink.words(), "cut at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("divisible")
  void endingAtEveryOctet(ServerTranscript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      new Run(transcript, new Fault(Fault.Kind.END, at)).assertTruncated("ended at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("divisible")
  void silentFromEveryOctet(ServerTranscript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      new Run(transcript, new Fault(Fault.Kind.SILENCE, at)).assertTruncated("silent from " + at);
    }
  }

  @Test
  void thereAreTurns() throws IOException, URISyntaxException {
    int turns = 0;
    for (ServerTranscript transcript : divisible()) {
      turns += Run.byTurns(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0)).turns;
    }
    assertTrue(turns > 4 * divisible().size(), "only " + turns);
  }

  /** Whether a session waits on its thread or by returning from it changes nothing. */
  @ParameterizedTest
  @MethodSource("divisible")
  void byTurns(ServerTranscript transcript) {
    List<Fault> faults = new ArrayList<>();
    faults.add(Fault.none());
    faults.add(new Fault(Fault.Kind.SINGLE_BYTES, 0));
    for (int at = 0; at <= positions(transcript); at++) {
      faults.add(new Fault(Fault.Kind.CUT, at));
    }
    for (Fault fault : faults) {
      var run = Run.byTurns(transcript, fault);
      assertEquals(transcript.serverText(), run.peer.heard(), fault::toString);
      assertEquals(transcript.outcomes(), run.sink.words(), fault::toString);
    }
    for (int at = 0; at < positions(transcript); at++) {
      Run.byTurns(transcript, new Fault(Fault.Kind.END, at)).assertTruncated("ended at " + at);
      Run.byTurns(transcript, new Fault(Fault.Kind.SILENCE, at))
          .assertTruncated("silent from " + at);
    }
  }

  /** A hook that has mail data come before it decides changes nothing that can be seen. */
  @ParameterizedTest
  @MethodSource("transcripts")
  void wholeWhenPulled(ServerTranscript transcript) {
    for (int pieces : List.of(0, 1, Integer.MAX_VALUE)) {
      var run = new Run(transcript, Fault.none(), pieces);
      assertEquals(transcript.serverText(), run.peer.heard(), pieces + " pieces");
      assertEquals(transcript.outcomes(), run.sink.words(), pieces + " pieces");
    }
  }

  @ParameterizedTest
  @MethodSource("divisible")
  void disturbedWhenPulled(ServerTranscript transcript) {
    var single = new Run(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0), Integer.MAX_VALUE);
    assertEquals(transcript.serverText(), single.peer.heard());
    assertEquals(transcript.outcomes(), single.sink.words());
    for (int at = 0; at <= positions(transcript); at++) {
      for (int pieces : List.of(1, Integer.MAX_VALUE)) {
        var run = new Run(transcript, new Fault(Fault.Kind.CUT, at), pieces);
        assertEquals(transcript.serverText(), run.peer.heard(), "cut at " + at);
        assertEquals(transcript.outcomes(), run.sink.words(), "cut at " + at);
      }
      new Run(transcript, new Fault(Fault.Kind.END, at), Integer.MAX_VALUE)
          .assertTruncated("ended at " + at);
      new Run(transcript, new Fault(Fault.Kind.SILENCE, at), Integer.MAX_VALUE)
          .assertTruncated("silent from " + at);
    }
  }

  private static int positions(ServerTranscript transcript) {
    return Math.min(POSITIONS, transcript.clientOctets());
  }

  private record Pulling(MailSink sink, int pieces) implements ServerHooks {
    @Override
    public Decision<MailSink> dataStart(
        SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
      ahead.begin(sink);
      int pulled = 0;
      while (pulled < pieces && ahead.pull()) {
        pulled++;
      }
      return Decision.goOn();
    }
  }

  /** One replay. */
  private static final class Run {
    final ServerTranscript.Peer peer;
    final RecordingSink sink = new RecordingSink();
    private final ServerTranscript transcript;

    /** How often the session was called. */
    private int turns;

    Run(ServerTranscript transcript, Fault fault) {
      this(transcript, fault, NOT_PULLED);
    }

    /** With a hook that has so many pieces of each message come. */
    Run(ServerTranscript transcript, Fault fault, int pulled) {
      this(transcript, pulled, peer -> new MemoryConnection(CLIENT, peer, fault));
    }

    /** With a session that returns each time that it has to wait. */
    static Run byTurns(ServerTranscript transcript, Fault fault) {
      return new Run(
          transcript,
          NOT_PULLED,
          peer -> new ConnectionByTurns(new MemoryConnection(CLIENT, peer, fault)));
    }

    private Run(
        ServerTranscript transcript,
        int pulled,
        Function<ServerTranscript.Peer, Connection> connection) {
      this.transcript = transcript;
      this.peer = new ServerTranscript.Peer(transcript);
      Instant now = Instant.parse("2026-11-20T10:03:31Z");
      ServerSetup setup =
          ServerSetup.of(options(transcript.settings()), sink)
              .withClock(Clock.fixed(now, ZoneOffset.ofHours(1)), new Random(1))
              .withTime(() -> 0, pause -> {})
              .withHooks(pulled == NOT_PULLED ? ServerHooks.NONE : new Pulling(sink, pulled))
              .withObserver(new FailOnBugs());
      var session = new SmtpServerSession(connection.apply(peer), setup);
      boolean over;
      do {
        turns++;
        over = session.run();
      } while (!over);
    }

    /** Said so far what it says in the whole, then nothing or a farewell; no message half. */
    void assertTruncated(String message) {
      String heard = peer.heard();
      String whole = transcript.serverText();
      int same = 0;
      while (same < Math.min(heard.length(), whole.length())
          && heard.charAt(same) == whole.charAt(same)) {
        same++;
      }
      int line = heard.lastIndexOf('\n', same - 1) + 1;
      String last = same == heard.length() ? "" : heard.substring(line);
      boolean farewell = last.startsWith("421 ") || last.startsWith("550 5.6.11 ");
      assertTrue(last.isEmpty() || farewell, () -> message + ": " + last);
      List<String> finished = sink.words().stream().filter(w -> w.startsWith("fin")).toList();
      List<String> expected =
          transcript.outcomes().stream().filter(w -> w.startsWith("fin")).toList();
      assertTrue(finished.size() <= expected.size(), message);
      assertEquals(expected.subList(0, finished.size()), finished, message);
      assertFalse(sink.words().stream().anyMatch(w -> w.startsWith("open")), message);
    }
  }

  private static final class FailOnBugs implements ServerObserver {
    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      throw new AssertionError(doing, cause);
    }
  }

  private static ServerOptions options(Map<String, String> settings) {
    ServerMode mode = ServerMode.valueOf(settings.getOrDefault("mode", "MX"));
    Set<Domain> local = Set.of(Domain.parse("example.net"), Domain.parse("example.com"));
    ServerOptions options =
        ServerOptions.of(Domain.parse("mx.example"), mode)
            .withRelay(RelayPolicy.forDomains(local, List.of()))
            .withLimits(limits(settings));
    if (settings.containsKey("auth")) {
      var users = TestUsers.tim();
      ServerAuthentication authentication = ServerAuthentication.with(users);
      boolean inClear = settings.get("auth").equals("clear");
      options =
          options.withAuthentication(inClear ? authentication.allowedInClear() : authentication);
    }
    if (settings.containsKey("line-ends")) {
      options = options.withLineEnds(LineEnds.valueOf(settings.get("line-ends")));
    }
    if (settings.containsKey("trusted")) {
      List<AddressRange> ranges = List.of(AddressRange.parse("192.0.2.0/24"));
      boolean proxy = settings.get("trusted").equals("proxy");
      options =
          options.withTrusted(
              new TrustedPeers(proxy ? ranges : List.of(), proxy ? List.of() : ranges));
    }
    return options.withKeywords(keywords(settings, options.keywords()));
  }

  private static Set<EhloKeyword> keywords(Map<String, String> settings, Set<EhloKeyword> usual) {
    Set<EhloKeyword> keywords = EnumSet.copyOf(usual);
    for (String keyword : settings.getOrDefault("with", "").split(" ")) {
      if (!keyword.isEmpty()) {
        keywords.add(EhloKeyword.valueOf(keyword));
      }
    }
    for (String keyword : settings.getOrDefault("without", "").split(" ")) {
      if (!keyword.isEmpty()) {
        keywords.remove(EhloKeyword.valueOf(keyword));
      }
    }
    return keywords;
  }

  private static ServerLimits limits(Map<String, String> settings) {
    ServerLimits usual = ServerLimits.defaults();
    ServerLimits.Message message = usual.message();
    ServerLimits.Session session = usual.session();
    return usual
        .with(
            new ServerLimits.Message(
                number(settings, "message-octets", 10_240_000),
                number(settings, "header-octets", message.headerOctets()),
                number(settings, "text-line-octets", message.lineOctets()),
                number(settings, "hops", message.hops()),
                number(settings, "recipients", message.recipients()),
                message.octetsPerSecond()))
        .with(
            new ServerLimits.Errors(
                usual.errors().beforeDelay(),
                number(settings, "errors", usual.errors().beforeClosing()),
                Duration.ofSeconds(1)))
        .with(
            new ServerLimits.Session(
                session.commandLineOctets(),
                number(settings, "idle-commands", session.idleCommands()),
                number(settings, "authentication-tries", session.authenticationTries()),
                number(settings, "transactions", session.transactions())));
  }

  private static int number(Map<String, String> settings, String key, int otherwise) {
    return Integer.parseInt(settings.getOrDefault(key, Integer.toString(otherwise)));
  }
}
