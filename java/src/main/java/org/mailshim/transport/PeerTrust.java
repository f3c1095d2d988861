package org.mailshim.transport;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.PrintableText;
import org.mailshim.transport.TransportException.Tls.Kind;

/**
 * A {@link TrustPolicy} in the form that the JDK's engine asks, with answers in sentences.
 *
 * <p>For a chain that leads to an authority, path building and checking is the JDK's (PKIX, RFC
 * 5280 §6); which of the usual reasons made it fail is found out afterwards, for the message only.
 */
final class PeerTrust extends X509ExtendedTrustManager {
  private static final int LONGEST = 100;

  /** The JDK's; null for those policies that know no authorities. */
  private final @Nullable X509ExtendedTrustManager authorities;

  private final TrustPolicy policy;
  private final boolean verifyHost;

  PeerTrust(
      TrustPolicy policy, @Nullable X509ExtendedTrustManager authorities, boolean verifyHost) {
    this.policy = policy;
    this.authorities = authorities;
    this.verifyHost = verifyHost;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    switch (policy) {
      case TrustPolicy.Unverified u -> {}
      case TrustPolicy.Pinned pinned -> checkPin(chain[0], pinned);
      case TrustPolicy.System s -> checkChain(chain, type, engine);
      case TrustPolicy.CaFile f -> checkChain(chain, type, engine);
    }
  }

  private static void checkPin(X509Certificate certificate, TrustPolicy.Pinned pinned)
      throws CertificateException {
    for (CertificatePin pin : pinned.pins()) {
      if (pin.matches(certificate)) {
        return;
      }
    }
    throw new TlsFailure.Distrust(
        Kind.CERTIFICATE,
        "the certificate of "
            + name(certificate)
            + " is not the pinned one; if it was renewed, pin the new one");
  }

  private void checkChain(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (authorities == null) {
      throw new AssertionError("a policy with a chain and no authorities");
    }
    try {
      authorities.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw explained(chain, e);
    }
    if (verifyHost) {
      checkHost(chain[0], engine.getPeerHost());
    }
  }

  private static void checkHost(X509Certificate certificate, String host)
      throws CertificateException {
    var names = new CertificateNames(certificate);
    if (!names.cover(host)) {
      throw new TlsFailure.Distrust(
          Kind.HOST_NAME,
          "the certificate is not for "
              + PrintableText.of(host, LONGEST)
              + "; the names in it: "
              + names);
    }
  }

  /** The first reason that a look at the chain gives, from the peer's certificate upwards. */
  private CertificateException explained(X509Certificate[] chain, CertificateException failure) {
    Date now = new Date();
    for (X509Certificate certificate : chain) {
      if (now.after(certificate.getNotAfter())) {
        return distrust(
            name(certificate) + " has expired on " + day(certificate.getNotAfter()), failure);
      }
      if (now.before(certificate.getNotBefore())) {
        return distrust(
            name(certificate)
                + " is not valid before "
                + day(certificate.getNotBefore())
                + "; is this machine's clock right?",
            failure);
      }
    }
    X509Certificate last = chain[chain.length - 1];
    if (chain.length == 1 && isSelfSigned(last)) {
      return distrust(name(last) + " is self-signed and not trusted here; " + advice(), failure);
    }
    if (failure.toString().contains("unable to find valid certification path")
        || failure.toString().contains("PKIX path building failed")
        || failure.toString().contains("No trusted certificate found")) {
      String issuer = PrintableText.of(last.getIssuerX500Principal().getName(), LONGEST);
      return distrust(
          name(chain[0]) + " leads to an issuer not trusted here, " + issuer + "; " + advice(),
          failure);
    }
    String words = failure.getMessage() == null ? "not trusted" : failure.getMessage();
    return distrust(name(chain[0]) + ": " + PrintableText.of(words, 2 * LONGEST), failure);
  }

  private String advice() {
    return policy instanceof TrustPolicy.CaFile file
        ? "add it to " + PrintableText.of(file.pem().toString(), LONGEST) + " if it should be"
        : "give its authority as CA file, or pin it, if it should be";
  }

  private static CertificateException distrust(String reason, CertificateException cause) {
    var distrust = new TlsFailure.Distrust(Kind.CERTIFICATE, "the certificate of " + reason);
    distrust.initCause(cause);
    return distrust;
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
  }

  private static String name(X509Certificate certificate) {
    return PrintableText.of(certificate.getSubjectX500Principal().getName(), LONGEST);
  }

  private static String day(Date date) {
    return Instant.ofEpochMilli(date.getTime()).toString();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (authorities == null) {
      throw new CertificateException("no client certificate was asked for");
    }
    try {
      authorities.checkClientTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw explained(chain, e);
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
  }

  // The engine asks with itself; the forms below are for sockets, which are not used here.

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("not over an engine");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("not over an engine");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("not over an engine");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("not over an engine");
  }
}
