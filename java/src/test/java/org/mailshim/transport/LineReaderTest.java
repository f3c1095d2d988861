package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailshim.transport.MemoryConnection.Fault;

final class LineReaderTest {
  private static final int LIMIT = 5;
  private static final Endpoint PEER =
      new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 25);

  /** Every input is read whole, in single bytes, and cut at every position: always the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what the peer sends, then ends the stream | the lines, then how reading ends
        "''               | Closed",
        "a\\r\\n          | a,Closed",
        "\\r\\n           | '',Closed",
        "a\\r\\nb\\r\\n   | a,b,Closed",
        "\\r\\n\\r\\n     | '','',Closed",
        "a\\r\\nb         | a,Closed inside",
        "a\\r             | Closed inside",
        "abcde\\r\\n      | abcde,Closed",
        "abcde            | Closed inside",
        "abcde\\r         | Closed inside",
        "abcdef           | OVERLONG",
        "abcdef\\r\\n     | OVERLONG",
        "abcde\\r\\nabcdef\\r\\n | abcde,OVERLONG",
        "a\\nb\\r\\n      | BARE_LF",
        "\\n              | BARE_LF",
        "a\\r\\n\\n       | a,BARE_LF",
        "a\\rb\\r\\n      | BARE_CR",
        "a\\r\\r\\n       | BARE_CR",
        "\\r\\0           | BARE_CR",
        "a\\0b\\r\\n      | NUL",
        "\\0              | NUL",
        "a\\r\\n\\0\\r\\n | a,NUL",
        "a\\tb\\r\\n      | a\\tb,Closed",
        "é\\r\\n          | é,Closed",
        "éé\\r\\n         | éé,Closed",
        "ééé\\r\\n        | OVERLONG",
      })
  void readsTheSameHoweverTheBytesArrive(String sent, String expected) {
    String bytes = unescaped(sent);
    String wanted = unescaped(expected).replace("''", "");
    assertEquals(wanted, outcome(bytes, Fault.none()));
    assertEquals(wanted, outcome(bytes, new Fault(Fault.Kind.SINGLE_BYTES, 0)));
    for (int at = 0; at <= bytes.length(); at++) {
      assertEquals(wanted, outcome(bytes, new Fault(Fault.Kind.CUT, at)), "cut at " + at);
    }
  }

  @Test
  void aStallInALineIsATimeOut() {
    String bytes = "ab\r\ncd\r\n";
    for (int at = 0; at < bytes.length(); at++) {
      String lines = at < 4 ? "" : "ab,";
      Fault fault = new Fault(Fault.Kind.SILENCE, at);
      assertEquals(lines + "TimedOut", outcome(bytes, fault), "silent at " + at);
    }
  }

  @Test
  void octetsThatAreNotUtf8BecomeReplacementCharacters() {
    byte[] raw = {'a', (byte) 0xff, (byte) 0xc3, '\r', '\n'};
    var peer =
        new MemoryConnection.Peer() {
          @Override
          public void receive(byte[] bytes, int from, int to) {}

          @Override
          public int send(byte[] into, int from, int to) {
            System.arraycopy(raw, 0, into, from, raw.length);
            return raw.length;
          }

          @Override
          public int ready() {
            return raw.length;
          }
        };
    assertEquals("a\ufffd\ufffd", new LineReader(new MemoryConnection(PEER, peer), 9).line());
  }

  @Test
  void saysHowMuchIsLeftBehindALine() {
    var connection = new MemoryConnection(PEER, new ScriptedPeer("ab\r\nEXTRA", false));
    var lines = new LineReader(connection, 10);
    assertEquals(0, lines.buffered());
    assertEquals("ab", lines.line());
    assertEquals(5, lines.buffered());
  }

  @Test
  void longLinesAndManyLinesMoveThroughOneBuffer() {
    String longest = "x".repeat(3000);
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      sent.append(i).append("\r\n").append(longest).append("\r\n");
    }
    var lines =
        new LineReader(
            new MemoryConnection(PEER, new ScriptedPeer(sent.toString(), true)), longest.length());
    for (int i = 0; i < 50; i++) {
      assertEquals(String.valueOf(i), lines.line());
      assertEquals(longest, lines.line());
    }
    assertThrows(TransportException.Closed.class, lines::line);
  }

  @Test
  void messagesNameThePeerAndNothingItSent() {
    var lines = new LineReader(new MemoryConnection(PEER, new ScriptedPeer("\033[2J\n", true)), 10);
    var refusal = assertThrows(TransportException.MalformedLine.class, lines::line);
    assertEquals(
        "mx.example [127.0.0.1]:25: sent a line with LF that does not follow CR",
        refusal.getMessage());
  }

  private static String outcome(String bytes, Fault fault) {
    var lines =
        new LineReader(new MemoryConnection(PEER, new ScriptedPeer(bytes, true), fault), LIMIT);
    List<String> read = new ArrayList<>();
    while (true) {
      try {
        read.add(lines.line());
      } catch (TransportException.MalformedLine e) {
        read.add(e.flaw().name());
        break;
      } catch (TransportException.Closed e) {
        read.add(e.reason().contains("inside") ? "Closed inside" : "Closed");
        break;
      } catch (TransportException.TimedOut e) {
        read.add("TimedOut");
        break;
      }
    }
    return String.join(",", read);
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0").replace("\\t", "\t");
  }
}
