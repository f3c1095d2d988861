package org.mailshim.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mailshim.address.PrintableText;
import org.mailshim.message.MailData;

/**
 * One run of a program. Input and output are files and no pipes: nothing has to be fed or drained
 * meanwhile, and a grandchild that keeps the output open keeps nobody waiting. One thread.
 *
 * <p>How the program ended is written into a file as well, by its parent, a shell that does nothing
 * else. This process is often not ours: a host that waits for its own children with {@code
 * waitpid(-1)}, or ignores SIGCHLD, takes the status away from the JDK, which then says 0: a virus
 * scanner's yes to everything.
 */
final class ProgramRun implements AutoCloseable {
  /** How often an endless output is cut. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** SIGKILL waits for nobody but the kernel. */
  private static final long KILLED_SECONDS = 5;

  private static final int LONGEST_TOLD = 200;

  // What shells say of a word that they cannot run (POSIX, "Exit Status for Commands").
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /** The first argument is the file for the status, the program's words follow. */
  private static final List<String> SHELL =
      List.of(
          "/bin/sh",
          "-c",
          "unset PWD OLDPWD SHLVL; (shift; exec \"$@\"); echo \"$?\" >\"$1\"",
          "mailshim");

  private final Program program;
  private final Path files;
  private final Path input;
  private final Path output;
  private final Path status;
  private byte[] kept = {};

  /** Makes the files. */
  ProgramRun(Program program, MailData message) throws IOException {
    this.program = program;
    this.files = Files.createTempDirectory("mailshim");
    this.input = files.resolve("in");
    this.output = files.resolve("out");
    this.status = files.resolve("status");
    boolean ready = false;
    try (InputStream in = message.open()) {
      Files.copy(in, input);
      Files.createFile(output);
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  ProgramResult finish() throws IOException {
    Process process;
    try {
      process = start();
    } catch (IOException e) {
      return notStarted(String.valueOf(e.getMessage()));
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
        ? ended()
        : new ProgramResult.Unfinished(name() + " was not ready within " + seconds(), text());
  }

  private ProgramResult ended() throws IOException {
    String said = Files.exists(status) ? Files.readString(status).strip() : "";
    if (said.isEmpty()) { // the shell was killed, or the disk is full
      return new ProgramResult.Unfinished(name() + " is gone, and how it ended not known", text());
    }
    int code = Integer.parseInt(said);
    return code == NOT_EXECUTABLE || code == NOT_FOUND
        ? notStarted(text())
        : new ProgramResult.Exited(code, text());
  }

  private ProgramResult notStarted(String why) {
    return new ProgramResult.NotStarted(
        "cannot start " + name() + ": " + PrintableText.of(why.strip(), LONGEST_TOLD));
  }

  private Process start() throws IOException {
    List<String> words = new ArrayList<>(SHELL);
    words.add(status.toString());
    words.addAll(program.command());
    ProcessBuilder builder =
        new ProcessBuilder(words)
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
    Files.deleteIfExists(status);
    Files.deleteIfExists(output);
    Files.deleteIfExists(input);
    Files.deleteIfExists(files);
  }
}
