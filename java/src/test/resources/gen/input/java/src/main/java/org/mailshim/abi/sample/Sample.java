package org.mailshim.abi.sample;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.NativeEntry;
import org.mailshim.abi.Surface;

/** One entry for each type that crosses, and one for each form of a prototype. */
@Surface(
    name = "sample",
    header = "mailshim/sample.h",
    api = "SAMPLE_API",
    call = "SAMPLE_CALL",
    defaults = "SAMPLE_DEFAULT",
    node = "SAMPLE_1",
    privateNode = "SAMPLE_PRIVATE",
    privateSymbols = {"sample_shared", "sample_enter"})
@NativeEntry(
    value = "int sample_printf(Sample *sample, const char *format, ...) SAMPLE_PRINTF(2, 3)",
    doc =
        """
        Writes as {@code printf} does.

        @param sample where to
        @param format as in {@code printf}
        @return octets written, below 0 = error
        """,
    group = "write",
    after = "sample_write")
@NativeEntry(value = "const char *sample_version()", doc = "The version, " + "forever valid.")
final class Sample {
  private Sample() {}

  /**
   * Opens a sample with {@code a < b && c > d}. The first paragraph is long enough to be wrapped, because it goes on and on, and
   * then a little further.
   *
   * <p>A second paragraph, which refers to {@link #sample_close} and {@link Sample#sample_write} with 1 &lt; 2.
   *
   * <ul>
   *   <li>an item
   *   <li>another item, which is so long that it has to be wrapped, and whose second line is to begin under its first word
   * </ul>
   *
   * <pre>
   * Sample *sample = sample_open("x", 1);
   *     sample_close(sample);
   * </pre>
   *
   * @param name what to call it
   * @param size how many; the documentation of this parameter is so long that it has to be wrapped, aligned with itself
   * @return the sample, or {@code NULL}
   */
  @Entry(
      value =
          """
          Sample *sample_open(const char *name, int size = 25,
                              SampleCallback callback = NULL, void *callback_param = NULL,
                              const char *file = "sample.cfg", uint64_t flags = 0)
          """,
      failure = "NULL")
  static long sample_open(
      CString name, int size, MemorySegment callback, MemorySegment callback_param, CString file, long flags) {
    return 0;
  }

  /** Closes it. */
  @Entry("void sample_close(Sample *sample)")
  static void sample_close(long sample) {}

  /**
   * Writes.
   *
   * @return octets written, 0 = error
   */
  @Entry(value = "int sample_write(Sample *sample, const void *buffer, int size)", group = "write")
  static int write(long sample, MemorySegment buffer, int size) {
    return size;
  }

  /** An unsigned number of 32 bits. */
  @Entry("sample_ulong sample_unsigned(sample_ulong value, unsigned short small, signed char smaller)")
  static int unsigned(int value, short small, byte smaller) {
    return value;
  }

  /** Small integers come back with their own sign. */
  @Entry(value = "unsigned char sample_octet(signed char value)", failure = "0x7f")
  static byte octet(byte value) {
    return value;
  }

  /** Two octets. */
  @Entry(value = "short sample_short(unsigned short value)", failure = "-2", wrapped = true)
  static short twoOctets(short value) {
    return value;
  }

  /** Truth. */
  @Entry(value = "int sample_not(int flag, bool other)", failure = "1", waitsFor = "its logic (issue 0)")
  static boolean not(boolean flag, boolean other) {
    return !flag && !other;
  }

  /** Half of it. */
  @Entry(value = "double sample_half(double value, float scale)", failure = "-0.5")
  static double half(double value, float scale) {
    return value * scale / 2;
  }

  /** A float. */
  @Entry(value = "float sample_float(float value)", failure = "-1")
  static float single(float value) {
    return value;
  }

  /** A pointer to text that the library owns. */
  @Entry("char *sample_text(int (SAMPLE_CALL *compare)(const void *one, const void *other))")
  static MemorySegment text(MemorySegment compare) {
    return compare;
  }

  /** An enumeration. */
  @Entry(value = "enum sample_kind sample_kind_of(void)", failure = "-1")
  static int kind() {
    return 0;
  }

  static int notAnEntry() {
    return 0;
  }
}
