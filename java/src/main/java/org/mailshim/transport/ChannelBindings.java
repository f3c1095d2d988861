package org.mailshim.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.mailshim.sasl.ChannelBinding;

/** The channel bindings of a TLS session (RFC 5929 §4, RFC 9266 §2). */
final class ChannelBindings {
  private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
  private static final int EXPORTER_LENGTH = 32;

  private ChannelBindings() {}

  static Optional<ChannelBinding> of(SSLSession session, boolean client, String type) {
    Optional<byte[]> data =
        switch (type) {
          case ChannelBinding.TLS_SERVER_END_POINT -> endPoint(session, client);
          case ChannelBinding.TLS_EXPORTER -> exporter(session);
          default -> Optional.empty();
        };
    return data.isEmpty() ? Optional.empty() : Optional.of(new ChannelBinding(type, data.get()));
  }

  private static Optional<byte[]> endPoint(SSLSession session, boolean client) {
    try {
      Certificate[] chain = client ? session.getPeerCertificates() : session.getLocalCertificates();
      if (chain == null || !(chain[0] instanceof X509Certificate certificate)) {
        return Optional.empty();
      }
      Optional<String> hash = hashOf(certificate);
      return hash.isEmpty()
          ? Optional.empty()
          : Optional.of(MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded()));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    } catch (GeneralSecurityException | IOException e) {
      return Optional.empty(); // a hash that this JDK does not have
    }
  }

  /**
   * The hash of the certificate's signature, with SHA-256 in place of those that are broken; empty
   * for signatures without one, for which RFC 5929 §4.1 defines nothing.
   */
  private static Optional<String> hashOf(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (signature.equals("RSASSA-PSS")) {
      var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(certificate.getSigAlgParams());
      return Optional.of(
          atLeastSha256(parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm()));
    }
    int with = signature.indexOf("WITH");
    return with < 0 ? Optional.empty() : Optional.of(atLeastSha256(signature.substring(0, with)));
  }

  /** {@code SHA384} and {@code SHA-384} alike become the name of a digest. */
  private static String atLeastSha256(String hash) {
    return switch (hash.toUpperCase(Locale.ROOT).replace("-", "")) {
      case "MD5", "SHA1", "SHA" -> "SHA-256";
      case "SHA224" -> "SHA-224";
      case "SHA256" -> "SHA-256";
      case "SHA384" -> "SHA-384";
      case "SHA512" -> "SHA-512";
      default -> hash;
    };
  }

  private static Optional<byte[]> exporter(SSLSession session) {
    MethodHandle export = Exporter.METHOD;
    if (export == null || !(session instanceof ExtendedSSLSession extended)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (byte[]) export.invokeExact(extended, EXPORTER_LABEL, new byte[0], EXPORTER_LENGTH));
    } catch (SSLException | RuntimeException e) {
      return Optional.empty(); // TLS 1.2 without the extended master secret, which RFC 9266 demands
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * {@code ExtendedSSLSession.exportKeyingMaterialData}, which came with JDK 25, while this module
   * is compiled for JDK 22: looked for once, when the first one asks.
   */
  private static final class Exporter {
    static final @Nullable MethodHandle METHOD = find();

    private static @Nullable MethodHandle find() {
      try {
        return MethodHandles.publicLookup()
            .findVirtual(
                ExtendedSSLSession.class,
                "exportKeyingMaterialData",
                MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
      } catch (NoSuchMethodException | IllegalAccessException e) {
        return null;
      }
    }
  }
}
