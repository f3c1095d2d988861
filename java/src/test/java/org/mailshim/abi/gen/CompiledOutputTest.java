package org.mailshim.abi.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the generator writes for the sample, compiled as strictly as the product is, and called. */
class CompiledOutputTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void generate() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    root = sample.root();
    Generate.run(root);
  }

  @Test
  void theHeaderIsCAndCPlusPlus() throws Exception {
    List<String> arguments = List.of("-fsyntax-only", "-x");
    CompilerCommand.c(root, with(arguments, "c", "include/mailshim/sample.h"));
    CompilerCommand.cPlusPlus(root, with(arguments, "c++", "include/mailshim/sample.h"));
  }

  @Test
  void aCPlusPlusCallerMayLeaveDefaultArgumentsOut() throws Exception {
    Files.writeString(
        root.resolve("call.cpp"),
        "#include <mailshim/sample.h>\nSample *open_it() { return sample_open(\"x\"); }\n");
    CompilerCommand.cPlusPlus(root, List.of("-fsyntax-only", "-Iinclude", "call.cpp"));
  }

  @Test
  void everyTypeCrossesTheTrampolinesUnchanged() throws Exception {
    compileRoundTrip();
    assertEquals(
        SampleRepository.resource("round_trip.expected"),
        CompilerCommand.run(root, List.of("./round_trip")));
  }

  @Test
  void aTypeOfAnotherSizeThanJavasDoesNotCompile() throws Exception {
    Path header = root.resolve("include/mailshim/sample.h");
    Files.writeString(
        header,
        Files.readString(header)
            .replace("typedef uint32_t sample_ulong;", "typedef unsigned long sample_ulong;"));
    AssertionError wrong = assertThrows(AssertionError.class, this::compileRoundTrip);
    assertTrue(wrong.getMessage().contains("sample_unsigned: value"), wrong.getMessage());
  }

  @Test
  void theVersionScriptExportsTheDocumentedSymbolsOnly() throws Exception {
    Files.writeString(
        root.resolve("other.c"),
        """
        #include "entry.h"
        mailshim_dispatch *mailshim_enter(struct mailshim_surface *surface, const char *entry) {
            (void)surface;
            (void)entry;
            return 0;
        }
        void sample_shared(void);
        void sample_shared(void) {}
        """);
    CompilerCommand.c(
        root,
        List.of(
            "-I" + SampleRepository.path("stubs"),
            "-Iinclude",
            "-shared",
            "-fPIC",
            "-Wl,--version-script=native/generated/sample.map",
            "-o",
            "libsample.so",
            "native/generated/sample.c",
            "other.c"));
    List<String> symbols =
        CompilerCommand.run(root, List.of("nm", "-D", "--defined-only", "libsample.so"))
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    assertTrue(symbols.contains("sample_open@@SAMPLE_1"), symbols.toString());
    assertTrue(symbols.contains("sample_shared@@SAMPLE_PRIVATE"), symbols.toString());
    assertTrue(
        symbols.stream().noneMatch(symbol -> symbol.startsWith("sample_internal")),
        symbols.toString());
    assertTrue(
        symbols.stream().noneMatch(symbol -> symbol.startsWith("mailshim_enter")),
        symbols.toString());
  }

  @Test
  void theDispatcherCallsTheTypedMethods() throws Exception {
    compileJava();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {root.resolve("classes").toUri().toURL()},
            ClassLoader.getPlatformClassLoader())) {
      Class<?> guard = loader.loadClass("org.mailshim.abi.Guard");
      Dispatch dispatch = new Dispatch(loader.loadClass("org.mailshim.abi.sample.SampleDispatch"));
      assertEquals(-7, dispatch.call(2, 1, 2, -7));
      assertEquals("sample sample_write", guard.getField("said").get(null));
      assertEquals(0, dispatch.call(1, 1));
      assertEquals(-1, dispatch.call(3, 0xffff_ffffL));
      assertEquals(1, dispatch.call(6, 0, 0));
      assertEquals(0, dispatch.call(6, 1, 0));
      assertEquals(
          Double.doubleToRawLongBits(1.5),
          dispatch.call(7, Double.doubleToRawLongBits(6), Float.floatToRawIntBits(0.5f)));
      assertEquals(
          Float.floatToRawIntBits(-0.0f), dispatch.call(8, Float.floatToRawIntBits(-0.0f)));
      assertEquals(0x1234_5678_9abcL, dispatch.call(9, 0x1234_5678_9abcL));
      assertEquals(5, dispatch.call(12, 2, 3));
    }
  }

  @Test
  void theDispatcherLetsNothingEscape() throws Exception {
    Path sample = root.resolve("java/src/main/java/org/mailshim/abi/sample/Sample.java");
    Files.writeString(
        sample,
        Files.readString(sample)
            .replace("return value * scale / 2;", "throw new StackOverflowError(\"deep\");"));
    compileJava();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {root.resolve("classes").toUri().toURL()},
            ClassLoader.getPlatformClassLoader())) {
      Class<?> guard = loader.loadClass("org.mailshim.abi.Guard");
      Dispatch dispatch = new Dispatch(loader.loadClass("org.mailshim.abi.sample.SampleDispatch"));
      assertEquals(Double.doubleToRawLongBits(-0.5), dispatch.call(7));
      assertEquals("sample_half failed: deep", guard.getField("said").get(null));
      assertEquals(0, dispatch.call(-1), "it does nothing");
      assertEquals("sample_half failed: deep", guard.getField("said").get(null));
      for (int op : new int[] {-2, 13, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        assertEquals(0, dispatch.call(op));
        assertTrue(
            guard.getField("said").get(null).toString().startsWith("sample failed: "), "op " + op);
      }
    }
  }

  /** A compiled dispatcher. */
  private record Dispatch(Method method) {
    Dispatch(Class<?> dispatcher) throws NoSuchMethodException {
      this(
          dispatcher.getMethod(
              "dispatch",
              int.class,
              long.class,
              long.class,
              long.class,
              long.class,
              long.class,
              long.class));
    }

    long call(int op, long... words) throws ReflectiveOperationException {
      Object[] arguments = {op, 0L, 0L, 0L, 0L, 0L, 0L};
      for (int i = 0; i < words.length; i++) {
        arguments[i + 1] = words[i];
      }
      return (long) method.invoke(null, arguments);
    }
  }

  private void compileRoundTrip() throws IOException, InterruptedException {
    CompilerCommand.c(
        root,
        List.of(
            "-Wmissing-prototypes",
            "-I" + SampleRepository.path("stubs"),
            "-Iinclude",
            "-o",
            "round_trip",
            SampleRepository.path("round_trip.c").toString(),
            "native/generated/sample.c"));
  }

  private void compileJava() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path tree : List.of(root.resolve("java"), SampleRepository.path("stubs"))) {
      for (Map.Entry<String, String> file : SampleRepository.files(tree).entrySet()) {
        if (file.getKey().endsWith(".java")) {
          sources.add(tree.resolve(file.getKey()));
        }
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "22",
              "-Xlint:all",
              "-Werror",
              "-proc:none",
              "-d",
              root.resolve("classes").toString());
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  diagnostics,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertTrue(compiled, diagnostics.getDiagnostics().toString());
    }
  }

  private static List<String> with(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }
}
