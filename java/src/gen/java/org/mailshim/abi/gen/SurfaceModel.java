package org.mailshim.abi.gen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One surface as read from its sources: what all writers work from.
 *
 * @param name short name, stem of the generated C file and version script
 * @param header path of the public header below {@code include/}
 * @param furtherHeaders paths of the other public headers
 * @param privateHeader what the trampolines include instead, or empty
 * @param guard simple name of the class that is told of failures
 * @param natives simple name of the class with native methods, or empty
 * @param api export macro, or empty
 * @param call calling convention macro, or empty
 * @param defaults macro around C++ default arguments, or empty
 * @param node version node, or empty for an anonymous script
 * @param privateNode version node of the private symbols, or empty
 * @param privateSymbols symbols exported for our own libraries
 * @param packageName the Java package
 * @param className simple name of the class that carries {@code @Surface}
 * @param source the package's folder relative to the repository root, as generated files name their
 *     origin
 * @param entries all entries: the Java ones in the order of their operation numbers, then the
 *     hand-written ones
 */
record SurfaceModel(
    String name,
    String header,
    List<String> furtherHeaders,
    String privateHeader,
    String guard,
    String natives,
    String api,
    String call,
    String defaults,
    String node,
    String privateNode,
    List<String> privateSymbols,
    String packageName,
    String className,
    String source,
    List<EntryModel> entries) {

  /**
   * One C function.
   *
   * @param prototype its prototype
   * @param group the template line under which it stands, or empty
   * @param after the entry of the group that it follows, or empty
   * @param exported whether programs can call it; otherwise only our own C can, in the same library
   * @param wrapped whether hand-written C of that name calls the trampoline
   * @param waitsFor what it still waits for while it only refuses; empty = it works
   * @param documentation the C comment's lines, without the comment signs
   * @param method the Java method behind it; empty = hand-written C
   */
  record EntryModel(
      Prototype prototype,
      String group,
      String after,
      boolean exported,
      boolean wrapped,
      String waitsFor,
      List<String> documentation,
      Optional<JavaMethod> method) {
    /** The C name of the trampoline. */
    String trampoline() {
      return wrapped ? "mailshim_java_" + prototype.name() : prototype.name();
    }
  }

  /**
   * The Java method behind an entry.
   *
   * @param className simple name of its class
   * @param name its name
   * @param parameters its parameter types
   * @param returnType its return type
   * @param failure the literal that C gets on failure, normalised: {@code NULL} or a number; empty
   *     for {@code void}
   */
  record JavaMethod(
      String className,
      String name,
      List<JavaType> parameters,
      JavaType returnType,
      String failure) {}

  /** The dispatcher's simple class name. */
  String dispatcher() {
    return className + "Dispatch";
  }

  /** The entries that Java implements; an entry's index is its operation number. */
  List<EntryModel> javaEntries() {
    return entries.stream().filter(entry -> entry.method().isPresent()).toList();
  }

  /** The entries that programs can call, in the same order. */
  List<EntryModel> exportedEntries() {
    return entries.stream().filter(EntryModel::exported).toList();
  }

  /** All public headers. */
  List<String> headers() {
    List<String> all = new ArrayList<>(List.of(header));
    all.addAll(furtherHeaders);
    return all;
  }

  /** Path of a header's template: named as the header is. */
  static String template(String header) {
    return "native/abi/" + header.substring(header.lastIndexOf('/') + 1) + ".in";
  }

  /**
   * The first line of every generated file, without comment signs. {@link OutputTree} knows
   * generated files by it.
   */
  String heading() {
    return "Generated from " + source + OutputTree.MARK;
  }
}
