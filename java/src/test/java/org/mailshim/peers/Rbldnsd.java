package org.mailshim.peers;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mailshim.address.AddressFamily;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.Resolver;

/** An rbldnsd of our own: the server of DNS lists, with zones of a test's. */
final class Rbldnsd implements AutoCloseable {
  private final PeerProcess process;
  private final int port;

  private Rbldnsd(PeerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param zones each {@code zone:type:data}, as {@code bl.example:ip4set:192.0.2.0/24}; data may
   *     have several lines
   */
  static Rbldnsd start(Path parent, String... zones) throws Exception {
    String program = Peers.program("rbldnsd");
    Path directory = Peers.open(Peers.open(parent).resolve("rbldnsd"));
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(program, "-n", "-f", "-b", "127.0.0.1/" + port));
    if (Peers.isRoot()) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.addAll(List.of("-w", directory.toString()));
    for (String zone : zones) {
      String[] part = zone.split(":", 3);
      Path data = Files.writeString(directory.resolve(part[0] + "." + part[1]), part[2] + "\n");
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-r--r--"));
      command.add(part[0] + ":" + part[1] + ":" + data.getFileName());
    }
    Rbldnsd started = new Rbldnsd(PeerProcess.start(directory, command), port);
    started.awaitAnswer(zones[0].substring(0, zones[0].indexOf(':')));
    return started;
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Asks until there is an answer, of whatever kind: it has read its zones then. */
  private void awaitAnswer(String zone) {
    Resolver resolver = resolver(Duration.ofSeconds(1));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (resolver.addresses("1.0.0.127." + zone, AddressFamily.IPV4)
        instanceof HostAddresses.TemporaryFailure failure) {
      if (System.nanoTime() > deadline) {
        close();
        throw new AssertionError(failure.reason() + "\n" + process.output());
      }
    }
  }

  /** A resolver that asks it, and nobody else. */
  Resolver resolver(Duration timeout) {
    var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var settings = new DnsSettings(List.of(server), timeout, false, true);
    return new DnsResolver(settings, new Random(), new DnsClients());
  }

  @Override
  public void close() {
    process.close();
  }
}
