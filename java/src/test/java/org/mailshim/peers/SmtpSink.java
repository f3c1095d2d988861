package org.mailshim.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Postfix's smtp-sink: a server that takes everything, or refuses and hangs up where its options
 * say so.
 */
final class SmtpSink implements AutoCloseable {
  private final PeerProcess process;
  private final Path dump;
  private final int port;

  private SmtpSink(PeerProcess process, Path dump, int port) {
    this.process = process;
    this.dump = dump;
    this.port = port;
  }

  /** Starts it with options of its own: {@code -L} for LMTP, {@code -r RCPT}, {@code -q DATA}. */
  static SmtpSink start(Path directory, String... options) throws Exception {
    int port = Peers.freePort();
    SmtpSink sink = start(directory, "127.0.0.1:" + port, port, options);
    sink.process.awaitPort(port);
    return sink;
  }

  /** Starts it at the Unix socket {@code socket} in its folder. */
  static SmtpSink startAtSocket(Path directory) throws Exception {
    SmtpSink sink = start(directory, "unix:" + directory.resolve("sink/socket"), 0);
    sink.process.awaitFile(directory.resolve("sink/socket"));
    return sink;
  }

  private static SmtpSink start(Path directory, String where, int port, String... options)
      throws Exception {
    Path folder = Peers.shared(Peers.open(directory).resolve("sink"));
    List<String> command = new ArrayList<>(List.of(Peers.program("smtp-sink")));
    if (Peers.isRoot()) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.addAll(List.of("-D", folder.resolve("dump").toString()));
    command.addAll(List.of(options));
    command.addAll(List.of(where, "100"));
    PeerProcess process = PeerProcess.start(folder, command);
    return new SmtpSink(process, folder.resolve("dump"), port);
  }

  int port() {
    return port;
  }

  /** All messages with their envelopes, as smtp-sink writes them. */
  String received() throws IOException {
    return Files.exists(dump) ? Files.readString(dump, StandardCharsets.ISO_8859_1) : "";
  }

  @Override
  public void close() {
    process.close();
  }
}
