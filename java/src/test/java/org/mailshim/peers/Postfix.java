package org.mailshim.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mailshim.Eventually;

/**
 * A Postfix of our own: configuration, queue and log in a directory of the test, smtpd on a port of
 * the loopback interface, mail for example.net in one Maildir.
 */
final class Postfix implements AutoCloseable {
  /** Services every Postfix needs; smtpd's line is made of port and settings. */
  private static final String SERVICES =
      """
      pickup unix n - n 60 1 pickup
      cleanup unix n - n - 0 cleanup
      qmgr unix n - n 300 1 qmgr
      rewrite unix - - n - - trivial-rewrite
      bounce unix - - n - 0 bounce
      defer unix - - n - 0 bounce
      trace unix - - n - 0 bounce
      tlsmgr unix - - n 1000? 1 tlsmgr
      smtp unix - - n - - smtp
      lmtp unix - - n - - lmtp
      virtual unix - n n - - virtual
      error unix - - n - - error
      retry unix - - n - - error
      anvil unix - - n - 1 anvil
      scache unix - - n - 1 scache
      proxymap unix - - n - - proxymap
      postlog unix-dgram n - n - 1 postlogd
      """;

  private final Path directory;
  private final PeerProcess process;
  private final int port;
  private final Map<String, Integer> mechanismPorts;

  private Postfix(
      Path directory, PeerProcess process, int port, Map<String, Integer> mechanismPorts) {
    this.directory = directory;
    this.process = process;
    this.port = port;
    this.mechanismPorts = mechanismPorts;
  }

  /** Starts it with lines for main.cf of its own, which win over ours. */
  static Postfix start(Path parent, String... settings) throws Exception {
    return start(parent, List.of(), settings);
  }

  /** Starts it with a further port for each SASL mechanism, where only that is offered. */
  static Postfix start(Path parent, List<String> mechanisms, String... settings) throws Exception {
    return start(parent, Peers.freePort(), mechanisms, settings);
  }

  /** Starts it at a port that is known to be free, in a network namespace. */
  static Postfix startAt(Path parent, int port, String... settings) throws Exception {
    return start(parent, port, List.of(), settings);
  }

  private static Postfix start(Path parent, int port, List<String> mechanisms, String... settings)
      throws Exception {
    String postfix = Peers.program("postfix");
    Peers.needRoot("Postfix");
    Path directory = Peers.open(Peers.open(parent).resolve("postfix"));
    PeerCertificate certificate = PeerCertificate.make(directory);
    Path configuration = Peers.open(directory.resolve("etc"));
    Peers.open(directory.resolve("spool"));
    give(Peers.open(directory.resolve("data")), "postfix");
    give(Peers.open(directory.resolve("mail")), "nobody");
    Files.writeString(
        configuration.resolve("main.cf"), withSettings(settings(directory, certificate), settings));
    StringBuilder services = new StringBuilder(SERVICES);
    services.append("127.0.0.1:").append(port).append(" inet n - n - - smtpd\n");
    Map<String, Integer> ports = new HashMap<>();
    for (String mechanism : mechanisms) {
      ports.put(mechanism, Peers.freePort());
      services
          .append("127.0.0.1:")
          .append(ports.get(mechanism))
          .append(" inet n - n - - smtpd -o smtpd_sasl_mechanism_filter=")
          .append(mechanism)
          .append('\n');
    }
    Files.writeString(configuration.resolve("master.cf"), services);
    PeerProcess process =
        PeerProcess.start(directory, List.of(postfix, "-c", configuration + "", "start-fg"));
    Postfix started = new Postfix(directory, process, port, ports);
    try {
      process.awaitPort(port);
      return started;
    } catch (AssertionError | InterruptedException e) {
      started.close();
      throw new AssertionError(started.log(), e);
    }
  }

  /**
   * A test's own settings take the place of ours: each process of Postfix would warn of one that
   * stands twice.
   */
  private static String withSettings(String lines, String... settings) {
    Map<String, String> byName = new LinkedHashMap<>();
    Stream.concat(lines.lines(), Stream.of(settings).flatMap(String::lines))
        .forEach(line -> byName.put(line.substring(0, line.indexOf('=')).strip(), line));
    return String.join("\n", byName.values()) + "\n";
  }

  private static String settings(Path directory, PeerCertificate certificate) {
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    maillog_file = %1$s/log
    maillog_file_prefixes = %1$s
    myhostname = mx.example.net
    mydestination =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks = 127.0.0.0/8
    alias_maps =
    alias_database =
    smtp_dns_support_level = disabled
    smtpd_peername_lookup = no
    smtputf8_enable = yes
    virtual_mailbox_domains = example.net
    virtual_mailbox_base = %1$s/mail
    virtual_mailbox_maps = static:box/
    virtual_uid_maps = static:65534
    virtual_gid_maps = static:65534
    virtual_minimum_uid = 1
    smtpd_tls_security_level = may
    smtpd_tls_cert_file = %2$s
    smtpd_tls_key_file = %3$s
    """
        .formatted(directory, certificate.certificate(), certificate.key());
  }

  private static void give(Path path, String user) throws IOException {
    UserPrincipal owner =
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
    Files.setOwner(path, owner);
  }

  int port() {
    return port;
  }

  int port(String mechanism) {
    return mechanismPorts.get(mechanism);
  }

  /** The certificate of smtpd, which is its own authority. */
  Path certificate() {
    return directory.resolve("certificate.pem");
  }

  Maildir mail() {
    return new Maildir(directory.resolve("mail/box"));
  }

  /** Waits until the log has a text, or there is no hope for it; gives the log. */
  String awaitLog(String text) throws IOException {
    Eventually.holds(() -> log().contains(text));
    return log();
  }

  String log() throws IOException {
    Path log = directory.resolve("log");
    return (Files.exists(log) ? Files.readString(log) : "") + process.output();
  }

  /** The master keeps its process id in a file, since it leaves the process that started it. */
  @Override
  public void close() throws IOException {
    Path pid = directory.resolve("spool/pid/master.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(PeerProcess::end);
    }
    process.close();
  }
}
