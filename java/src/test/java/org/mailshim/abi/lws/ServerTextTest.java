package org.mailshim.abi.lws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

class ServerTextTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 25",
    "127.0.0.1:2525, 127.0.0.1, 2525",
    "mail.example.org, mail.example.org, 25",
    "mail.example.org:65535, mail.example.org, 65535",
    "::1, ::1, 25",
    "2001:db8::25, 2001:db8::25, 25",
    "[::1], ::1, 25",
    "[2001:db8::25]:587, 2001:db8::25, 587"
  })
  void hasHostAndPort(String text, String host, int port) {
    assertEquals(new ServerText(host, port), ServerText.of("server", text, 25));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:", "a:0", "a:65536", "a:x", "[::1]:", "[::1]:x"})
  void refusesWhatIsNone(String text) {
    AbiException refusal =
        assertThrows(AbiException.class, () -> ServerText.of("email_smtp_ip", text, 25));
    assertEquals(ErrorCode.CONFIG, refusal.code());
    assertTrue(refusal.getMessage().startsWith("email_smtp_ip "), refusal.getMessage());
  }

  @Test
  void namesTheServerAndNoSecrets() {
    byte[] block = "server\0mx.example\0user\0me\0password\0hush\0".getBytes();
    String text = Approach.of(Description.of(block)).toString();
    assertTrue(text.contains("mx.example"), text);
    assertTrue(!text.contains("hush") && !text.contains("me,"), text);
  }
}
