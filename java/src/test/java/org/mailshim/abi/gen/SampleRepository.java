package org.mailshim.abi.gen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A copy of the sample repository under {@code resources/gen/input}, to generate in and to break.
 */
record SampleRepository(Path root) {
  private static final Path RESOURCES =
      Path.of(System.getProperty("mailshim.basedir", "."), "java/src/test/resources/gen");

  private static final String SAMPLE = "java/src/main/java/org/mailshim/abi/sample/Sample.java";

  /** A fresh copy below {@code folder}. */
  static SampleRepository copyTo(Path folder) throws IOException {
    Path root = folder.resolve("repository");
    for (Map.Entry<String, String> file : files(RESOURCES.resolve("input")).entrySet()) {
      Path target = root.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    return new SampleRepository(root);
  }

  /** The path of a file or folder of {@code resources/gen}. */
  static Path path(String name) {
    return RESOURCES.resolve(name).toAbsolutePath();
  }

  /** The text of a file of {@code resources/gen}. */
  static String resource(String name) throws IOException {
    return Files.readString(path(name));
  }

  /** The texts that the sample must give, by path relative to the root. */
  static Map<String, String> expected() throws IOException {
    return files(RESOURCES.resolve("expected"));
  }

  /**
   * One way to break the sample: a text in its class, its replacement, and what the generator says
   * then.
   */
  record Refusal(String from, String to, String message) {}

  /**
   * The cases of {@code refused.txt}: three lines each, the second after {@code =>}, the third
   * after {@code !!}.
   */
  static List<Refusal> refusals() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(RESOURCES.resolve("refused.txt")));
    lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 3) {
      String to = lines.get(i + 1).strip();
      String message = lines.get(i + 2).strip();
      if (!to.startsWith("=>") || !message.startsWith("!!")) {
        throw new AssertionError("refused.txt is out of step at: " + lines.get(i));
      }
      refusals.add(
          new Refusal(lines.get(i), to.substring(2).strip(), message.substring(2).strip()));
    }
    return refusals;
  }

  /** All files below a folder with their texts, by relative path. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        files.put(folder.relativize(path).toString(), Files.readString(path));
      }
    }
    return files;
  }

  /** All files of the repository but the generator's input. */
  Map<String, String> generated() throws IOException {
    Map<String, String> files = files(root);
    files.keySet().removeAll(files(RESOURCES.resolve("input")).keySet());
    return files;
  }

  /** Replaces a text that must stand once in the sample's class. */
  void edit(String from, String to) throws IOException {
    edit(SAMPLE, from, to);
  }

  /** Replaces a text that must stand once in a file. */
  void edit(String path, String from, String to) throws IOException {
    Path file = root.resolve(path);
    String text = Files.readString(file);
    if (text.indexOf(from) < 0 || text.indexOf(from) != text.lastIndexOf(from)) {
      throw new AssertionError("'" + from + "' does not stand exactly once in " + path);
    }
    Files.writeString(file, text.replace(from, to));
  }
}
