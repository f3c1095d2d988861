package org.mailshim.abi.esmtp;

import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TransportException;

/**
 * A connection that the OpenSSL of the process encrypts. One thread, {@link #close} included.
 *
 * <p>A peer that closes without saying so in TLS first is taken for one that has said so: replies
 * have an end of their own.
 */
final class OpenSslConnection implements Connection {
  private static final int PORTION = 16 * 1024;

  private final Connection under;
  private final byte[] portion = new byte[PORTION];
  private long tls;

  /** Encrypts {@code under}; {@code tls} belongs to this connection from now on. */
  OpenSslConnection(Connection under, long tls) {
    this.under = under;
    this.tls = tls;
  }

  /** The TLS of {@link HostCalls}; 0 when it is closed. */
  long tls() {
    return tls;
  }

  /** Shakes hands: false when that fails. */
  boolean handshake(Deadline deadline) {
    under.deadline(deadline);
    try {
      int state = HostCalls.tlsHandshake(tls);
      send();
      while (state == 0) {
        if (!receive()) {
          return false;
        }
        state = HostCalls.tlsHandshake(tls);
        send();
      }
      return state == 1;
    } catch (TransportException e) {
      return false;
    }
  }

  private void send() {
    for (int count = HostCalls.tlsOut(tls, portion);
        count > 0;
        count = HostCalls.tlsOut(tls, portion)) {
      under.write(portion, 0, count);
    }
    under.flush();
  }

  private boolean receive() {
    int count = under.read(portion, 0, portion.length);
    if (count > 0) {
      HostCalls.tlsIn(tls, portion, count);
    }
    return count > 0;
  }

  private TransportException broken() {
    return new TransportException.Closed(peer().text(), "the TLS connection is broken");
  }

  @Override
  public int read(byte[] into, int from, int to) {
    while (true) {
      int count = HostCalls.tlsRead(tls, into, from, to);
      send(); // an answer to a key update, for one
      if (count > 0) {
        return count;
      }
      if (count == -2) {
        throw broken();
      }
      if (count == -1 || !receive()) {
        return -1;
      }
    }
  }

  /** What has come, decrypted or not: something will have to be read. */
  @Override
  public int available() {
    return under.available();
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    for (int at = from; at < to; ) {
      int count = HostCalls.tlsWrite(tls, bytes, at, to);
      if (count < 0) {
        throw broken();
      }
      at += count;
      send();
    }
  }

  @Override
  public void flush() {
    under.flush();
  }

  @Override
  public void deadline(Deadline deadline) {
    under.deadline(deadline);
  }

  @Override
  public Endpoint peer() {
    return under.peer();
  }

  @Override
  public Endpoint local() {
    return under.local();
  }

  @Override
  public void close() {
    if (tls == 0) {
      return;
    }
    try {
      HostCalls.tlsShutdown(tls);
      send();
    } catch (TransportException e) {
      // The peer does not need to hear it.
    } finally {
      HostCalls.tlsFree(tls);
      tls = 0;
      under.close();
    }
  }
}
