package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.mailshim.abi.srv.ConfigurationRoundTrip;

/** What the language of configuration files makes of any text. */
class ConfigurationFuzzTest {
  /** Words, quotes, comments and includes. */
  @FuzzTest
  void text(byte[] input) {
    ConfigurationRoundTrip.check(new String(input, UTF_8));
  }
}
