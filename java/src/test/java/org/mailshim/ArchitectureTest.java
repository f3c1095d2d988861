package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the packages to their levels: each imports from lower levels only. What depends on what is
 * read from the compiled classes with jdeps, so that neither a wildcard import nor a full name
 * hides.
 */
class ArchitectureTest {
  private static final Path ROOT = Path.of(System.getProperty("mailshim.basedir", "."));

  /** The levels of the house. A new package has to find its place here first. */
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("org.mailshim.address", 0),
          Map.entry("org.mailshim.smtp", 1),
          Map.entry("org.mailshim.message", 1),
          Map.entry("org.mailshim.pop3", 1),
          Map.entry("org.mailshim.sasl", 1),
          Map.entry("org.mailshim.jfr", 2),
          Map.entry("org.mailshim.mime", 2),
          Map.entry("org.mailshim.database", 2),
          Map.entry("org.mailshim.transport", 2),
          Map.entry("org.mailshim.dns", 2),
          Map.entry("org.mailshim.program", 2),
          Map.entry("org.mailshim.queue", 3),
          Map.entry("org.mailshim.store", 3),
          Map.entry("org.mailshim.smtp.client", 4),
          Map.entry("org.mailshim.smtp.submission", 4),
          Map.entry("org.mailshim.smtp.server", 4),
          Map.entry("org.mailshim.pop3.server", 4),
          Map.entry("org.mailshim.pop3.client", 4),
          Map.entry("org.mailshim.delivery", 5),
          Map.entry("org.mailshim.policy", 5),
          Map.entry("org.mailshim.authentication", 5),
          Map.entry("org.mailshim.filter", 5),
          Map.entry("org.mailshim.retrieval", 5),
          Map.entry("org.mailshim.lists", 6),
          Map.entry("org.mailshim", 7),
          Map.entry("org.mailshim.metrics", 8),
          Map.entry("org.mailshim.abi", 8),
          Map.entry("org.mailshim.abi.core.c", 9),
          Map.entry("org.mailshim.abi.srv.c", 9),
          Map.entry("org.mailshim.abi.core", 10),
          Map.entry("org.mailshim.abi.lws", 10),
          Map.entry("org.mailshim.abi.esmtp", 10),
          Map.entry("org.mailshim.abi.srv", 10));

  /**
   * What pure languages need of the JDK: no files, no sockets, no threads. {@code java.net} is
   * there for IDN and for parsing address literals, {@code java.io} for the stream type of mail
   * data, security for what SASL calculates.
   */
  private static final Set<String> PURE =
      Set.of(
          "java.io",
          "java.lang",
          "java.lang.invoke",
          "java.lang.runtime",
          "java.math",
          "java.net",
          "java.nio",
          "java.nio.charset",
          "java.security",
          "java.time",
          "java.time.zone",
          "java.util",
          "java.util.function",
          "java.util.random",
          "javax.crypto",
          "javax.crypto.spec",
          "javax.security.auth.callback",
          "javax.security.sasl");

  private static Map<String, Set<String>> dependencies;

  @BeforeAll
  static void readDependencies() {
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    StringWriter output = new StringWriter();
    PrintWriter out = new PrintWriter(output);
    List<String> arguments = new ArrayList<>(List.of("--ignore-missing-deps"));
    arguments.addAll(List.of("--multi-release", "22", "-verbose:package"));
    modulePath().ifPresent(path -> arguments.addAll(List.of("--module-path", path)));
    arguments.add(ROOT.resolve("target/classes").toString());
    int status = jdeps.run(out, out, arguments.toArray(String[]::new));
    out.flush();
    assertEquals(0, status, output::toString);
    dependencies = parse(output.toString());
  }

  /** The jars that the module requires, from this test's own class path. */
  private static Optional<String> modulePath() {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (entry.contains("/dnsjava-")
          || entry.contains("/slf4j-api-")
          || entry.contains("/saslprep-")
          || entry.contains("/stringprep-")
          || entry.contains("/sqlite-jdbc-")) {
        jars.add(entry);
      }
    }
    return jars.isEmpty() ? Optional.empty() : Optional.of(String.join(":", jars));
  }

  /** Lines {@code " package -> package module"}. */
  private static Map<String, Set<String>> parse(String output) {
    Map<String, Set<String>> parsed = new TreeMap<>();
    for (String line : output.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (line.startsWith("   ") && words.length >= 4 && words[1].equals("->")) {
        parsed.computeIfAbsent(words[0], from -> new TreeSet<>()).add(words[2]);
      }
    }
    return parsed;
  }

  @Test
  void everyPackageHasALevel() {
    Set<String> unplaced = new TreeSet<>(dependencies.keySet());
    unplaced.removeAll(LEVELS.keySet());
    assertEquals(Set.of(), unplaced);
    assertTrue(dependencies.size() > 5, "jdeps has read the classes");
  }

  @Test
  void packagesImportFromLowerLevelsOnly() {
    List<String> wrong = new ArrayList<>();
    dependencies.forEach(
        (from, targets) -> {
          for (String to : targets) {
            if (LEVELS.containsKey(to) && LEVELS.get(to) >= LEVELS.get(from)) {
              wrong.add(from + " -> " + to);
            }
          }
        });
    assertEquals(List.of(), wrong);
  }

  @Test
  void theLanguagesDoNoInputOrOutput() {
    List<String> wrong = new ArrayList<>();
    dependencies.forEach(
        (from, targets) -> {
          for (String to : targets) {
            if (LEVELS.get(from) <= 1 && to.startsWith("java") && !PURE.contains(to)) {
              wrong.add(from + " -> " + to);
            }
          }
        });
    assertEquals(List.of(), wrong);
  }

  @Test
  void nothingBelowTheBridgeKnowsThatCExists() {
    dependencies.forEach(
        (from, targets) ->
            assertFalse(
                LEVELS.get(from) < LEVELS.get("org.mailshim.abi")
                    && targets.contains("java.lang.foreign"),
                from));
  }

  /** {@code synchronized} pins the carrier of a virtual thread in Java 22 and 23. */
  @Test
  void nothingIsSynchronized() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("java/src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        for (String line : Files.readAllLines(file)) {
          String code = line.strip();
          boolean comment = code.startsWith("*") || code.startsWith("//") || code.startsWith("/*");
          if (!comment && code.matches(".*\\bsynchronized\\b.*[({].*")) {
            found.add(file.getFileName() + ": " + code);
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }
}
