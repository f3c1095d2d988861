package org.mailshim.transport;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.mailshim.sasl.Secret;

/**
 * Where a certificate and its private key are. The files are read by {@link TlsClient}'s and {@link
 * TlsServer}'s constructors, and again by {@link TlsServer#reload}; so a {@link Secret} given here
 * must stay open for as long.
 *
 * <p>Nothing of the key is in {@code toString}.
 */
public sealed interface KeyMaterial {
  /** Without a password: see {@link Pem}. */
  static KeyMaterial pem(Path certificates, Path key) {
    return new Pem(certificates, key, Optional.empty());
  }

  /** With a password for the key: see {@link Pem}. */
  static KeyMaterial pem(Path certificates, Path key, Secret password) {
    return new Pem(certificates, key, Optional.of(password));
  }

  /** See {@link Pkcs12}. */
  static KeyMaterial pkcs12(Path file, Secret password) {
    return new Pkcs12(file, password);
  }

  /**
   * Reads a private key that needs no certificate, such as DKIM's.
   *
   * @param key a PEM file as {@link Pem} has it, without a password
   * @return the first private key in it
   * @throws TransportException.Tls when there is none, or none that can be read
   */
  static PrivateKey privateKey(Path key) {
    return PrivateKeys.of(new PemFile(key), Optional.empty());
  }

  /**
   * PEM files.
   *
   * @param certificates the certificate first, then the chain that leads to its authority
   * @param key the private key, as PKCS#8 ({@code PRIVATE KEY}), PKCS#8 under a password ({@code
   *     ENCRYPTED PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or SEC 1 ({@code EC PRIVATE
   *     KEY}); may be the same file. OpenSSL's own encrypted form ({@code Proc-Type: 4,ENCRYPTED})
   *     is refused
   * @param password for the key
   */
  record Pem(Path certificates, Path key, Optional<Secret> password) implements KeyMaterial {}

  /**
   * A PKCS#12 file ({@code .p12}, {@code .pfx}, RFC 7292) with one private key.
   *
   * @param file the file
   * @param password of the file and of the key in it
   */
  record Pkcs12(Path file, Secret password) implements KeyMaterial {}

  /**
   * A key that is in memory already.
   *
   * @param key the private key
   * @param chain its certificate first
   */
  record Loaded(PrivateKey key, List<X509Certificate> chain) implements KeyMaterial {
    /**
     * Copies the chain.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public Loaded {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("no certificate");
      }
    }

    /** The subject, and nothing of the key. */
    @Override
    public String toString() {
      return "Loaded[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
  }
}
