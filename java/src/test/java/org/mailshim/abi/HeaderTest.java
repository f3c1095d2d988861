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

  /** What v3.0.1 of libwebsockets declares, in so many words. */
  private static final String LIBWEBSOCKETS =
      """
      #ifndef FAKE_LIBWEBSOCKETS_H
      #define FAKE_LIBWEBSOCKETS_H
      #include "lws_config.h"
      #include <time.h>
      #include <uv.h>
      #ifdef __cplusplus
      extern "C" {
      #endif
      #ifdef HAS_LWS_EMAIL
      enum lwsgs_smtp_states {
        LGSSMTP_IDLE, LGSSMTP_CONNECTING, LGSSMTP_CONNECTED, LGSSMTP_SENT_HELO, LGSSMTP_SENT_FROM,
        LGSSMTP_SENT_TO, LGSSMTP_SENT_DATA, LGSSMTP_SENT_BODY, LGSSMTP_SENT_QUIT,
      };
      struct lws_email { void *data; uv_loop_t *loop; };
      extern int lws_email_init(struct lws_email *email, uv_loop_t *loop, int max_content);
      extern void lws_email_check(struct lws_email *email);
      extern void lws_email_destroy(struct lws_email *email);
      #endif
      #ifdef __cplusplus
      }
      #endif
      #endif
      """;

  private static final String CALLS =
      """
      int main(void) {
          static struct lws_email email;
          return lws_email_init(&email, NULL, LGSSMTP_SENT_QUIT)
              + mailshim_lws_set(&email, "port", "25");
      }
      """;

  @ParameterizedTest
  @CsvSource({"3, 1, true", "2, 4, true", "3, 2, false", "4, 1, false"})
  void standsBesideLibwebsockets(int major, int minor, boolean declares) throws Exception {
    String version =
        "#define LWS_LIBRARY_VERSION_MAJOR "
            + major
            + "\n#define LWS_LIBRARY_VERSION_MINOR "
            + minor;
    String has = declares ? "\n#define HAS_LWS_EMAIL" : "";
    Files.writeString(
        folder.resolve("lws_config.h"),
        "#pragma once\n" + version + "\n#define LWS_WITH_SMTP" + has + "\n");
    Files.writeString(folder.resolve("libwebsockets.h"), LIBWEBSOCKETS);
    String theirs = "#include <libwebsockets.h>\n";
    String ours = "#include <mailshim/lws-email.h>\n";
    for (String program : List.of(theirs + ours, ours + theirs, ours, ours + ours)) {
      compileBeside("#define _XOPEN_SOURCE 700\n" + program + CALLS);
    }
  }

  private void compileBeside(String text) throws Exception {
    Path source = folder.resolve("beside.c");
    Files.writeString(source, text);
    List<String> options = List.of("-fsyntax-only", "-Iinclude", "-I" + folder, source.toString());
    CompilerCommand.c(BASE, options);
    Path copy = Files.writeString(folder.resolve("beside.cpp"), text);
    CompilerCommand.cPlusPlus(
        BASE, List.of("-fsyntax-only", "-Iinclude", "-I" + folder, copy.toString()));
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
