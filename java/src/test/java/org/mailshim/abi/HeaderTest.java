package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailshim.abi.gen.CompilerCommand;

/** Our headers as C11 and C++17 programs see them, with every warning an error. */
class HeaderTest {
  private static final Path BASE =
      Path.of(System.getProperty("mailshim.basedir", ".")).toAbsolutePath();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"core, mailshim/mailshim.h", "srv, mailshim/srv.h", "lws, mailshim/lws-email.h"})
  void declaresWhatTheLibraryExports(String surface, String header) throws Exception {
    List<String> names = exported(surface);
    assertTrue(names.size() > 3, names.toString());
    // libuv's headers, which one of ours includes, want more than ISO C.
    StringBuilder program =
        new StringBuilder("#define _XOPEN_SOURCE 700\n#include <" + header + ">\n");
    program.append("int main(void) {\n");
    names.forEach(name -> program.append("    (void)").append(name).append(";\n"));
    program.append("    return 0;\n}\n");
    compileC(program.toString());
    compileCPlusPlus(program.toString());
  }

  @Test
  void takesTheCallsOfTheOriginalsPageInC() throws Exception {
    compileC(Files.readString(BASE.resolve("java/src/test/resources/abi/srv_calls.c")));
  }

  @Test
  void takesTheCallsOfTheOriginalsPageInCPlusPlus() throws Exception {
    compileCPlusPlus(Files.readString(BASE.resolve("java/src/test/resources/abi/srv_calls.cpp")));
  }

  @Test
  void letsTheCompilerCheckFormats() {
    String wrong =
        "#include <mailshim/srv.h>\nint f(ServerStream s) { return SRVprintf(s, \"%d\", \"text\"); }\n";
    AssertionError refused = assertThrows(AssertionError.class, () -> compileC(wrong));
    assertTrue(refused.getMessage().contains("format"), refused.getMessage());
  }

  @Test
  void worksWithAnOlderC() throws Exception {
    Path source = folder.resolve("old.c");
    Files.writeString(
        source, "#include <mailshim/srv.h>\nint main(void) { return SRVSend(NULL, \"\", 0); }\n");
    CompilerCommand.run(
        BASE,
        List.of(
            "cc",
            "-std=c99",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-pedantic",
            "-fsyntax-only",
            "-Iinclude",
            source.toString()));
  }

  @Test
  void worksWithAnOlderCPlusPlus() throws Exception {
    Path source = folder.resolve("old.cpp");
    Files.writeString(
        source, "#include <mailshim/srv.h>\nint main() { return SRVSend(NULL, \"\", 0); }\n");
    CompilerCommand.run(
        BASE,
        List.of(
            "c++",
            "-std=c++98",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-pedantic",
            "-fsyntax-only",
            "-Iinclude",
            source.toString()));
  }

  private static List<String> exported(String surface) throws Exception {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(BASE.resolve("native/generated/" + surface + ".map"))) {
      if (line.equals("local:")) {
        break;
      }
      if (line.startsWith("    ")) {
        names.add(line.strip().replace(";", ""));
      }
    }
    return names;
  }

  private void compileC(String text) throws Exception {
    Path source = folder.resolve("calls.c");
    Files.writeString(source, text);
    CompilerCommand.c(BASE, List.of("-fsyntax-only", "-Iinclude", source.toString()));
  }

  private void compileCPlusPlus(String text) throws Exception {
    Path source = folder.resolve("calls.cpp");
    Files.writeString(source, text);
    CompilerCommand.cPlusPlus(BASE, List.of("-fsyntax-only", "-Iinclude", source.toString()));
  }
}
