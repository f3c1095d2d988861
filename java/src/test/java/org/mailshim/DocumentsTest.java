package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that README and the pages beside it name are there, and so is what they link to. */
final class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("mailshim.basedir", "."));

  /** {@code `SomeTest.method`}, {@code `SomeTest`}, or {@code `.method`} of the class before. */
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+Test)?(\\.\\w+)?`");

  /** A link that stays within the tree: a path, a place in it, or both. */
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)#?([^)]*)\\)");

  /** README and the pages of {@code docs}. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted()).toList();
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); found++) {
        Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
        String place = link.group(2);
        if (!Files.exists(target) || !place.isEmpty() && !places(target).contains(place)) {
          broken.add(ROOT.relativize(page) + ": " + link.group());
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(found > 60, "links in the pages");
  }

  /** The names of a page's headings, as GitHub makes them. */
  private static List<String> places(Path page) throws IOException {
    try (Stream<String> lines = Files.lines(page)) {
      return lines
          .filter(line -> line.matches("#+ .*"))
          .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
          .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
          .toList();
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (String line : lines()) {
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
    assertTrue(found > 200, () -> "names of tests in the tables");
  }

  private static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path page : pages()) {
      lines.addAll(Files.readAllLines(page));
    }
    return lines;
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
