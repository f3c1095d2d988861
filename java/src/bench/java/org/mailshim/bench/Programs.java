package org.mailshim.bench;

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

  /** The same with another heap. */
  static List<String> javaWithHeap(String heap, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
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

  /** Postfix's source. Its length is that of the body; it adds a few header fields. */
  static List<String> smtpSource(int sessions, int messages, int octets, boolean kept) {
    List<String> command = new ArrayList<>();
    command.add("smtp-source");
    if (kept) {
      command.add("-d");
    }
    command.addAll(List.of("-s", Integer.toString(sessions), "-m", Integer.toString(messages)));
    command.addAll(List.of("-l", Integer.toString(octets)));
    command.addAll(List.of("-f", "sender@example.org", "-t", "recipient@example.net"));
    command.add("127.0.0.1:PORT");
    return command;
  }
}
