package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.sasl.Credentials;

/** URLs of mail servers, with what each scheme stands for. */
final class MailUrlTest {
  @ParameterizedTest
  @CsvSource({
    "smtp://user:pass@host.com, host.com:25, OPPORTUNISTIC",
    "user:pass@x:23, x:23, OPPORTUNISTIC",
    "smtp://user:pass@x1, x1:25, OPPORTUNISTIC",
    "smtp://user:pass@socket=%2Frun%2Fsmtp, /run/smtp, OPPORTUNISTIC",
    "esmtp.gmail.com, esmtp.gmail.com:25, OPPORTUNISTIC",
    "SMTPS://host, host:465, IMPLICIT",
    "smtptls://host, host:25, REQUIRED",
    "esmtp://host, host:587, OPPORTUNISTIC",
    "esmtps://host, host:465, IMPLICIT",
    "esmtptls://host/, host:587, REQUIRED",
    "esmtptls://host:2525, host:2525, REQUIRED",
    "smtp://[::1]:2525, [::1]:2525, OPPORTUNISTIC",
    "smtp://[2001:db8::1], [2001:db8::1]:25, OPPORTUNISTIC",
  })
  void targets(String url, String target, TlsMode tls) {
    try (SmtpClient client = SmtpClient.of(url)) {
      assertEquals(target, client.target());
      assertEquals(tls, client.tlsMode());
      assertFalse(client.isConnected());
    }
  }

  @Test
  void hostAndPortMakeAClientToo() {
    assertEquals("[::1]:25", SmtpClient.builder().host("[::1]").build().target());
    assertEquals("mx:2525", SmtpClient.builder().host("mx").port(2525).build().target());
    assertThrows(MailUrlException.class, () -> SmtpClient.builder().build());
    assertThrows(IllegalArgumentException.class, () -> SmtpClient.builder().port(0));
  }

  @ParameterizedTest
  @EnumSource(SmtpScheme.class)
  void everySchemeIsFoundByItsName(SmtpScheme scheme) {
    assertEquals(
        Optional.of(scheme), SmtpScheme.of(scheme.text().toUpperCase(java.util.Locale.ROOT)));
    assertEquals("h:" + scheme.defaultPort(), SmtpClient.of(scheme.text() + "://h").target());
  }

  @ParameterizedTest
  @ValueSource(strings = {"smtpx://host:23", "scheme://host", "pop3://host", "http://host"})
  void unknownSchemes(String url) {
    assertEquals(MailUrlException.Kind.SCHEME, refused(url).kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"smtp://user@host", "smtp://user:@host", "smtp://:secret@host", "smtp://@host"})
  void halfACredential(String url) {
    MailUrlException refused = refused(url);
    assertEquals(MailUrlException.Kind.CREDENTIALS, refused.kind());
    assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "smtp://",
        "smtp://host:",
        "smtp://host:x",
        "smtp://host:0",
        "smtp://host:65536",
        "smtp://[::1",
        "smtp://[::1]x",
        "smtp://a:b%4@host",
        "smtp://a/b",
        "smtp://host:99999999999"
      })
  void noUrl(String url) {
    assertEquals(MailUrlException.Kind.SYNTAX, refused(url).kind());
  }

  private static MailUrlException refused(String url) {
    return assertThrows(MailUrlException.class, () -> SmtpClient.of(url));
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://ann%40example.org:p%40ss%25@h, ann@example.org, p@ss%",
    "smtp://ann@example.org:pass@h, ann@example.org, pass",
    "smtp://ann:p:a@s@h, ann, p:a@s",
    "smtp://j%C3%B6rg:x@h, jörg, x",
  })
  void credentials(String url, String user, String password) {
    var credentials = (Credentials.Password) MailUrl.parse(url).credentials().orElseThrow();
    assertEquals(user, credentials.authenticationIdentity());
    assertEquals(password, new String(credentials.password().octets(), StandardCharsets.UTF_8));
    try (SmtpClient client = SmtpClient.of(url)) {
      assertEquals(Optional.of(user), client.user());
      String shown = client + " " + client.connectionInfo() + " " + MailUrl.parse(url);
      assertFalse(shown.contains(password), shown);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pop3://bob:x@h, h:110, OPPORTUNISTIC",
    "bob:x@h, h:110, OPPORTUNISTIC",
    "pop3s://bob:x@h, h:995, IMPLICIT",
    "pop3://bob:x@1110, localhost:1110, OPPORTUNISTIC",
  })
  void pop3(String url, String target, TlsMode tls) {
    try (Pop3Client client = Pop3Client.of(url)) {
      assertEquals(target, client.target());
      assertEquals(tls, client.tlsMode());
    }
  }

  @Test
  void pop3NeedsCredentials() {
    assertThrows(MailUrlException.class, () -> Pop3Client.of("pop3://h"));
    assertThrows(MailUrlException.class, () -> Pop3Client.of("smtp://bob:x@h"));
  }

  @Test
  void theTwoFlagsDoNotTouchEachOtherWhenTheyAreCleared() {
    try (SmtpClient client = SmtpClient.of("smtps://h")) {
      client.tls(false);
      assertTrue(client.ssl());
      client.tls(true);
      assertTrue(client.tls());
      assertFalse(client.ssl());
      client.ssl(false);
      assertTrue(client.tls());
      client.tls(false);
      assertEquals(TlsMode.OPPORTUNISTIC, client.tlsMode());
    }
  }
}
