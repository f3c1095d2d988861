package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.mailshim.address.PrintableText;

/**
 * Reads a {@link ProxyHeader}, of whichever version it is, and nothing behind it.
 *
 * <p>Both versions have at least 15 octets, so these come first, and tell which it is. A line of
 * version 1 then comes octet by octet up to its LF, at most 107 in all (§2.1); version 2 says its
 * length, of which at most {@value #LONGEST} is taken.
 */
final class ProxyHeaderReader {
  static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  static final int VERSION_2 = 0x20;
  static final int PROXIED = 0x01;
  static final int TCP_IPV4 = 0x11;
  static final int TCP_IPV6 = 0x21;
  static final int AUTHORITY = 0x02;
  static final int CHECKSUM = 0x03;
  static final int TLS = 0x20;
  static final byte CLIENT_TLS = 0x01;

  private static final int SHORTEST = 15;
  private static final int LONGEST_LINE = 107;
  private static final int FIXED = 16;
  private static final int LONGEST = 4096;
  private static final int LONGEST_NAME = 255;
  private static final String TEXT = "PROXY ";

  private final Connection connection;
  private final byte[] octets = new byte[FIXED + LONGEST];
  private int count;

  ProxyHeaderReader(Connection connection, Deadline deadline) {
    this.connection = connection;
    connection.deadline(deadline);
  }

  Optional<ProxyHeader> header() {
    fill(SHORTEST);
    if (Arrays.equals(octets, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      return binary();
    }
    if (new String(octets, 0, TEXT.length(), US_ASCII).equals(TEXT)) {
      return text();
    }
    throw malformed("no PROXY header; is the peer a proxy that is set up to send one?");
  }

  /** Reads until {@code wanted} octets are there. */
  private void fill(int wanted) {
    while (count < wanted) {
      int more = connection.read(octets, count, wanted);
      if (more < 0) {
        throw new TransportException.Closed(
            connection.peer().text(), "closed the connection in its PROXY header");
      }
      count += more;
    }
  }

  /** {@code PROXY TCP4 192.0.2.1 192.0.2.2 56324 25}, or {@code PROXY UNKNOWN} and anything. */
  private Optional<ProxyHeader> text() {
    while (octets[count - 1] != '\n') {
      if (count == LONGEST_LINE) {
        throw malformed("a PROXY line without an end");
      }
      fill(count + 1);
    }
    if (octets[count - 2] != '\r') {
      throw malformed("a PROXY line that does not end with CRLF");
    }
    String[] words = new String(octets, 0, count - 2, US_ASCII).split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return Optional.empty();
    }
    boolean ipv6 = words[1].equals("TCP6");
    if (words.length != 6 || !ipv6 && !words[1].equals("TCP4")) {
      throw malformed("a malformed PROXY line");
    }
    Endpoint source = endpoint(words[2], words[4], ipv6);
    return Optional.of(new ProxyHeader(source, endpoint(words[3], words[5], ipv6)));
  }

  private Endpoint endpoint(String address, String port, boolean ipv6) {
    Optional<InetAddress> parsed = AddressLiterals.parse(address);
    boolean right =
        parsed.isPresent()
            && ipv6 == address.indexOf(':') >= 0
            && address.indexOf('[') < 0
            && address.indexOf('%') < 0;
    int number = number(port);
    if (!right || number < 0) {
      throw malformed("a PROXY line with a wrong address or port");
    }
    return Endpoint.of(parsed.get(), number);
  }

  /** Decimal, without sign or leading zeros; -1 for anything else. */
  private static int number(String text) {
    if (text.isEmpty() || text.length() > 5 || text.length() > 1 && text.startsWith("0")) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number > 65535 ? -1 : number;
  }

  private Optional<ProxyHeader> binary() {
    fill(FIXED);
    int length = (octets[14] & 0xff) << 8 | octets[15] & 0xff;
    int versionAndCommand = octets[12] & 0xff;
    if (versionAndCommand >> 4 != VERSION_2 >> 4 || (versionAndCommand & 0xf) > PROXIED) {
      throw malformed("a PROXY header of an unknown version or command");
    }
    if (length > LONGEST) {
      throw malformed("a PROXY header of " + length + " octets");
    }
    fill(FIXED + length);
    ByteBuffer content = ByteBuffer.wrap(octets, FIXED, length).slice();
    if ((versionAndCommand & 0xf) != PROXIED) {
      return Optional.empty();
    }
    return switch (octets[13] & 0xff) {
      case TCP_IPV4 -> Optional.of(endpoints(content, 4));
      case TCP_IPV6 -> Optional.of(endpoints(content, 16));
      default -> Optional.empty(); // UNSPEC, UNIX or datagrams: not known, says §2.2
    };
  }

  private ProxyHeader endpoints(ByteBuffer content, int size) {
    if (content.remaining() < 2 * size + 4) {
      throw malformed("a PROXY header too short for its addresses");
    }
    InetAddress source = address(content, size);
    InetAddress destination = address(content, size);
    int sourcePort = content.getShort() & 0xffff;
    int destinationPort = content.getShort() & 0xffff;
    Optional<String> authority = Optional.empty();
    boolean encrypted = false;
    while (content.hasRemaining()) {
      if (content.remaining() < 3) {
        throw malformed("a PROXY header that ends inside an extra field");
      }
      int type = content.get() & 0xff;
      int length = content.getShort() & 0xffff;
      if (length > content.remaining()) {
        throw malformed("a PROXY header that ends inside an extra field");
      }
      ByteBuffer value = content.slice(content.position(), length);
      switch (type) {
        case AUTHORITY -> authority = Optional.of(text(value));
        case TLS -> encrypted = value.hasRemaining() && (value.get() & CLIENT_TLS) != 0;
        case CHECKSUM -> verify(value, FIXED + content.position());
        default -> {}
      }
      content.position(content.position() + length);
    }
    return new ProxyHeader(
        Endpoint.of(source, sourcePort),
        Endpoint.of(destination, destinationPort),
        authority,
        encrypted);
  }

  private static InetAddress address(ByteBuffer from, int size) {
    byte[] address = new byte[size];
    from.get(address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + size + " octets", e);
    }
  }

  private static String text(ByteBuffer value) {
    byte[] octets = new byte[value.remaining()];
    value.get(octets);
    return PrintableText.of(new String(octets, US_ASCII), LONGEST_NAME);
  }

  /** CRC-32C over the whole header with zeros in place of the sum itself (§2.2.4). */
  private void verify(ByteBuffer value, int at) {
    if (value.remaining() != Integer.BYTES) {
      throw malformed("a PROXY header with a malformed checksum");
    }
    int said = value.getInt();
    byte[] zeroed = Arrays.copyOf(octets, count);
    Arrays.fill(zeroed, at, at + Integer.BYTES, (byte) 0);
    var sum = new CRC32C();
    sum.update(zeroed);
    if ((int) sum.getValue() != said) {
      throw malformed("a PROXY header whose checksum is wrong");
    }
  }

  private TransportException malformed(String what) {
    return new TransportException.ProxyFailed(connection.peer().text(), "sent " + what);
  }
}
