package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.TransportException.Tls;

/** Keys and certificates in all their forms; OpenSSL writes those that the JDK cannot. */
final class KeyMaterialTest {
  @TempDir static Path directory;

  private static TestAuthority.Issued ec;
  private static TestAuthority.Issued rsa;

  @BeforeAll
  static void make() {
    TestAuthority authority = new TestAuthority("Test root").under("Test intermediate");
    ec = authority.issueForMx();
    rsa = authority.issue(TestAuthority.certificate("rsa").dns("mx.example").rsa());
  }

  private static TestAuthority.Issued issued(String algorithm) {
    return algorithm.equals("RSA") ? rsa : ec;
  }

  /** Runs OpenSSL on {@code key.pem}; gives the file that it writes. */
  private static Path openssl(TestAuthority.Issued issued, String... words) throws Exception {
    Path in = issued.writeKey(directory.resolve("key.pem"));
    Path out = Files.createTempFile(directory, "made", ".pem");
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    command.addAll(List.of("-in", in.toString(), "-out", out.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "openssl goes on for ever");
    assertEquals(0, process.exitValue(), command::toString);
    return out;
  }

  private static KeyMaterial.Loaded load(TestAuthority.Issued issued, Path key, Secret... password)
      throws IOException, GeneralSecurityException {
    Path chain = issued.writeChain(directory.resolve("chain.pem"));
    Optional<Secret> secret = password.length == 0 ? Optional.empty() : Optional.of(password[0]);
    return KeyLoader.load(new KeyMaterial.Pem(chain, key, secret));
  }

  /** The key signs what the certificate verifies. */
  private static void assertBelong(KeyMaterial.Loaded loaded) throws GeneralSecurityException {
    PrivateKey key = loaded.key();
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(loaded.chain().getFirst());
    signature.update((byte) 1);
    assertTrue(signature.verify(signed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void pkcs8IsRead(String algorithm) throws Exception {
    TestAuthority.Issued issued = issued(algorithm);
    Path key = issued.writeKey(directory.resolve("pkcs8.pem"));
    KeyMaterial.Loaded loaded = load(issued, key);
    assertBelong(loaded);
    assertEquals(issued.chain(), loaded.chain(), "the whole chain");
  }

  @Test
  void pkcs1AndSec1AreRead() throws Exception {
    Path pkcs1 = openssl(rsa, "rsa", "-traditional");
    assertTrue(Files.readString(pkcs1).contains("BEGIN RSA PRIVATE KEY"));
    assertBelong(load(rsa, pkcs1));
    Path sec1 = openssl(ec, "ec");
    assertTrue(Files.readString(sec1).contains("BEGIN EC PRIVATE KEY"));
    assertBelong(load(ec, sec1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes256", "aes-128-cbc"})
  void encryptedPkcs8IsRead(String cipher) throws Exception {
    Path key =
        openssl(
            ec,
            "pkcs8",
            "-topk8",
            "-v2",
            cipher,
            "-v2prf",
            "hmacWithSHA256",
            "-passout",
            "pass:s3cret");
    assertBelong(load(ec, key, Secret.of("s3cret")));
    Tls wrong = assertThrows(Tls.class, () -> load(ec, key, Secret.of("wrong")));
    assertEquals(Tls.Kind.CONFIGURATION, wrong.kind());
    assertEquals("the private key cannot be decrypted; is the password right?", wrong.reason());
    assertFalse(wrong.isTransient());
    Tls none = assertThrows(Tls.class, () -> load(ec, key));
    assertEquals("the private key is encrypted, and no password was given", none.reason());
  }

  @Test
  void opensslsOldEncryptionIsRefusedWithAdvice() throws Exception {
    Path key = openssl(rsa, "rsa", "-traditional", "-aes128", "-passout", "pass:s3cret");
    Tls refusal = assertThrows(Tls.class, () -> load(rsa, key, Secret.of("s3cret")));
    assertTrue(refusal.reason().contains("openssl pkcs8 -topk8"), refusal.reason());
  }

  @Test
  void pkcs12IsRead() throws Exception {
    var store = java.security.KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = "s3cret".toCharArray();
    store.setKeyEntry("x", ec.key(), password, ec.chain().toArray(Certificate[]::new));
    Path file = directory.resolve("both.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
    KeyMaterial.Loaded loaded = KeyLoader.load(KeyMaterial.pkcs12(file, Secret.of("s3cret")));
    assertBelong(loaded);
    assertEquals(ec.chain(), loaded.chain());
    Tls wrong =
        assertThrows(Tls.class, () -> KeyLoader.load(KeyMaterial.pkcs12(file, Secret.of("wrong"))));
    assertEquals(file + ": cannot be opened; is the password right?", wrong.getMessage());
    Path none = Files.writeString(directory.resolve("none.p12"), "not PKCS#12 at all");
    assertThrows(Tls.class, () -> KeyLoader.load(KeyMaterial.pkcs12(none, Secret.of("s3cret"))));
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() throws Exception {
    Path key = rsa.writeKey(directory.resolve("other.pem"));
    Tls refusal = assertThrows(Tls.class, () -> load(ec, key));
    assertEquals("the private key does not belong to the certificate", refusal.reason());
    Path sameKind =
        new TestAuthority("Test root").issueForMx().writeKey(directory.resolve("same.pem"));
    assertThrows(Tls.class, () -> load(ec, sameKind));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMIP///8=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\n????\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN DSA PRIVATE KEY-----\nMAA=\n-----END DSA PRIVATE KEY-----\n",
      })
  void brokenKeysAreNamedByTheirFile(String content) throws Exception {
    Path key = Files.writeString(directory.resolve("broken.pem"), content);
    Tls refusal = assertThrows(Tls.class, () -> load(ec, key));
    assertTrue(refusal.getMessage().startsWith(key + ": "), refusal.getMessage());
    assertEquals(Tls.Kind.CONFIGURATION, refusal.kind());
  }

  @Test
  void brokenAuthoritiesAreNamedByTheirFile() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
    Path broken =
        Files.writeString(
            directory.resolve("broken-ca.pem"),
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    Path missing = directory.resolve("missing.pem");
    for (Path file : List.of(empty, broken, missing)) {
      var settings = TlsClientSettings.of(new TrustPolicy.CaFile(file));
      Tls refusal = assertThrows(Tls.class, () -> new TlsClient(settings));
      assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
    }
  }

  @Test
  void theSystemsBundleIsFoundInOrder() throws Exception {
    Path one = Files.writeString(directory.resolve("one.crt"), "x");
    Path none = directory.resolve("none.crt");
    assertEquals(Optional.of(one), Authorities.bundle(null, List.of(none, one)));
    assertEquals(Optional.of(one), Authorities.bundle("", List.of(none, one)));
    assertEquals(Optional.of(none), Authorities.bundle(none.toString(), List.of(one)));
    assertEquals(Optional.empty(), Authorities.bundle(null, List.of(none)));
  }

  @Test
  void nothingOfAKeyIsInAnyText() {
    String text = ec.material() + " " + TlsServerSettings.of(ec.material());
    assertTrue(text.contains("CN=mx.example"), text);
    assertFalse(text.contains("PrivateKey"), text);
    X509Certificate certificate = ec.certificate();
    assertTrue(certificate.getIssuerX500Principal().getName().contains("intermediate"));
  }
}
