package org.mailshim.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server process under measurement, on a loopback port.
 *
 * <p>The processor time is that of the process and the children it has waited for, as Linux counts
 * it: in ticks of 10 ms, so a run should last a second or more.
 */
final class Peer implements AutoCloseable {
  private static final long START_SECONDS = 20;
  private static final double TICK_MICROS = 10_000;

  private final Process process;
  private final int port;

  private Peer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A server that prints its port as its first line. */
  static Peer printingItsPort(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException(command.getFirst() + " ended without a port");
      }
      return new Peer(process, Integer.parseInt(line.strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that is told its port: {@code PORT} in the command is replaced by a free one. */
  static Peer onFreePort(List<String> command) {
    int port = freePort();
    List<String> words = new ArrayList<>();
    for (String word : command) {
      words.add(word.replace("PORT", Integer.toString(port)));
    }
    return listening(words, port);
  }

  /** A server that listens at a port sooner or later. */
  static Peer listening(List<String> command, int port) {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      awaitListening(process, port);
      return new Peer(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nobody has at the moment. */
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tries to connect until somebody listens; the connection refused in between costs nothing. */
  private static void awaitListening(Process process, int port) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException("nobody listens on port " + port);
  }

  int port() {
    return port;
  }

  /** User and system time so far, in microseconds. */
  double processorMicros() {
    String stat = procFile("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int field = 11; field < 15; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * TICK_MICROS;
  }

  /** Its share of the machine's memory, in kilobytes. */
  long memoryKilobytes() {
    Optional<String> line =
        procFile("smaps_rollup").lines().filter(each -> each.startsWith("Pss:")).findFirst();
    return Long.parseLong(line.orElseThrow().replaceAll("\\D", ""));
  }

  private String procFile(String name) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
