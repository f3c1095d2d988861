package org.mailshim.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads what a {@link KeyMaterial} points at. */
final class KeyLoader {
  private static final byte[] PROBE = {1};
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

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

  /** Whether the certificate verifies what the key signs. */
  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    try {
      Signature signature = Signature.getInstance(signatureOf(key));
      if (key.getAlgorithm().equals("RSASSA-PSS")) {
        signature.setParameter(PSS);
      }
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // a key of another kind
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
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
