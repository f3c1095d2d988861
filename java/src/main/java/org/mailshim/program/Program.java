package org.mailshim.program;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailshim.message.MailData;

/**
 * A program of this host that is given messages on its standard input.
 *
 * <p><b>What it gets.</b> Its words as they are: no shell looks at them. Of the environment only
 * what is said here, so that no secret of the host process is passed on. The message is its
 * standard input, a file that is gone afterwards; it need not be read.
 *
 * <p><b>What it may do.</b> Run for its time; then it is killed, and with it all that it has
 * started and that has not left it. What it prints beyond the limit is thrown away.
 *
 * <p>It runs as the user of this process, below a {@code /bin/sh} that looks at none of its words
 * and says how it ended, which a host process with children of its own may hinder the JDK from
 * hearing: one that ignores SIGCHLD, or waits for any child. Immutable; any thread, several at
 * once.
 *
 * <p>Known limits: a grandchild whose parent is dead already survives the end of the time. The
 * shell is a child of this process: when it ends, a host's handler of SIGCHLD runs, its {@code
 * waitpid(-1)} may name a process that it has not started, and a call that waits on one of its
 * threads may end with EINTR. Where there is no {@code /bin/sh} nothing can be started.
 *
 * @param command the program's path and its arguments, without NUL
 * @param environment all of its environment
 * @param directory where it runs
 * @param limit how long it may run
 * @param outputLimit how much is kept of what it prints, in octets
 */
public record Program(
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Duration limit,
    int outputLimit) {
  private static final Map<String, String> PLAIN =
      Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C");
  private static final int FEW_LINES = 4096;

  /**
   * Copies what it is given; no word, or one that no program can be given, is the caller's fault.
   */
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty() || command.get(0).isEmpty()) {
      throw new IllegalArgumentException("no program");
    }
    for (String word : command) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a program's word with NUL");
      }
    }
    if (!limit.isPositive() || outputLimit < 0) {
      throw new IllegalArgumentException("a program without time, or with less than no output");
    }
  }

  /**
   * A program in {@code /} with little environment: a search path and the C locale; 4096 octets of
   * its output are kept.
   *
   * @param command its path and its arguments
   * @param limit how long it may run
   */
  public static Program of(List<String> command, Duration limit) {
    return new Program(command, PLAIN, Path.of("/"), limit, FEW_LINES);
  }

  /** This with further words at its end. */
  public Program withArguments(List<String> more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(more);
    return new Program(all, environment, directory, limit, outputLimit);
  }

  /** This with further variables in its environment, such as {@code SENDER}. */
  public Program withVariables(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Program(command, all, directory, limit, outputLimit);
  }

  /** This with more or less kept of what it prints, in octets. */
  public Program withOutputLimit(int limitOctets) {
    return new Program(command, environment, directory, limit, limitOctets);
  }

  /** This in another directory. */
  public Program in(Path other) {
    return new Program(command, environment, other, limit, outputLimit);
  }

  /**
   * Runs the program once, on the calling thread. Interrupting the thread kills the program; the
   * thread stays interrupted.
   *
   * @param input the program's standard input
   * @return how it ended
   * @throws IOException when the message cannot be read, or the directory for temporary files does
   *     not take it
   */
  public ProgramResult run(MailData input) throws IOException {
    try (var run = new ProgramRun(this, input)) {
      return run.finish();
    }
  }
}
