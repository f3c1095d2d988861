package org.mailshim.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process, which locks a file until it is ended. */
final class LockHolder {
  private LockHolder() {}

  /** Starts it, and returns when it has the lock. */
  static Process start(Path file) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    var builder =
        new ProcessBuilder(java, "-cp", classes, LockHolder.class.getName(), file.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (process.getInputStream().read() != '+') {
      process.destroyForcibly();
      throw new IOException("the other process did not get the lock");
    }
    return process;
  }

  /** Locks {@code arguments[0]}, says so, and waits for its input to end. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        System.out.write('+');
        System.out.flush();
        while (System.in.read() >= 0) {}
      }
    }
  }
}
