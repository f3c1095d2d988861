package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the tables of {@code docs} name are there. */
final class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("mailshim.basedir", "."));

  /** {@code `SomeTest.method`}, {@code `SomeTest`}, or {@code `.method`} of the class before. */
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+Test)?(\\.\\w+)?`");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (String line : Files.readAllLines(ROOT.resolve("docs/qore.md"))) {
      String test = "";
      for (Matcher name = NAME.matcher(line); name.find(); ) {
        test = name.group(1) == null ? test : name.group(1);
        if (test.isEmpty()) {
          continue;
        }
        String source = sources.getOrDefault(test, "");
        String method = name.group(2) == null ? "class " + test : name.group(2).substring(1) + "(";
        found++;
        if (!source.contains(method)) {
          missing.add(name.group());
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 80, () -> "names of tests in the tables");
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("java/src/test/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - 5), Files.readString(file));
      }
    }
    return sources;
  }
}
