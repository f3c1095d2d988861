package org.mailshim.abi.sample;

import org.mailshim.abi.Entry;

/** A second class of the same surface. */
final class SampleMore {
  private SampleMore() {}

  /** An entry that the library's own C calls. */
  @Entry(value = "long sample_internal(long value)", exported = false)
  static long internal(long value) {
    return value;
  }

  /** An entry whose name leaves no room for its parameters on the first line, as the prototype of some old library might. */
  @Entry(
      "int sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred(int one, int two)")
  static int longName(int one, int two) {
    return one + two;
  }
}
