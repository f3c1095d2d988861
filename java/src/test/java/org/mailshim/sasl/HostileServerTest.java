package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.SaslFixture.RANDOM;
import static org.mailshim.sasl.SaslFixture.octets;
import static org.mailshim.sasl.SaslFixture.password;
import static org.mailshim.sasl.SaslFixture.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.sasl.SaslException.Kind;

/** What a client makes of servers that lie, forge, or want it to calculate for ever. */
class HostileServerTest {
  private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";
  private static final String WHOLE = NONCE + "3rfcNHYJY1ZVvWVs7j";
  private static final String SERVER_FIRST = "r=" + WHOLE + ",s=QSXCR+Q6sek8bf92,i=4096";
  private static final String SERVER_FINAL = "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=";

  private static ClientMechanism scram() {
    return new ScramClient(
        Mechanism.SCRAM_SHA_1,
        password("user", "pencil"),
        new Gs2Header('n', "", ""),
        Optional.empty(),
        NONCE);
  }

  @TestFactory
  Stream<DynamicTest> firstMessagesOfScram() {
    return Stream.of(
        first("nonce of somebody else", Kind.FORGED, "r=xyko3rfc,s=QSXCR+Q6sek8bf92,i=4096"),
        first("nonce not extended", Kind.FORGED, "r=" + NONCE + ",s=QSXCR+Q6sek8bf92,i=4096"),
        first("count too small", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=4095"),
        first("count of one", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=1"),
        first("count too large", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=10000000"),
        first("count beyond an int", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=4294971392"),
        first("count with a sign", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=-4096"),
        first("count with a zero before", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=04096"),
        first("count in other digits", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q6,i=٤٠٩٦"),
        first("no salt", Kind.MALFORMED, "r=" + WHOLE + ",s=,i=4096"),
        first("salt no Base64", Kind.MALFORMED, "r=" + WHOLE + ",s=QSX!,i=4096"),
        first("salt without padding", Kind.MALFORMED, "r=" + WHOLE + ",s=QSXCR+Q,i=4096"),
        first("other order", Kind.MALFORMED, "s=QSXCR+Q6,r=" + WHOLE + ",i=4096"),
        first("mandatory extension", Kind.MALFORMED, "m=x," + SERVER_FIRST),
        first("no extension", Kind.MALFORMED, SERVER_FIRST + ",x"),
        first("comma at the end", Kind.MALFORMED, SERVER_FIRST + ","),
        first("nonce with a space", Kind.MALFORMED, "r=" + WHOLE + " x,s=QSXCR+Q6,i=4096"),
        first("nonce with a NUL", Kind.MALFORMED, "r=" + WHOLE + "\0,s=QSXCR+Q6,i=4096"),
        first("nothing", Kind.MALFORMED, ""),
        first("signature at once", Kind.MALFORMED, SERVER_FINAL),
        first("too long", Kind.MALFORMED, SERVER_FIRST + ",x=" + "y".repeat(12288)));
  }

  private static DynamicTest first(String name, Kind kind, String challenge) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          ClientMechanism client = scram();
          SaslException refused =
              assertThrows(SaslException.class, () -> client.respond(octets(challenge)));
          assertEquals(kind, refused.kind());
          assertFalse(client.succeeded());
          assertFalse(refused.getMessage().contains("pencil"));
        });
  }

  @Test
  void extensionsMeanNothing() {
    ClientMechanism client = scram();
    assertTrue(text(client.respond(octets(SERVER_FIRST + ",x=y,Z=1"))).startsWith("c=biws,r="));
  }

  @TestFactory
  Stream<DynamicTest> lastMessagesOfScram() {
    return Stream.of(
        last("another signature", Kind.FORGED, "v=rmF9pqV8S7suAoZWja4dJRkFsKA="),
        last("part of the signature", Kind.FORGED, "v=rmF9pqV8S7suAoZWja4dJRkFsA=="),
        last("no signature", Kind.MALFORMED, "v="),
        last("nothing", Kind.MALFORMED, ""),
        last("the first message again", Kind.MALFORMED, SERVER_FIRST));
  }

  private static DynamicTest last(String name, Kind kind, String challenge) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          ClientMechanism client = scram();
          client.respond(octets(SERVER_FIRST));
          SaslException refused =
              assertThrows(SaslException.class, () -> client.respond(octets(challenge)));
          assertEquals(kind, refused.kind());
          assertFalse(client.succeeded());
        });
  }

  @Test
  void aSuccessWithoutProofIsNone() {
    ClientMechanism client = scram();
    assertFalse(client.succeeded());
    client.respond(octets(SERVER_FIRST));
    assertFalse(client.succeeded());

    ClientMechanism digest = digest();
    digest.respond(octets("nonce=\"x\",algorithm=md5-sess"));
    assertFalse(digest.succeeded());
  }

  @Test
  void aRefusalOfScramIsTold() {
    for (String[] before : new String[][] {{}, {SERVER_FIRST}}) {
      ClientMechanism client = scram();
      for (String challenge : before) {
        client.respond(octets(challenge));
      }
      assertEquals(0, client.respond(octets("e=unknown-user\u001b[2J")).length);
      assertEquals(Optional.of("unknown-user\\u001b[2J"), client.refusal());
      assertFalse(client.succeeded());
    }
  }

  private static ClientMechanism digest() {
    return new DigestMd5Client(password("chris", "secret"), "smtp", "mx.example.org", RANDOM);
  }

  @TestFactory
  Stream<DynamicTest> challengesOfDigest() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String challenge :
        List.of(
            "",
            "nonce=\"x\"",
            "nonce=\"x\",algorithm=md5",
            "nonce=\"x\",algorithm=md5-sess,algorithm=md5-sess",
            "nonce=\"x\",nonce=\"y\",algorithm=md5-sess",
            "nonce=\"\",algorithm=md5-sess",
            "nonce=\"x\",algorithm=md5-sess,qop=\"auth-int,auth-conf\"",
            "nonce=\"x\",algorithm=md5-sess,charset=utf-16",
            "nonce=\"x\",algorithm=md5-sess,realm=\"\r\n\"",
            "nonce=\"x\",algorithm=md5-sess,realm=\"a",
            "nonce=\"x\",algorithm=md5-sess,realm=\"a\\",
            "nonce=\"x\" algorithm=md5-sess",
            "nonce=\"x\",algorithm=md5-sess,=x",
            "nonce=\"x\",algorithm=md5-sess,\u00e9=x",
            "rspauth=ea40f60335c427b5527b84dbabcdfffd")) {
      tests.add(
          DynamicTest.dynamicTest(
              '[' + challenge.strip() + ']',
              () -> {
                SaslException refused =
                    assertThrows(SaslException.class, () -> digest().respond(octets(challenge)));
                assertEquals(Kind.MALFORMED, refused.kind());
              }));
    }
    return tests.stream();
  }

  @Test
  void aWrongProofOfDigestIsForged() {
    ClientMechanism client = digest();
    client.respond(octets("nonce=\"x\",algorithm=md5-sess"));
    SaslException refused =
        assertThrows(
            SaslException.class,
            () -> client.respond(octets("rspauth=ea40f60335c427b5527b84dbabcdfffd")));
    assertEquals(Kind.FORGED, refused.kind());
    assertFalse(client.succeeded());
  }

  /** A realm goes back to the server that sent it: it must not end its own quotes. */
  @Test
  void aRealmCannotAddDirectives() {
    String realm = "a\\\",authzid=\\\"root";
    String answer =
        text(digest().respond(octets("realm=\"" + realm + "\",nonce=\"x\",algorithm=md5-sess")));
    assertTrue(answer.contains("realm=\"" + realm + "\""), answer);
    assertEquals(Optional.empty(), new DigestDirectives(octets(answer)).optional("authzid"));
  }

  @Test
  void furtherChallengesAreRefused() {
    for (Mechanism mechanism : List.of(Mechanism.LOGIN, Mechanism.CRAM_MD5, Mechanism.PLAIN)) {
      ClientMechanism client =
          SaslFixture.client(
              mechanism, Set.of(mechanism), password("ann", "secret"), Optional.empty());
      assertThrows(
          SaslException.class,
          () -> {
            for (int i = 0; i < 3; i++) {
              client.respond(octets("more"));
            }
          });
    }
  }

  @Test
  void anEmptyChallengeOfCramIsRefused() {
    ClientMechanism client = new CramMd5Client(password("ann", "secret"));
    assertThrows(SaslException.class, () -> client.respond(new byte[0]));
  }

  @Test
  void tokensCannotHoldSeparators() {
    for (String token : List.of("", "a b", "a\u0001auth=Bearer b", "a\r\nQUIT", "ä")) {
      SaslException refused =
          assertThrows(
              SaslException.class,
              () ->
                  SaslFixture.client(
                      Mechanism.XOAUTH2,
                      Set.of(),
                      SaslFixture.token("ann", token),
                      Optional.empty()));
      assertEquals(Kind.CREDENTIALS, refused.kind());
      assertTrue(token.isEmpty() || !refused.getMessage().contains(token));
    }
  }

  @Test
  void aTokenSourceThatFailsIsTheCause() {
    IllegalStateException gone = new IllegalStateException("gone");
    Credentials credentials =
        new Credentials.Token(
            "ann",
            () -> {
              throw gone;
            });
    SaslException refused =
        assertThrows(
            SaslException.class,
            () ->
                SaslFixture.client(Mechanism.OAUTHBEARER, Set.of(), credentials, Optional.empty()));
    assertEquals(Kind.CREDENTIALS, refused.kind());
    assertEquals(gone, refused.getCause());
  }

  @Test
  void aPasswordThatCannotBePreparedIsNotSent() {
    SaslException refused =
        assertThrows(
            SaslException.class,
            () ->
                SaslFixture.client(
                    Mechanism.SCRAM_SHA_256,
                    Set.of(),
                    password("ann", "tab\tin"),
                    Optional.empty()));
    assertEquals(Kind.CREDENTIALS, refused.kind());
    assertFalse(refused.getMessage().contains("in\t") || refused.getMessage().contains("tab"));
  }
}
