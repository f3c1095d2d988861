package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the programs that take part. */
final class Programs {
  private Programs() {}

  /** A main class of this package, on the running JDK, with the heap that a C host's JVM gets. */
  static List<String> java(Class<?> program, String... arguments) {
    return javaWithHeap("128m", program, arguments);
  }

  /** As {@link #java} with another heap. */
  static List<String> javaWithHeap(String heap, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Postfix's sink, which refuses to run as root; the number is the listen queue's length. */
  static List<String> smtpSink() {
    boolean root = System.getProperty("user.name").equals("root");
    return root
        ? List.of("smtp-sink", "-u", "nobody", "127.0.0.1:PORT", "1000")
        : List.of("smtp-sink", "127.0.0.1:PORT", "1000");
  }

  /** The sink, at that port, until it has so many messages. */
  static List<String> smtpSink(int port, int messages) {
    List<String> command = new ArrayList<>();
    for (String word : smtpSink()) {
      command.add(word.replace("PORT", Integer.toString(port)));
    }
    command.addAll(1, List.of("-M", Integer.toString(messages)));
    return command;
  }

  /** Starts a program that is to end by itself. */
  static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  static void await(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a program to its end; gives what it printed. */
  static String output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      await(process);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Postfix's source. Its length is that of the body; it adds a few header fields. */
  static List<String> smtpSource(int sessions, int messages, int octets, boolean kept) {
    return smtpSource(sessions, messages, octets, kept, "example.net");
  }

  /** To another domain. */
  static List<String> smtpSource(
      int sessions, int messages, int octets, boolean kept, String domain) {
    List<String> command = new ArrayList<>();
    command.add("smtp-source");
    if (kept) {
      command.add("-d");
    }
    command.addAll(List.of("-s", Integer.toString(sessions), "-m", Integer.toString(messages)));
    command.addAll(List.of("-l", Integer.toString(octets)));
    command.addAll(List.of("-f", "sender@example.org", "-t", "recipient@" + domain));
    command.add("127.0.0.1:PORT");
    return command;
  }
}
