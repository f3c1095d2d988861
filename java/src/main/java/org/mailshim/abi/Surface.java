package org.mailshim.abi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a C surface: one header, one shared library, one version script, one upcall stub.
 *
 * <p>It stands on one class of a package. The surface's entries are the {@link Entry} methods of
 * that class, in source order, followed by those of the other classes of the package, by file name;
 * a surface too large for one file is thus split by putting a second class beside the first.
 * Entries whose C body is written by hand are declared with {@link NativeEntry}.
 *
 * <p>Only the generator {@code org.mailshim.abi.gen} reads this annotation, from the source text;
 * nothing of it is left in the class file.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface Surface {
  /**
   * The surface's short name: the stem of {@code native/generated/‹name›.c} and {@code .map}, and
   * the name that traces show.
   */
  String name();

  /**
   * Path of the public header below {@code include/}, for example {@code mailshim/srv.h}. Its
   * template is {@code native/abi/srv.h.in}.
   */
  String header();

  /**
   * Further public headers of the same library, each with its template as {@link #header}; a group
   * stands in one of them. Needed where the original has several.
   */
  String[] furtherHeaders() default {};

  /**
   * A header of {@code native/src} that the trampolines include in place of the public ones, to see
   * what those declare only on demand; empty = the public header.
   */
  String privateHeader() default "";

  /**
   * The class of the package whose {@code failed} is told of what an entry throws, in place of
   * {@link Guard}; empty = that. For a surface with an error code of its own beside {@code
   * mailshim_last_error_code}.
   */
  String guard() default "";

  /**
   * The class of the package whose native methods the library implements, in a {@code struct
   * mailshim_natives mailshim_‹name›_natives}; empty = none. They are there before the first entry
   * is called.
   */
  String natives() default "";

  /** Macro written before the return type of each prototype (export or import); empty = none. */
  String api() default "";

  /** Macro written before the name of each prototype (calling convention); empty = none. */
  String call() default "";

  /**
   * Macro that keeps its argument in C++ and drops it in C; wraps the default argument of a
   * parameter. Needed only when a prototype has one.
   */
  String defaults() default "";

  /**
   * Version node of the exported symbols; empty = an anonymous version script, whose symbols carry
   * no version.
   */
  String node() default "";

  /**
   * Symbols exported for our own other libraries, or for objects that were compiled with another
   * header, and not for users. They get {@link #privateNode}, no prototype in the public header,
   * and no row in the matrix.
   */
  String[] privateSymbols() default {};

  /**
   * Version node of {@link #privateSymbols}. A linker takes it only beside a named {@link #node}.
   */
  String privateNode() default "";
}
