package org.mailshim.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.store.MaildropName;
import org.mailshim.store.RamStore;
import org.mailshim.transport.TlsClient;
import org.mailshim.transport.TlsClientSettings;

/** Mailboxes as configuration files have them. */
final class MailboxParametersTest {
  private final RamStore store = new RamStore();
  private final MailboxParameters parameters =
      new MailboxParameters(
          new TlsClient(TlsClientSettings.verified()),
          user -> new MaildropTarget(store, new MaildropName(user)));

  private ExternalMailbox mailbox(String value) {
    return parameters.mailbox(value, Retention.FOREVER);
  }

  @Test
  void aMailboxHasAllThatTheValueHas() {
    ExternalMailbox mailbox = mailbox("pop.example;110;ann@example.org;s cret;bob;clear");
    assertEquals("ann@example.org@pop.example:110", mailbox.name());
    assertEquals("pop.example", mailbox.host());
    assertEquals(110, mailbox.port());
    assertEquals(new MaildropTarget(store, new MaildropName("bob")), mailbox.target());
    assertEquals(Retention.FOREVER, mailbox.retention());
    var password = (Credentials.Password) mailbox.credentials();
    assertTrue(password.password().matches(Secret.of("s cret")));
    assertEquals(SessionSecurity.inClear(), mailbox.security());
  }

  @Test
  void tlsIsTheRule() {
    for (String value : List.of("h;995;u;p;b", "h;995;u;p;b;", "h;110;u;p;b; tls ")) {
      assertEquals(SessionSecurity.Use.IMPLICIT, mailbox(value).security().use(), value);
    }
    for (String value : List.of("h;110;u;p;b", "h;995;u;p;b;stls")) {
      assertEquals(SessionSecurity.Use.REQUIRED, mailbox(value).security().use(), value);
      assertFalse(mailbox(value).security().clearText(), value);
    }
  }

  @Test
  void whatIsNoMailboxIsSaidWithoutThePassword() {
    for (String value :
        List.of(
            "",
            "h;110;u;hidden",
            "h;110;u;hidden;b;clear;more",
            ";110;u;hidden;b",
            "h;x;u;hidden;b",
            "h;0;u;hidden;b",
            "h;110;;hidden;b",
            "h;110;u;;b",
            "h;110;u;hidden;../b",
            "h;110;u;x;../hidden;b",
            "h;110;u;hidden;b;cleer")) {
      var thrown = assertThrows(IllegalArgumentException.class, () -> mailbox(value), value);
      assertFalse(thrown.getMessage().contains("hidden"), thrown::toString);
    }
  }

  @Test
  void periodAndRetention() {
    assertEquals(CollectionSchedule.DEFAULT, MailboxParameters.schedule(Optional.empty()));
    assertEquals(Duration.ofMinutes(1), MailboxParameters.schedule(Optional.of("60")).period());
    assertEquals(Duration.ofDays(1), MailboxParameters.schedule(Optional.of("86400")).longest());
    assertEquals(Retention.NONE, MailboxParameters.retention(Optional.empty()));
    assertEquals(Retention.FOREVER, MailboxParameters.retention(Optional.of("-1")));
    assertEquals(Retention.of(Duration.ofDays(7)), MailboxParameters.retention(Optional.of(" 7 ")));
    for (String value : List.of("-2", "x", "")) {
      assertThrows(
          IllegalArgumentException.class, () -> MailboxParameters.retention(Optional.of(value)));
      assertThrows(
          IllegalArgumentException.class, () -> MailboxParameters.schedule(Optional.of(value)));
    }
  }
}
