package org.mailshim.abi.gen;

import java.util.List;

/**
 * Writes {@code native/abi/MATRIX.md}: every exported symbol of every surface, and where it is
 * implemented.
 */
final class MatrixWriter {
  private MatrixWriter() {}

  /** The matrix of these surfaces. */
  static String text(List<SurfaceModel> surfaces) {
    StringBuilder out = new StringBuilder();
    out.append("<!-- Generated from the surfaces").append(OutputTree.MARK).append(" -->\n");
    out.append("# Exported symbols\n\n");
    out.append("| surface | symbols | in Java | in C | refuse still |\n|---|---|---|---|---|\n");
    for (SurfaceModel surface : surfaces) {
      int all = surface.exportedEntries().size();
      long java =
          surface.exportedEntries().stream().filter(entry -> entry.method().isPresent()).count();
      out.append("| [").append(surface.name()).append("](#").append(surface.name()).append(") | ");
      long refuse =
          surface.exportedEntries().stream().filter(entry -> !entry.waitsFor().isEmpty()).count();
      out.append(all).append(" | ").append(java - refuse).append(" | ").append(all - java);
      out.append(" | ").append(refuse).append(" |\n");
    }
    for (SurfaceModel surface : surfaces) {
      out.append("\n## ").append(surface.name()).append("\n\n");
      out.append("Header `")
          .append(surface.header())
          .append("`, package `")
          .append(surface.packageName())
          .append("`.\n\n");
      out.append("| symbol | implemented in | version node | prototype |\n|---|---|---|---|\n");
      surface.exportedEntries().stream()
          .sorted((one, other) -> one.prototype().name().compareTo(other.prototype().name()))
          .forEach(entry -> appendRow(out, surface, entry));
    }
    return out.toString();
  }

  private static void appendRow(
      StringBuilder out, SurfaceModel surface, SurfaceModel.EntryModel entry) {
    String where =
        entry
            .method()
            .map(method -> "Java, `" + method.className() + "`")
            .orElse("C, `native/src/" + surface.name() + ".c`");
    if (!entry.waitsFor().isEmpty()) {
      where = "refuses; waits for " + entry.waitsFor();
    }
    out.append("| `").append(entry.prototype().name()).append("` | ").append(where).append(" | ");
    out.append(surface.node().isEmpty() ? "none" : "`" + surface.node() + "`");
    out.append(" | `").append(entry.prototype().text()).append("` |\n");
  }
}
