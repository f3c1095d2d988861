package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.abi.gen.CompilerCommand;

/** Calls a variadic C function, compiled here, as a server session would. */
@SuppressWarnings("restricted") // loads a library made here
class RequestCallbackTest {
  private static final Path ROOT = Path.of(System.getProperty("mailshim.basedir", "."));

  @TempDir static Path folder;
  private static SymbolLookup host;

  @BeforeAll
  static void compileTheHost() throws IOException, InterruptedException {
    Path library = folder.resolve("librequest.so");
    String include = "-I" + ROOT.resolve("include").toAbsolutePath();
    String source =
        ROOT.resolve("java/src/test/resources/abi/request_callback.c").toAbsolutePath().toString();
    CompilerCommand.c(
        folder, List.of("-shared", "-fPIC", include, "-o", library.toString(), source));
    host = SymbolLookup.libraryLookup(library, Arena.global());
  }

  private static RequestCallback callback() {
    return new RequestCallback(host.find("note_request").orElseThrow());
  }

  private static String seen() {
    return host.find("request_seen").orElseThrow().reinterpret(1024).getString(0);
  }

  @Test
  void theItemsEndAtTheirNull() {
    List<String> items = List.of("me@example.org", "you@example.net", "client.example", "1234");
    int returned = callback().call(0x5a01L, "0000002A.msg", 0x0200, items);
    assertEquals(
        "5a01 0000002A.msg 200 me@example.org you@example.net client.example 1234", seen());
    assertEquals(seen().length() - 1000, returned, "a negative result keeps its sign");
  }

  @Test
  void fewerItemsAndNoneAndUtf8Arrive() {
    callback().call(1, "127.0.0.1", 0x0100, List.of("zen.example"));
    assertEquals("1 127.0.0.1 100 zen.example", seen());
    callback().call(2, "bücher", 1, List.of());
    assertEquals("2 bücher 1", seen());
  }

  @Test
  void moreItemsThanTheTailHasAreOurBug() {
    List<String> items = List.of("1", "2", "3", "4", "5");
    assertThrows(AssertionError.class, () -> callback().call(1, "x", 1, items));
  }

  @Test
  void aHostMayHaveNone() {
    assertTrue(new RequestCallback(MemorySegment.NULL).isNull());
  }
}
