package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Postfix of the benchmark's own, which it needs root for: mail for example.net goes to one
 * Maildir, that for example.com to a smart host.
 */
final class PostfixServer implements AutoCloseable {
  private static final String SETTINGS =
      """
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
      default_process_limit = 250
      default_destination_concurrency_limit = 50
      alias_maps =
      alias_database =
      smtp_dns_support_level = disabled
      smtpd_peername_lookup = no
      relayhost = [127.0.0.1]:%2$d
      virtual_mailbox_domains = example.net
      virtual_mailbox_base = %1$s/mail
      virtual_mailbox_maps = static:box/
      virtual_mailbox_limit = 0
      virtual_uid_maps = static:65534
      virtual_gid_maps = static:65534
      virtual_minimum_uid = 1
      virtual_initial_destination_concurrency = 20
      """;

  private static final String SERVICES =
      """
      pickup unix n - n 60 1 pickup
      cleanup unix n - n - 0 cleanup
      qmgr unix n - n 300 1 qmgr
      rewrite unix - - n - - trivial-rewrite
      bounce unix - - n - 0 bounce
      defer unix - - n - 0 bounce
      trace unix - - n - 0 bounce
      smtp unix - - n - - smtp
      virtual unix - n n - - virtual
      error unix - - n - - error
      retry unix - - n - - error
      anvil unix - - n - 1 anvil
      scache unix - - n - 1 scache
      proxymap unix - - n - - proxymap
      postlog unix-dgram n - n - 1 postlogd
      127.0.0.1:%d inet n - n - - smtpd
      """;

  private final Path directory;
  private final Peer peer;

  private PostfixServer(Path directory, Peer peer) {
    this.directory = directory;
    this.peer = peer;
  }

  static boolean isPossible() {
    return System.getProperty("user.name").equals("root");
  }

  /** Starts it in a directory that is there already; it relays to that port. */
  static PostfixServer start(Path directory, int smartHost) {
    try {
      readable(directory);
      Path configuration = readable(directory.resolve("etc"));
      readable(directory.resolve("spool"));
      give(readable(directory.resolve("data")), "postfix");
      give(readable(directory.resolve("mail")), "nobody");
      int port = Peer.freePort();
      Files.writeString(configuration.resolve("main.cf"), SETTINGS.formatted(directory, smartHost));
      Files.writeString(configuration.resolve("master.cf"), SERVICES.formatted(port));
      List<String> command = List.of("postfix", "-c", configuration.toString(), "start-fg");
      return new PostfixServer(directory, Peer.listening(command, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a directory, if it is not there, that Postfix's users may look into. */
  static Path readable(Path path) throws IOException {
    Files.createDirectories(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void give(Path path, String user) throws IOException {
    var users = path.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(path, users.lookupPrincipalByName(user));
  }

  Peer peer() {
    return peer;
  }

  /** Waits until its queue is empty, so that it works for nobody when it is another one's turn. */
  void settle() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end && !isEmpty()) {
      pause();
    }
  }

  private boolean isEmpty() {
    String files =
        Programs.output(
            List.of(
                "find", directory + "/spool/incoming", directory + "/spool/active", "-type", "f"));
    return files.isBlank();
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The master keeps its process id in a file, since it leaves the process that started it. */
  @Override
  public void close() {
    try {
      long master =
          Long.parseLong(Files.readString(directory.resolve("spool/pid/master.pid")).strip());
      ProcessHandle.of(master).ifPresent(ProcessHandle::destroy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      peer.close();
    }
  }
}
