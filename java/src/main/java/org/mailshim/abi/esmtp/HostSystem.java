package org.mailshim.abi.esmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.smtp.submission.Discovery;
import org.mailshim.smtp.submission.SubmissionHost;

/** The process that the surface lives in: its resolver, its clock and time zone, its host name. */
final class HostSystem implements SubmissionHost {
  private static final int IPV6 = 6;

  @Override
  public Whereabouts find(String host, String service) {
    int[] error = new int[1];
    byte[] found =
        HostCalls.resolve(host.getBytes(ISO_8859_1), service.getBytes(ISO_8859_1), error);
    if (found == null) {
      return new Whereabouts("", List.of(), error[0]);
    }
    int end = 0;
    while (found[end] != 0) {
      end++;
    }
    ByteBuffer records = ByteBuffer.wrap(found, end + 1, found.length - end - 1);
    List<InetSocketAddress> addresses = new ArrayList<>(4);
    while (records.hasRemaining()) {
      addresses.add(address(host, records));
    }
    return new Whereabouts(new String(found, 0, end, ISO_8859_1), addresses, 0);
  }

  @Override
  public Discovered discover(String domain, Discovery how) {
    return DomainServers.find(domain, how);
  }

  private static InetSocketAddress address(String host, ByteBuffer records) {
    boolean ipv6 = records.get() == IPV6;
    int port = records.getShort() & 0xffff;
    int scope = records.getInt();
    byte[] octets = new byte[ipv6 ? 16 : 4];
    records.get(octets);
    try {
      InetAddress address =
          ipv6 && scope != 0
              ? Inet6Address.getByAddress(host, octets, scope)
              : InetAddress.getByAddress(host, octets);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + octets.length + " octets", e);
    }
  }

  @Override
  public String nodeName() {
    return new String(HostCalls.nodeName(), ISO_8859_1);
  }

  @Override
  public long seconds() {
    return System.currentTimeMillis() / 1000;
  }

  @Override
  public String date(long seconds) {
    return new String(HostCalls.date(seconds), ISO_8859_1);
  }

  @Override
  public String uniqueName() {
    return new String(HostCalls.uniqueName(), ISO_8859_1);
  }
}
