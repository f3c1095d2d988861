package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/** What must hold of any text that is read as a configuration; for the fuzz tests. */
public final class ConfigurationRoundTrip {
  private ConfigurationRoundTrip() {}

  /** Reads a text, and writes and reads again what it says. */
  public static void check(String text) {
    try {
      List<ConfigurationText.Item> items = ConfigurationText.parse("fuzz", text);
      StringBuilder again = new StringBuilder();
      List<String> before = new ArrayList<>();
      for (ConfigurationText.Item item : items) {
        String word = written(item);
        before.add(word);
        again.append(word).append('\n');
      }
      List<String> after = new ArrayList<>();
      for (ConfigurationText.Item item : ConfigurationText.parse("again", again.toString())) {
        after.add(written(item));
      }
      assertEquals(before, after);
    } catch (ConfigurationException e) {
      assertEquals(ConfigurationException.Kind.SYNTAX, e.kind());
      assertTrue(e.getMessage().startsWith("fuzz, line "), e::getMessage);
      assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
    }
  }

  private static String written(ConfigurationText.Item item) {
    return switch (item) {
      case ConfigurationText.Setting setting ->
          setting.name() + "=" + ConfigurationText.quoted(setting.value());
      case ConfigurationText.Flag flag -> flag.name();
      case ConfigurationText.Include include -> "@" + ConfigurationText.quoted(include.file());
    };
  }
}
