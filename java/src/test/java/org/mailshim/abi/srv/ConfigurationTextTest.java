package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.abi.srv.ConfigurationText.Flag;
import org.mailshim.abi.srv.ConfigurationText.Include;
import org.mailshim.abi.srv.ConfigurationText.Item;
import org.mailshim.abi.srv.ConfigurationText.Setting;

/** The language of configuration files. */
class ConfigurationTextTest {
  static Stream<Arguments> good() {
    return Stream.of(
        Arguments.of("", List.of()),
        Arguments.of(" \t\r\n\n", List.of()),
        Arguments.of("# all of it", List.of()),
        Arguments.of("a=b", List.of(new Setting(1, "a", "b"))),
        Arguments.of("a=b c=d\te=f", settings("a", "b", "c", "d", "e", "f")),
        Arguments.of("a=", settings("a", "")),
        Arguments.of("a=\"\"", settings("a", "")),
        Arguments.of("a=b#c # d", settings("a", "b#c")),
        Arguments.of("a=b@c", settings("a", "b@c")),
        Arguments.of("a=it's", settings("a", "it's")),
        Arguments.of("a=b=c", settings("a", "b=c")),
        Arguments.of("a=b\\c", settings("a", "b\\c")),
        Arguments.of("a=\"b c\"", settings("a", "b c")),
        Arguments.of("a='b \"c\"'", settings("a", "b \"c\"")),
        Arguments.of("a=`b 'c'` d=e", settings("a", "b 'c'", "d", "e")),
        Arguments.of("a=\"b # c\"", settings("a", "b # c")),
        Arguments.of("a=\"b\\\" c=d", settings("a", "b\\", "c", "d")),
        Arguments.of("a=\"it's \"'\"so\"'", settings("a", "it's \"so\"")),
        Arguments.of("a=\"b\tc\"", settings("a", "b\tc")),
        Arguments.of("smtptls", List.of(new Flag(1, "smtptls"))),
        Arguments.of("a\nnob\r\n c", flags()),
        Arguments.of("\n\na=b\n# c\nd=e", lines()),
        Arguments.of("@more.cfg", List.of(new Include(1, "more.cfg"))),
        Arguments.of("@'my more.cfg' a", List.of(new Include(1, "my more.cfg"), new Flag(1, "a"))),
        Arguments.of("a=Gr\u00fc\u00dfe", settings("a", "Gr\u00fc\u00dfe")));
  }

  private static List<Item> settings(String... words) {
    return Stream.iterate(0, i -> i < words.length, i -> i + 2)
        .map(i -> (Item) new Setting(1, words[i], words[i + 1]))
        .toList();
  }

  private static List<Item> flags() {
    return List.of(new Flag(1, "a"), new Flag(2, "nob"), new Flag(3, "c"));
  }

  private static List<Item> lines() {
    return List.of(new Setting(3, "a", "b"), new Setting(5, "d", "e"));
  }

  @ParameterizedTest
  @MethodSource("good")
  void reads(String text, List<Item> expected) {
    assertEquals(expected, ConfigurationText.parse("x", text));
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of("=b", "line 1, \"=b\""),
        Arguments.of("a =b", "line 1, \"=b\""),
        Arguments.of("ok\n\na\"b\"", "line 3, \"a\"b\"\""),
        Arguments.of("a=\"b", "line 1, \"a\": the quote \" is not closed"),
        Arguments.of("a='b\n'", "line 1, \"a\": the quote ' is not closed"),
        Arguments.of("a=\"b\"c", "line 1, \"a\": more behind the quote"),
        Arguments.of("@", "line 1, \"@\""),
        Arguments.of("@ a", "line 1, \"@\""),
        Arguments.of("a=b\u0000c", "line 1, \"a\": a control character"),
        Arguments.of("a='b\u0007'", "line 1, \"a\": a control character"),
        Arguments.of("a='b\rc'", "line 1, \"a\": a control character"),
        Arguments.of("a=b\rc=d", "line 1, \"\\r\": a carriage return"),
        Arguments.of("\u0000", "line 1, \"\\u0000\""),
        Arguments.of("a=" + "b".repeat(1_000_000), "line 1, \"a\": longer than"),
        Arguments.of("a".repeat(1_000_000), "line 1, \"aaa"),
        Arguments.of("\u00e4=b", "line 1, \"\u00e4=b\""));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesAndSaysWhere(String text, String expected) {
    var e =
        assertThrows(ConfigurationException.class, () -> ConfigurationText.parse("x.cfg", text));
    assertEquals(ConfigurationException.Kind.SYNTAX, e.kind());
    assertTrue(e.getMessage().startsWith("x.cfg, " + expected), e::getMessage);
    assertTrue(e.getMessage().length() < 600, "a message is for reading");
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatIsWrittenIsReadAgain(String value) {
    String text = "a=" + ConfigurationText.quoted(value) + " b=c";
    assertEquals(settings("a", value, "b", "c"), ConfigurationText.parse("x", text));
  }

  static Stream<String> values() {
    return Stream.of(
        "",
        " ",
        "a",
        "a b",
        "\"",
        "'",
        "`",
        "\"'`",
        "a \"b\" 'c' `d`",
        "'\"`' x",
        "#",
        "@",
        "a=b",
        "`\"'`\"' '",
        "\\",
        "Gr\u00fc\u00dfe \u2603",
        "x".repeat(4096));
  }

  @Test
  void aPasswordIsNotInTheMessage() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> ConfigurationText.parse("x", "smtp_passw=\"secret word"));
    assertTrue(!e.getMessage().contains("secret"), e::getMessage);
  }
}
