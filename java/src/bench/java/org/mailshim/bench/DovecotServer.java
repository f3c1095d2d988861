package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Dovecot's POP3 over the Maildirs of a directory, which it reads as {@code nobody}. */
final class DovecotServer {
  private static final String SETTINGS =
      """
      base_dir = %1$s/run
      state_dir = %1$s/run
      log_path = %1$s/log
      protocols = pop3
      listen = 127.0.0.1
      ssl = no
      disable_plaintext_auth = no
      mail_location = maildir:%1$s/%%u
      first_valid_uid = 1
      passdb {
        driver = static
        args = nopassword=y
      }
      userdb {
        driver = static
        args = uid=nobody gid=nogroup home=%1$s allow_all_users=yes
      }
      service pop3-login {
        inet_listener pop3 {
          port = %2$d
        }
        inet_listener pop3s {
          port = 0
        }
      }
      """;

  private DovecotServer() {}

  static Peer start(Path directory) {
    try {
      Path configuration = directory.resolve("dovecot.conf");
      int port = Peer.freePort();
      Files.createDirectories(directory.resolve("run"));
      Files.writeString(configuration, SETTINGS.formatted(directory, port));
      return Peer.listening(List.of("dovecot", "-F", "-c", configuration.toString()), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
