package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.transport.TransportException.Tls;
import org.mailshim.transport.TransportException.Tls.Kind;

/** Whom a client and a server believe, and what they say when they do not. */
final class TlsTrustTest {
  private static final String MX = "mx.example [127.0.0.1]:465: TLS: the certificate ";

  @TempDir static Path directory;

  private static TestAuthority root;
  private static Path rootFile;

  @BeforeAll
  static void make() throws Exception {
    root = new TestAuthority("Test root");
    rootFile = root.write(directory.resolve("root.pem"));
  }

  private static TlsClient trusting() {
    return new TlsClient(TlsClientSettings.of(new TrustPolicy.CaFile(rootFile)));
  }

  private static TlsServer showing(TestAuthority.Issued issued) {
    return new TlsServer(TlsServerSettings.of(issued.material()));
  }

  private static Tls refused(TlsClient client, String host, TestAuthority.Issued issued)
      throws Exception {
    return TlsPair.clientFails(Tls.class, client, host, showing(issued)::handshake);
  }

  private static void accepted(TlsClient client, String host, TestAuthority.Issued issued)
      throws Exception {
    TlsPair.shakeHands(client, host, showing(issued)::handshake).close();
  }

  @Test
  void aChainToTheAuthorityIsGood() throws Exception {
    accepted(trusting(), "mx.example", root.issueForMx());
    TestAuthority middle = root.under("Test intermediate");
    accepted(trusting(), "mx.example", middle.issueForMx());
    accepted(trusting(), "127.0.0.1", root.issueForMx());
  }

  @Test
  void anExpiredCertificateIsSaidToBe() throws Exception {
    Instant past = Instant.parse("2020-02-03T04:05:06Z");
    var old =
        root.issue(
            TestAuthority.certificate("old").dns("mx.example").valid(past.minusSeconds(99), past));
    Tls refusal = refused(trusting(), "mx.example", old);
    assertEquals(Kind.CERTIFICATE, refusal.kind());
    assertEquals(MX + "of CN=old has expired on 2020-02-03T04:05:06Z", refusal.getMessage());
  }

  @Test
  void aCertificateOfTheFutureIsSaidToBe() throws Exception {
    Instant future = Instant.parse("2120-02-03T04:05:06Z");
    var young =
        root.issue(
            TestAuthority.certificate("young")
                .dns("mx.example")
                .valid(future, future.plusSeconds(99)));
    assertEquals(
        MX + "of CN=young is not valid before 2120-02-03T04:05:06Z; is this machine's clock right?",
        refused(trusting(), "mx.example", young).getMessage());
  }

  @Test
  void anotherHostsCertificateIsRefusedWithItsNames() throws Exception {
    Tls refusal = refused(trusting(), "smtp.example", root.issueForMx());
    assertEquals(Kind.HOST_NAME, refusal.kind());
    assertEquals(
        MX + "is not for smtp.example; the names in it: mx.example, 127.0.0.1",
        refusal.getMessage());
  }

  @Test
  void aSelfSignedCertificateIsRefused() throws Exception {
    var own = TestAuthority.selfSigned(TestAuthority.certificate("own").dns("mx.example"));
    Tls refusal = refused(trusting(), "mx.example", own);
    assertEquals(Kind.CERTIFICATE, refusal.kind());
    assertEquals(
        MX
            + "of CN=own is self-signed and not trusted here; add it to "
            + rootFile
            + " if it should be",
        refusal.getMessage());
    Path pem = own.writeChain(directory.resolve("own.pem"));
    accepted(new TlsClient(TlsClientSettings.of(new TrustPolicy.CaFile(pem))), "mx.example", own);
  }

