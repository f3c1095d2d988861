package org.mailshim.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An Exim of our own, unpacked by {@code cmake/unpack-exim}: an MX for {@code example.net} that
 * puts all mail into one Maildir. Its one user is {@code ann} with the password {@code secret}.
 *
 * <p>It is not installed, and will not start without the user that its installation makes: so it
 * gets a mount namespace in which the files that list users and groups have one more.
 */
final class Exim implements AutoCloseable {
  static final String USER = "ann";
  static final String PASSWORD = "secret";

  private static final String SETTINGS =
      """
      exim_path = %1$s
      exim_user = nobody
      exim_group = nogroup
      spool_directory = %2$s/spool
      log_file_path = %2$s/spool/log-%%slog
      pid_file_path = %2$s/spool/pid
      local_interfaces = 127.0.0.1
      daemon_smtp_ports = %3$d
      primary_hostname = mx.example.net
      domainlist local_domains = example.net
      host_lookup =
      rfc1413_query_timeout = 0s
      deliver_drop_privilege = true
      keep_environment =
      tls_certificate = %2$s/certificate.pem
      tls_privatekey = %2$s/key.pem
      tls_advertise_hosts = *
      chunking_advertise_hosts = *
      dsn_advertise_hosts = *
      smtputf8_advertise_hosts = *
      message_size_limit = 200K
      acl_smtp_rcpt = check_rcpt
      acl_smtp_data = accept
      begin acl
      check_rcpt:
        accept domains = +local_domains
        accept authenticated = *
        deny message = relay not permitted
      begin routers
      all:
        driver = accept
        transport = maildir
      begin transports
      maildir:
        driver = appendfile
        directory = %2$s/mail
        maildir_format
        delivery_date_add
        envelope_to_add
        return_path_add
      begin authenticators
      plain:
        driver = plaintext
        public_name = PLAIN
        server_advertise_condition = ${if def:tls_in_cipher}
        server_prompts = :
        server_condition = ${if and{{eq{$auth2}{ann}}{eq{$auth3}{secret}}}}
        server_set_id = $auth2
      cram:
        driver = cram_md5
        public_name = CRAM-MD5
        server_secret = ${if eq{$auth1}{ann}{secret}fail}
        server_set_id = $auth1
      """;

  private final Path directory;
  private final PeerProcess process;
  private final int port;

  private Exim(Path directory, PeerProcess process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  static Exim start(Path parent) throws Exception {
    Peers.needRoot("Exim");
    String exim = Peers.unpacked("exim4");
    // Not in a changed root that is no mount point, either.
    if (!Peers.works(List.of("unshare", "--mount", "true"))) {
      Peers.skip("there are no mount namespaces here");
    }
    Path directory = Peers.open(Peers.open(parent).resolve("exim"));
    PeerCertificate certificate = PeerCertificate.make(directory);
    Files.setPosixFilePermissions(
        certificate.key(), Files.getPosixFilePermissions(certificate.certificate()));
    Peers.shared(directory.resolve("spool"));
    Peers.shared(directory.resolve("mail"));
    int port = Peers.freePort();
    Path settings = directory.resolve("exim.conf");
    Files.writeString(settings, SETTINGS.formatted(exim, directory, port));
    withLine(directory, "passwd", "Debian-exim:x:65533:65533::/:/usr/sbin/nologin\n");
    withLine(directory, "group", "Debian-exim:x:65533:\n");
    String inNamespace =
        "mount --bind %1$s/passwd /etc/passwd && mount --bind %1$s/group /etc/group && exec %2$s -bdf -C %3$s"
            .formatted(directory, exim, settings);
    PeerProcess process =
        PeerProcess.start(directory, List.of("unshare", "--mount", "sh", "-c", inNamespace));
    try {
      process.awaitPort(port);
    } catch (AssertionError | InterruptedException e) {
      process.close();
      throw e;
    }
    return new Exim(directory, process, port);
  }

  /** A copy of one of the files in /etc with a line more. */
  private static void withLine(Path directory, String name, String line) throws Exception {
    Path copy = Files.copy(Path.of("/etc", name), directory.resolve(name));
    Files.writeString(copy, line, StandardOpenOption.APPEND);
  }

  int port() {
    return port;
  }

  Path certificate() {
    return directory.resolve("certificate.pem");
  }

  Maildir mail() {
    return new Maildir(directory.resolve("mail"));
  }

  @Override
  public void close() {
    process.close();
  }
}
