package org.mailshim.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/**
 * A Dovecot that serves POP3 from one Maildir, with STLS and every login it has. Its one user is
 * {@code bob} with the password {@code secret}; the Maildir belongs to {@code nobody}, since
 * Dovecot reads none of root's.
 */
final class DovecotPop3 implements AutoCloseable {
  private static final String SERVICES =
      """
      protocols = pop3
      auth_mechanisms = plain login cram-md5 digest-md5 apop scram-sha-1 scram-sha-256
      service pop3-login {
        inet_listener pop3 {
          port = %1$d
        }
        inet_listener pop3s {
          port = %2$d
          ssl = yes
        }
      }
      """;

  private final Path directory;
  private final PeerProcess process;
  private final int port;
  private final int tlsPort;

  private DovecotPop3(Path directory, PeerProcess process, int port, int tlsPort) {
    this.directory = directory;
    this.process = process;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  static DovecotPop3 start(Path parent) throws Exception {
    String dovecot = Peers.program("dovecot");
    Peers.program("pop3-login");
    Peers.needRoot("Dovecot");
    Path directory = Peers.open(Peers.open(parent).resolve("dovecot"));
    PeerCertificate certificate = PeerCertificate.make(directory);
    Peers.open(directory.resolve("run"));
    Peers.shared(directory.resolve("mail"));
    for (String name : List.of("", "cur", "new", "tmp")) {
      own(Files.createDirectories(directory.resolve("mail/bob").resolve(name)));
    }
    Files.writeString(directory.resolve("users"), "bob:{PLAIN}secret::::::\n");
    int port = Peers.freePort();
    int tlsPort = Peers.freePort();
    Path configuration = directory.resolve("dovecot.conf");
    Files.writeString(
        configuration,
        accounts(DovecotRelease.of(dovecot), directory, certificate)
            + SERVICES.formatted(port, tlsPort));
    PeerProcess process =
        PeerProcess.start(directory, List.of(dovecot, "-F", "-c", configuration.toString()));
    try {
      process.awaitPort(port);
      process.awaitPort(tlsPort);
    } catch (AssertionError | InterruptedException e) {
      process.close();
      throw e;
    }
    return new DovecotPop3(directory, process, port, tlsPort);
  }

  private static String accounts(
      DovecotRelease release, Path directory, PeerCertificate certificate) {
    return release.start(directory)
        + release.tls(certificate)
        + release.maildir(directory + "/mail/bob")
        + release.passwords(directory.resolve("users"))
        + release.home(directory + "/mail");
  }

  /** Gives a file to the user whom Dovecot becomes. */
  private static void own(Path path) throws IOException {
    UserPrincipal nobody =
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(path, nobody);
  }

  /** Adds a message. */
  void add(String name, String message) throws IOException {
    Path file = maildir().resolve("tmp").resolve(name);
    Files.writeString(file, message);
    own(file);
    Files.move(file, maildir().resolve("new").resolve(name));
  }

  Path maildir() {
    return directory.resolve("mail/bob");
  }

  /** The directory above the Maildir: that of a store, with {@code bob} in it. */
  Path store() {
    return directory.resolve("mail");
  }

  Path certificate() {
    return directory.resolve("certificate.pem");
  }

  int port() {
    return port;
  }

  int tlsPort() {
    return tlsPort;
  }

  @Override
  public void close() {
    process.close();
  }
}
