package org.mailshim.abi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a static method the body of a C function.
 *
 * <p>The prototype is the single source: the header, the C trampoline, the version script, the
 * dispatcher's case and the row in {@code native/abi/MATRIX.md} are all written from it. The
 * method's Javadoc becomes the C programmer's documentation, so it is addressed to that reader; its
 * {@code @param} tags name the C parameters.
 *
 * <p>A method has as many parameters as its prototype, at most six, in the same order. The Java
 * types say what crosses:
 *
 * <table>
 *   <caption>Java types of an entry</caption>
 *   <tr><th>Java</th><th>C</th></tr>
 *   <tr><td>{@code byte}, {@code short}, {@code int}, {@code long}</td><td>an integer or enum of 1, 2, 4 or 8 bytes, signed or
 *       not: the same bits. {@code long} also takes a handle, which C sees as an opaque pointer</td></tr>
 *   <tr><td>{@code boolean}</td><td>{@code int} or {@code _Bool}; every value but 0 is true, true is 1</td></tr>
 *   <tr><td>{@code float}, {@code double}</td><td>the same</td></tr>
 *   <tr><td>{@code MemorySegment}</td><td>any pointer, callbacks too, as a segment of size zero</td></tr>
 *   <tr><td>{@code CString}</td><td>{@code const char *}; as a parameter only</td></tr>
 * </table>
 *
 * The trampoline asserts each size at compile time, so a type that differs on some platform stops
 * the build there.
 *
 * <p>The method may be package-private, and may throw anything: the generated dispatcher hands a
 * throwable to {@code Guard.failed}, and C gets {@link #failure}.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface Entry {
  /**
   * The C prototype, without {@code extern}, export and calling convention macros and without a
   * semicolon; line breaks are spaces. A parameter may carry its C++ default ({@code int port =
   * 25}); text behind the closing parenthesis is taken as attributes ({@code SRV_PRINTF(2, 3)}).
   */
  String value();

  /**
   * What C gets when the method throws, or when no JVM can be had: an integer literal, {@code NULL}
   * for a pointer, a floating literal for {@code float} and {@code double}, and nothing for {@code
   * void}.
   */
  String failure() default "";

  /**
   * The {@code @entries GROUP@} line of the header template under which the prototype stands; empty
   * = {@code @entries@}.
   */
  String group() default "";

  /**
   * Whether programs may call it. An entry that is not exported has a trampoline, for the
   * hand-written C of the same library, but no prototype in the header, no line in the version
   * script, and no row in the matrix; that C declares it itself.
   */
  boolean exported() default true;

  /**
   * Whether the exported function is hand-written C, which calls the trampoline after what it has
   * to do itself. The trampoline is named {@code mailshim_java_NAME} then, and that C declares it.
   */
  boolean wrapped() default false;

  /**
   * What the entry still waits for, when all it does today is to fail with {@code
   * MAILSHIM_E_UNSUPPORTED}: a few words and the number of the issue. It is there so that programs
   * link; the matrix counts it apart. Empty = it works.
   */
  String waitsFor() default "";
}
