package org.mailshim.abi.gen;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of one annotation in a source file. Only literals can be read, since nothing is
 * attributed: strings, text blocks, sums of them, numbers, truth values, and arrays of all these.
 *
 * @param place where the annotation stands, for messages
 * @param values the attributes that are given, by name
 */
record AnnotationValues(String place, Map<String, Object> values) {
  /**
   * Reads an annotation.
   *
   * @throws GeneratorException if an attribute is no literal
   */
  static AnnotationValues of(String place, AnnotationTree annotation) {
    Map<String, Object> values = new HashMap<>();
    for (ExpressionTree argument : annotation.getArguments()) {
      if (argument instanceof AssignmentTree assignment) {
        values.put(
            assignment.getVariable().toString(), constant(place, assignment.getExpression()));
      } else {
        values.put("value", constant(place, argument));
      }
    }
    return new AnnotationValues(place, values);
  }

  /** A text, empty if it is not given. */
  String text(String name) {
    return values.getOrDefault(name, "").toString();
  }

  /**
   * A text that must be given.
   *
   * @throws GeneratorException if it is not, or is blank
   */
  String required(String name) {
    if (text(name).isBlank()) {
      throw new GeneratorException(place, "attribute " + name + " is missing");
    }
    return text(name);
  }

  /** The texts of an array; a single one needs no braces. */
  List<String> texts(String name) {
    Object value = values.getOrDefault(name, List.of());
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).toList()
        : List.of(value.toString());
  }

  private static Object constant(String place, ExpressionTree expression) {
    return switch (expression) {
      case LiteralTree literal -> literal.getValue();
      case BinaryTree sum when sum.getKind() == Tree.Kind.PLUS ->
          constant(place, sum.getLeftOperand()).toString() + constant(place, sum.getRightOperand());
      case NewArrayTree array ->
          array.getInitializers().stream().map(element -> constant(place, element)).toList();
      default -> throw new GeneratorException(place, "not a literal: " + expression);
    };
  }
}
