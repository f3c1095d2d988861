package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.authentication.DkimResult.Outcome;
import org.mailshim.dns.FixedResolver;
import org.mailshim.message.MailData;
import org.mailshim.transport.KeyMaterial;

/** Signing, and verifying what was signed, with honest and with hostile messages. */
class DkimTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String HEADER =
      "From: ann@example.net\r\nTo: bob@example.org\r\nSubject:  a\r\n\tb \r\nDate: now\r\n";

  private static KeyPair rsa;
  private static KeyPair ed25519;
  private static FixedResolver resolver;

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
    rsaKeys.initialize(1024);
    rsa = rsaKeys.generateKeyPair();
    ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    resolver =
        new FixedResolver()
            .text("r._domainkey.example.net", record("rsa", rsa, 0))
            .text("e._domainkey.example.net", record("ed25519", ed25519, 12));
  }

  private static String record(String type, KeyPair keys, int from) {
    byte[] encoded = keys.getPublic().getEncoded();
    byte[] raw = java.util.Arrays.copyOfRange(encoded, from, encoded.length);
    return "v=DKIM1; k=" + type + "; p=" + Base64.getEncoder().encodeToString(raw);
  }

  private static DkimSigner signer(boolean withRsa) {
    return withRsa
        ? DkimSigner.of("Example.net", "r", rsa.getPrivate(), CLOCK)
        : DkimSigner.of("Example.net", "e", ed25519.getPrivate(), CLOCK);
  }

  private static byte[] octets(MailData data) throws Exception {
    try (InputStream in = data.open()) {
      return in.readAllBytes();
    }
  }

  private static String signed(DkimSigner signer, String text) throws Exception {
    return new String(
        octets(signer.sign(MailData.verbatim(text.getBytes(ISO_8859_1)))), ISO_8859_1);
  }

  private static List<DkimResult> results(String message) {
    return results(message, CLOCK);
  }

  private static List<DkimResult> results(String message, Clock clock) {
    byte[] octets = message.getBytes(ISO_8859_1);
    DkimVerification verification = new DkimVerification(clock);
    for (int at = 0; at < octets.length; at += 1000) {
      verification.look(octets, at, Math.min(octets.length, at + 1000));
    }
    return verification.finish(resolver);
  }

  private static void assertOutcome(Outcome outcome, String message) {
    List<DkimResult> results = results(message);
    assertEquals(1, results.size(), message);
    assertEquals(outcome, results.get(0).outcome(), () -> results + "\n" + message);
  }

  @Test
  void whatIsSignedVerifies() throws Exception {
    List<String> bodies =
        List.of(
            "",
            "\r\n",
            "\r\n\r\n",
            "x",
            "x\r\n",
            " \t\r\n",
            "x \r\n\r\n y\t z \r\n\r\n\r\n",
            "a\rb\r\r\nc\nd\r",
            "\u00ff\u0000\r\n",
            ".\r\n..\r\n");
    for (String body : bodies) {
      for (Canonicalization header : Canonicalization.values()) {
        for (Canonicalization form : Canonicalization.values()) {
          for (boolean withRsa : new boolean[] {false, true}) {
            DkimSigner signer = signer(withRsa).withForms(header, form);
            String message = signed(signer, HEADER + "\r\n" + body);
            assertOutcome(Outcome.PASS, message);
            assertTrue(message.endsWith(HEADER + "\r\n" + body));
          }
        }
      }
    }
  }

  @Test
  void bothAlgorithmsOnOneMessage() throws Exception {
    String message = signed(signer(true), signed(signer(false), HEADER + "\r\nHello\r\n"));
    List<DkimResult> results = results(message);
    assertEquals(List.of("r", "e"), results.stream().map(DkimResult::selector).toList());
    assertTrue(results.stream().allMatch(each -> each.outcome() == Outcome.PASS), message);
    assertEquals("example.net", results.get(0).domain());
    assertEquals(8, results.get(0).signature().length());
  }

  /** Fields that a reader would see and nobody has signed (RFC 6376 §8.15). */
  @Test
  void nothingCanBeAdded() throws Exception {
    String message = signed(signer(false), HEADER + "\r\nHello\r\n");
    assertOutcome(Outcome.FAIL, "From: eve@example.com\r\n" + message);
    assertOutcome(Outcome.FAIL, message.replace("Date: now", "Subject: z\r\nDate: now"));
    assertOutcome(Outcome.FAIL, message + "more\r\n");
    assertOutcome(Outcome.PASS, "Received: by x\r\n" + message);
    DkimSigner once = signer(false).withFields(List.of("From"), List.of());
    String other = signed(once, HEADER + "\r\nHello\r\n");
    assertOutcome(Outcome.PASS, other);
    assertOutcome(Outcome.POLICY, "From: eve@example.com\r\n" + other);
  }

  @Test
  void signaturesExpire() throws Exception {
    String message =
        signed(signer(false).withValidity(Duration.ofHours(1)), HEADER + "\r\nHello\r\n");
    assertOutcome(Outcome.PASS, message);
    Clock later = Clock.offset(CLOCK, Duration.ofHours(2));
    assertEquals(Outcome.FAIL, results(message, later).get(0).outcome());
  }

  @Test
  void whatCannotBeSignedStaysAsItIs() throws Exception {
    MailData noFrom = MailData.of("Subject: x\r\n\r\nbody\r\n".getBytes(ISO_8859_1));
    assertSame(noFrom, signer(false).sign(noFrom));
    String long1 = "From: a@example.net\r\n" + ("X: " + "y".repeat(70) + "\r\n").repeat(20_000);
    MailData tooLong = MailData.of((long1 + "\r\nbody").getBytes(ISO_8859_1));
    assertSame(tooLong, signer(false).sign(tooLong));
  }

  @Test
  void bodiesOfManyBlocks() throws Exception {
    byte[] header = (HEADER + "\r\n").getBytes(ISO_8859_1);
    byte[] line = ("z".repeat(998) + "\r\n").getBytes(ISO_8859_1);
    byte[] message = new byte[header.length + 64 * line.length];
    System.arraycopy(header, 0, message, 0, header.length);
    for (int i = 0; i < 64; i++) {
      System.arraycopy(line, 0, message, header.length + i * line.length, line.length);
    }
    byte[] field = signer(false).signature(MailData.verbatim(message)).orElseThrow();
    DkimVerification verification = new DkimVerification(CLOCK);
    verification.look(field, 0, field.length);
    verification.look(message, 0, message.length);
    assertEquals(Outcome.PASS, verification.finish(resolver).get(0).outcome());
  }

  /** Tags that are missing, wrong, twice, huge, or of what is not believed any more. */
  @Test
  void brokenSignatures() throws Exception {
    String good = signed(signer(true), HEADER + "\r\nHello\r\n");
    assertOutcome(Outcome.PERMERROR, good.replace("v=1;", "v=2;"));
    assertOutcome(Outcome.PERMERROR, good.replace("rsa-sha256", "rsa-sha1"));
    assertOutcome(Outcome.PERMERROR, good.replace("h=from:from:", "h="));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=unknown;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=e;"));
    assertOutcome(Outcome.PERMERROR, good.replace("d=example.net;", "d=..;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=r; i=@example.com;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=r; l=99999;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=r; l=-1;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=r; x=1;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=r; q=http;"));
    assertOutcome(Outcome.NEUTRAL, good.replace("s=r;", "s=r; s=r;"));
    assertOutcome(Outcome.NEUTRAL, good.replace("v=1;", "\u00ff;;"));
    assertOutcome(Outcome.PERMERROR, good.replace("s=r;", "s=r; z=" + "a".repeat(40_000) + ";"));
    assertOutcome(Outcome.FAIL, good.replace("s=r;", "s=r; z=a;"));
    assertOutcome(Outcome.FAIL, good.replace("Hello", "Hallo"));
  }

  /** An attacker appends to a body whose end nobody signed (RFC 6376 §8.2). */
  @Test
  void whatFollowsTheSignedPartIsNotBelieved() throws Exception {
    String body = "Hello\r\n";
    var whole = new CanonicalBody(Canonicalization.RELAXED, Long.MAX_VALUE);
    whole.update(body.getBytes(ISO_8859_1), 0, body.length());
    String unsigned =
        "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.net; s=e; l=7; h=from;"
            + " bh="
            + Base64.getEncoder().encodeToString(whole.finish())
            + "; b=";
    byte[] octets =
        "from:ann@example.net\r\n"
            .concat(unsigned.replace("DKIM-Signature: ", "dkim-signature:"))
            .getBytes(ISO_8859_1);
    byte[] signature = DkimAlgorithm.ED25519_SHA256.sign(ed25519.getPrivate(), octets);
    String message =
        unsigned + Base64.getEncoder().encodeToString(signature) + "\r\n" + HEADER + "\r\n" + body;
    assertOutcome(Outcome.PASS, message);
    assertOutcome(Outcome.POLICY, message + "Send money\r\n");
  }

  @Test
  void aThousandSignaturesCostTen() {
    String one = "DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=AA==; b=AA==\r\n";
    assertEquals(
        DkimVerification.MOST_SIGNATURES, results(one.repeat(1000) + HEADER + "\r\n").size());
  }

  @Test
  void aHugeHeaderSectionHasNoSignatures() {
    String one = "DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=AA==; b=AA==\r\n";
    assertEquals(List.of(), results(one + ("X: " + "y".repeat(995) + "\r\n").repeat(10_000)));
  }

  /** Names that would go into a field of our own say nothing but names. */
  @Test
  void nothingIsSmuggledIntoResults() {
    for (String evil : List.of("a.example\"", "a(b", "\u00e9.example", "a b.example", "a/b")) {
      List<DkimResult> results =
          results(
              "DKIM-Signature: v=1; a=rsa-sha256; h=from; bh=AA==; d="
                  + evil
                  + "; s="
                  + evil
                  + "; b="
                  + evil
                  + "\r\n"
                  + HEADER
                  + "\r\n");
      assertEquals("", results.get(0).domain());
      assertEquals("", results.get(0).selector());
      assertEquals(Outcome.PERMERROR, results.get(0).outcome());
    }
  }

  @Test
  void keyRecords() throws Exception {
    String p = record("rsa", rsa, 0).substring(record("rsa", rsa, 0).indexOf("p="));
    for (String good : List.of("v=DKIM1; " + p, p, "k=rsa; s=email; h=sha1:sha256; n=x; " + p)) {
      assertEquals(rsa.getPublic(), DkimKey.parse(good, DkimAlgorithm.RSA_SHA256).key(), good);
    }
    List<String> bad =
        List.of(
            "",
            "v=DKIM1",
            "v=DKIM2; " + p,
            "k=rsa; v=DKIM1; " + p,
            "v=DKIM1; p=",
            "v=DKIM1; k=ed25519; " + p,
            "v=DKIM1; h=sha1; " + p,
            "v=DKIM1; s=other; " + p,
            "v=DKIM1; p=AAAA",
            "v=DKIM1; p=!",
            "v=DKIM1; " + p + "; " + p);
    for (String record : bad) {
      assertThrows(
          DkimKey.Unusable.class, () -> DkimKey.parse(record, DkimAlgorithm.RSA_SHA256), record);
    }
    byte[] spki = rsa.getPublic().getEncoded();
    String pkcs1 =
        Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(spki, 22, spki.length));
    assertEquals(rsa.getPublic(), DkimKey.parse("p=" + pkcs1, DkimAlgorithm.RSA_SHA256).key());
  }

  /** RFC 8301 §3.2. */
  @Test
  void shortKeysAreNotUsed() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(768);
    KeyPair pair = keys.generateKeyPair();
    assertThrows(
        IllegalArgumentException.class,
        () -> DkimSigner.of("example.net", "r", pair.getPrivate(), CLOCK));
    assertThrows(
        DkimKey.Unusable.class,
        () -> DkimKey.parse(record("rsa", pair, 0), DkimAlgorithm.RSA_SHA256));
  }

  @Test
  void keysComeFromPemFiles(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("key.pem");
    byte[] encoded = ed25519.getPrivate().getEncoded();
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(encoded)
            + "\n-----END PRIVATE KEY-----\n");
    DkimSigner signer = DkimSigner.of("example.net", "e", KeyMaterial.privateKey(file), CLOCK);
    assertOutcome(Outcome.PASS, signed(signer, HEADER + "\r\nHello\r\n"));
    assertFalse(signer.toString().contains(Base64.getEncoder().encodeToString(encoded)));
  }
}
