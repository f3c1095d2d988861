package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.EhloKeyword;

/** README's tables of SMTP and POP3 name tests that there are, and leave no SMTP extension out. */
class ExtensionTableTest {
  private static final Path BASE = Path.of(System.getProperty("mailshim.basedir", "."));
  private static final String SMTP = "SMTP extensions";
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static List<String> rows(String title) throws IOException {
    String readme = Files.readString(BASE.resolve("README.md"), UTF_8);
    int start = readme.indexOf("\n## " + title + "\n");
    assertTrue(start >= 0, "README has the table");
    String section = readme.substring(start + 1, readme.indexOf("\n## ", start + 1));
    List<String> rows = section.lines().filter(line -> line.startsWith("|")).toList();
    return rows.subList(2, rows.size());
  }

  @Test
  void theTestsThatItNamesAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    List<String> all = new ArrayList<>(rows(SMTP));
    all.addAll(rows("POP3"));
    for (String row : all) {
      String[] cells = row.split("\\|");
      assertEquals(4, cells.length, row);
      assertTrue(cells[2].contains("`") || cells[3].contains("`"), () -> "no test: " + row);
      String test = "";
      for (Matcher name = QUOTED.matcher(cells[2] + cells[3]); name.find(); ) {
        // A method alone is of the class named before it.
        boolean method = !name.group(1).contains(".") && !name.group(1).contains("/");
        String whole = method ? test + "." + name.group(1) : name.group(1);
        test = whole.contains("/") ? test : whole.substring(0, whole.indexOf('.'));
        if (!exists(whole)) {
          missing.add(whole);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  private static boolean exists(String name) throws IOException {
    Path tests = BASE.resolve("java/src/test");
    if (name.contains("/")) {
      return Files.exists(tests.resolve("resources").resolve(name));
    }
    int dot = name.indexOf('.');
    String method = "@Test\n  void " + name.substring(dot + 1) + "()";
    Path file = Path.of(name.substring(0, dot) + ".java");
    try (Stream<Path> files = Files.walk(tests.resolve("java"))) {
      Optional<Path> source = files.filter(path -> path.endsWith(file)).findFirst();
      return source.isPresent() && Files.readString(source.get(), UTF_8).contains(method);
    }
  }

  @Test
  void noExtensionIsLeftOut() throws IOException {
    Set<String> missing = new TreeSet<>();
    StringBuilder names = new StringBuilder();
    for (String row : rows(SMTP)) {
      names.append(row.split("\\|")[1]);
    }
    String first = names.toString();
    for (EhloKeyword keyword : EhloKeyword.values()) {
      if (!first.contains(keyword.text())) {
        missing.add(keyword.text());
      }
    }
    assertFalse(first.isEmpty());
    assertEquals(Set.of(), missing);
  }
}
