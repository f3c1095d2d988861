package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Puts a {@link ProxyHeader} into octets, as a proxy does. */
final class ProxyHeaderWriter {
  private ProxyHeaderWriter() {}

  private static boolean isIpv6(ProxyHeader header) {
    return header.source().address() instanceof Inet6Address
        || header.destination().address() instanceof Inet6Address;
  }

  static byte[] v1(ProxyHeader header) {
    Endpoint source = header.source();
    Endpoint destination = header.destination();
    String line =
        "PROXY "
            + (isIpv6(header) ? "TCP6 " : "TCP4 ")
            + (source.address().getHostAddress() + " ")
            + (destination.address().getHostAddress() + " ")
            + (source.port() + " " + destination.port() + "\r\n");
    return line.getBytes(US_ASCII);
  }

  static byte[] v2(ProxyHeader header) {
    var content = new ByteArrayOutputStream();
    boolean ipv6 = isIpv6(header);
    address(content, header.source().address(), ipv6);
    address(content, header.destination().address(), ipv6);
    number(content, header.source().port());
    number(content, header.destination().port());
    if (header.authority().isPresent()) {
      extra(content, ProxyHeaderReader.AUTHORITY, header.authority().get().getBytes(UTF_8));
    }
    if (header.encrypted()) {
      extra(content, ProxyHeaderReader.TLS, new byte[] {ProxyHeaderReader.CLIENT_TLS, 0, 0, 0, 0});
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(ProxyHeaderReader.SIGNATURE.clone());
    out.write(ProxyHeaderReader.VERSION_2 | ProxyHeaderReader.PROXIED);
    out.write(ipv6 ? ProxyHeaderReader.TCP_IPV6 : ProxyHeaderReader.TCP_IPV4);
    number(out, content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  /** Among IPv6 addresses one of IPv4 is written as a mapped one. */
  private static void address(ByteArrayOutputStream out, InetAddress address, boolean ipv6) {
    byte[] octets = address.getAddress();
    if (ipv6 && octets.length == 4) {
      out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff});
    }
    out.writeBytes(octets);
  }

  private static void extra(ByteArrayOutputStream out, int type, byte[] value) {
    out.write(type);
    number(out, value.length);
    out.writeBytes(value);
  }

  private static void number(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
