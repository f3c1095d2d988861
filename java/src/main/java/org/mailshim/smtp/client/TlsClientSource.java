package org.mailshim.smtp.client;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.transport.TlsClient;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TrustPolicy;

/**
 * Gives the TLS client, and makes it when it is first asked for.
 *
 * <p>Certificates and cipher suites take some hundred milliseconds to be loaded, which a program
 * that meets no server with TLS should not pay for. One source is to serve all sessions of the same
 * settings, so that TLS sessions are resumed. Any thread.
 */
public final class TlsClientSource {
  private final @Nullable TlsClientSettings settings;
  private final boolean verifies;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable TlsClient client;

  private TlsClientSource(@Nullable TlsClientSettings settings, boolean verifies) {
    this.settings = settings;
    this.verifies = verifies;
  }

  /** With these settings. */
  public static TlsClientSource of(TlsClientSettings settings) {
    boolean pinned = settings.trust() instanceof TrustPolicy.Pinned;
    boolean anybody = settings.trust() instanceof TrustPolicy.Unverified;
    return new TlsClientSource(settings, pinned || (settings.verifyHost() && !anybody));
  }

  /** Encrypts for whoever answers: {@link TlsClientSettings#unverified}. */
  public static TlsClientSource unverified() {
    return new TlsClientSource(null, false);
  }

  /** Whether it is made sure who answers: by a pinned key, or by a certificate of that host. */
  public boolean verifies() {
    return verifies;
  }

  /**
   * The client.
   *
   * @throws org.mailshim.transport.TransportException.Tls when a file of the settings cannot be
   *     used
   */
  TlsClient client() {
    lock.lock();
    try {
      TlsClient made = client;
      if (made == null) {
        made = new TlsClient(settings == null ? TlsClientSettings.unverified() : settings);
        client = made;
      }
      return made;
    } finally {
      lock.unlock();
    }
  }
}
