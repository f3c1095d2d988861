package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.authentication.Canonicalization;
import org.mailshim.authentication.DkimResult;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.authentication.DkimVerification;
import org.mailshim.dns.FixedResolver;
import org.mailshim.message.MailData;

/** Our signatures and those of dkimpy and OpenDKIM, each verified by the other side. */
@Timeout(300)
class DkimPeersTest {
  private static final String MESSAGE =
      "From: Ann <ann@example.net>\r\nTo: bob@example.org\r\nSubject:  a\r\n\tb  c \r\n"
          + "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <1@example.net>\r\n\r\n"
          + "Hello  there \r\n\r\n.\r\nbye\t\r\n\r\n\r\n";

  /** OpenDKIM's test mode puts one space behind each colon. */
  private static final String PLAIN = MESSAGE.replace(":  a", ": a");

  private static final String SCRIPT =
      """
      import dkim, sys
      what, algorithm, forms, record, key = sys.argv[1:6]
      message = open(sys.argv[6], "rb").read()
      if what == "verify":
          assert dkim.verify(message, dnsfunc=lambda name, timeout=5: record.encode()), "not verified"
      else:
          header, body = forms.encode().split(b"/")
          field = dkim.sign(message, b"s", b"example.net", open(key, "rb").read(),
                            canonicalize=(header, body), signature_algorithm=algorithm.encode())
          open(sys.argv[6], "wb").write(field + message)
      """;

  @TempDir Path directory;

  private void dkimpy(String what, String algorithm, String forms, String record) throws Exception {
    String python = Peers.program("python3");
    PeerProcess.Run there =
        PeerProcess.run(directory, List.of(python, "-c", "import dkim"), new byte[0]);
    if (there.status() != 0) {
      Peers.skip("python3-dkim is not installed");
    }
    PeerProcess.Run run =
        PeerProcess.run(
            directory,
            List.of(
                python,
                "-",
                what,
                algorithm,
                forms,
                record,
                directory.resolve("key.pem").toString(),
                message().toString()),
            SCRIPT.getBytes(UTF_8));
    assertEquals(0, run.status(), run.output());
  }

  private Path message() {
    return directory.resolve("message.eml");
  }

  private KeyPair rsa() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    KeyPair pair = keys.generateKeyPair();
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPrivate().getEncoded());
    Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    return pair;
  }

  private static String record(String type, KeyPair pair, int from) {
    byte[] key = pair.getPublic().getEncoded();
    return "v=DKIM1; k="
        + type
        + "; p="
        + Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, from, key.length));
  }

  private void sign(DkimSigner signer) throws Exception {
    sign(signer, MESSAGE);
  }

  private void sign(DkimSigner signer, String message) throws Exception {
    MailData signed = signer.sign(MailData.verbatim(message.getBytes(ISO_8859_1)));
    try (InputStream in = signed.open()) {
      Files.write(message(), in.readAllBytes());
    }
  }

  private void assertVerified(String record) throws Exception {
    byte[] octets = Files.readAllBytes(message());
    DkimVerification verification = new DkimVerification(Clock.systemUTC());
    verification.look(octets, 0, octets.length);
    List<DkimResult> results =
        verification.finish(new FixedResolver().text("s._domainkey.example.net", record));
    assertEquals(1, results.size());
    assertEquals(
        DkimResult.Outcome.PASS,
        results.get(0).outcome(),
        () -> results + new String(octets, ISO_8859_1));
  }

  @Test
  void dkimpyVerifiesOurRsaSignatures() throws Exception {
    KeyPair keys = rsa();
    for (Canonicalization header : Canonicalization.values()) {
      for (Canonicalization body : Canonicalization.values()) {
        sign(
            DkimSigner.of("example.net", "s", keys.getPrivate(), Clock.systemUTC())
                .withForms(header, body));
        dkimpy("verify", "", "", record("rsa", keys, 0));
      }
    }
  }

  @Test
  void dkimpyVerifiesOurEd25519Signatures() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    sign(DkimSigner.of("example.net", "s", keys.getPrivate(), Clock.systemUTC()));
    dkimpy("verify", "", "", record("ed25519", keys, 12));
  }

  @Test
  void weVerifyWhatDkimpySigns() throws Exception {
    KeyPair keys = rsa();
    for (String forms :
        List.of("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")) {
      Files.write(message(), MESSAGE.getBytes(ISO_8859_1));
      dkimpy("sign", "rsa-sha256", forms, "");
      assertVerified(record("rsa", keys, 0));
    }
  }

  /** Runs OpenDKIM's filter on one message; it reads LF and shows the fields that it would add. */
  private String opendkim(String... settings) throws Exception {
    Path file = directory.resolve("message.txt");
    Files.writeString(
        file, Files.readString(message(), ISO_8859_1).replace("\r\n", "\n"), ISO_8859_1);
    Path configuration = directory.resolve("opendkim.conf");
    Files.write(configuration, List.of(settings));
    List<String> command =
        List.of(Peers.program("opendkim"), "-x", configuration.toString(), "-t", file.toString());
    PeerProcess.Run run = PeerProcess.run(directory, command, new byte[0]);
    assertEquals(0, run.status(), run.output());
    return run.output();
  }

  @Test
  void openDkimVerifiesOurSignatures() throws Exception {
    KeyPair keys = rsa();
    Path table = directory.resolve("keys");
    Files.writeString(table, "s._domainkey.example.net " + record("rsa", keys, 0) + "\n");
    for (Canonicalization header : Canonicalization.values()) {
      for (Canonicalization body : Canonicalization.values()) {
        sign(
            DkimSigner.of("example.net", "s", keys.getPrivate(), Clock.systemUTC())
                .withForms(header, body),
            PLAIN);
        String said = opendkim("Mode v", "TestPublicKeys " + table, "AlwaysAddARHeader yes");
        assertTrue(
            said.contains("verification (s=s, d=example.net, 2048-bit key) succeeded"), said);
      }
    }
    Files.writeString(
        message(), Files.readString(message(), ISO_8859_1).replace("bye", "die"), ISO_8859_1);
    String said = opendkim("Mode v", "TestPublicKeys " + table, "AlwaysAddARHeader yes");
    assertTrue(said.contains("signature verification failed"), said);
  }

  @Test
  void weVerifyWhatOpenDkimSigns() throws Exception {
    KeyPair keys = rsa();
    for (String forms :
        List.of("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")) {
      Files.write(message(), PLAIN.getBytes(ISO_8859_1));
      String said =
          opendkim(
              "Mode s",
              "Domain example.net",
              "Selector s",
              "KeyFile " + directory.resolve("key.pem"),
              "SignatureAlgorithm rsa-sha256",
              "RequireSafeKeys no",
              "Canonicalization " + forms);
      String field = said.substring(said.indexOf("DKIM-Signature:")).replaceAll("\\r?\\n", "\r\n");
      Files.write(message(), (field + PLAIN).getBytes(ISO_8859_1));
      assertVerified(record("rsa", keys, 0));
    }
  }
}
