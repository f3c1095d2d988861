package org.mailshim.abi.gen;

import java.util.Optional;

/**
 * The Java types an entry may have, each with how it crosses the uniform shape {@code long
 * dispatch(int, long × 6)}.
 *
 * <p>Every template holds {@code $} where the value stands. {@code javaFromLong} and {@code
 * longFromJava} are Java expressions, the others are C.
 */
enum JavaType {
  VOID("void", 0, "", "$", "", ""),
  BYTE("byte", 1, "(byte) $", "$", "(int64_t)$", "(int8_t)$"),
  SHORT("short", 2, "(short) $", "$", "(int64_t)$", "(int16_t)$"),
  INT("int", 4, "(int) $", "$", "(int64_t)$", "(int32_t)$"),
  LONG("long", 8, "$", "$", "(int64_t)(intptr_t)$", "(intptr_t)$"),
  BOOLEAN("boolean", 0, "$ != 0", "$ ? 1 : 0", "(int64_t)($ != 0)", "($ != 0)"),
  FLOAT(
      "float",
      4,
      "Float.intBitsToFloat((int) $)",
      "Float.floatToRawIntBits($)",
      "$_bits",
      "(int32_t)$"),
  DOUBLE("double", 8, "Double.longBitsToDouble($)", "Double.doubleToRawLongBits($)", "$_bits", "$"),
  MEMORY_SEGMENT(
      "MemorySegment",
      8,
      "MemorySegment.ofAddress($)",
      "$.address()",
      "(int64_t)(intptr_t)$",
      "(intptr_t)$"),
  C_STRING("CString", 8, "new CString($)", "", "(int64_t)(intptr_t)$", "");

  private final String spelling;
  private final int size;
  private final String javaFromLong;
  private final String longFromJava;
  private final String cToLong;
  private final String cFromLong;

  JavaType(
      String spelling,
      int size,
      String javaFromLong,
      String longFromJava,
      String cToLong,
      String cFromLong) {
    this.spelling = spelling;
    this.size = size;
    this.javaFromLong = javaFromLong;
    this.longFromJava = longFromJava;
    this.cToLong = cToLong;
    this.cFromLong = cFromLong;
  }

  /** The type with this spelling in a source file, or empty if an entry cannot have it. */
  static Optional<JavaType> of(String spelling) {
    for (JavaType type : values()) {
      if (type.spelling.equals(spelling)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Whether a parameter can have this type. */
  boolean isParameter() {
    return this != VOID;
  }

  /**
   * Whether a method can return this type. A C string's owner cannot be told from its type, so it
   * goes out as a segment.
   */
  boolean isReturn() {
    return this != C_STRING;
  }

  /**
   * Whether the value crosses as the bits of a floating-point number, through a local copy in C.
   */
  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  /** Whether C may see it as a pointer, so that its failure value may be written {@code NULL}. */
  boolean isPointerSized() {
    return this == LONG || this == MEMORY_SEGMENT;
  }

  /** The size of its C counterpart in bytes; 0 = not one fixed size. */
  int size() {
    return size;
  }

  /** Java: the argument made from a {@code long}. */
  String javaFromLong(String value) {
    return javaFromLong.replace("$", value);
  }

  /** Java: the {@code long} made from a result. */
  String longFromJava(String value) {
    return longFromJava.replace("$", value);
  }

  /** C: the {@code int64_t} made from a parameter. */
  String cToLong(String value) {
    return cToLong.replace("$", value);
  }

  /**
   * C: the value of the C type made from dispatch's result. The result is cut to its own width with
   * a sign before it becomes the C type, so an unsigned type gets the low word's bits.
   */
  String cFromLong(String value) {
    return cFromLong.replace("$", value);
  }
}
