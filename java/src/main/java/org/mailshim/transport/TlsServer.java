package org.mailshim.transport;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands as a server, over any accepted connection.
 *
 * <p>Sessions are resumed (by tickets of the JDK, RFC 8446 §2.2) until {@link #reload}. Any thread.
 * What stands in {@link TlsClient} about STARTTLS holds here as well.
 */
public final class TlsServer {
  private final TlsServerSettings settings;
  private volatile SSLContext context;

  /**
   * Reads the files that the settings name.
   *
   * @throws TransportException.Tls of kind CONFIGURATION, naming the file that is wrong
   */
  public TlsServer(TlsServerSettings settings) {
    this.settings = settings;
    this.context = context(settings);
  }

  /**
   * Reads the files again, for certificates that were renewed. Handshakes that begin after it
   * returns use what was read; connections that stand go on. When it fails, all stays as it was.
   *
   * @throws TransportException.Tls as the constructor
   */
  public void reload() {
    context = context(settings);
  }

  private static SSLContext context(TlsServerSettings settings) {
    List<KeyMaterial.Loaded> keys = new ArrayList<>();
    for (KeyMaterial material : settings.certificates()) {
      keys.add(KeyLoader.load(material));
    }
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new SniKeys(keys)}, trust(settings.clientCertificates()), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw TlsFailure.configuration("TLS", "this JDK has no usable TLS", e);
    }
  }

  private static TrustManager @Nullable [] trust(ClientCertificates clients) {
    return switch (clients) {
      case ClientCertificates.None n -> null;
      case ClientCertificates.Wanted wanted -> trust(new TrustPolicy.CaFile(wanted.caFile()));
      case ClientCertificates.Required required -> trust(new TrustPolicy.CaFile(required.caFile()));
    };
  }

  private static TrustManager[] trust(TrustPolicy.CaFile policy) {
    return new TrustManager[] {new PeerTrust(policy, Authorities.of(policy.pem()), false)};
  }

  /**
   * Encrypts a connection. The deadline of {@code under} is {@code deadline} afterwards.
   *
   * @param under the connection as it stands; belongs to the result from now on, and is closed on
   *     failure. Closing it from another thread ends the handshake
   * @param deadline for the handshake
   * @throws TransportException.Tls when no agreement is reached, or the client's certificate is
   *     missing or not to be trusted
   * @throws TransportException.TimedOut when the deadline passes
   * @throws TransportException.Closed when the connection breaks, or the client ends it
   * @throws TransportException.Cancelled when the connection is closed here
   */
  public TlsConnection handshake(Connection under, Deadline deadline) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(settings.minimum().andLater());
    parameters.setUseCipherSuitesOrder(true);
    switch (settings.clientCertificates()) {
      case ClientCertificates.None n -> {}
      case ClientCertificates.Wanted w -> parameters.setWantClientAuth(true);
      case ClientCertificates.Required r -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    var connection = new TlsConnection(under, engine, Optional.empty());
    connection.handshake(deadline);
    return connection;
  }
}
