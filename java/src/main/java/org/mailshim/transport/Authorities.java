package org.mailshim.transport;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The certificate authorities of a file or of this machine, as the JDK's engine wants them. */
final class Authorities {
  /** Where distributions keep them as PEM: Debian and Arch, Red Hat, Alpine and the BSDs, SUSE. */
  private static final List<Path> BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/cert.pem"),
          Path.of("/etc/ssl/ca-bundle.pem"));

  private Authorities() {}

  /**
   * Those in a file, or in the files of a directory whose names end in .pem, .crt or .cer.
   *
   * @throws TransportException.Tls when it cannot be read or holds none
   */
  static X509ExtendedTrustManager of(Path pem) {
    List<X509Certificate> certificates =
        Files.isDirectory(pem) ? inDirectory(pem) : new PemFile(pem).certificates();
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), certificates.get(i));
      }
      return of(store);
    } catch (GeneralSecurityException | IOException e) {
      throw TlsFailure.configuration(pem.toString(), "cannot be used as authorities", e);
    }
  }

  /** The files of a directory are often links to the same certificates under other names. */
  private static List<X509Certificate> inDirectory(Path directory) {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{pem,crt,cer}")) {
      for (Path file : files) {
        certificates.addAll(new PemFile(file).certificates());
      }
    } catch (IOException e) {
      throw TlsFailure.configuration(directory.toString(), "cannot be read", e);
    }
    if (certificates.isEmpty()) {
      throw TlsFailure.configuration(
          directory.toString(), "holds no certificates", new IOException("no files"));
    }
    return List.copyOf(certificates);
  }

  /** Those of this machine: see {@link TrustPolicy.System}. */
  static X509ExtendedTrustManager ofSystem() {
    Optional<Path> bundle = bundle(System.getenv("SSL_CERT_FILE"), BUNDLES);
    if (System.getProperty("javax.net.ssl.trustStore") == null && bundle.isPresent()) {
      return of(bundle.get());
    }
    try {
      return of((KeyStore) null);
    } catch (GeneralSecurityException e) {
      throw TlsFailure.configuration("the JDK's authorities", "cannot be used", e);
    }
  }

  /** The named file, even if it is missing; else the first of the usual ones that is there. */
  static Optional<Path> bundle(@Nullable String named, List<Path> usual) {
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    for (Path path : usual) {
      if (Files.isReadable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static X509ExtendedTrustManager of(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("no extended trust manager");
  }
}
