package org.mailshim.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A proxy that we did not write, at a port of the loopback interface. */
final class ProxyProgram implements AutoCloseable {
  private final PeerProcess process;
  private final int port;

  private ProxyProgram(PeerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  private static ProxyProgram start(Path directory, int port, String... command) throws Exception {
    PeerProcess process = PeerProcess.start(directory, List.of(command));
    try {
      process.awaitPort(port);
    } catch (AssertionError | InterruptedException e) {
      process.close();
      throw e;
    }
    return new ProxyProgram(process, port);
  }

  /**
   * SOCKS 5, to anywhere in IPv4, for anybody. A name is asked for once and its first address
   * taken: where {@code localhost} is ::1 first, only {@code -b} leads it to 127.0.0.1.
   */
  static ProxyProgram microsocks(Path directory) throws Exception {
    int port = Peers.freePort();
    return start(
        directory,
        port,
        Peers.program("microsocks"),
        "-i",
        "127.0.0.1",
        "-p",
        Integer.toString(port),
        "-b",
        "127.0.0.1");
  }

  /** HTTP CONNECT, to some ports, for ann. */
  static ProxyProgram tinyproxy(Path directory, int... targets) throws Exception {
    int port = Peers.freePort();
    var settings = new StringBuilder();
    settings.append("Port ").append(port).append("\nListen 127.0.0.1\nTimeout 60\nMaxClients 10\n");
    settings.append("LogLevel Connect\nBasicAuth ann s3cret\n");
    for (int target : targets) {
      settings.append("ConnectPort ").append(target).append('\n');
    }
    Path file = Files.writeString(directory.resolve("tinyproxy.conf"), settings);
    return start(directory, port, Peers.program("tinyproxy"), "-d", "-c", file.toString());
  }

  /** Dante: SOCKS 4, which knows no names, and SOCKS 5, to one port. */
  static ProxyProgram dante(Path directory, int target) throws Exception {
    int port = Peers.freePort();
    String program = Peers.program("danted");
    Peers.needRoot("Dante");
    Path file =
        Files.writeString(
            directory.resolve("danted.conf"),
            """
            errorlog: stderr
            logoutput: stdout
            internal: 127.0.0.1 port = %d
            external: 127.0.0.1
            clientmethod: none
            socksmethod: none
            user.privileged: root
            user.unprivileged: nobody
            client pass {
              from: 127.0.0.0/8 to: 0.0.0.0/0
            }
            socks pass {
              from: 127.0.0.0/8 to: 127.0.0.0/8 port = %d
              proxyprotocol: socks_v4 socks_v5
              log: connect
            }
            socks block {
              from: 0.0.0.0/0 to: 0.0.0.0/0
              log: connect
            }
            """
                .formatted(port, target));
    Path pid = directory.resolve("danted.pid");
    return start(directory, port, program, "-f", file.toString(), "-p", pid.toString());
  }

  int port() {
    return port;
  }

  /** What it has logged. */
  String log() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
