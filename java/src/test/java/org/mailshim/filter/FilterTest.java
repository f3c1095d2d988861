package org.mailshim.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.program.Program;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.TextSink;
import org.mailshim.transport.Endpoint;

/** Filters that are programs and daemons, good and ill ones, and what becomes of the messages. */
class FilterTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String MESSAGE = "Received: x\r\nSubject: hello\r\n\r\ntext\r\n";

  private final List<String> arrived = new ArrayList<>();
  private final MailSink inner = new TextSink(arrived);

  private static SessionFacts session(String identity) {
    return new SessionFacts(
        "1",
        Endpoint.of(InetAddress.ofLiteral("192.0.2.9"), 40000),
        Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 25),
        ServerMode.MX,
        new SessionFacts.Hello.Ehlo("client$(id).example"),
        Optional.empty(),
        identity.isEmpty() ? Optional.empty() : Optional.of(identity));
  }

  private static ReceivedEnvelope envelope() {
    return new ReceivedEnvelope(
        "1",
        ReversePath.parse("<ann@example.net>"),
        MailParameters.NONE,
        List.of(
            new ReceivedEnvelope.Recipient(
                ForwardPath.parse("<bob@example.org>"), RcptParameters.NONE),
            new ReceivedEnvelope.Recipient(
                ForwardPath.parse("<\"; id\"@example.org>"), RcptParameters.NONE)));
  }

  private Reply send(MailSink sink, String identity) {
    MailSink.Receiving receiving = sink.open(session(identity), envelope());
    byte[] octets = MESSAGE.getBytes(ISO_8859_1);
    receiving.data(octets, 0, octets.length);
    return receiving.finish();
  }

  private Reply send(MessageFilter... filters) {
    return send(new FilterSink(List.of(filters), false, Spool::new, inner), "");
  }

  private static FilterVerdict ask(MessageFilter filter) throws IOException {
    return filter.filter(session(""), envelope(), MailData.verbatim(MESSAGE.getBytes(US_ASCII)));
  }

  private static Program shell(String script) {
    return Program.of(List.of("/bin/sh", "-c", script), LONG);
  }

  @Test
  void aProgramsStatusDecides() {
    assertEquals(250, send(ProgramFilter.spam(shell("exit 0"))).code());
    assertEquals(MESSAGE, arrived.removeLast());
    assertEquals(250, send(ProgramFilter.spam(shell("echo '12 points'; exit 1"))).code());
    assertEquals(
        "X-Spam-Flag: YES\r\nX-Spam-Status: Yes,\r\n\t12 points\r\n" + MESSAGE,
        arrived.removeLast());
    Reply virus = send(ProgramFilter.virus(shell("echo Eicar; exit 1")));
    assertEquals("554 5.7.1 Eicar", virus.code() + " " + virus.text().substring(4));
    assertEquals(554, send(ProgramFilter.spam(shell("exit 77"))).code());
    assertEquals(451, send(ProgramFilter.virus(shell("exit 75"))).code());
    assertEquals(List.of(), arrived);
  }

  @Test
  void aProgramSeesTheMessageAndTheEnvelope() throws IOException {
    String script =
        "test \"$(cat | wc -c)\" = "
            + MESSAGE.length()
            + " || exit 5\n"
            + "echo \"$SENDER|$CLIENT_ADDRESS|$CLIENT_HELO|$USER_NAME|$(echo \"$RECIPIENTS\" | tr '\\n' ,)\"\n"
            + "exit 1";
    assertEquals(
        new FilterVerdict.Tagged(
            "ann@example.net|192.0.2.9|client$(id).example||bob@example.org,\"; id\"@example.org,,"),
        ask(ProgramFilter.spam(shell(script))));
  }

  @Test
  void whatItSaysCannotForgeFieldsOrReplies() {
    String script = "printf 'bad\\rX-Evil: 1\\tz\\033[31m\\n250 ok\\n'; exit ";
    assertEquals(250, send(ProgramFilter.spam(shell(script + "1"))).code());
    assertTrue(
        arrived
            .removeLast()
            .startsWith(
                "X-Spam-Flag: YES\r\nX-Spam-Status: Yes,\r\n\tbadX-Evil: 1z[31m\r\nReceived"));
    assertEquals(
        "badX-Evil: 1z[31m", send(ProgramFilter.spam(shell(script + "77"))).text().substring(10));
  }

  @Test
  void anIllFilterDefersUnlessMailIsTakenUnfiltered() {
    MessageFilter ill = ProgramFilter.virus(shell("echo no database; exit 2"));
    var thrown = assertThrows(UncheckedIOException.class, () -> send(ill));
    assertTrue(
        thrown.getCause().getMessage().contains("/bin/sh ended with 2: no database"),
        thrown.getCause().getMessage());
    assertEquals(List.of(), arrived);
    var lenient = new FilterSink(List.of(ill), true, Spool::new, inner);
    assertEquals(250, send(lenient, "").code());
    assertEquals(
        "X-Spam-Status: Unknown,\r\n\t/bin/sh ended with 2: no database\r\n" + MESSAGE,
        arrived.removeLast());
    MessageFilter slow =
        ProgramFilter.virus(Program.of(List.of("/bin/sleep", "600"), Duration.ofMillis(200)));
    assertThrows(UncheckedIOException.class, () -> send(slow));
  }

  @Test
  void usersAreSparedWhereOnlyStrangersAreMeant() {
    MessageFilter refusing = (session, envelope, message) -> FilterVerdict.refused("no");
    var sink = new FilterSink(List.of(refusing.forStrangers()), false, Spool::new, inner);
    assertEquals(250, send(sink, "ann").code());
    assertEquals(554, send(sink, "").code());
    assertEquals(
        554, send(new FilterSink(List.of(refusing), false, Spool::new, inner), "ann").code());
  }

  /** A daemon of one answer. */
  private interface Talk {
    void with(DataInputStream in, Socket socket) throws IOException;
  }

  private static FilterDaemon daemon(ServerSocket listener, Duration limit) {
    return FilterDaemon.at("127.0.0.1", listener.getLocalPort(), limit);
  }

  private static CompletableFuture<Void> serve(ServerSocket listener, Talk talk) {
    return CompletableFuture.runAsync(
        () -> {
          try (Socket socket = listener.accept()) {
            talk.with(new DataInputStream(socket.getInputStream()), socket);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static FilterVerdict clamd(String answer) throws Exception {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var served =
          serve(
              listener,
              (in, socket) -> {
                assertEquals("nINSTREAM\n", new String(in.readNBytes(10), US_ASCII));
                var message = new ByteArrayOutputStream();
                for (int length = in.readInt(); length > 0; length = in.readInt()) {
                  message.writeBytes(in.readNBytes(length));
                }
                assertEquals(MESSAGE, message.toString(US_ASCII));
                socket.getOutputStream().write(answer.getBytes(US_ASCII));
              });
      FilterVerdict verdict = ask(new ClamdFilter(daemon(listener, LONG)));
      served.get();
      return verdict;
    }
  }

  @Test
  void clamdIsAsked() throws Exception {
    assertEquals(FilterVerdict.ACCEPTED, clamd("stream: OK\n"));
    assertEquals(
        FilterVerdict.refused("The message holds a virus: Eicar-Test-Signature"),
        clamd("stream: Eicar-Test-Signature FOUND\n"));
    for (String ill :
        List.of("", "INSTREAM size limit exceeded. ERROR\n", "stream: x ERROR\n", "OK")) {
      assertInstanceOf(FilterVerdict.Failed.class, clamd(ill), ill);
    }
  }

  private static FilterVerdict spamd(String answer) throws Exception {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String request =
          "SYMBOLS SPAMC/1.5\r\nContent-length: " + MESSAGE.length() + "\r\n\r\n" + MESSAGE;
      var served =
          serve(
              listener,
              (in, socket) -> {
                assertEquals(request, new String(in.readNBytes(request.length()), US_ASCII));
                socket.getOutputStream().write(answer.getBytes(US_ASCII));
              });
      var filter = new SpamdFilter(daemon(listener, LONG), OptionalDouble.of(15));
      FilterVerdict verdict = ask(filter);
      served.get();
      return verdict;
    }
  }

  @Test
  void spamdIsAsked() throws Exception {
    String ok = "SPAMD/1.1 0 EX_OK\r\nContent-length: 9\r\n";
    assertEquals(FilterVerdict.ACCEPTED, spamd(ok + "Spam: False ; 1.0 / 5.0\r\n\r\nHTML\r\n"));
    assertEquals(
        new FilterVerdict.Tagged("score=6.1 required=5.0 tests=HTML,URI"),
        spamd(ok + "Spam: True ; 6.1 / 5.0\r\n\r\nHTML,URI\r\n"));
    assertEquals(
        FilterVerdict.refused("The message looks like spam"),
        spamd(ok + "Spam: True ; 15.0 / 5.0\r\n\r\nHTML,URI\r\n"));
    for (String ill :
        List.of(
            "",
            "x",
            "SPAMD/1.1 76 EX_PROTOCOL\r\n\r\n",
            ok + "\r\n",
            ok + "Spam: True ; x / y\r\n\r\n",
            ok + "Spam: True\r\n\r\n")) {
      assertInstanceOf(FilterVerdict.Failed.class, spamd(ill), ill);
    }
  }

  @Test
  void aDaemonThatIsAbsentOrSilentHasFailed() throws Exception {
    FilterDaemon address;
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      address = daemon(listener, Duration.ofMillis(300));
      assertInstanceOf(FilterVerdict.Failed.class, ask(new ClamdFilter(address)));
    }
    assertInstanceOf(FilterVerdict.Failed.class, ask(new SpamdFilter(address)));
  }
}
