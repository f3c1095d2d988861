package org.mailshim.abi.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prototypes taken apart. */
class PrototypeTest {
  @Test
  void findsNameTypeAndParameters() {
    Prototype prototype =
        Prototype.parse(
            """
            ServerStream *SRVInitSendMsgSMTP(const char *from, const void *to,
                int port = 25, MsgCallback callback = NULL)
            """);
    assertEquals("ServerStream *", prototype.returnType());
    assertEquals("SRVInitSendMsgSMTP", prototype.name());
    assertEquals(
        List.of(
            new Prototype.Parameter("const char *from", "from", Optional.empty()),
            new Prototype.Parameter("const void *to", "to", Optional.empty()),
            new Prototype.Parameter("int port", "port", Optional.of("25")),
            new Prototype.Parameter("MsgCallback callback", "callback", Optional.of("NULL"))),
        prototype.parameters());
  }

  @Test
  void keepsCommasInsideAFunctionPointerTogether() {
    Prototype prototype =
        Prototype.parse("void each(void (*visit)(void *item, int number), void *item)");
    assertEquals(2, prototype.parameters().size());
    assertEquals("visit", prototype.parameters().getFirst().name());
  }

  @Test
  void knowsTheEllipsisAndWhatFollowsTheParenthesis() {
    Prototype prototype = Prototype.parse("int print(const char *format, ...) CHECKED(1, 2)");
    assertTrue(prototype.variadic());
    assertEquals(1, prototype.parameters().size());
    assertEquals("CHECKED(1, 2)", prototype.attributes());
    assertEquals("int print(const char *format, ...)", prototype.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"int none(void)", "int none()", "int  none ( )"})
  void hasNoParameters(String text) {
    assertEquals("int none(void)", Prototype.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "int",
        "int f",
        "f(void)",
        "(void)",
        "int f(void);",
        "int f(int)",
        "int f(const char *)",
        "int f(int a,)",
        "int f(int a",
        "int f(..., int a)",
        "int f(int a[2])",
        "int f(unsigned)",
        "int f(Type)",
        "unsigned int(void)"
      })
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Prototype.parse(text));
  }
}
