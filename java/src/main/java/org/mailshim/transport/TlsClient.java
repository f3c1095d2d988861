package org.mailshim.transport;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands as a client, over any connection that stands: implicit TLS right after connecting
 * (RFC 8314), STARTTLS after its reply (RFC 3207).
 *
 * <p>One per {@link TlsClientSettings} is enough and is worth keeping: it has read the files, and
 * it holds the sessions (up to 20,480, for a day at most) by which a later handshake with the same
 * host and port is shorter. Immutable; any thread.
 *
 * <p>With STARTTLS, bytes that the peer has sent behind its reply must not be taken for part of the
 * encrypted conversation; they are seen by who reads in clear, and so it is the caller who checks
 * that {@link LineReader#buffered} is 0 before the handshake (RFC 3207 §5, CVE-2011-0411).
 */
public final class TlsClient {
  private final TlsClientSettings settings;
  private final SSLContext context;

  /**
   * Reads the files that the settings name.
   *
   * @throws TransportException.Tls of kind CONFIGURATION, naming the file that is wrong
   */
  public TlsClient(TlsClientSettings settings) {
    this.settings = settings;
    this.context = context(settings);
  }

  private static SSLContext context(TlsClientSettings settings) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          keys(settings.clientCertificate()),
          new TrustManager[] {
            new PeerTrust(settings.trust(), authorities(settings.trust()), settings.verifyHost())
          },
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw TlsFailure.configuration("TLS", "this JDK has no usable TLS", e);
    }
  }

  private static KeyManager @Nullable [] keys(Optional<KeyMaterial> material) {
    return material.isEmpty()
        ? null
        : new KeyManager[] {new SniKeys(List.of(KeyLoader.load(material.get())))};
  }

  private static @Nullable X509ExtendedTrustManager authorities(TrustPolicy trust) {
    return switch (trust) {
      case TrustPolicy.System s -> Authorities.ofSystem();
      case TrustPolicy.CaFile file -> Authorities.of(file.pem());
      case TrustPolicy.Pinned p -> null;
      case TrustPolicy.Unverified u -> null;
    };
  }

  /**
   * Encrypts a connection. The deadline of {@code under} is {@code deadline} afterwards.
   *
   * @param under the connection as it stands; belongs to the result from now on, and is closed on
   *     failure. Closing it from another thread ends the handshake
   * @param host whom the certificate must name, and who is asked for (not for address literals)
   * @param deadline for the handshake
   * @throws TransportException.Tls when no agreement is reached, or the peer is not to be trusted
   * @throws TransportException.TimedOut when the deadline passes
   * @throws TransportException.Closed when the connection breaks, or the peer ends it
   * @throws TransportException.Cancelled when the connection is closed here
   */
  public TlsConnection handshake(Connection under, String host, Deadline deadline) {
    String wanted = settings.serverName().orElse(host);
    Optional<String> name = CertificateNames.hostName(wanted);
    SSLEngine engine = context.createSSLEngine(wanted, under.peer().port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(settings.minimum().andLater());
    parameters.setServerNames(serverNames(name));
    engine.setSSLParameters(parameters);
    var connection = new TlsConnection(under, engine, name);
    connection.handshake(deadline);
    return connection;
  }

  private static List<SNIServerName> serverNames(Optional<String> name) {
    try {
      return name.isEmpty() ? List.of() : List.of(new SNIHostName(name.get()));
    } catch (IllegalArgumentException e) {
      return List
          .of(); // a name that DNS bears with and RFC 6066 does not, as one with an underscore
    }
  }
}
