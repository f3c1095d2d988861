package org.mailshim.lists;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which programs forward files may name, and how they are run ({@link
 * org.mailshim.program.Program}): never by a shell. They run as the user of this process.
 * Immutable.
 *
 * @param limit how long one may run (the parameter {@code run_timeout}); it is killed then, and the
 *     message is tried again later
 * @param outputLimit how much of what it prints is told to the sender when it refuses, in octets
 * @param directories where programs must be, such as {@code /usr/local/lib/mail-programs}; empty
 *     for anywhere; copied
 */
public record ForwardPrograms(Duration limit, int outputLimit, List<Path> directories) {
  /** A minute, 500 octets, anywhere. */
  public static final ForwardPrograms DEFAULT =
      new ForwardPrograms(Duration.ofMinutes(1), 500, List.of());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException without time
   */
  public ForwardPrograms {
    directories = List.copyOf(directories);
    if (!limit.isPositive() || outputLimit < 0) {
      throw new IllegalArgumentException("programs without time, or with less than no output");
    }
  }

  /** Whether a program is where it must be: an absolute path without detours. */
  boolean allows(String program) {
    Path path = Path.of(program);
    boolean straight = path.isAbsolute() && path.equals(path.normalize());
    boolean inside = directories.isEmpty();
    for (Path directory : directories) {
      inside |= path.startsWith(directory.toAbsolutePath().normalize());
    }
    return straight && inside;
  }
}
