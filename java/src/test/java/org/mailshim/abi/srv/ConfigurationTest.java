package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostLog;

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
      if (!parameter.isNumber() || parameter.effect() == Parameter.Effect.NOTHING) {
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
  void whatChangesNothingIsKeptAndRefused() {
    for (Parameter parameter : Parameter.values()) {
      if (parameter.effect() != Parameter.Effect.NOTHING) {
        continue;
      }
      String name = parameter.key();
      String other = parameter.isNumber() ? otherNumber(parameter) : "other";
      AbiException e = assertThrows(AbiException.class, () -> configuration.set(name, other), name);
      assertEquals(ErrorCode.UNSUPPORTED, e.code());
      assertEquals(other, lent(name), name);
      configuration.reset(name);
      assertEquals(Optional.empty(), configuration.changed(parameter), name);
    }
  }

  private static String otherNumber(Parameter parameter) {
    int other =
        parameter.most() == parameter.defaultNumber() ? parameter.least() : parameter.most();
    return Integer.toString(other);
  }

  @Test
  void mechanismsHaveToBeKnown() {
    configuration.set("smtp_auth", "plain, SCRAM-SHA-256;XOAUTH2");
    assertEquals("plain, SCRAM-SHA-256;XOAUTH2", configuration.text(Parameter.SMTP_AUTH));
    assertRefused(() -> configuration.set("smtp_auth", "PLAIN KERBEROS"));
    assertEquals("plain, SCRAM-SHA-256;XOAUTH2", configuration.text(Parameter.SMTP_AUTH));
    configuration.set("nosmtp_auth", 1);
    assertEquals("", configuration.text(Parameter.SMTP_AUTH));
  }

  @Test
  void aLogHasToBeWritable(@TempDir Path directory) throws IOException {
    String file = directory.resolve("log").toString();
    configuration.set("log", file);
    assertRefused(() -> configuration.set("log", directory.toString()));
    assertRefused(() -> configuration.set("log", directory.resolve("none/log").toString()));
    assertEquals(file, configuration.text(Parameter.LOG));
    var log = new LogFile(Path.of(file));
    log.line(HostLog.Level.WARNING, "one");
    Files.move(Path.of(file), directory.resolve("log.1")); // whoever turns logs over
    log.line(HostLog.Level.DEBUG, "two");
    assertTrue(Files.readString(directory.resolve("log.1")).endsWith("Z warning one\n"));
    assertTrue(Files.readString(Path.of(file)).endsWith("Z debug two\n"));
  }

  @Test
  void noBeforeANameTurnsItOff() {
    configuration.set("smtpproxy", "relay.example:25");
    configuration.set("nosmtpproxy", 0);
    assertEquals("relay.example:25", configuration.text(Parameter.SMTPPROXY));
    configuration.set("nosmtpproxy", 1);
    assertEquals("", configuration.text(Parameter.SMTPPROXY));
    configuration.set("nosmtptls", "1");
    assertEquals(0, configuration.number(Parameter.SMTPTLS));
    assertRefused(() -> configuration.set("noqueue_ttl", 1));
    assertRefused(() -> configuration.set("nonosmtptls", 1));
    configuration.set("nolimitus", 1);
    assertEquals(1, configuration.number(Parameter.NOLIMITUS), "a name of its own");
  }

  @Test
  void whatThePolicyCannotReadIsRefusedAtOnce() {
    assertRefused(() -> configuration.set("smtp_range", "192.0.2.9-192.0.2.1"));
    assertRefused(() -> configuration.set("pop_deny", "nobody"));
    assertRefused(() -> configuration.set("dnsbl_action", "420"));
    assertRefused(() -> configuration.set("fake", "trap"));
    configuration.set("smtp_range", "192.0.2.1-192.0.2.9,2001:db8::/32");
    assertEquals("192.0.2.1-192.0.2.9,2001:db8::/32", configuration.text(Parameter.SMTP_RANGE));
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
