package org.mailshim.abi.gen;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * A method with {@code @Entry}, held against its prototype.
 *
 * @param place file, line and method, for messages
 * @param prototype the C prototype it claims to be
 * @param owner its class
 * @param method its declaration
 * @param failure the annotation's failure literal, or empty
 */
record EntryMethod(
    String place, Prototype prototype, ClassTree owner, MethodTree method, String failure) {
  /** The uniform shape has six argument words. */
  private static final int MAX_PARAMETERS = 6;

  /** Names that the trampoline's body uses itself. */
  private static final Set<String> RESERVED = Set.of("surface", "dispatch", "result", "bits");

  /**
   * The method, if it can be called through the uniform shape.
   *
   * @throws GeneratorException if it cannot
   */
  SurfaceModel.JavaMethod checked() {
    Set<Modifier> modifiers = method.getModifiers().getFlags();
    if (!modifiers.contains(Modifier.STATIC) || modifiers.contains(Modifier.PRIVATE)) {
      throw wrong("an entry is a static method that its package can call");
    }
    checkPrototype();
    List<JavaType> parameters = new ArrayList<>();
    for (VariableTree parameter : method.getParameters()) {
      parameters.add(
          type(parameter.getType().toString(), "parameter " + parameter.getName(), true));
    }
    if (parameters.size() != prototype.parameters().size()) {
      throw wrong(
          "the method has "
              + parameters.size()
              + " parameters, its prototype "
              + prototype.parameters().size());
    }
    JavaType returnType = type(method.getReturnType().toString(), "the return value", false);
    if ((returnType == JavaType.VOID) != prototype.returnType().equals("void")) {
      throw wrong(
          "the method returns "
              + method.getReturnType()
              + ", its prototype "
              + prototype.returnType());
    }
    return new SurfaceModel.JavaMethod(
        owner.getSimpleName().toString(),
        method.getName().toString(),
        parameters,
        returnType,
        failure(returnType));
  }

  private void checkPrototype() {
    if (prototype.variadic()) {
      throw wrong("a variadic function cannot be written in Java; declare it with @NativeEntry");
    }
    if (prototype.parameters().size() > MAX_PARAMETERS) {
      throw wrong("more than " + MAX_PARAMETERS + " parameters");
    }
    for (Prototype.Parameter parameter : prototype.parameters()) {
      if (RESERVED.contains(parameter.name())) {
        throw wrong(
            "the trampoline needs the name " + parameter.name() + " itself; rename the parameter");
      }
    }
  }

  private JavaType type(String spelling, String what, boolean parameter) {
    return JavaType.of(spelling)
        .filter(type -> parameter ? type.isParameter() : type.isReturn())
        .orElseThrow(() -> wrong(what + " has type " + spelling + ", which does not cross to C"));
  }

  private String failure(JavaType type) {
    String literal = failure.strip();
    if (type == JavaType.VOID) {
      if (!literal.isEmpty()) {
        throw wrong("a void function has no failure value");
      }
      return "";
    }
    if (literal.isEmpty()) {
      return type == JavaType.MEMORY_SEGMENT ? "NULL" : "0";
    }
    if (literal.equals("NULL") && type.isPointerSized()) {
      return literal;
    }
    try {
      if (type.isFloating()) {
        Double.parseDouble(literal);
        return literal;
      }
      long value = Long.decode(literal);
      if (fits(type, value)) {
        return literal;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, as for a number that does not fit.
    }
    throw wrong("failure value " + literal + " is no value of " + prototype.returnType());
  }

  private static boolean fits(JavaType type, long value) {
    return switch (type) {
      case MEMORY_SEGMENT -> false;
      case BOOLEAN -> value == 0 || value == 1;
      case LONG -> true;
      default -> value >= -(1L << (8 * type.size() - 1)) && value < 1L << (8 * type.size() - 1);
    };
  }

  private GeneratorException wrong(String message) {
    return new GeneratorException(place, message);
  }
}
