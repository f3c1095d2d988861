package org.mailshim.abi.gen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the C and C++ compilers, and what they made. They must be on the path: without them nothing
 * here can be tested.
 */
public final class CompilerCommand {
  private static final List<String> STRICT = List.of("-Wall", "-Wextra", "-Werror", "-pedantic");

  private CompilerCommand() {}

  /** Runs a strict C11 compilation in {@code folder}. */
  public static String c(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    return run(folder, concat(List.of("cc", "-std=c11"), STRICT, arguments));
  }

  /** Runs a strict C++17 compilation in {@code folder}. */
  public static String cPlusPlus(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    return run(folder, concat(List.of("c++", "-std=c++17"), STRICT, arguments));
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed
   * @throws AssertionError if it ends with another status than 0
   */
  public static String run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(
          String.join(" ", command) + " ended with " + status + ":\n" + output);
    }
    return output;
  }

  @SafeVarargs
  private static List<String> concat(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