  @Test
  void aDirectoryOfAuthoritiesIsOneOfThem() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("authorities"));
    Files.writeString(folder.resolve("README"), "no certificate");
    var settings = TlsClientSettings.of(new TrustPolicy.CaFile(folder));
    Tls empty = assertThrows(Tls.class, () -> new TlsClient(settings));
    assertTrue(empty.getMessage().contains("holds no certificates"), empty.getMessage());
    Files.copy(rootFile, folder.resolve("root.pem"));
    var own = TestAuthority.selfSigned(TestAuthority.certificate("own").dns("mx.example"));
    own.writeChain(folder.resolve("own.crt"));
    var client = new TlsClient(settings);
    accepted(client, "mx.example", own);
    accepted(client, "mx.example", root.issueForMx());
  }

  @Test
  void anUnknownIssuerIsNamed() throws Exception {
    var stranger = new TestAuthority("Somebody else").issueForMx();
    Tls refusal = refused(trusting(), "mx.example", stranger);
    assertEquals(Kind.CERTIFICATE, refusal.kind());
    assertTrue(
        refusal
            .getMessage()
            .startsWith(
                MX + "of CN=mx.example leads to an issuer not trusted here, CN=Somebody else; "),
        refusal.getMessage());
  }

  @Test
  void theSystemDoesNotTrustATestRoot() throws Exception {
    var client = new TlsClient(TlsClientSettings.verified());
    Tls refusal = refused(client, "mx.example", root.issueForMx());
    assertTrue(refusal.getMessage().contains("CN=Test root"), refusal.getMessage());
  }

  @Test
  void namesInCertificatesCannotForgeLogLines() throws Exception {
    var evil = TestAuthority.selfSigned(TestAuthority.certificate("a\r\nb\u001b[31m\u202e"));
    Tls refusal = refused(trusting(), "mx.example", evil);
    assertTrue(
        refusal.getMessage().chars().allMatch(c -> c >= ' ' && c != 0x7f && c != 0x202e),
        refusal.getMessage());
  }

  @Test
  void theHostNeedNotBeVerified() throws Exception {
    var settings =
        new TlsClientSettings(
            new TrustPolicy.CaFile(rootFile),
            false,
            Optional.empty(),
            TlsVersion.TLS_1_2,
            Optional.empty());
    accepted(new TlsClient(settings), "smtp.example", root.issueForMx());
  }

  @Test
  void anotherNameCanBeAskedForAndVerified() throws Exception {
    var settings =
        new TlsClientSettings(
            new TrustPolicy.CaFile(rootFile),
            true,
            Optional.empty(),
            TlsVersion.TLS_1_2,
            Optional.of("mx.example"));
    try (TlsPair pair =
        TlsPair.shakeHands(
            new TlsClient(settings), "10.0.0.1", showing(root.issueForMx())::handshake)) {
      assertEquals(Optional.of("mx.example"), pair.server.description().serverName());
    }
  }

  @Test
  void anythingGoesUnverified() throws Exception {
    var own =
        TestAuthority.selfSigned(
            TestAuthority.certificate("x").valid(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)));
    accepted(new TlsClient(TlsClientSettings.unverified()), "mx.example", own);
  }

  @Test
  void aPinIsEnoughAndNothingElseIs() throws Exception {
    var own = TestAuthority.selfSigned(TestAuthority.certificate("pinned"));
    byte[] certificate = sha256(own.certificate().getEncoded());
    byte[] key = sha256(own.certificate().getPublicKey().getEncoded());
    for (CertificatePin pin :
        List.of(
            CertificatePin.ofCertificate(certificate),
            CertificatePin.ofPublicKey(key),
            CertificatePin.of(HexFormat.ofDelimiter(":").formatHex(certificate)),
            CertificatePin.of(CertificatePin.ofPublicKey(key).toString()))) {
      accepted(pinning(pin), "mx.example", own);
    }
    Tls refusal =
        refused(pinning(CertificatePin.ofCertificate(key)), "mx.example", root.issueForMx());
    assertEquals(Kind.CERTIFICATE, refusal.kind());
    assertEquals(
        MX + "of CN=mx.example is not the pinned one; if it was renewed, pin the new one",
        refusal.getMessage());
  }

  private static TlsClient pinning(CertificatePin pin) {
    return new TlsClient(TlsClientSettings.of(new TrustPolicy.Pinned(Set.of(pin))));
  }

  private static byte[] sha256(byte[] of) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(of);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256//AAAA", "00", "zz", "sha1:00"})
  void whatIsNoPinIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> CertificatePin.of(text));
  }

  /** RFC 9525 §6: pattern in the certificate, host, whether it covers it. */
  @ParameterizedTest
  @CsvSource({
    "mx.example, mx.example, true",
    "mx.example, MX.Example, true",
    "mx.example, mx.example., true",
    "mx.example, amx.example, false",
    "mx.example, a.mx.example, false",
    "*.mx.example, a.mx.example, true",
    "*.mx.example, A.MX.EXAMPLE, true",
    "*.mx.example, a.b.mx.example, false",
    "*.mx.example, mx.example, false",
    "*.mx.example, .mx.example, false",
    "*.example, mx.example, false",
    "*, example, false",
    "a*.mx.example, ab.mx.example, false",
    "*.*.example, a.b.example, false",
    "xn--bcher-kva.example, bücher.example, true",
    "*.example.org, xn--bcher-kva.example.org, true",
    "127.0.0.1, 127.0.0.1, false"
  })
  void namesAreComparedAsRfc9525Says(String pattern, String host, boolean covered) {
    var issued = root.issue(TestAuthority.certificate(host).dns(pattern));
    assertEquals(covered, new CertificateNames(issued.certificate()).cover(host));
  }

  @Test
  void addressesAreNotNames() throws IOException {
    InetAddress v6 = InetAddress.ofLiteral("2001:db8::1");
    var names =
        new CertificateNames(
            root.issue(TestAuthority.certificate("192.0.2.1").address(v6)).certificate());
    assertTrue(names.cover("2001:db8::1"));
    assertTrue(names.cover("[2001:db8:0:0::1]"));
    assertFalse(names.cover("2001:db8::2"));
    assertFalse(names.cover("192.0.2.1"), "the common name is no name");
    assertEquals("2001:db8:0:0:0:0:0:1", names.toString());
  }

  @Test
  void aCertificateWithoutNamesIsForNobody() throws Exception {
    var nameless = root.issue(TestAuthority.certificate("mx.example"));
    assertEquals(
        MX + "is not for mx.example; the names in it: none",
        refused(trusting(), "mx.example", nameless).getMessage());
  }

  private static TlsServer wanting(ClientCertificates wanted) {
    return new TlsServer(
        new TlsServerSettings(List.of(root.issueForMx().material()), wanted, TlsVersion.TLS_1_2));
  }

  private static TlsClient showing(KeyMaterial own) {
    return new TlsClient(
        TlsClientSettings.of(new TrustPolicy.CaFile(rootFile)).withClientCertificate(own));
  }

  @Test
  void aClientCertificateIsShownAndSeen() throws Exception {
    var own = root.issue(TestAuthority.certificate("client"));
    for (ClientCertificates wanted :
        List.of(
            new ClientCertificates.Wanted(rootFile), new ClientCertificates.Required(rootFile))) {
      try (TlsPair pair = TlsPair.shakeHands(showing(own.material()), wanting(wanted)::handshake)) {
        List<X509Certificate> seen = pair.server.description().peerCertificates();
        assertEquals(own.chain(), seen);
      }
    }
  }

  @Test
  void aWantedCertificateMayBeMissing() throws Exception {
    TlsServer server = wanting(new ClientCertificates.Wanted(rootFile));
    try (TlsPair pair = TlsPair.shakeHands(trusting(), server::handshake)) {
      assertEquals(List.of(), pair.server.description().peerCertificates());
    }
  }

  @Test
  void aRequiredCertificateMayNot() throws Exception {
    TlsServer server = wanting(new ClientCertificates.Required(rootFile));
    Tls there = assertInstanceOf(Tls.class, TlsPair.serverFails(trusting(), server::handshake));
    assertEquals(Kind.CLIENT_CERTIFICATE, there.kind());
    assertEquals("TLS: the peer showed no certificate", there.reason());
  }

  /** In TLS 1.3 the client hears of it when it reads, after its own handshake is done. */
  @Test
  void aClientIsToldThatItNeedsACertificate() throws Exception {
    TlsServer server = wanting(new ClientCertificates.Required(rootFile));
    var pipe = new MemoryPipe();
    TlsPair.serve(server::handshake, pipe);
    TlsConnection connected =
        trusting().handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG));
    Tls here = assertThrows(Tls.class, () -> connected.read(new byte[1], 0, 1));
    assertEquals(Kind.CLIENT_CERTIFICATE, here.kind());
    assertEquals(
        "TLS: the peer gave up with the alert \"certificate_required\": it wants a client"
            + " certificate; configure one",
        here.reason());
  }

  @Test
  void aStrangersClientCertificateIsRefused() throws Exception {
    var stranger = new TestAuthority("Somebody else").issue(TestAuthority.certificate("client"));
    // A client shows what it has, also when the server names other authorities.
    TlsServer server = wanting(new ClientCertificates.Wanted(rootFile));
    Tls there =
        assertInstanceOf(
            Tls.class, TlsPair.serverFails(showing(stranger.material()), server::handshake));
    assertEquals(Kind.CLIENT_CERTIFICATE, there.kind());
    assertTrue(there.reason().contains("CN=Somebody else"), there.reason());
  }

  @Test
  void certificatesAreChosenByName() throws Exception {
    var first = root.issue(TestAuthority.certificate("first").dns("mx.example"));
    var second = root.issue(TestAuthority.certificate("second").dns("*.hosted.example"));
    var secondRsa =
        root.issue(TestAuthority.certificate("second-rsa").dns("*.hosted.example").rsa());
    var server =
        new TlsServer(
            new TlsServerSettings(
                List.of(first.material(), secondRsa.material(), second.material()),
                new ClientCertificates.None(),
                TlsVersion.TLS_1_2));
    var client = new TlsClient(TlsClientSettings.unverified());
    assertEquals(List.of(first.certificate()), shown(client, "mx.example", server));
    assertEquals(List.of(first.certificate()), shown(client, "other.example", server));
    assertEquals(List.of(first.certificate()), shown(client, "127.0.0.1", server));
    assertTrue(
        List.of(List.of(second.certificate()), List.of(secondRsa.certificate()))
            .contains(shown(client, "a.hosted.example", server)));
  }

  private static List<X509Certificate> shown(TlsClient client, String host, TlsServer server)
      throws Exception {
    try (TlsPair pair = TlsPair.shakeHands(client, host, server::handshake)) {
      return pair.client.description().peerCertificates();
    }
  }

  @Test
  void renewedFilesAreReadOnReload() throws Exception {
    Path chain = directory.resolve("renewed.pem");
    Path key = directory.resolve("renewed.key");
    var before = root.issueForMx();
    before.writeChain(chain);
    before.writeKey(key);
    var server = new TlsServer(TlsServerSettings.of(KeyMaterial.pem(chain, key)));
    var client = new TlsClient(TlsClientSettings.unverified());
    assertEquals(before.chain(), shown(client, "mx.example", server));
    var after = root.issueForMx();
    after.writeChain(chain);
    after.writeKey(key);
    assertEquals(before.chain(), shown(client, "mx.example", server));
    server.reload();
    assertEquals(after.chain(), shown(client, "mx.example", server));
    Files.delete(key);
    assertThrows(Tls.class, server::reload);
    assertEquals(after.chain(), shown(client, "mx.example", server));
  }

  /** A resumed session has no certificates on the wire, so that the server sends far less. */
  @Test
  void sessionsAreResumed() throws Exception {
    TlsServer server = showing(root.under("Test intermediate").issueForMx());
    TlsClient client = trusting();
    long whole = sentByServer(client, server);
    long resumed = sentByServer(client, server);
    assertTrue(resumed < whole / 2, whole + " octets, then " + resumed);
  }

  /** The ticket comes with the first read. */
  private static long sentByServer(TlsClient client, TlsServer server) throws Exception {
    try (TlsPair pair = TlsPair.shakeHands(client, server::handshake)) {
      pair.server.write(new byte[1], 0, 1);
      pair.client.read(new byte[1], 0, 1);
      return pair.pipe.server.sent();
    }
  }

  @Test
  void aPeerThatSpeaksNoTlsIsSaidTo() throws Exception {
    var pipe = new MemoryPipe();
    byte[] greeting = "220 mx.example ESMTP\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    pipe.server.write(greeting, 0, greeting.length);
    Tls refusal =
        assertThrows(
            Tls.class,
            () -> trusting().handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG)));
    assertEquals(Kind.PROTOCOL, refusal.kind());
    assertEquals(
        "TLS: the peer does not speak TLS here; perhaps the port wants STARTTLS, or no TLS at all",
        refusal.reason());
  }

  /** The server's answer to our hello is a ServerHello of TLS 1.1 (RFC 4346 §7.4.1.3). */
  @Test
  void aPeerThatKnowsTls11OnlyIsRefused() throws Exception {
    var pipe = new MemoryPipe();
    byte[] hello =
        HexFormat.of().parseHex("160302002a020000260302" + "00".repeat(32) + "00" + "c02f" + "00");
    pipe.server.write(hello, 0, hello.length);
    Tls refusal =
        assertThrows(
            Tls.class,
            () -> trusting().handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG)));
    assertEquals(Kind.PROTOCOL, refusal.kind());
    assertEquals(
        "TLS: the peer speaks none of the versions of TLS that we allow", refusal.reason());
  }

  @Test
  void aPeerThatRefusesOurVersionsSaysSo() throws Exception {
    var pipe = new MemoryPipe();
    byte[] alert = HexFormat.of().parseHex("15030100020246");
    pipe.server.write(alert, 0, alert.length);
    Tls refusal =
        assertThrows(
            Tls.class,
            () -> trusting().handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG)));
    assertEquals(
        "TLS: the peer gave up with the alert \"protocol_version\": it speaks none of the versions"
            + " of TLS that we allow",
        refusal.reason());
  }
}
