package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the header's table of parameters to the rows of {@link Parameter}. */
class ParameterTest {
  private static final Path HEADER =
      Path.of(System.getProperty("mailshim.basedir", "."), "include/mailshim/srv.h");

  @ParameterizedTest
  @EnumSource
  void theHeaderHasItsNameRangeAndDefault(Parameter parameter) throws IOException {
    String name = " \\*   " + parameter.key() + " +";
    String values =
        parameter.isNumber()
            ? numbers(parameter)
            : "[a-z: ]+ \\(\"" + parameter.defaultText() + "\"\\)";
    assertTrue(
        Files.readString(HEADER).lines().anyMatch(line -> line.matches(name + values + "(  +.*)?")),
        () -> "no line for " + parameter.key());
  }

  private static String numbers(Parameter parameter) {
    StringBuilder range = new StringBuilder();
    if (parameter.most() - parameter.least() <= 2) {
      for (int value = parameter.least(); value <= parameter.most(); value++) {
        range.append(range.isEmpty() ? "" : ", ").append(value);
      }
    } else {
      range.append(parameter.least()).append(" to ").append(parameter.most());
    }
    return range + " \\(" + parameter.defaultNumber() + "\\)";
  }
}
