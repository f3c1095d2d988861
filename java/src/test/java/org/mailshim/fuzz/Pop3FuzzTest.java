package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.util.Arrays;
import org.mailshim.pop3.ApopTimestamp;
import org.mailshim.pop3.Capability;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.DropListing;
import org.mailshim.pop3.MultilineDecoder;
import org.mailshim.pop3.MultilineEncoder;
import org.mailshim.pop3.Pop3SyntaxException;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ScanListing;
import org.mailshim.pop3.UniqueIdListing;
import org.mailshim.pop3.WireSize;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.SessionObserver;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;

/**
 * What the language of POP3, and our client, make of any octets: a value or their own exception.
 */
class Pop3FuzzTest {
  /** A command says the same again when it is rendered and parsed, and is one line. */
  @FuzzTest
  void command(byte[] input) {
    try {
      Command command = Command.parse(new String(input, UTF_8));
      assertIsLine(command.line());
      assertEquals(command, Command.parse(command.line()));
    } catch (Pop3SyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** So does a response, and what may stand in one. */
  @FuzzTest
  void response(byte[] input) {
    try {
      Response response = Response.parse(new String(input, UTF_8));
      assertIsLine(response.line());
      assertEquals(response, Response.parse(response.line()));
      ApopTimestamp.of(response.words());
      DropListing listing = DropListing.parse(response.words());
      assertEquals(listing, DropListing.parse(listing.text()));
    } catch (Pop3SyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** And the lines of listings. */
  @FuzzTest
  void listings(byte[] input) {
    String line = new String(input, UTF_8);
    try {
      Capability capability = Capability.parse(line);
      assertEquals(capability, Capability.parse(capability.line()));
      ScanListing size = ScanListing.parse(line);
      assertEquals(size, ScanListing.parse(size.text()));
      UniqueIdListing name = UniqueIdListing.parse(line);
      assertEquals(name, UniqueIdListing.parse(name.text()));
    } catch (Pop3SyntaxException e) {
      assertIsSafe(e);
    }
  }

  /** Any message comes out of encoder and decoder as it went in, with CRLF, cut anywhere. */
  @FuzzTest
  void multiline(byte[] input) {
    int cut = input.length / 3;
    byte[] wire = new byte[MultilineEncoder.limit(input.length) + MultilineEncoder.FINISH_LIMIT];
    var encoder = new MultilineEncoder();
    int end =
        encoder.encode(input, cut, input.length, wire, encoder.encode(input, 0, cut, wire, 0));
    end = encoder.finish(wire, end);
    byte[] once = decoded(wire, end, end / 2);
    assertArrayEquals(once, decoded(wire, end, end));
    var size = new WireSize();
    size.count(input, 0, input.length);
    assertEquals(size.octets(), once.length);
  }

  private static byte[] decoded(byte[] wire, int end, int cut) {
    byte[] out = new byte[MultilineDecoder.limit(end)];
    var decoder = new MultilineDecoder();
    int at = decoder.decode(wire, 0, cut, out, 0);
    at = decoder.decode(wire, cut, end, out, at);
    assertTrue(decoder.isEnded());
    return Arrays.copyOf(out, at);
  }

  /** A server that says anything: the client ends, and ends well. */
  @FuzzTest
  void client(byte[] input) {
    var endpoint = new Endpoint("pop.example", InetAddress.getLoopbackAddress(), 110);
    var connection = new MemoryConnection(endpoint, new Speaker(input));
    var options =
        SessionOptions.of("pop.example", SessionSecurity.inClear()).withLimits(100, 10_000);
    try (var session = Pop3ClientSession.open(connection, options, SessionObserver.NONE);
        Secret secret = Secret.of("secret")) {
      session.login(new Credentials.Password("bob", secret));
      session.identify();
      session.retrieve(1, (octets, from, to) -> {});
      session.quit();
    } catch (ConversationException e) {
      assertIsSafe(e);
    }
  }

  /** Says one line for each command it hears, whatever it is, and then ends. */
  private static final class Speaker implements MemoryConnection.Peer {
    private final byte[] says;
    private int said;
    private int allowed;

    Speaker(byte[] says) {
      this.says = says;
      allowMore();
    }

    private void allowMore() {
      while (allowed < says.length && says[allowed++] != '\n') {}
    }

    @Override
    public void receive(byte[] bytes, int from, int to) {
      allowMore();
    }

    @Override
    public int send(byte[] into, int from, int to) {
      if (said == allowed) {
        allowMore();
      }
      int count = Math.min(to - from, allowed - said);
      System.arraycopy(says, said, into, from, count);
      said += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public int ready() {
      return 0;
    }
  }

  private static void assertIsLine(String line) {
    assertTrue(line.indexOf('\r') < 0 && line.indexOf('\n') < 0 && line.indexOf('\0') < 0);
  }

  /** The message of an exception goes to logs: one line, without controls. */
  private static void assertIsSafe(Exception e) {
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
  }
}
