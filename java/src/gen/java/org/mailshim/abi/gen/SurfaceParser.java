package org.mailshim.abi.gen;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Reads the surfaces of a source tree: parses every file that names {@code @Surface} or
 * {@code @Entry}, and gathers the entries by package. The files are only parsed, never attributed,
 * so nothing they refer to need exist.
 */
final class SurfaceParser {
  private final Path root;
  private final JavacTask task;
  private final DocTrees trees;
  private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();

  private SurfaceParser(Path root, StandardJavaFileManager files, List<Path> sources) {
    this.root = root;
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    this.task =
        (JavacTask)
            compiler.getTask(
                null,
                files,
                diagnostics,
                List.of("-proc:none"),
                null,
                files.getJavaFileObjectsFromPaths(sources));
    this.trees = DocTrees.instance(task);
  }

  /**
   * The surfaces found below a folder, by name.
   *
   * @param root the repository, to which places in messages are relative
   * @param folder where to look
   * @throws GeneratorException at the first thing that is wrong
   */
  static List<SurfaceModel> parse(Path root, Path folder) throws IOException {
    List<Path> sources = sources(folder);
    if (sources.isEmpty()) {
      return List.of();
    }
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      return new SurfaceParser(root, files, sources).surfaces();
    }
  }

  private static List<Path> sources(Path folder) throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
        if (path.toString().endsWith(".java") && mayHoldEntries(Files.readString(path))) {
          sources.add(path);
        }
      }
    }
    return sources;
  }

  private static boolean mayHoldEntries(String text) {
    return text.contains("@Surface(") || text.contains("@Entry(");
  }

  /** What one source file says: its class, its entries, and the surface it names, if any. */
  private record SourceFile(
      String packageName,
      String className,
      String place,
      List<SurfaceModel.EntryModel> entries,
      Optional<SurfaceLine> surface) {}

  /** A surface's own annotations. */
  private record SurfaceLine(
      Map<String, Object> attributes, List<SurfaceModel.EntryModel> nativeEntries) {}

  private List<SurfaceModel> surfaces() throws IOException {
    Map<String, List<SourceFile>> packages = new LinkedHashMap<>();
    for (CompilationUnitTree unit : task.parse()) {
      refuseSyntaxErrors();
      for (Tree type : unit.getTypeDecls()) {
        if (type instanceof ClassTree declaration) {
          SourceFile file = sourceFile(unit, declaration);
          packages.computeIfAbsent(file.packageName(), name -> new ArrayList<>()).add(file);
        }
      }
    }
    refuseSyntaxErrors();
    Map<String, SurfaceModel> surfaces = new TreeMap<>();
    for (List<SourceFile> files : packages.values()) {
      Optional<SurfaceModel> surface = surface(files);
      if (surface.isPresent() && surfaces.put(surface.get().name(), surface.get()) != null) {
        throw new GeneratorException(
            files.getFirst().place(), "a second surface named " + surface.get().name());
      }
    }
    return List.copyOf(surfaces.values());
  }

  private void refuseSyntaxErrors() {
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        Path path = root.relativize(Path.of(diagnostic.getSource().toUri()));
        throw new GeneratorException(
            path + ":" + diagnostic.getLineNumber(), diagnostic.getMessage(null));
      }
    }
  }

  private Optional<SurfaceModel> surface(List<SourceFile> files) {
    List<SourceFile> named = files.stream().filter(file -> file.surface().isPresent()).toList();
    List<SourceFile> others = files.stream().filter(file -> file.surface().isEmpty()).toList();
    if (named.size() > 1) {
      throw new GeneratorException(
          named.get(1).place(), "a second @Surface in package " + named.get(1).packageName());
    }
    if (named.isEmpty()) {
      for (SourceFile other : others) {
        if (!other.entries().isEmpty()) {
          throw new GeneratorException(other.place(), "@Entry in a package without @Surface");
        }
      }
      return Optional.empty();
    }
    SourceFile main = named.getFirst();
    SurfaceLine line = main.surface().orElseThrow();
    List<SurfaceModel.EntryModel> entries = new ArrayList<>(main.entries());
    others.forEach(other -> entries.addAll(other.entries()));
    entries.addAll(line.nativeEntries());
    refuseDuplicates(main, entries);
    return Optional.of(model(main, line.attributes(), entries));
  }

  private static void refuseDuplicates(SourceFile main, List<SurfaceModel.EntryModel> entries) {
    Set<String> names = new HashSet<>();
    for (SurfaceModel.EntryModel entry : entries) {
      if (!names.add(entry.prototype().name())) {
        throw new GeneratorException(main.place(), "two entries named " + entry.prototype().name());
      }
    }
  }

  private SurfaceModel model(
      SourceFile file, Map<String, Object> attributes, List<SurfaceModel.EntryModel> entries) {
    Attributes values = new Attributes(file.place(), attributes);
    boolean hasDefaults =
        entries.stream()
            .flatMap(entry -> entry.prototype().parameters().stream())
            .anyMatch(parameter -> parameter.defaultArgument().isPresent());
    if (hasDefaults && values.text("defaults").isEmpty()) {
      throw new GeneratorException(
          file.place(), "a prototype has a default argument, and @Surface names no macro for it");
    }
    boolean hasPrivate = !values.texts("privateSymbols").isEmpty();
    if (hasPrivate && (values.text("node").isEmpty() || values.text("privateNode").isEmpty())) {
      throw new GeneratorException(
          file.place(), "private symbols need both a node and a privateNode");
    }
    String place = file.place();
    return new SurfaceModel(
        values.required("name"),
        values.required("header"),
        values.text("api"),
        values.text("call"),
        values.text("defaults"),
        values.text("node"),
        values.text("privateNode"),
        values.texts("privateSymbols"),
        file.packageName(),
        file.className(),
        place.substring(0, place.lastIndexOf('/')),
        List.copyOf(entries));
  }

  private SourceFile sourceFile(CompilationUnitTree unit, ClassTree declaration) {
    String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    String className = declaration.getSimpleName().toString();
    List<SurfaceModel.EntryModel> entries = new ArrayList<>();
    for (Tree member : declaration.getMembers()) {
      if (member instanceof MethodTree method) {
        entry(unit, declaration, method).ifPresent(entries::add);
      }
    }
    Optional<Map<String, Object>> surface = Optional.empty();
    List<SurfaceModel.EntryModel> nativeEntries = new ArrayList<>();
    for (AnnotationTree annotation : declaration.getModifiers().getAnnotations()) {
      switch (annotation.getAnnotationType().toString()) {
        case "Surface" -> surface = Optional.of(attributes(unit, annotation));
        case "NativeEntry" -> nativeEntries.add(nativeEntry(unit, annotation));
        default -> {}
      }
    }
    if (surface.isEmpty() && !nativeEntries.isEmpty()) {
      throw new GeneratorException(
          place(unit, declaration), "@NativeEntry on a class without @Surface");
    }
    return new SourceFile(
        packageName,
        className,
        place(unit, declaration),
        entries,
        surface.map(attributes -> new SurfaceLine(attributes, nativeEntries)));
  }

  private SurfaceModel.EntryModel nativeEntry(CompilationUnitTree unit, AnnotationTree annotation) {
    Attributes values = new Attributes(place(unit, annotation), attributes(unit, annotation));
    Prototype prototype = prototype(values);
    return new SurfaceModel.EntryModel(
        prototype,
        values.text("group"),
        values.text("after"),
        true,
        documentation(values.place() + ": " + prototype.name(), values.required("doc"), prototype),
        Optional.empty());
  }

  private Optional<SurfaceModel.EntryModel> entry(
      CompilationUnitTree unit, ClassTree owner, MethodTree method) {
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      if (annotation.getAnnotationType().toString().equals("Entry")) {
        String place = place(unit, method) + ": " + method.getName();
        Attributes values = new Attributes(place, attributes(unit, annotation));
        Prototype prototype = prototype(values);
        TreePath path = trees.getPath(unit, method);
        String javadoc = Optional.ofNullable(trees.getDocComment(path)).orElse("");
        return Optional.of(
            new SurfaceModel.EntryModel(
                prototype,
                values.text("group"),
                "",
                !values.text("exported").equals("false"),
                documentation(place, javadoc, prototype),
                Optional.of(
                    new EntryMethod(place, prototype, owner, method, values.text("failure"))
                        .checked())));
      }
    }
    return Optional.empty();
  }

  private static Prototype prototype(Attributes values) {
    try {
      return Prototype.parse(values.required("value"));
    } catch (IllegalArgumentException wrong) {
      throw new GeneratorException(values.place(), wrong.getMessage());
    }
  }

  private static List<String> documentation(String place, String javadoc, Prototype prototype) {
    try {
      return DocumentationComment.lines(javadoc, prototype);
    } catch (IllegalArgumentException wrong) {
      throw new GeneratorException(place, wrong.getMessage());
    }
  }

  private String place(CompilationUnitTree unit, Tree tree) {
    Path path = root.relativize(Path.of(unit.getSourceFile().toUri()));
    long position = trees.getSourcePositions().getStartPosition(unit, tree);
    return path + ":" + unit.getLineMap().getLineNumber(position);
  }

  private Map<String, Object> attributes(CompilationUnitTree unit, AnnotationTree annotation) {
    Map<String, Object> attributes = new HashMap<>();
    for (ExpressionTree argument : annotation.getArguments()) {
      if (argument instanceof AssignmentTree assignment) {
        attributes.put(
            assignment.getVariable().toString(), constant(unit, assignment.getExpression()));
      } else {
        attributes.put("value", constant(unit, argument));
      }
    }
    return attributes;
  }

  private Object constant(CompilationUnitTree unit, ExpressionTree expression) {
    return switch (expression) {
      case LiteralTree literal -> literal.getValue();
      case BinaryTree sum when sum.getKind() == Tree.Kind.PLUS ->
          String.valueOf(constant(unit, sum.getLeftOperand()))
              + constant(unit, sum.getRightOperand());
      case NewArrayTree array ->
          array.getInitializers().stream()
              .map(element -> String.valueOf(constant(unit, element)))
              .toList();
      default ->
          throw new GeneratorException(place(unit, expression), "not a literal: " + expression);
    };
  }

  /** The attributes of one annotation, by name. */
  private record Attributes(String place, Map<String, Object> values) {
    String text(String name) {
      return values.getOrDefault(name, "").toString();
    }

    String required(String name) {
      if (text(name).isBlank()) {
        throw new GeneratorException(place, "attribute " + name + " is missing");
      }
      return text(name);
    }

    List<String> texts(String name) {
      Object value = values.getOrDefault(name, List.of());
      return value instanceof List<?> list
          ? list.stream().map(Object::toString).toList()
          : List.of(value.toString());
    }
  }
}
