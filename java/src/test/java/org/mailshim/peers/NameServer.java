package org.mailshim.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An NSD of our own with one zone, at port 53 of an address of a network namespace. */
final class NameServer implements AutoCloseable {
  private final PeerProcess process;

  private NameServer(PeerProcess process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param address where it listens
   * @param records lines of the zone file, relative to the zone, without its SOA
   */
  static NameServer start(Path parent, String address, String zone, List<String> records)
      throws IOException, InterruptedException {
    String nsd = Peers.program("nsd");
    Path directory = Peers.open(parent.resolve("nsd"));
    Path zoneFile = directory.resolve("zone");
    Files.writeString(
        zoneFile,
        "$ORIGIN "
            + zone
            + ".\n$TTL 300\n@ SOA ns admin 1 3600 600 86400 30\n@ NS ns\nns A "
            + address
            + "\n"
            + String.join("\n", records)
            + "\n");
    Path configuration = directory.resolve("nsd.conf");
    Files.writeString(
        configuration,
        """
        server:
          ip-address: %1$s
          server-count: 1
          username: ""
          chroot: ""
          zonesdir: "%2$s"
          database: ""
          pidfile: "%2$s/pid"
          xfrdfile: "%2$s/xfrd"
          zonelistfile: "%2$s/zones"
          xfrdir: "%2$s"
          hide-version: yes
        remote-control:
          control-enable: no
        zone:
          name: "%3$s"
          zonefile: "%4$s"
        """
            .formatted(address, directory, zone, zoneFile));
    PeerProcess process =
        PeerProcess.start(directory, List.of(nsd, "-d", "-c", configuration.toString()));
    process.awaitPort(address, 53);
    return new NameServer(process);
  }

  @Override
  public void close() {
    process.close();
  }
}
