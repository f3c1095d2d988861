package org.mailshim.abi.gen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A C function prototype, taken apart as far as a trampoline needs it. This is no C parser: it
 * knows parentheses, commas and identifiers, and leaves types to the C compiler, which checks every
 * one of them in the generated trampoline.
 *
 * @param returnType the text before the function's name, {@code "ServerStream *"}
 * @param name the function's name
 * @param parameters the named parameters; none for {@code (void)} and for {@code ()}
 * @param variadic whether the parameters end in {@code ...}
 * @param attributes the text behind the closing parenthesis; may be empty
 */
record Prototype(
    String returnType,
    String name,
    List<Parameter> parameters,
    boolean variadic,
    String attributes) {

  /**
   * One parameter.
   *
   * @param declaration its text without the default, {@code "const char *from"}
   * @param name its name
   * @param defaultArgument its C++ default argument, {@code "25"}
   */
  record Parameter(String declaration, String name, Optional<String> defaultArgument) {}

  private static final Set<String> TYPE_WORDS =
      Set.of(
          "void",
          "char",
          "short",
          "int",
          "long",
          "float",
          "double",
          "signed",
          "unsigned",
          "const",
          "volatile",
          "restrict",
          "_Bool",
          "bool",
          "struct",
          "union",
          "enum");

  /**
   * Takes a prototype apart.
   *
   * @throws IllegalArgumentException if it has no parameter list, no name, or an unnamed parameter
   */
  static Prototype parse(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    int open = line.indexOf('(');
    if (open < 0 || line.endsWith(";")) {
      throw new IllegalArgumentException("not a prototype: " + line);
    }
    int close = closing(line, open);
    String head = line.substring(0, open).strip();
    int nameAt = lastIdentifier(head);
    String name = head.substring(nameAt);
    String returnType = head.substring(0, nameAt).strip();
    if (name.isEmpty() || returnType.isEmpty() || TYPE_WORDS.contains(name)) {
      throw new IllegalArgumentException("no return type and name before the parenthesis: " + line);
    }
    List<Parameter> parameters = new ArrayList<>();
    boolean variadic = false;
    for (String part : splitAtCommas(line.substring(open + 1, close))) {
      if (variadic) {
        throw new IllegalArgumentException("a parameter after the ellipsis: " + part);
      }
      if (part.equals("...")) {
        variadic = true;
      } else if (!part.equals("void")) {
        parameters.add(parameter(part));
      }
    }
    return new Prototype(
        returnType, name, List.copyOf(parameters), variadic, line.substring(close + 1).strip());
  }

  /** The prototype on one line, without default arguments and attributes. */
  String text() {
    StringBuilder text = new StringBuilder(spaced(returnType)).append(name).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(parameters.get(i).declaration());
    }
    if (variadic) {
      text.append(parameters.isEmpty() ? "..." : ", ...");
    } else if (parameters.isEmpty()) {
      text.append("void");
    }
    return text.append(')').toString();
  }

  /** A type with the space that a name behind it needs: {@code "int "}, {@code "char *"}. */
  static String spaced(String type) {
    return type.endsWith("*") ? type : type + " ";
  }

  private static Parameter parameter(String part) {
    int equals = part.indexOf('=');
    String declaration = equals < 0 ? part : part.substring(0, equals).strip();
    Optional<String> argument =
        equals < 0 ? Optional.empty() : Optional.of(part.substring(equals + 1).strip());
    if (declaration.indexOf('[') >= 0) {
      throw new IllegalArgumentException(
          "array parameter, write it as the pointer that it is: " + part);
    }
    // A function pointer has its name in the first parentheses: int (SRV_CALL *name)(void *).
    int pointer = declaration.indexOf('(');
    String declarator =
        pointer < 0 ? declaration : declaration.substring(0, closing(declaration, pointer));
    int nameAt = lastIdentifier(declarator);
    String name = declarator.substring(nameAt);
    if (name.isEmpty() || nameAt == 0 || TYPE_WORDS.contains(name)) {
      throw new IllegalArgumentException("parameter without a name: " + part);
    }
    return new Parameter(declaration, name, argument);
  }

  private static int lastIdentifier(String text) {
    int at = text.length();
    while (at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("unbalanced parentheses: " + text);
  }

  private static List<String> splitAtCommas(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    String last = text.substring(from).strip();
    if (!last.isEmpty() || !parts.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }
}
