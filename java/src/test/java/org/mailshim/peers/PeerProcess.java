package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One program that we did not write, run for a test in a directory of its own, and ended by its
 * process id.
 *
 * <p>What it prints goes to a file and is told when the test fails for its sake.
 */
final class PeerProcess implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  private final Process process;
  private final Path output;

  private PeerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static PeerProcess start(Path directory, List<String> command) throws IOException {
    return start(directory, command, new byte[0]);
  }

  private static PeerProcess start(Path directory, List<String> command, byte[] input)
      throws IOException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Path stdin = Files.write(Files.createTempFile(directory, "input", ".txt"), input);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(stdin.toFile())
            .redirectOutput(output.toFile());
    // What the machine's owner prefers is no part of the test.
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    return new PeerProcess(builder.start(), output);
  }

  /** Runs a program to its end; gives what it printed. */
  static Run run(Path directory, List<String> command, byte[] input)
      throws IOException, InterruptedException {
    try (PeerProcess peer = start(directory, command, input)) {
      boolean ended = peer.process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertTrue(ended, () -> command + " goes on for ever\n" + peer.output());
      return new Run(peer.process.exitValue(), peer.output());
    }
  }

  /** How a program ended. */
  record Run(int status, String output) {}

  /** Waits until somebody listens at a port of the loopback interface. */
  void awaitPort(int port) throws InterruptedException {
    awaitPort(InetAddress.getLoopbackAddress().getHostAddress(), port);
  }

  /** Waits until somebody listens at a port of an address. */
  void awaitPort(String address, int port) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!isListening(address, port)) {
      // The program may also say by its end that it will never listen.
      boolean ended = process.waitFor(10, TimeUnit.MILLISECONDS);
      assertTrue(!ended && System.nanoTime() < deadline, () -> "nobody listens\n" + output());
    }
  }

  /** Waits until a file or socket is there. */
  void awaitFile(Path file) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(file)) {
      boolean ended = process.waitFor(10, TimeUnit.MILLISECONDS);
      assertTrue(!ended && System.nanoTime() < deadline, () -> "no " + file + "\n" + output());
    }
  }

  private static boolean isListening(String address, int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral(address), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  String output() {
    try {
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  @Override
  public void close() {
    end(process.toHandle());
  }

  /** Ends a process and what it started. */
  static void end(ProcessHandle handle) {
    List<ProcessHandle> children = handle.descendants().toList();
    handle.destroy();
    try {
      handle.onExit().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      handle.destroyForcibly();
    } catch (ExecutionException | TimeoutException e) {
      handle.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroy);
  }
}
