package org.mailshim.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.abi.core.c.mailshim_h;
import org.mailshim.abi.core.c.mailshim_log_callback;
import org.mailshim.abi.gen.CompilerCommand;
import org.mailshim.abi.srv.c.MailHostInfo;
import org.mailshim.abi.srv.c.MailHostInfoEx;
import org.mailshim.abi.srv.c.MsgCallback;
import org.mailshim.abi.srv.c.SRVQueueInfo;
import org.mailshim.abi.srv.c.srv_h;

/**
 * What Java believes of our headers (the bindings that jextract wrote) against what the C compiler
 * says ({@code native/test/layout_probe.c}, compiled here), and both against the text of the
 * headers: a constant, struct or callback that is changed in one place only fails here.
 */
class LayoutTest {
  private static final Path BASE =
      Path.of(System.getProperty("mailshim.basedir", ".")).toAbsolutePath();
  private static final List<Class<?>> HEADERS = List.of(mailshim_h.class, srv_h.class);
  private static final String AGAIN = "run: mvn -Pjextract -Djextract.home=... generate-sources";

  /** The probe's lines: kind and names to the rest. */
  private static final Map<String, String> PROBE = new TreeMap<>();

  @BeforeAll
  static void runProbe(@TempDir Path folder) throws Exception {
    Path probe = folder.resolve("layout_probe");
    CompilerCommand.c(
        BASE, List.of("-Iinclude", "-o", probe.toString(), "native/test/layout_probe.c"));
    for (String line : CompilerCommand.run(folder, List.of(probe.toString())).lines().toList()) {
      String[] words = line.split(" ");
      int names = words[0].equals("field") ? 3 : 2;
      String value = String.join(" ", List.of(words).subList(names, words.length));
      PROBE.put(String.join(" ", List.of(words).subList(0, names)), value);
    }
    assertFalse(PROBE.isEmpty());
  }

  @Test
  void constantsAreTheCompilers() throws ReflectiveOperationException {
    Map<String, String> java = new TreeMap<>();
    for (Class<?> header : HEADERS) {
      for (Method method : header.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0) {
          Object value = method.invoke(null);
          boolean text = value instanceof MemorySegment;
          java.put(
              (text ? "text " : "constant ") + method.getName(),
              text ? ((MemorySegment) value).getString(0) : value.toString());
        }
      }
    }
    assertEquals(probed("constant", "text"), java, AGAIN);
  }

  @Test
  void everyConstantOfTheHeadersIsProbed() throws IOException {
    Pattern define =
        Pattern.compile("^#define ([A-Z][A-Z0-9_]*) +(?:-?[0-9]|\"|\\().*", Pattern.MULTILINE);
    Set<String> defined = new TreeSet<>();
    for (String header : List.of("mailshim.h", "srv.h")) {
      Matcher matcher =
          define.matcher(Files.readString(BASE.resolve("include/mailshim/" + header)));
      while (matcher.find()) {
        defined.add(matcher.group(1));
      }
    }
    Set<String> probed = new TreeSet<>();
    probed("constant", "text")
        .keySet()
        .forEach(key -> probed.add(key.substring(key.indexOf(' ') + 1)));
    assertEquals(defined, probed, "native/test/layout_probe.c prints each #define");
  }

  @Test
  void errorCodesAreTheHeaders() {
    Map<String, String> java = new TreeMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      String name = code == ErrorCode.OK ? "MAILSHIM_OK" : "MAILSHIM_E_" + code;
      java.put("constant " + name, Integer.toString(code.number()));
    }
    Map<String, String> probed = probed("constant");
    probed.keySet().removeIf(key -> !key.matches("constant MAILSHIM_(OK|E_.*)"));
    assertEquals(probed, java);
  }

  @Test
  void logLevelsAreTheHeaders() {
    Map<String, String> java = new TreeMap<>();
    for (HostLog.Level level : HostLog.Level.values()) {
      java.put("constant MAILSHIM_LOG_" + level, Integer.toString(level.number()));
    }
    Map<String, String> probed = probed("constant");
    probed.keySet().removeIf(key -> !key.startsWith("constant MAILSHIM_LOG_"));
    assertEquals(probed, java);
  }

  @Test
  void typedefsHaveTheCompilersSizes() throws ReflectiveOperationException {
    Map<String, String> java = new TreeMap<>();
    for (Class<?> header : HEADERS) {
      for (Field field : header.getDeclaredFields()) {
        if (Modifier.isPublic(field.getModifiers())
            && field.get(null) instanceof MemoryLayout layout) {
          java.put("typedef " + field.getName(), Long.toString(layout.byteSize()));
        }
      }
    }
    assertEquals(probed("typedef"), java, AGAIN);
  }

  @Test
  void structsLieAsTheCompilerLaysThem() {
    Map<String, String> java = new TreeMap<>();
    for (MemoryLayout struct :
        List.of(MailHostInfo.layout(), MailHostInfoEx.layout(), SRVQueueInfo.layout())) {
      String name = struct.name().orElseThrow();
      java.put("struct " + name, struct.byteSize() + " " + struct.byteAlignment());
      for (MemoryLayout member : ((GroupLayout) struct).memberLayouts()) {
        member
            .name()
            .ifPresent(
                field -> java.put("field " + name + " " + field, place(struct, field, member)));
      }
    }
    assertEquals(probed("struct", "field"), java, AGAIN);
  }

  private static String place(MemoryLayout struct, String field, MemoryLayout member) {
    return struct.byteOffset(MemoryLayout.PathElement.groupElement(field))
        + " "
        + member.byteSize();
  }

  @Test
  void callbacksTakeTheCompilersSizes() {
    Map<String, String> java = new TreeMap<>();
    java.put("callback MsgCallback", sizes(MsgCallback.descriptor()));
    java.put("callback mailshim_log_callback", sizes(mailshim_log_callback.descriptor()));
    assertEquals(probed("callback"), java, AGAIN);
  }

  private static String sizes(FunctionDescriptor descriptor) {
    StringBuilder sizes = new StringBuilder();
    sizes.append(descriptor.returnLayout().map(MemoryLayout::byteSize).orElse(0L));
    descriptor.argumentLayouts().forEach(layout -> sizes.append(' ').append(layout.byteSize()));
    return sizes.toString();
  }

  private static Map<String, String> probed(String... kinds) {
    Map<String, String> lines = new TreeMap<>(PROBE);
    lines.keySet().removeIf(key -> !List.of(kinds).contains(key.substring(0, key.indexOf(' '))));
    return lines;
  }
}
