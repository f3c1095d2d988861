package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mailshim.peers.DovecotRelease;
import org.mailshim.peers.Peers;

/** Dovecot's POP3 over the Maildirs of a directory, which it reads as {@code nobody}. */
final class DovecotServer {
  private static final String SERVICES =
      """
      protocols = pop3
      ssl = no
      service pop3-login {
        inet_listener pop3 {
          port = %1$d
        }
        inet_listener pop3s {
          port = 0
        }
      }
      """;

  private DovecotServer() {}

  private static String accounts(Path directory) {
    DovecotRelease release = DovecotRelease.of(Peers.program("dovecot"));
    return release.start(directory)
        + release.maildir(directory + "/" + release.user())
        + release.anybody()
        + release.home(directory.toString());
  }

  static Peer start(Path directory) {
    try {
      Path configuration = directory.resolve("dovecot.conf");
      int port = Peer.freePort();
      Files.createDirectories(directory.resolve("run"));
      Files.writeString(configuration, accounts(directory) + SERVICES.formatted(port));
      return Peer.listening(List.of("dovecot", "-F", "-c", configuration.toString()), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
