package org.mailshim.abi.gen;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the Java dispatcher: the one upcall target of a surface, a switch from operation number to
 * typed method.
 */
final class DispatcherWriter {
  private DispatcherWriter() {}

  /** The dispatcher's source. */
  static String text(SurfaceModel surface) {
    List<SurfaceModel.EntryModel> entries = surface.javaEntries();
    StringBuilder out = new StringBuilder();
    out.append("// ").append(surface.heading()).append('\n');
    out.append("package ").append(surface.packageName()).append(";\n\n");
    if (uses(entries, JavaType.MEMORY_SEGMENT)) {
      out.append("import java.lang.foreign.MemorySegment;\n");
    }
    if (uses(entries, JavaType.C_STRING)) {
      out.append("import org.mailshim.abi.CString;\n");
    }
    out.append("import org.mailshim.abi.Guard;\n\n");
    out.append("/**\n * The target of the one upcall stub of surface {@code ")
        .append(surface.name())
        .append("}: ");
    out.append("every entry behind one shape.\n */\n");
    out.append("public final class ").append(surface.dispatcher()).append(" {\n");
    out.append("  private static final String SURFACE = \"")
        .append(surface.name())
        .append("\";\n\n");
    out.append(
        "  /** The entries' C names, by operation number. */\n  static final String[] NAMES = {\n");
    entries.forEach(entry -> out.append("    \"").append(entry.prototype().name()).append("\",\n"));
    out.append("  };\n\n");
    out.append("  /** What C gets when an entry fails, by operation number. */\n");
    out.append("  private static final long[] FAILURES = {\n");
    entries.forEach(
        entry -> out.append("    ").append(failure(entry.method().orElseThrow())).append(",\n"));
    out.append("  };\n\n  private ").append(surface.dispatcher()).append("() {}\n\n");
    appendDispatch(out, surface.guard(), entries);
    return out.append("}\n").toString();
  }

  private static boolean uses(List<SurfaceModel.EntryModel> entries, JavaType type) {
    return entries.stream()
        .anyMatch(entry -> entry.method().orElseThrow().parameters().contains(type));
  }

  private static String failure(SurfaceModel.JavaMethod method) {
    return switch (method.returnType()) {
      case FLOAT -> "Float.floatToRawIntBits((float) " + method.failure() + ")";
      case DOUBLE -> "Double.doubleToRawLongBits(" + method.failure() + ")";
      default ->
          method.failure().isEmpty() || method.failure().equals("NULL")
              ? "0L"
              : Long.decode(method.failure()) + "L";
    };
  }

  private static void appendDispatch(
      StringBuilder out, String guard, List<SurfaceModel.EntryModel> entries) {
    out.append(
        """
          /**
           * Calls an entry. Nothing is thrown: what an entry throws goes to {@link $GUARD#failed}.
           *
           * @param op the operation number, the index in {@link #NAMES}; -1 does nothing
           * @return the result's bits, sign-extended; 0 for {@code void}
           */
          public static long dispatch(int op, long a0, long a1, long a2, long a3, long a4, long a5) {
            try {
              if (Guard.TRACING && op >= 0) {
                Guard.enter(SURFACE, NAMES[op]);
              }
              return switch (op) {
                case -1 -> 0L;
        """
            .replace("$GUARD", guard));
    for (int op = 0; op < entries.size(); op++) {
      appendCase(out, entries.get(op).method().orElseThrow(), op);
    }
    out.append(
        """
                default -> throw new AssertionError("no entry has this number: library and runtime differ");
              };
            } catch (Throwable thrown) {
              return op >= 0 && op < NAMES.length
                  ? $GUARD.failed(NAMES[op], FAILURES[op], thrown)
                  : $GUARD.failed(SURFACE, 0L, thrown);
            }
          }
        """
            .replace("$GUARD", guard));
  }

  private static void appendCase(StringBuilder out, SurfaceModel.JavaMethod method, int op) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < method.parameters().size(); i++) {
      arguments.add(method.parameters().get(i).javaFromLong("a" + i));
    }
    String call =
        method.className() + "." + method.name() + "(" + String.join(", ", arguments) + ")";
    out.append("        case ").append(op).append(" -> ");
    if (method.returnType() == JavaType.VOID) {
      out.append("{\n          ").append(call).append(";\n          yield 0L;\n        }\n");
    } else {
      out.append(method.returnType().longFromJava(call)).append(";\n");
    }
  }
}
