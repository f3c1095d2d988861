package org.mailshim.abi.gen;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the annotations of one parsed class into prototypes, methods and documentation. */
final class SourceReader {
  private final Path root;
  private final DocTrees trees;

  /** Creates one whose messages name files relative to {@code root}. */
  SourceReader(Path root, DocTrees trees) {
    this.root = root;
    this.trees = trees;
  }

  /**
   * Reads a class.
   *
   * @throws GeneratorException if an annotation, a prototype, a method or its documentation is
   *     wrong
   */
  SourceFile read(CompilationUnitTree unit, ClassTree declaration) {
    String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    String className = declaration.getSimpleName().toString();
    List<SurfaceModel.EntryModel> entries = new ArrayList<>();
    for (Tree member : declaration.getMembers()) {
      if (member instanceof MethodTree method) {
        entry(unit, declaration, method).ifPresent(entries::add);
      }
    }
    String place = place(unit, declaration);
    Optional<AnnotationValues> surface = Optional.empty();
    List<SurfaceModel.EntryModel> nativeEntries = new ArrayList<>();
    for (AnnotationTree annotation : declaration.getModifiers().getAnnotations()) {
      switch (annotation.getAnnotationType().toString()) {
        case "Surface" -> surface = Optional.of(AnnotationValues.of(place, annotation));
        case "NativeEntry" -> nativeEntries.add(nativeEntry(unit, annotation));
        default -> {}
      }
    }
    if (surface.isEmpty() && !nativeEntries.isEmpty()) {
      throw new GeneratorException(place, "@NativeEntry on a class without @Surface");
    }
    return new SourceFile(packageName, className, place, surface, entries, nativeEntries);
  }

  private SurfaceModel.EntryModel nativeEntry(CompilationUnitTree unit, AnnotationTree annotation) {
    AnnotationValues values = AnnotationValues.of(place(unit, annotation), annotation);
    Prototype prototype = prototype(values);
    return new SurfaceModel.EntryModel(
        prototype,
        values.text("group"),
        values.text("after"),
        true,
        false,
        "",
        documentation(values.place() + ": " + prototype.name(), values.required("doc"), prototype),
        Optional.empty());
  }

  private Optional<SurfaceModel.EntryModel> entry(
      CompilationUnitTree unit, ClassTree owner, MethodTree method) {
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      if (annotation.getAnnotationType().toString().equals("Entry")) {
        String place = place(unit, method) + ": " + method.getName();
        AnnotationValues values = AnnotationValues.of(place, annotation);
        Prototype prototype = prototype(values);
        TreePath path = trees.getPath(unit, method);
        String javadoc = Optional.ofNullable(trees.getDocComment(path)).orElse("");
        return Optional.of(
            new SurfaceModel.EntryModel(
                prototype,
                values.text("group"),
                "",
                !values.text("exported").equals("false"),
                values.text("wrapped").equals("true"),
                values.text("waitsFor"),
                documentation(place, javadoc, prototype),
                Optional.of(
                    new EntryMethod(place, prototype, owner, method, values.text("failure"))
                        .checked())));
      }
    }
    return Optional.empty();
  }

  private static Prototype prototype(AnnotationValues values) {
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
}
