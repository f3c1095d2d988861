package org.mailshim.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads what a {@link KeyMaterial} points at. */
final class KeyLoader {
  private KeyLoader() {}

  /**
   * Reads it.
   *
   * @throws TransportException.Tls of kind CONFIGURATION, which names the file
   */
  static KeyMaterial.Loaded load(KeyMaterial material) {
    return switch (material) {
      case KeyMaterial.Loaded loaded -> loaded;
      case KeyMaterial.Pem pem -> {
        List<X509Certificate> chain = new PemFile(pem.certificates()).certificates();
        var file = new PemFile(pem.key());
        PrivateKey key = PrivateKeys.of(file, pem.password());
        if (!belong(key, chain.getFirst())) {
          throw file.wrong("the private key does not belong to the certificate", null);
        }
        yield new KeyMaterial.Loaded(key, chain);
      }
      case KeyMaterial.Pkcs12 file -> load(file);
    };
  }

  /**
   * Whether they can belong together: a full proof would be a signature, which the handshake is.
   */
  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    String of = certificate.getPublicKey().getAlgorithm();
    return of.equals(key.getAlgorithm())
        || of.startsWith("RSA") == key.getAlgorithm().startsWith("RSA");
  }

  private static KeyMaterial.Loaded load(KeyMaterial.Pkcs12 file) {
    String name = file.file().toString();
    char[] password = PrivateKeys.characters(file.password());
    try (InputStream in = Files.newInputStream(file.file())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      for (String alias : Collections.list(store.aliases())) {
        Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
        if (key instanceof PrivateKey privateKey) {
          Certificate[] chain = store.getCertificateChain(alias);
          return new KeyMaterial.Loaded(
              privateKey, List.of(Arrays.copyOf(chain, chain.length, X509Certificate[].class)));
        }
      }
    } catch (IOException e) {
      if (e.getCause() instanceof GeneralSecurityException) {
        throw TlsFailure.configuration(name, "cannot be opened; is the password right?", e);
      }
      throw TlsFailure.unreadable(name, e);
    } catch (GeneralSecurityException e) {
      throw TlsFailure.configuration(name, "is no PKCS#12 file that can be read here", e);
    } finally {
      Arrays.fill(password, '\0');
    }
    throw TlsFailure.configuration(name, "holds no private key", null);
  }
}
