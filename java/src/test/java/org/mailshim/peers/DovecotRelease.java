package org.mailshim.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What the releases of Dovecot call differently in their settings: 2.4 has new names for most of
 * what 2.3 had, knows none of the old ones, and wants to read first which release a file is for.
 *
 * <p>Each method gives whole lines for a {@code dovecot.conf}. Settings that have the same name in
 * both, such as those of services, stay with who needs them.
 */
public enum DovecotRelease {
  /** In Debian 12. */
  V2_3(
      "",
      """
      ssl = yes
      ssl_cert = <%s
      ssl_key = <%s
      """,
      "disable_plaintext_auth = no\n",
      "mail_location = maildir:%s\n",
      """
      passdb {
        driver = passwd-file
        args = scheme=PLAIN %s
      }
      """,
      """
      passdb {
        driver = static
        args = nopassword=y
      }
      """,
      """
      userdb {
        driver = static
        args = uid=nobody gid=nogroup home=%s allow_all_users=yes
      }
      """,
      "%u",
      "%n"),

  /** In Debian 13. */
  V2_4(
      """
      dovecot_config_version = 2.4.0
      dovecot_storage_version = 2.4.0
      """,
      """
      ssl = yes
      ssl_server_cert_file = %s
      ssl_server_key_file = %s
      """,
      "auth_allow_cleartext = yes\n",
      """
      mail_driver = maildir
      mail_path = %s
      """,
      """
      passdb passwd-file {
        default_password_scheme = PLAIN
        passwd_file_path = %s
      }
      """,
      """
      passdb static {
        fields {
          nopassword = yes
        }
      }
      """,
      """
      userdb static {
        userdb_static_allow_all_users = yes
        fields {
          uid = nobody
          gid = nogroup
          home = %s
        }
      }
      """,
      "%{user}",
      "%{user | username}");

  private final String start;
  private final String tls;
  private final String clearText;
  private final String maildir;
  private final String passwords;
  private final String anybody;
  private final String home;
  private final String user;
  private final String localPart;

  DovecotRelease(
      String start,
      String tls,
      String clearText,
      String maildir,
      String passwords,
      String anybody,
      String home,
      String user,
      String localPart) {
    this.start = start;
    this.tls = tls;
    this.clearText = clearText;
    this.maildir = maildir;
    this.passwords = passwords;
    this.anybody = anybody;
    this.home = home;
    this.user = user;
    this.localPart = localPart;
  }

  /**
   * The release of a program, which is asked for it.
   *
   * @throws UncheckedIOException if the program cannot be run
   */
  public static DovecotRelease of(String program) {
    try {
      Process process = new ProcessBuilder(List.of(program, "--version")).start();
      String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return version.startsWith("2.3.") ? V2_3 : V2_4;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How a file begins: one that listens at 127.0.0.1, serves passwords in clear, and has its state
   * and log in a directory.
   */
  public String start(Path directory) {
    return start
        + """
        base_dir = %1$s/run
        state_dir = %1$s/run
        log_path = %1$s/log
        listen = 127.0.0.1
        first_valid_uid = 1
        """
            .formatted(directory)
        + clearText;
  }

  /** With TLS. */
  String tls(PeerCertificate certificate) {
    return tls.formatted(certificate.certificate(), certificate.key());
  }

  /** Mail is in the Maildir at this path, which may have the user in it. */
  public String maildir(String path) {
    return maildir.formatted(path);
  }

  /** The users are those of a file, with passwords that it has in clear. */
  public String passwords(Path file) {
    return passwords.formatted(file);
  }

  /** Anybody logs in with any password. */
  public String anybody() {
    return anybody;
  }

  /** Every user's mail is read as {@code nobody}, with this home, which may have the user in it. */
  public String home(String path) {
    return home.formatted(path);
  }

  /** What stands in a path for the user's name. */
  public String user() {
    return user;
  }

  /** What stands in a path for the local-part of the user's name. */
  public String localPart() {
    return localPart;
  }
}
