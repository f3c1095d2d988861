package org.mailshim.abi.gen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The generator's command line: {@code java java/src/gen/java/org/mailshim/abi/gen/Generate.java
 * <repository root>}.
 *
 * <p>Reads the surfaces below {@code java/src/main/java/org/mailshim/abi} and the templates {@code
 * native/abi/‹header›.in}; writes {@code include/…h}, {@code native/generated/‹surface›.c} and
 * {@code .map}, {@code java/src/generated/java/…Dispatch.java}, {@code
 * docs/‹surface›-parameters.md} where the surface has parameters, and {@code native/abi/MATRIX.md}.
 * Says what it changed, one line each; a second run changes nothing. Ends with 1 and one line on
 * standard error if the input is wrong, with nothing written.
 */
public final class Generate {
  /** A line of a template, in a comment, where the table of parameters goes. */
  private static final String PARAMETERS = " * @parameters@\n";

  private Generate() {}

  /** Runs the generator on the repository that the only argument names. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: Generate <repository root>");
      System.exit(2);
    }
    try {
      run(Path.of(arguments[0])).forEach(System.out::println);
    } catch (GeneratorException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(1);
    }
  }

  /**
   * Generates.
   *
   * @return what was written or deleted, one line each
   * @throws GeneratorException if the input is wrong; nothing has been written then
   */
  static List<String> run(Path repository) throws IOException {
    Path root = repository.toAbsolutePath().normalize();
    List<SurfaceModel> surfaces =
        SurfaceParser.parse(root, root.resolve("java/src/main/java/org/mailshim/abi"));
    OutputTree output = new OutputTree(root);
    for (SurfaceModel surface : surfaces) {
      add(output, root, surface);
    }
    output.add("native/abi/MATRIX.md", MatrixWriter.text(surfaces));
    return output.write();
  }

  private static void add(OutputTree output, Path root, SurfaceModel surface) throws IOException {
    Set<String> places = new TreeSet<>();
    Optional<ParameterTable> parameters = parameters(root, surface);
    if (parameters.isPresent()) {
      output.add(
          "docs/" + surface.name() + "-parameters.md", parameters.get().page(surface.header()));
    }
    for (String header : surface.headers()) {
      String templatePath = SurfaceModel.template(header);
      Path template = root.resolve(templatePath);
      if (!Files.exists(template)) {
        throw new GeneratorException(
            surface.source(), "the header template " + templatePath + " is missing");
      }
      output.add(
          "include/" + header,
          HeaderWriter.text(
              surface,
              templatePath,
              withParameters(Files.readString(template), parameters),
              places));
    }
    HeaderWriter.requirePlaces(surface, places);
    String java =
        "java/src/generated/java/"
            + surface.packageName().replace('.', '/')
            + "/"
            + surface.dispatcher()
            + ".java";
    output.add("native/generated/" + surface.name() + ".c", TrampolineWriter.text(surface));
    output.add("native/generated/" + surface.name() + ".map", VersionScriptWriter.text(surface));
    output.add(java, DispatcherWriter.text(surface));
  }

  private static Optional<ParameterTable> parameters(Path root, SurfaceModel surface)
      throws IOException {
    Path source =
        root.resolve("java/src/main/java")
            .resolve(surface.packageName().replace('.', '/'))
            .resolve("Parameter.java");
    return Files.exists(source) ? Optional.of(ParameterTable.read(root, source)) : Optional.empty();
  }

  private static String withParameters(String template, Optional<ParameterTable> parameters) {
    return parameters.isEmpty()
        ? template
        : template.replace(PARAMETERS, parameters.get().comment());
  }
}
