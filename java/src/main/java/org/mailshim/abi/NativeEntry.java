package org.mailshim.abi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares, on a surface's class, an entry whose body is hand-written C in {@code
 * native/src/‹surface›.c}, because Java cannot express it: a variadic function, or one that must
 * work where no JVM can.
 *
 * <p>It gets a prototype, a line in the version script and a row in the matrix, but no trampoline
 * and no dispatcher case.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@Repeatable(NativeEntry.Container.class)
public @interface NativeEntry {
  /** The C prototype, as in {@link Entry#value}; it may end in {@code ...}. */
  String value();

  /** The function's documentation, in the syntax of Javadoc. */
  String doc();

  /** As in {@link Entry#group}. */
  String group() default "";

  /**
   * Name of the entry of the same group that it follows in the header; empty = it stands at the end
   * of the group.
   */
  String after() default "";

  /** Holds several. */
  @Documented
  @Retention(RetentionPolicy.SOURCE)
  @Target(ElementType.TYPE)
  @interface Container {
    /** The entries, in order. */
    NativeEntry[] value();
  }
}
