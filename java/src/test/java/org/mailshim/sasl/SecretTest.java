package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.SaslFixture.RANDOM;
import static org.mailshim.sasl.SaslFixture.octets;
import static org.mailshim.sasl.SaslFixture.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Secrets, what is kept of them, and that they do not show. */
class SecretTest {
  @Test
  void nothingShowsASecret() {
    Secret secret = Secret.of("s3cret");
    StoredCredential stored = new StoredCredential.Password(secret);
    Decoys decoys = Decoys.ofThisProcess(RANDOM, Decoys.Form.PASSWORDS, 4096);
    UserDirectory directory = new FixedUserDirectory(Map.of("ann", stored), decoys);
    List<Object> holders =
        List.of(
            secret,
            stored,
            new Credentials.Password("ann", secret),
            new Credentials.Token("ann", () -> secret),
            directory,
            SaslFixture.context(directory),
            new Step.Challenge(octets("s3cret")),
            ScramKeys.derive(ScramHash.SHA_1, secret, 4096, RANDOM));
    for (Object holder : holders) {
      assertFalse(holder.toString().contains("s3cret"), holder.getClass().getName());
    }
  }

  @Test
  void closingWipes() {
    Secret secret = Secret.of("x\u00e4".toCharArray());
    Secret copy = secret.copy();
    assertEquals("x\u00e4", text(secret.octets()));
    secret.close();
    secret.close();
    assertThrows(IllegalStateException.class, secret::octets);
    assertThrows(IllegalStateException.class, () -> copy.matches(secret));
    assertEquals("x\u00e4", text(copy.octets()));
  }

  @Test
  void secretsAreCopiedInAndOut() {
    byte[] octets = octets("abc");
    Secret secret = Secret.of(octets);
    octets[0] = 'x';
    secret.octets()[1] = 'x';
    assertEquals("abc", text(secret.octets()));
  }

  @Test
  void passwordsOfClientsAreWipedAtTheServer() {
    byte[] message = octets("\0ann\0secret");
    ServerMechanism server =
        ServerMechanisms.start(
            Mechanism.PLAIN, SaslFixture.context(SaslFixture.keys("ann", "secret")));
    server.begin(Optional.of(message));
    assertEquals("\0ann\0\0\0\0\0\0\0", text(message));
  }

  @Test
  void credentialsThatCannotBe() {
    for (String identity : List.of("", "a\0b", "a\u0001b", "a\r\nb", "\ud800", "x".repeat(256))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Credentials.Password(identity, Secret.of("secret")));
      assertThrows(IllegalArgumentException.class, () -> SaslFixture.token(identity, "good"));
      assertThrows(
          IllegalArgumentException.class, () -> new Credentials.External(Optional.of(identity)));
    }
    for (String password : List.of("", "a\0b")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Credentials.Password("ann", Secret.of(password)));
    }
    assertThrows(IllegalArgumentException.class, () -> new Credentials.Anonymous("a\nb"));
    assertEquals("", new Credentials.Anonymous("").trace());
  }

  /** The keys of the example in RFC 7677 §3. */
  @Test
  void keysAsText() {
    String text =
        "{SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,"
            + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
    ScramKeys keys = ScramKeys.parse(text);
    assertEquals(text, keys.text());
    assertTrue(keys.match(Secret.of("pencil")));
    assertFalse(keys.match(Secret.of("Pencil")));
    assertFalse(keys.match(Secret.of("")));
    assertFalse(keys.match(Secret.of("pencil\u0007")));
  }

  @Test
  void textsThatAreNoKeys() {
    String good = "W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,";
    String serverKey = "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
    for (String text :
        List.of(
            "",
            "{PLAIN}secret",
            "{SCRAM-SHA-256}",
            "{SCRAM-SHA-256}4096," + good,
            "{SCRAM-SHA-256}4096," + good + serverKey + ",x",
            "{SCRAM-SHA-256}4095," + good + serverKey,
            "{SCRAM-SHA-256}99999999999," + good + serverKey,
            "{SCRAM-SHA-256}4096,!," + good + serverKey,
            "{SCRAM-SHA-1}4096," + good + serverKey)) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> ScramKeys.parse(text), text);
      assertFalse(refused.getMessage().contains("wfPL"));
    }
  }

  @Test
  void preparationOfRfc4013() {
    String[][] pairs = {{"I\u00adX", "IX"}, {"user", "user"}, {"USER", "USER"}, {"\u00aa", "a"}};
    for (String[] pair : pairs) {
      assertEquals(pair[1], text(PasswordPreparation.prepare(octets(pair[0]))));
    }
    for (String prohibited : List.of("\u0007", "\u0627\u0031", "", "\u00ad", "a\u2028b")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> PasswordPreparation.prepare(octets(prohibited)),
          prohibited);
    }
    byte[] malformed = {'a', (byte) 0xff};
    assertThrows(IllegalArgumentException.class, () -> PasswordPreparation.prepare(malformed));
  }

  @Test
  void bindingTypesAreNames() {
    for (String type : List.of("", "a,b", "a b", "a=b")) {
      assertThrows(IllegalArgumentException.class, () -> new ChannelBinding(type, new byte[1]));
    }
    assertEquals(
        new ChannelBinding("tls-exporter", new byte[] {1}),
        new ChannelBinding("tls-exporter", new byte[] {1}));
  }
}
