package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a program that sends mail.
 *
 * @param perSecond messages per second
 * @param serverMicros the server's processor time per message, in microseconds
 */
record Load(double perSecond, double serverMicros) {
  /**
   * Runs a sender, and times it as a whole process: for those that start in a millisecond.
   *
   * @param command the sender, with {@code PORT} for the server's port
   * @throws IllegalStateException when the sender fails: a run with refused mail is no measurement
   */
  static Load timed(List<String> command, Peer server, int messages) {
    double processorBefore = server.processorMicros();
    long begun = System.nanoTime();
    complete(command, server);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double processor = server.processorMicros() - processorBefore;
    return new Load(messages / seconds, processor / messages);
  }

  /**
   * Runs a sender that warms up, sends, and prints how many seconds the sending took.
   *
   * @param command as in {@link #timed}
   */
  static Load told(List<String> command, Peer server, int messages) {
    double processorBefore = server.processorMicros();
    double seconds = Double.parseDouble(complete(command, server));
    double processor = server.processorMicros() - processorBefore;
    return new Load(messages / seconds, processor / messages);
  }

  private static String complete(List<String> command, Peer server) {
    List<String> words = new ArrayList<>();
    for (String word : command) {
      words.add(word.replace("PORT", Integer.toString(server.port())));
    }
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(words + " ended with " + status + ": " + said.strip());
      }
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
