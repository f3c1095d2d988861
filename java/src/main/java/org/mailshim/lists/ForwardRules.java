package org.mailshim.lists;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where users' forward files are, and what they may say ({@link ForwardFiles}). Immutable.
 *
 * @param root the directory that has the users' directories; made absolute
 * @param name what the file in each is called (the parameter {@code forward})
 * @param programs which programs may be run (the parameter {@code fwdrun}); empty for none
 */
public record ForwardRules(Path root, String name, Optional<ForwardPrograms> programs) {
  /** What a file is called where nothing else is said. */
  public static final String NAME = ".forward";

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it leads elsewhere
   */
  public ForwardRules {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals("..") || name.equals(".")) {
      throw new IllegalArgumentException("no name of a forward file");
    }
    root = root.toAbsolutePath().normalize();
  }

  /** Files of the usual name, without programs. */
  public static ForwardRules of(Path root) {
    return new ForwardRules(root, NAME, Optional.empty());
  }

  /** These with files of another name. */
  public ForwardRules withName(String other) {
    return new ForwardRules(root, other, programs);
  }

  /** These with programs. */
  public ForwardRules withPrograms(ForwardPrograms some) {
    return new ForwardRules(root, name, Optional.of(some));
  }
}
