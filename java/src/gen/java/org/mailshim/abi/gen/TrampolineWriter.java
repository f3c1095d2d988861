package org.mailshim.abi.gen;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the C trampolines: each widens its arguments to the uniform shape, calls the surface's one
 * upcall stub, and cuts the result to the C type. The sizes that Java believes in are asserted
 * against the C compiler's.
 */
final class TrampolineWriter {
  private static final int WORDS = 6;

  private TrampolineWriter() {}

  /** The text of {@code native/generated/‹surface›.c}. */
  static String text(SurfaceModel surface) {
    List<SurfaceModel.EntryModel> entries = surface.javaEntries();
    StringBuilder out = new StringBuilder();
    out.append("/* ").append(surface.heading()).append(" */\n");
    out.append("#include \"entry.h\"\n#include ").append(include(surface)).append('\n');
    out.append("#include <stddef.h>\n#include <stdint.h>\n");
    if (entries.stream().anyMatch(TrampolineWriter::hasFloating)) {
      out.append("#include <string.h>\n");
    }
    appendSurface(out, surface);
    for (int op = 0; op < entries.size(); op++) {
      appendTrampoline(out.append('\n'), surface, entries.get(op), op);
    }
    return out.toString();
  }

  private static String include(SurfaceModel surface) {
    String hidden = surface.privateHeader();
    return hidden.isEmpty() ? "<" + surface.header() + ">" : "\"" + hidden + "\"";
  }

  private static void appendSurface(StringBuilder out, SurfaceModel surface) {
    String folder = surface.packageName().replace('.', '/') + "/";
    String natives = "mailshim_" + surface.name() + "_natives";
    boolean hasNatives = !surface.natives().isEmpty();
    if (hasNatives) {
      out.append("\nextern const struct mailshim_natives ").append(natives).append(";\n");
    }
    out.append("\nstatic struct mailshim_surface surface = {\n    .dispatch_class = \"");
    out.append(folder).append(surface.dispatcher()).append("\",\n");
    if (hasNatives) {
      out.append("    .natives_class = \"").append(folder).append(surface.natives());
      out.append("\",\n    .natives = &").append(natives).append(",\n");
    }
    out.append("};\n");
  }

  private static boolean hasFloating(SurfaceModel.EntryModel entry) {
    SurfaceModel.JavaMethod method = entry.method().orElseThrow();
    return method.returnType().isFloating()
        || method.parameters().stream().anyMatch(JavaType::isFloating);
  }

  private static void appendTrampoline(
      StringBuilder out, SurfaceModel surface, SurfaceModel.EntryModel entry, int op) {
    Prototype prototype = entry.prototype();
    SurfaceModel.JavaMethod method = entry.method().orElseThrow();
    String head =
        Prototype.spaced(prototype.returnType())
            + (surface.call().isEmpty() ? "" : surface.call() + " ")
            + entry.trampoline()
            + "(";
    List<String> parameters =
        prototype.parameters().stream().map(Prototype.Parameter::declaration).toList();
    List<String> list = parameters.isEmpty() ? List.of("void") : parameters;
    if (!entry.exported() || entry.wrapped()) {
      // In no header: declared here, for compilers that want a prototype before each definition.
      out.append(CText.call(head, list, ");")).append('\n');
    }
    out.append(CText.call(head, list, ")")).append("\n{\n");
    appendSizes(out, prototype, method);
    out.append("    mailshim_dispatch *dispatch = mailshim_enter(&surface, \"")
        .append(prototype.name())
        .append("\");\n");
    out.append("    if (dispatch == NULL)\n        return");
    out.append(method.failure().isEmpty() ? "" : " " + method.failure()).append(";\n");
    appendBits(out, prototype, method);
    appendCall(out, prototype, method, op);
    out.append("}\n");
  }

  private static void appendSizes(
      StringBuilder out, Prototype prototype, SurfaceModel.JavaMethod method) {
    for (int i = 0; i < method.parameters().size(); i++) {
      appendSize(out, prototype.parameters().get(i).name(), method.parameters().get(i), prototype);
    }
    if (method.returnType() != JavaType.VOID) {
      appendSize(out, prototype.returnType(), method.returnType(), prototype);
    }
  }

  private static void appendSize(
      StringBuilder out, String operand, JavaType type, Prototype prototype) {
    String condition =
        type == JavaType.BOOLEAN
            ? "sizeof(" + operand + ") == sizeof(int) || sizeof(" + operand + ") == sizeof(_Bool)"
            : "sizeof(" + operand + ") == " + type.size();
    String message = "\"" + prototype.name() + ": " + operand + "\"";
    out.append(CText.call("    _Static_assert(", List.of(condition, message), ");")).append('\n');
  }

  private static void appendBits(
      StringBuilder out, Prototype prototype, SurfaceModel.JavaMethod method) {
    for (int i = 0; i < method.parameters().size(); i++) {
      JavaType type = method.parameters().get(i);
      if (type.isFloating()) {
        String name = prototype.parameters().get(i).name();
        out.append("    ").append(bitsType(type)).append(' ').append(name).append("_bits;\n");
        out.append("    memcpy(&").append(name).append("_bits, &").append(name).append(", sizeof ");
        out.append(name).append("_bits);\n");
      }
    }
  }

  private static String bitsType(JavaType type) {
    return type == JavaType.FLOAT ? "int32_t" : "int64_t";
  }

  private static void appendCall(
      StringBuilder out, Prototype prototype, SurfaceModel.JavaMethod method, int op) {
    List<String> words = new ArrayList<>();
    words.add(Integer.toString(op));
    for (int i = 0; i < method.parameters().size(); i++) {
      words.add(method.parameters().get(i).cToLong(prototype.parameters().get(i).name()));
    }
    while (words.size() < WORDS + 1) {
      words.add("0");
    }
    // The templates of JavaType stand around the whole call: cut them at its place.
    String[] around = method.returnType().cFromLong("\n").split("\n", -1);
    JavaType type = method.returnType();
    if (type == JavaType.VOID) {
      out.append(CText.call("    dispatch(", words, ");")).append('\n');
    } else if (type.isFloating()) {
      out.append("    ").append(prototype.returnType()).append(" result;\n");
      out.append(
          CText.call(
              "    " + bitsType(type) + " bits = " + around[0] + "dispatch(",
              words,
              ")" + around[1] + ";"));
      out.append("\n    memcpy(&result, &bits, sizeof result);\n    return result;\n");
    } else {
      String opening = "    return (" + prototype.returnType() + ")" + around[0] + "dispatch(";
      out.append(CText.call(opening, words, ")" + around[1] + ";")).append('\n');
    }
  }
}
