package org.mailshim.abi.gen;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Finds the surfaces of a source tree: parses every file that names {@code @Surface} or
 * {@code @Entry}, and gathers the entries by package. The files are only parsed, never attributed,
 * so nothing they refer to need exist.
 */
final class SurfaceParser {
  private final Path root;
  private final JavacTask task;
  private final SourceReader reader;
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
    this.reader = new SourceReader(root, DocTrees.instance(task));
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

  private List<SurfaceModel> surfaces() throws IOException {
    Map<String, List<SourceFile>> packages = new LinkedHashMap<>();
    for (CompilationUnitTree unit : task.parse()) {
      refuseSyntaxErrors();
      for (Tree type : unit.getTypeDecls()) {
        if (type instanceof ClassTree declaration) {
          SourceFile file = reader.read(unit, declaration);
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
    List<SurfaceModel.EntryModel> entries = new ArrayList<>(main.entries());
    others.forEach(other -> entries.addAll(other.entries()));
    entries.addAll(main.nativeEntries());
    refuseDuplicates(main, entries);
    return Optional.of(model(main, main.surface().orElseThrow(), entries));
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
      SourceFile file, AnnotationValues values, List<SurfaceModel.EntryModel> entries) {
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
        values.texts("furtherHeaders"),
        values.text("privateHeader"),
        values.text("guard").isEmpty() ? "Guard" : values.text("guard"),
        values.text("natives"),
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
}
