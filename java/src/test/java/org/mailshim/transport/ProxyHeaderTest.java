package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyHeaderTest {
  private static final Endpoint PROXY = Endpoint.of(InetAddress.getLoopbackAddress(), 40_000);
  private static final ProxyHeader V4 = header("192.0.2.1", 56_324, "192.0.2.2", 25);
  private static final ProxyHeader V6 = header("2001:db8::1", 65_535, "2001:db8::2", 25);
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private static ProxyHeader header(String source, int from, String destination, int to) {
    return new ProxyHeader(
        Endpoint.of(InetAddress.ofLiteral(source), from),
        Endpoint.of(InetAddress.ofLiteral(destination), to));
  }

  /** What is read of these octets, with an EHLO behind them that must stay unread. */
  private static Optional<ProxyHeader> read(byte[] octets, MemoryConnection.Fault fault) {
    String script = new String(octets, ISO_8859_1) + "EHLO";
    var peer = new OctetPeer(script.getBytes(ISO_8859_1));
    var connection = new MemoryConnection(PROXY, peer, fault);
    Optional<ProxyHeader> header =
        ProxyHeader.read(connection, Deadline.after(Duration.ofSeconds(20)));
    assertEquals(4, peer.ready(), "nothing is read beyond the header");
    return header;
  }

  private static Optional<ProxyHeader> read(byte[] octets) {
    return read(octets, MemoryConnection.Fault.none());
  }

  private static byte[] text(String line) {
    return line.getBytes(ISO_8859_1);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Says octets, and then ends. */
  private static final class OctetPeer implements MemoryConnection.Peer {
    private final byte[] says;
    private int said;

    OctetPeer(byte[] says) {
      this.says = says;
    }

    @Override
    public void receive(byte[] bytes, int from, int to) {
      throw new AssertionError("nothing is answered");
    }

    @Override
    public int send(byte[] into, int from, int to) {
      int count = Math.min(to - from, ready());
      System.arraycopy(says, said, into, from, count);
      said += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public int ready() {
      return says.length - said;
    }
  }

  @Test
  void bothVersionsAreReadAsWritten() {
    for (ProxyHeader header : new ProxyHeader[] {V4, V6}) {
      assertEquals(Optional.of(header), read(header.v1()));
      assertEquals(Optional.of(header), read(header.v2()));
    }
    var more = new ProxyHeader(V4.source(), V4.destination(), Optional.of("mx.example"), true);
    assertEquals(Optional.of(more), read(more.v2()));
  }

  @Test
  void versionOneIsSpeltAsSpecified() {
    assertEquals("PROXY TCP4 192.0.2.1 192.0.2.2 56324 25\r\n", new String(V4.v1(), ISO_8859_1));
    assertEquals(
        SIGNATURE + "2111000c" + "c0000201" + "c0000202" + "dc04" + "0019",
        HexFormat.of().formatHex(V4.v2()));
  }

  @Test
  void howItComesInPiecesDoesNotMatter() {
    for (byte[] octets : new byte[][] {V6.v1(), V6.v2()}) {
      for (int at = 0; at < octets.length; at++) {
        var cut = new MemoryConnection.Fault(MemoryConnection.Fault.Kind.CUT, at);
        assertEquals(Optional.of(V6), read(octets, cut));
      }
      var single = new MemoryConnection.Fault(MemoryConnection.Fault.Kind.SINGLE_BYTES, 0);
      assertEquals(Optional.of(V6), read(octets, single));
    }
  }

  @Test
  void anEndOrSilenceInsideIsSaid() {
    for (byte[] octets : new byte[][] {V6.v1(), V6.v2()}) {
      for (int at = 0; at < octets.length; at++) {
        var end = new MemoryConnection.Fault(MemoryConnection.Fault.Kind.END, at);
        assertThrows(TransportException.Closed.class, () -> read(octets, end));
        var silence = new MemoryConnection.Fault(MemoryConnection.Fault.Kind.SILENCE, at);
        assertThrows(TransportException.TimedOut.class, () -> read(octets, silence));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY UNKNOWN\r\n",
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
      })
  void anUnknownClientIsNobody(String line) {
    assertEquals(Optional.empty(), read(text(line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2000" + "0000", // LOCAL
        "2011" + "000c" + "c0000201c0000202dc040019", // LOCAL with addresses
        "2100" + "0000", // UNSPEC
        "2100" + "0003" + "040000", // UNSPEC with a field
        "2112" + "000c" + "c0000201c0000202dc040019", // UDP
      })
  void whatSaysNothingOfTcpIsNobody(String digits) {
    assertEquals(Optional.empty(), read(hex(SIGNATURE + digits)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EHLO client.example\r\n",
        "proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
        "PROXY TCP4 localhost 192.0.2.2 1 2\r\n",
        "PROXY TCP4 2001:db8::1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 [2001:db8::1] 2001:db8::2 1 2\r\n",
        "PROXY TCP6 fe80::1%lo 2001:db8::2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2                                                    "
            + "                                                                         \r\n",
      })
  void otherLinesAreRefused(String line) {
    var refusal = assertThrows(TransportException.ProxyFailed.class, () -> read(text(line)));
    assertTrue(refusal.getMessage().startsWith("[127.0.0.1]:40000: sent "), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1111000cc0000201c0000202dc040019", // version 1 in binary
        "3111000cc0000201c0000202dc040019", // version 3
        "2211000cc0000201c0000202dc040019", // unknown command
        "2111000bc0000201c0000202dc0400", // too short for IPv4
        "2121000cc0000201c0000202dc040019", // too short for IPv6
        "2111000ec0000201c0000202dc0400190200", // a field without a length
        "2111000fc0000201c0000202dc040019020001", // a field longer than the header
        "21110013c0000201c0000202dc04001903000400000000", // a wrong checksum
        "21110010c0000201c0000202dc04001903000100", // a checksum of one octet
        "2111ffff", // 64 KB of nothing
      })
  void otherBinariesAreRefused(String digits) {
    assertThrows(TransportException.ProxyFailed.class, () -> read(hex(SIGNATURE + digits)));
  }

  @Test
  void aRightChecksumIsAccepted() {
    byte[] octets = hex(SIGNATURE + "21110013c0000201c0000202dc04001903000400000000");
    var sum = new java.util.zip.CRC32C();
    sum.update(octets);
    byte[] value = HexFormat.of().parseHex(HexFormat.of().toHexDigits((int) sum.getValue()));
    System.arraycopy(value, 0, octets, octets.length - 4, 4);
    assertEquals(Optional.of(V4), read(octets));
    byte[] changed = Arrays.copyOf(octets, octets.length);
    changed[16] ^= 1;
    assertThrows(TransportException.ProxyFailed.class, () -> read(changed));
  }

  @Test
  void anAuthorityCannotForgeLogLines() {
    byte[] octets = hex(SIGNATURE + "21110013c0000201c0000202dc040019" + "020004" + "610d0a62");
    assertEquals(Optional.of("a\\r\\nb"), read(octets).orElseThrow().authority());
  }
}
