package org.mailshim.abi.gen;

import java.util.List;

/**
 * Writes the linker's version script: exactly the documented symbols are exported, sorted,
 * everything else is local.
 */
final class VersionScriptWriter {
  private VersionScriptWriter() {}

  /** The text of {@code native/generated/‹surface›.map}. */
  static String text(SurfaceModel surface) {
    StringBuilder out = new StringBuilder();
    out.append("/* ").append(surface.heading()).append(" */\n");
    List<String> names =
        surface.exportedEntries().stream().map(entry -> entry.prototype().name()).sorted().toList();
    out.append(surface.node().isEmpty() ? "" : surface.node() + " ").append("{\n");
    appendSymbols(out, names);
    out.append("local:\n    *;\n};\n");
    if (!surface.privateSymbols().isEmpty()) {
      out.append('\n').append(surface.privateNode()).append(" {\n");
      appendSymbols(out, surface.privateSymbols().stream().sorted().toList());
      out.append("};\n");
    }
    return out.toString();
  }

  private static void appendSymbols(StringBuilder out, List<String> names) {
    if (!names.isEmpty()) {
      out.append("global:\n");
      names.forEach(name -> out.append("    ").append(name).append(";\n"));
    }
  }
}
