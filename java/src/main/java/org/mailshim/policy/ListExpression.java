package org.mailshim.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A condition in an access list: what follows {@code ?} on a line of its own.
 *
 * <pre>
 *   expression = conjunction *( "||" conjunction )
 *   conjunction = negation *( "&amp;&amp;" negation )
 *   negation = "!" negation / "(" expression ")" / comparison
 *   comparison = operand [ ( "==" / "=" / "!=" / "~" / "!~" ) operand ]
 *   operand = "$" name / quoted text / word
 * </pre>
 *
 * <p>{@code =} and {@code ==} compare, {@code ~} matches a pattern with {@code *} and {@code ?};
 * letter case does not count. An operand alone is true unless it is empty or {@code 0}. Text is
 * quoted by {@code "}, {@code '} or {@code `}. The names:
 *
 * <ul>
 *   <li>{@code $sender} the reverse-path, empty when it is null; {@code $to} the recipient
 *   <li>{@code $hello} the name in HELO or EHLO; {@code $checkhello} 1 when it leads to the
 *       client's address, else 0
 *   <li>{@code $control} the client's host name, if it leads back to its address, else empty
 *   <li>{@code $ip} the client's address
 * </ul>
 *
 * <p>The vendor names the first four variables and no grammar; the operators are those of its
 * siblings, as far as that can be known, and the rest is our choice. Immutable, for any thread.
 */
sealed interface ListExpression {
  /** Whether it holds. */
  boolean holds(AccessQuery query);

  /**
   * Reads an expression.
   *
   * @throws ListSyntaxException when it is none
   */
  static ListExpression parse(String text) {
    return new ListExpressionParser(text).parse();
  }

  /** One of the names. */
  enum Variable {
    SENDER,
    TO,
    HELLO,
    CHECKHELLO,
    CONTROL,
    IP;

    static Optional<Variable> of(String name) {
      for (Variable each : values()) {
        if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }

    private String value(AccessQuery query) {
      return switch (this) {
        case SENDER -> query.reversePath().equals("<>") ? "" : query.reversePath();
        case TO -> query.recipient();
        case HELLO -> query.helo();
        case CHECKHELLO -> query.isHeloTrue() ? "1" : "0";
        case CONTROL -> query.hostNames().isEmpty() ? "" : query.hostNames().getFirst();
        case IP -> query.address().getHostAddress();
      };
    }
  }

  /** What is compared. */
  sealed interface Operand {
    /** In lower case. */
    String value(AccessQuery query);

    /** A variable. */
    record Named(Variable variable) implements Operand {
      @Override
      public String value(AccessQuery query) {
        return variable.value(query);
      }
    }

    /** Text, in lower case. */
    record Text(String text) implements Operand {
      @Override
      public String value(AccessQuery query) {
        return text;
      }
    }
  }

  /** An operand alone. */
  record Truth(Operand operand) implements ListExpression {
    @Override
    public boolean holds(AccessQuery query) {
      String value = operand.value(query);
      return !value.isEmpty() && !value.equals("0");
    }
  }

  /** Equality. */
  record Equal(Operand left, Operand right) implements ListExpression {
    @Override
    public boolean holds(AccessQuery query) {
      return left.value(query).equals(right.value(query));
    }
  }

  /** A pattern. */
  record Like(Operand text, Operand pattern) implements ListExpression {
    @Override
    public boolean holds(AccessQuery query) {
      return Wildcards.matches(pattern.value(query), text.value(query));
    }
  }

  /** The opposite. */
  record Not(ListExpression of) implements ListExpression {
    @Override
    public boolean holds(AccessQuery query) {
      return !of.holds(query);
    }
  }

  /** All hold. */
  record All(List<ListExpression> of) implements ListExpression {
    @Override
    public boolean holds(AccessQuery query) {
      for (ListExpression each : of) {
        if (!each.holds(query)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One holds. */
  record Any(List<ListExpression> of) implements ListExpression {
    @Override
    public boolean holds(AccessQuery query) {
      for (ListExpression each : of) {
        if (each.holds(query)) {
          return true;
        }
      }
      return false;
    }
  }
}
