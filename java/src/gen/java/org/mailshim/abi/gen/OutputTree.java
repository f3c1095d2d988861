package org.mailshim.abi.gen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The generated files of a repository: written only where their text differs, and deleted when
 * nothing generates them any more. A file that does not carry the generator's mark is never
 * deleted.
 */
final class OutputTree {
  /** What the heading of a generated file ends in. */
  static final String MARK = " by `make generate`; do not edit.";

  private static final List<String> FOLDERS =
      List.of("include", "native/generated", "native/abi", "java/src/generated/java");

  private final Path root;
  private final Map<Path, String> files = new LinkedHashMap<>();

  /** Creates an empty set of files for the repository at {@code root}. */
  OutputTree(Path root) {
    this.root = root;
  }

  /** Adds a file: its path relative to the root, and its whole text. */
  void add(String path, String text) {
    if (files.put(root.resolve(path).normalize(), text) != null) {
      throw new GeneratorException(path, "two surfaces would write this file");
    }
  }

  /**
   * Makes the repository hold these files and no other generated ones.
   *
   * @return what was written or deleted, one line each
   */
  List<String> write() throws IOException {
    List<String> changes = new ArrayList<>();
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path path = file.getKey();
      if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
        changes.add("wrote " + root.relativize(path));
      }
    }
    for (Path stale : stale()) {
      Files.delete(stale);
      changes.add("deleted " + root.relativize(stale));
    }
    return changes;
  }

  private List<Path> stale() throws IOException {
    List<Path> stale = new ArrayList<>();
    for (String folder : FOLDERS) {
      if (!Files.isDirectory(root.resolve(folder))) {
        continue;
      }
      try (Stream<Path> paths = Files.walk(root.resolve(folder))) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          if (Files.isRegularFile(path) && !files.containsKey(path.normalize()) && isMarked(path)) {
            stale.add(path);
          }
        }
      }
    }
    return stale;
  }

  private static boolean isMarked(Path path) throws IOException {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.limit(1).anyMatch(line -> line.contains(MARK));
    }
  }
}
