package org.mailshim.abi.lws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.client.SecurityPolicy;

class DescriptionTest {
  private static Description of(String text) {
    return Description.of(text.getBytes(ISO_8859_1));
  }

  @Test
  void hasWhatIsSaid() {
    Description mail = of("email_to\0a@b.example\0email_helo\0\0port\00026\0tls_verify\0001\0");
    assertEquals("a@b.example", mail.text("email_to"));
    assertEquals("", mail.text("email_helo"));
    assertEquals("", mail.text("server"));
    assertEquals(26, mail.number("port", 25));
    assertEquals(30, mail.number("connect_timeout", 30));
    assertTrue(mail.isOn("tls_verify"));
    assertFalse(mail.isOn("auth_clear"));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    AbiException refusal =
        assertThrows(AbiException.class, () -> of("email_to\0\u00ff@b.example\0").text("email_to"));
    assertEquals(ErrorCode.ARGUMENT, refusal.code());
  }

  /** What decides whether a session serves the next mail. */
  @Test
  void approachesAreEqualWhenAllIsTheSame() {
    String text = "server\0mx.example\0email_helo\0me.example\0user\0me\0password\0a\0";
    assertEquals(Approach.of(of(text)), Approach.of(of(text + "email_to\0x@y.example\0")));
    for (String other :
        new String[] {"password\0b\0", "port\00026\0", "tls\0no\0", "email_helo\0x\0"}) {
      assertNotEquals(Approach.of(of(text)), Approach.of(of(text + other)), other);
    }
  }

  @Test
  void optionsReachTheSession() {
    Approach approach =
        Approach.of(
            of("server\0mx.example\0tls\0implicit\0dialog_timeout\0007\0data_timeout\0009\0"));
    assertEquals(465, approach.server().port());
    assertTrue(approach.policy().security() instanceof SecurityPolicy.Implicit);
    assertEquals(Duration.ofSeconds(7), approach.session().timeouts().rcpt());
    assertEquals(Duration.ofSeconds(9), approach.session().timeouts().endOfData());
    assertEquals(Duration.ofSeconds(30), approach.connectTimeout());
  }

  @Test
  void certificatesThatMustBeRightAllowNothingInClear() {
    Approach approach = Approach.of(of("server\0mx.example\0tls_verify\0001\0"));
    var policy = (SecurityPolicy.Opportunistic) approach.policy().security();
    assertFalse(policy.clearAfterFailure());
    assertTrue(policy.tls().verifies());
  }
}
