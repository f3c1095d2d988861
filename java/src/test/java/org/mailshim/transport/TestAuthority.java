package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A certificate authority that lives as long as a test: it signs what it is told to, also what no
 * honest authority would. The DER is written out here (RFC 5280 §4.1), so that no program has to be
 * started and every field can be wrong.
 */
public final class TestAuthority {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] ECDSA_WITH_SHA256 = HEX.parseHex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = HEX.parseHex("0603550403");
  private static final byte[] ALTERNATIVE_NAME = HEX.parseHex("0603551d11");
  private static final byte[] BASIC_CONSTRAINTS_CA =
      HEX.parseHex("300f0603551d130101ff040530030101ff");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  /** A certificate with its key and the chain that a peer is shown. */
  public record Issued(PrivateKey key, List<X509Certificate> chain) {
    /** For the settings of a client or server. */
    public KeyMaterial material() {
      return new KeyMaterial.Loaded(key, chain);
    }

    /** The peer's own certificate. */
    public X509Certificate certificate() {
      return chain.getFirst();
    }

    /** Writes the chain as PEM. */
    public Path writeChain(Path file) throws IOException, GeneralSecurityException {
      var out = new StringBuilder("Text before, as openssl writes it.\n");
      for (X509Certificate certificate : chain) {
        out.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      return Files.writeString(file, out);
    }

    /** Writes the key as PKCS#8. */
    public Path writeKey(Path file) throws IOException {
      return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
    }
  }

  /** A certificate to be. */
  public static final class Request {
    private final String name;
    private final List<byte[]> alternativeNames = new ArrayList<>();
    private Instant from = Instant.now().minusSeconds(3600);
    private Instant until = Instant.now().plusSeconds(86_400);
    private String algorithm = "EC";
    private boolean authority;

    private Request(String name) {
      this.name = name;
    }

    /** With a host's name, possibly a wildcard. */
    public Request dns(String host) {
      alternativeNames.add(element(DNS_NAME, host.getBytes(UTF_8)));
      return this;
    }

    /** With an address. */
    public Request address(InetAddress address) {
      alternativeNames.add(element(IP_ADDRESS, address.getAddress()));
      return this;
    }

    /** Good only then. */
    public Request valid(Instant from, Instant until) {
      this.from = from;
      this.until = until;
      return this;
    }

    /** With an RSA key of 2048 bits, in place of one on P-256. */
    public Request rsa() {
      algorithm = "RSA";
      return this;
    }

    /** May sign others. */
    public Request authority() {
      authority = true;
      return this;
    }
  }

  private final PrivateKey key;
  private final String name;
  private final List<X509Certificate> chain;

  /** A root. */
  public TestAuthority(String name) {
    this.name = name;
    KeyPair pair = keyPair("EC");
    this.key = pair.getPrivate();
    Request request = certificate(name).authority();
    this.chain = List.of(signed(request, pair.getPublic()));
  }

  private TestAuthority(String name, Issued issued) {
    this.name = name;
    this.key = issued.key();
    this.chain = issued.chain();
  }

  /** Begins a certificate whose subject has this common name. */
  public static Request certificate(String name) {
    return new Request(name);
  }

  /** Signs it. The chain has no root. */
  public Issued issue(Request request) {
    KeyPair pair = keyPair(request.algorithm);
    List<X509Certificate> shown = new ArrayList<>();
    shown.add(signed(request, pair.getPublic()));
    if (!isRoot()) {
      shown.addAll(chain);
    }
    return new Issued(pair.getPrivate(), shown);
  }

  /** An authority under this one. */
  public TestAuthority under(String name) {
    return new TestAuthority(name, issue(certificate(name).authority()));
  }

  /** The usual one: for {@code mx.example} and the loopback address. */
  public Issued issueForMx() {
    return issue(
        certificate("mx.example").dns("mx.example").address(InetAddress.getLoopbackAddress()));
  }

  /** A certificate that is its own issuer. */
  public static Issued selfSigned(Request request) {
    KeyPair pair = keyPair("EC");
    var itself = new TestAuthority(request.name, new Issued(pair.getPrivate(), List.of()));
    return new Issued(pair.getPrivate(), List.of(itself.signed(request, pair.getPublic())));
  }

  /** Writes the authority's own certificate as PEM. */
  public Path write(Path file) throws IOException, GeneralSecurityException {
    return new Issued(key, chain).writeChain(file);
  }

  private boolean isRoot() {
    X509Certificate own = chain.getFirst();
    return own.getIssuerX500Principal().equals(own.getSubjectX500Principal());
  }

  private static KeyPair keyPair(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate signed(Request request, PublicKey subjectKey) {
    byte[] body =
        sequence(
            element(0xa0, HEX.parseHex("020102")),
            element(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
            ECDSA_WITH_SHA256,
            distinguishedName(name),
            sequence(time(request.from), time(request.until)),
            distinguishedName(request.name),
            subjectKey.getEncoded(),
            extensions(request).orElse(new byte[0]));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(body);
      byte[] bits = joined(new byte[1], signature.sign());
      byte[] encoded = sequence(body, ECDSA_WITH_SHA256, element(0x03, bits));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<byte[]> extensions(Request request) {
    var extensions = new ByteArrayOutputStream();
    if (request.authority) {
      extensions.writeBytes(BASIC_CONSTRAINTS_CA);
    }
    if (!request.alternativeNames.isEmpty()) {
      byte[] names = sequence(request.alternativeNames.toArray(byte[][]::new));
      extensions.writeBytes(sequence(ALTERNATIVE_NAME, element(0x04, names)));
    }
    return extensions.size() == 0
        ? Optional.empty()
        : Optional.of(element(0xa3, sequence(extensions.toByteArray())));
  }

  private static byte[] distinguishedName(String commonName) {
    byte[] value = sequence(COMMON_NAME, element(0x0c, commonName.getBytes(UTF_8)));
    return sequence(element(0x31, value));
  }

  private static byte[] time(Instant instant) {
    return element(0x18, TIME.format(instant).getBytes(UTF_8));
  }

  private static byte[] sequence(byte[]... parts) {
    return element(0x30, joined(parts));
  }

  private static byte[] element(int tag, byte[] content) {
    return joined(header(tag, content.length), content);
  }

  /** Tag and length, as short as DER demands. */
  private static byte[] header(int tag, int length) {
    if (length < 0x80) {
      return new byte[] {(byte) tag, (byte) length};
    }
    if (length < 0x100) {
      return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    }
    return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String pem(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
