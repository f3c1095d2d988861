package org.mailshim.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Dovecot of our own: LMTP and submission on ports of the loopback interface, and SASL for
 * Postfix on a Unix socket. Its one user is {@code ann} with the password {@code secret}.
 */
final class Dovecot implements AutoCloseable {
  static final String USER = "ann";
  static final String PASSWORD = "secret";

  private final Path directory;
  private final PeerProcess process;
  private final int lmtp;
  private final int submission;
  private final int submissions;

  private Dovecot(Path directory, PeerProcess process, int lmtp, int submission, int submissions) {
    this.directory = directory;
    this.process = process;
    this.lmtp = lmtp;
    this.submission = submission;
    this.submissions = submissions;
  }

  /** Starts it; what is submitted goes on to {@code relayPort}. */
  static Dovecot start(Path parent, int relayPort) throws Exception {
    String dovecot = Peers.program("dovecot");
    Peers.program("lmtp");
    Peers.program("submission-login");
    Peers.needRoot("Dovecot");
    Path directory = Peers.open(Peers.open(parent).resolve("dovecot"));
    PeerCertificate certificate = PeerCertificate.make(directory);
    Peers.open(directory.resolve("run"));
    Peers.shared(directory.resolve("mail"));
    Files.writeString(directory.resolve("users"), USER + ":{PLAIN}" + PASSWORD + "::::::\n");
    int lmtp = Peers.freePort();
    int submission = Peers.freePort();
    int submissions = Peers.freePort();
    Path configuration = directory.resolve("dovecot.conf");
    Files.writeString(
        configuration,
        accounts(DovecotRelease.of(dovecot), directory, certificate)
            + SERVICES.formatted(directory, submission, submissions, relayPort, lmtp));
    PeerProcess process =
        PeerProcess.start(directory, List.of(dovecot, "-F", "-c", configuration.toString()));
    try {
      process.awaitPort(lmtp);
      process.awaitPort(submission);
      process.awaitPort(submissions);
    } catch (AssertionError | InterruptedException e) {
      process.close();
      throw e;
    }
    return new Dovecot(directory, process, lmtp, submission, submissions);
  }

  private static String accounts(
      DovecotRelease release, Path directory, PeerCertificate certificate) {
    return release.start(directory)
        + release.tls(certificate)
        + release.maildir("~/Maildir")
        + release.passwords(directory.resolve("users"))
        + release.home(directory + "/mail/" + release.localPart());
  }

  private static final String SERVICES =
      """
      protocols = lmtp submission
      hostname = mx.example.net
      postmaster_address = postmaster@example.net
      auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256
      auth_failure_delay = 0
      service submission-login {
        inet_listener submission {
          port = %2$d
        }
        inet_listener submissions {
          port = %3$d
          ssl = yes
        }
      }
      submission_relay_host = 127.0.0.1
      submission_relay_port = %4$d
      submission_relay_trusted = yes
      service lmtp {
        inet_listener lmtp {
          port = %5$d
        }
      }
      service anvil {
        unix_listener anvil-auth-penalty {
          mode = 0
        }
      }
      service auth {
        unix_listener %1$s/auth {
          mode = 0666
        }
      }
      """;

  int lmtpPort() {
    return lmtp;
  }

  int submissionPort() {
    return submission;
  }

  int submissionsPort() {
    return submissions;
  }

  /** The certificate of submission, which is its own authority. */
  Path certificate() {
    return directory.resolve("certificate.pem");
  }

  /** The Unix socket at which Postfix asks whether a password is right. */
  Path authSocket() {
    return directory.resolve("auth");
  }

  Maildir mailOf(String user) {
    return new Maildir(directory.resolve("mail").resolve(user).resolve("Maildir"));
  }

  @Override
  public void close() {
    process.close();
  }
}
