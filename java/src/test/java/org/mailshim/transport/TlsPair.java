package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** A handshake of our client with our server over a {@link MemoryPipe}, each on its own thread. */
final class TlsPair implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(20);

  final MemoryPipe pipe;
  final TlsConnection client;
  final TlsConnection server;

  private TlsPair(MemoryPipe pipe, TlsConnection client, TlsConnection server) {
    this.pipe = pipe;
    this.client = client;
    this.server = server;
  }

  /** A server's side of a handshake. */
  interface Acceptor {
    TlsConnection accept(Connection under, Deadline deadline);
  }

  /** One that knows TLS 1.2 and nothing newer. */
  static Acceptor old(TestAuthority.Issued issued) throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    var keys = new SniKeys(List.of(new KeyMaterial.Loaded(issued.key(), issued.chain())));
    context.init(new KeyManager[] {keys}, null, null);
    return (under, deadline) -> {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setEnabledProtocols(new String[] {"TLSv1.2"});
      var connection = new TlsConnection(under, engine, Optional.empty());
      connection.handshake(deadline);
      return connection;
    };
  }

  /** Both succeed. */
  static TlsPair shakeHands(TlsClient client, Acceptor server) throws Exception {
    return shakeHands(client, "mx.example", server);
  }

  static TlsPair shakeHands(TlsClient client, String host, Acceptor server) throws Exception {
    var pipe = new MemoryPipe();
    FutureTask<TlsConnection> served = serve(server, pipe);
    TlsConnection connected = client.handshake(pipe.client, host, Deadline.after(LONG));
    TlsConnection accepted = served.get(LONG.toSeconds(), TimeUnit.SECONDS);
    return new TlsPair(pipe, connected, accepted);
  }

  /** Starts the server's side. */
  static FutureTask<TlsConnection> serve(Acceptor server, MemoryPipe pipe) {
    var served = new FutureTask<>(() -> server.accept(pipe.server, Deadline.after(LONG)));
    Thread.ofVirtual().start(served);
    return served;
  }

  /** The client fails; the server's side is ended. */
  static <T extends TransportException> T clientFails(
      Class<T> kind, TlsClient client, String host, Acceptor server) throws Exception {
    var pipe = new MemoryPipe();
    FutureTask<TlsConnection> served = serve(server, pipe);
    try {
      return assertThrows(kind, () -> client.handshake(pipe.client, host, Deadline.after(LONG)));
    } finally {
      pipe.server.close();
      served.cancel(true);
    }
  }

  /** What the server's side fails with, while the client does what it likes. */
  static Throwable serverFails(TlsClient client, Acceptor server) throws Exception {
    var pipe = new MemoryPipe();
    FutureTask<TlsConnection> served = serve(server, pipe);
    try {
      TlsConnection connected = client.handshake(pipe.client, "mx.example", Deadline.after(LONG));
      assertThrows(TransportException.class, () -> connected.read(new byte[1], 0, 1));
    } catch (TransportException e) {
      // The server's side is what is asked for.
    }
    return assertThrows(
            java.util.concurrent.ExecutionException.class,
            () -> served.get(LONG.toSeconds(), TimeUnit.SECONDS))
        .getCause();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
