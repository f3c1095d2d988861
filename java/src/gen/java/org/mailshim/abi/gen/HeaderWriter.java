package org.mailshim.abi.gen;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes the public header: the hand-written template with documented prototypes in place of its
 * {@code @entries GROUP@} lines.
 */
final class HeaderWriter {
  private static final String PLACE = "@entries";

  private HeaderWriter() {}

  /**
   * The header's text.
   *
   * @param templatePath the template's path, for messages
   * @param places the groups that have a place in one of the surface's headers; those of this one
   *     are added
   * @throws GeneratorException if a group has two places
   */
  static String text(
      SurfaceModel surface, String templatePath, String template, Set<String> places) {
    StringBuilder out = new StringBuilder();
    out.append("/* Generated from ")
        .append(templatePath)
        .append(" and ")
        .append(surface.source())
        .append(OutputTree.MARK);
    out.append(" */\n");
    for (String line : template.lines().toList()) {
      if (!line.startsWith(PLACE) || !line.endsWith("@")) {
        out.append(line).append('\n');
        continue;
      }
      String group = line.substring(PLACE.length(), line.length() - 1).strip();
      if (!places.add(group)) {
        throw new GeneratorException(templatePath, "two lines " + line);
      }
      appendGroup(out, surface, group);
    }
    return out.toString();
  }

  /**
   * Sees that each entry stands in a header.
   *
   * @throws GeneratorException if a group has no place
   */
  static void requirePlaces(SurfaceModel surface, Set<String> places) {
    for (SurfaceModel.EntryModel entry : surface.exportedEntries()) {
      if (!places.contains(entry.group())) {
        throw new GeneratorException(
            SurfaceModel.template(surface.header()),
            "no line for group '" + entry.group() + "' of " + entry.prototype().name());
      }
    }
  }

  private static void appendGroup(StringBuilder out, SurfaceModel surface, String group) {
    String separator = "";
    for (SurfaceModel.EntryModel entry : inOrder(surface, group)) {
      out.append(separator);
      appendComment(out, entry.documentation());
      out.append(declaration(surface, entry.prototype())).append('\n');
      separator = "\n";
    }
  }

  private static List<SurfaceModel.EntryModel> inOrder(SurfaceModel surface, String group) {
    List<SurfaceModel.EntryModel> ordered = new ArrayList<>();
    for (SurfaceModel.EntryModel entry : surface.exportedEntries()) {
      if (entry.group().equals(group)) {
        ordered.add(position(surface, ordered, entry), entry);
      }
    }
    return ordered;
  }

  private static int position(
      SurfaceModel surface, List<SurfaceModel.EntryModel> ordered, SurfaceModel.EntryModel entry) {
    if (entry.after().isEmpty()) {
      return ordered.size();
    }
    for (int i = 0; i < ordered.size(); i++) {
      if (ordered.get(i).prototype().name().equals(entry.after())) {
        return i + 1;
      }
    }
    throw new GeneratorException(
        surface.source(),
        entry.prototype().name()
            + ": no entry "
            + entry.after()
            + " stands before it in its group");
  }

  private static void appendComment(StringBuilder out, List<String> lines) {
    out.append("/*\n");
    for (String line : lines) {
      out.append(line.isEmpty() ? " *" : " * " + line).append('\n');
    }
    out.append(" */\n");
  }

  private static String declaration(SurfaceModel surface, Prototype prototype) {
    String head =
        (surface.api().isEmpty() ? "" : surface.api() + " ")
            + Prototype.spaced(prototype.returnType())
            + (surface.call().isEmpty() ? "" : surface.call() + " ")
            + prototype.name();
    List<String> parameters = new ArrayList<>();
    for (Prototype.Parameter parameter : prototype.parameters()) {
      String argument =
          parameter
              .defaultArgument()
              .map(value -> " " + surface.defaults() + "(= " + value + ")")
              .orElse("");
      parameters.add(parameter.declaration() + argument);
    }
    if (prototype.variadic()) {
      parameters.add("...");
    }
    if (parameters.isEmpty()) {
      parameters.add("void");
    }
    String tail = prototype.attributes().isEmpty() ? ");" : ") " + prototype.attributes() + ";";
    return CText.call(head + "(", parameters, tail);
  }
}
