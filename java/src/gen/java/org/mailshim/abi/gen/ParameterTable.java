package org.mailshim.abi.gen;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A surface's table of configuration parameters, read from the source of its enum {@code
 * Parameter}: of each constant the name, the effect, range or kind, and default that its
 * constructor gets, and its Javadoc; and the Javadoc of each constant of the enum {@code Effect}
 * within, which says when a change counts. So the documentation costs a running program nothing.
 */
final class ParameterTable {
  private static final int WIDTH = 100 - " * ".length();
  private static final int TEXT_COLUMN = 34;
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+((?:[^{}]|\\{[^{}]*\\})*)\\}");

  /** A row; the text without markup but for {@code {@code …}}. */
  private record Row(String name, String effect, String values, String text) {}

  private final Map<String, String> effects = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final String place;

  private ParameterTable(String place) {
    this.place = place;
  }

  /**
   * Reads the table.
   *
   * @param root the repository, to which the place in messages is relative
   * @throws GeneratorException if a row is not as the class says
   */
  static ParameterTable read(Path root, Path source) throws IOException {
    var table = new ParameterTable(root.relativize(source).toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        for (Tree type : unit.getTypeDecls()) {
          table.add(trees, unit, (ClassTree) type);
        }
      }
    }
    return table;
  }

  private void add(DocTrees trees, CompilationUnitTree unit, ClassTree type) {
    for (Tree member : type.getMembers()) {
      if (member instanceof ClassTree inner && inner.getSimpleName().contentEquals("Effect")) {
        addEffects(trees, unit, inner);
      }
    }
    for (Tree member : type.getMembers()) {
      if (member instanceof VariableTree constant && isConstant(constant, type)) {
        rows.add(row(constant, documentation(trees, unit, constant)));
      }
    }
  }

  private void addEffects(DocTrees trees, CompilationUnitTree unit, ClassTree type) {
    for (Tree member : type.getMembers()) {
      if (member instanceof VariableTree constant && isConstant(constant, type)) {
        effects.put(constant.getName().toString(), documentation(trees, unit, constant));
      }
    }
  }

  private static boolean isConstant(VariableTree variable, ClassTree owner) {
    return variable.getInitializer() instanceof NewClassTree made
        && made.getIdentifier().toString().contentEquals(owner.getSimpleName());
  }

  private String documentation(DocTrees trees, CompilationUnitTree unit, VariableTree constant) {
    return Optional.ofNullable(trees.getDocComment(trees.getPath(unit, constant)))
        .map(text -> text.strip().replaceAll("\\s+", " "))
        .orElseThrow(() -> new GeneratorException(place, constant.getName() + " says nothing"));
  }

  private Row row(VariableTree constant, String text) {
    List<? extends ExpressionTree> arguments =
        ((NewClassTree) constant.getInitializer()).getArguments();
    String name = string(arguments.get(0));
    String effect = lastName(arguments.get(1));
    if (!effects.containsKey(effect)) {
      throw new GeneratorException(place, name + " has no effect that is known: " + effect);
    }
    String values =
        arguments.size() == 4
            ? kind(arguments.get(2)) + " (\"" + string(arguments.get(3)) + "\")"
            : range(number(arguments.get(2)), number(arguments.get(3)))
                + " ("
                + number(arguments.get(4))
                + ")";
    return new Row(name, effect, values, text);
  }

  private static String kind(ExpressionTree argument) {
    return lastName(argument).toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private static String range(long least, long most) {
    if (most - least > 2) {
      return least + " to " + most;
    }
    StringBuilder all = new StringBuilder();
    for (long value = least; value <= most; value++) {
      all.append(all.isEmpty() ? "" : ", ").append(value);
    }
    return all.toString();
  }

  private static String lastName(ExpressionTree argument) {
    return ((MemberSelectTree) argument).getIdentifier().toString();
  }

  private static String string(ExpressionTree argument) {
    return (String) ((LiteralTree) argument).getValue();
  }

  private static long number(ExpressionTree argument) {
    return switch (argument) {
      case UnaryTree minus -> -number(minus.getExpression());
      case LiteralTree literal -> ((Number) literal.getValue()).longValue();
      default -> Integer.MAX_VALUE; // the only name that a row has
    };
  }

  /** The lines of the table in a C comment, each with its sign. */
  String comment() {
    StringBuilder out = new StringBuilder();
    effects.forEach(
        (effect, text) -> {
          out.append(" *\n");
          wrap(out, " * ", " * ", CODE.matcher(text).replaceAll("$1"));
          out.append(" *\n");
          rows.stream()
              .filter(row -> row.effect().equals(effect))
              .forEach(row -> appendRow(out, row));
        });
    return out.toString();
  }

  private static void appendRow(StringBuilder out, Row row) {
    String head = " *   " + row.name() + " ".repeat(Math.max(1, 16 - row.name().length()));
    head += row.values();
    String below = " *" + " ".repeat(TEXT_COLUMN - 2);
    if (head.length() + 2 > TEXT_COLUMN) {
      out.append(head).append('\n');
      head = below;
    }
    head += " ".repeat(TEXT_COLUMN - head.length());
    wrap(out, head, below, CODE.matcher(row.text()).replaceAll("$1"));
  }

  private static void wrap(StringBuilder out, String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean isEmpty = true;
    for (String word : text.replace("*/", "* /").split(" ")) {
      if (!isEmpty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(next);
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    out.append(line).append('\n');
  }

  /** The page, in Markdown. */
  String page(String header) {
    StringBuilder out = new StringBuilder("<!-- Generated from ");
    out.append(place).append(OutputTree.MARK).append(" -->\n");
    out.append("# Parameters of `").append(header).append("`\n\n");
    out.append(
        """
        What `SetConfigParam` sets and `LoadConfig` reads, with kind or range, default and effect. The
        sections say when a change counts. A number out of its range changes nothing; a value that
        cannot be used is the thread's last error and a warning in the log.
        """);
    effects.forEach(
        (effect, text) -> {
          out.append("\n## ").append(title(effect)).append("\n\n").append(marked(text));
          out.append("\n\n| name | values (default) | effect |\n|---|---|---|\n");
          rows.stream()
              .filter(row -> row.effect().equals(effect))
              .forEach(
                  row ->
                      out.append("| `")
                          .append(row.name())
                          .append("` | ")
                          .append(row.values())
                          .append(" | ")
                          .append(marked(row.text()).replace("|", "\\|"))
                          .append(" |\n"));
        });
    return out.toString();
  }

  private static String title(String effect) {
    return switch (effect) {
      case "MESSAGE" -> "Messages";
      case "QUEUE" -> "The queue";
      case "PORT" -> "Ports";
      case "SESSION" -> "Sessions";
      case "POLICY" -> "Who may do what";
      case "REQUEST" -> "At once";
      case "COLLECTION" -> "Collecting";
      default -> "Known, and changing nothing";
    };
  }

  private static String marked(String text) {
    return CODE.matcher(text).replaceAll("`$1`").replace("<", "&lt;");
  }
}
