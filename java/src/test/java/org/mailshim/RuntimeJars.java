package org.mailshim;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a program that uses mailshim has beside it, taken from the class path of the tests. */
final class RuntimeJars {
  private static final List<String> NAMES =
      List.of("dnsjava-", "slf4j-api-", "saslprep-", "stringprep-", "sqlite-jdbc-", "postgresql-");

  private RuntimeJars() {}

  /** Our classes and the jars that they need, and nothing that only tests need. */
  static String path() {
    List<String> entries = new ArrayList<>();
    entries.add(
        Path.of(System.getProperty("mailshim.basedir", "."), "target", "classes").toString());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String file = Path.of(entry).getFileName().toString();
      if (NAMES.stream().anyMatch(file::startsWith)) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
