package org.mailshim.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mailshim.address.PrintableText;
import org.mailshim.message.MailData;

/**
 * One run of a program. Input and output are files and no pipes: nothing has to be fed or drained
 * meanwhile, and a grandchild that keeps the output open keeps nobody waiting. One thread.
 */
final class ProgramRun implements AutoCloseable {
  /** How often an endless output is cut. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** SIGKILL waits for nobody but the kernel. */
  private static final long KILLED_SECONDS = 5;

  private static final int LONGEST_TOLD = 200;

  private final Program program;
  private final Path input;
  private final Path output;
  private byte[] kept = {};

  /** Makes the files. */
  ProgramRun(Program program, MailData message) throws IOException {
    this.program = program;
    this.input = Files.createTempFile("mailshim", ".in");
    boolean ready = false;
    try (InputStream in = message.open()) {
      Files.copy(in, input, StandardCopyOption.REPLACE_EXISTING);
      this.output = Files.createTempFile("mailshim", ".out");
      ready = true;
    } finally {
      if (!ready) {
        Files.deleteIfExists(input);
      }
    }
  }

  ProgramResult finish() throws IOException {
    Process process;
    try {
      process = start();
    } catch (IOException e) {
      return new ProgramResult.NotStarted(
          "cannot start "
              + name()
              + ": "
              + PrintableText.of(String.valueOf(e.getMessage()), LONGEST_TOLD));
    }
    boolean over = false;
    try {
      over = waitFor(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProgramResult.Unfinished(name() + " was cut off", text());
    } finally {
      if (!over) {
        kill(process);
      }
    }
    return over
        ? new ProgramResult.Exited(process.exitValue(), text())
        : new ProgramResult.Unfinished(name() + " was not ready within " + seconds(), text());
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program.command())
            .directory(program.directory().toFile())
            .redirectErrorStream(true)
            .redirectInput(input.toFile())
            // Appended, so that what follows a cut begins the file anew.
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().clear();
    builder.environment().putAll(program.environment());
    return builder.start();
  }

  private boolean waitFor(Process process) throws InterruptedException, IOException {
    long end = System.nanoTime() + program.limit().toNanos();
    while (true) {
      long left = end - System.nanoTime();
      if (process.waitFor(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      cutOutput();
    }
  }

  /** Keeps the output's beginning, and throws away what an endless one has written so far. */
  private void cutOutput() throws IOException {
    if (Files.size(output) > program.outputLimit()) {
      keep();
      try (FileChannel file = FileChannel.open(output, StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
    }
  }

  private void keep() throws IOException {
    if (kept.length == 0) {
      try (InputStream in = Files.newInputStream(output)) {
        kept = in.readNBytes(program.outputLimit());
      }
    }
  }

  private static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(KILLED_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String text() throws IOException {
    keep();
    return new String(kept, UTF_8);
  }

  private String name() {
    return PrintableText.of(program.command().get(0), LONGEST_TOLD);
  }

  private String seconds() {
    return program.limit().toMillis() / 1000.0 + " seconds";
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(output);
    Files.deleteIfExists(input);
  }
}
