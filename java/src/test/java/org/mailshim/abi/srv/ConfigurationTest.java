package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

/** Parameters keep what fits them, and nothing else. */
class ConfigurationTest {
  private final Configuration configuration = new Configuration();

  private static void assertRefused(Executable set) {
    assertEquals(ErrorCode.CONFIG, assertThrows(AbiException.class, set).code());
  }

  @SuppressWarnings("restricted") // reads what a C program would read
  private String lent(String name) {
    return MemorySegment.ofAddress(configuration.lend(name)).reinterpret(8192).getString(0);
  }

  @Test
  void everyParameterTakesItsWholeRangeAndNoMore() {
    for (Parameter parameter : Parameter.values()) {
      String name = parameter.key();
      if (!parameter.isNumber()) {
        continue;
      }
      assertEquals(parameter.defaultNumber(), configuration.number(name), name);
      for (int value : new int[] {parameter.least(), parameter.most()}) {
        configuration.set(name, value);
        assertEquals(value, configuration.number(parameter), name);
      }
      assertRefused(() -> configuration.set(name, parameter.least() - 1));
      assertRefused(() -> configuration.set(name, parameter.most() + 1));
      assertEquals(parameter.most(), configuration.number(name), name);
      configuration.reset(name);
      assertEquals(parameter.defaultNumber(), configuration.number(name), name);
    }
  }

  @Test
  void numbersAndTextsAreNotMixedUp() {
    configuration.set("async", " 1 ");
    assertEquals(1, configuration.number("async"));
    assertEquals("1", lent("async"));
    assertRefused(() -> configuration.set("async", "one"));
    assertRefused(() -> configuration.set("async", ""));
    assertRefused(() -> configuration.set("async", "99999999999"));
    assertRefused(() -> configuration.set("smtp_name", 1));
    assertRefused(() -> configuration.number("smtp_name"));
    assertEquals(1, configuration.number("async"));
  }

  @Test
  void refusesUnknownNames() {
    for (String name : new String[] {"", "Async", "async ", "nonsense", "smtp_name\n"}) {
      assertRefused(() -> configuration.set(name, 1));
      assertRefused(() -> configuration.set(name, "1"));
      assertRefused(() -> configuration.reset(name));
      assertRefused(() -> configuration.number(name));
      assertRefused(() -> configuration.lend(name));
    }
  }

  @Test
  void refusesControlsInTexts() {
    for (String value : new String[] {"a\rb", "a\nb", "\u0000", "\u001f", "a\u007f"}) {
      assertRefused(() -> configuration.set("smtp_name", value));
    }
    assertEquals("", configuration.text(Parameter.SMTP_NAME));
  }

  @Test
  void whatIsLentStaysUntilTheParameterChanges() {
    configuration.set("smtp_name", "one.example");
    long address = configuration.lend("smtp_name");
    assertEquals(address, configuration.lend("smtp_name"));
    configuration.set("smtp_name", "one.example");
    assertEquals(address, configuration.lend("smtp_name"), "the same value is no change");
    configuration.set("smtp_name", "Gr\u00fc\u00dfe.example");
    assertNotEquals(address, configuration.lend("smtp_name"));
    assertEquals("Gr\u00fc\u00dfe.example", lent("smtp_name"));
    configuration.reset("smtp_name");
    assertEquals("", lent("smtp_name"));
  }
}
