package org.mailshim.database;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a test and its PostgreSQL, and cuts the connection when it is to: before the
 * client hears that its transaction was committed, or at any other moment.
 */
public final class PostgresProxy implements AutoCloseable {
  private static final byte[] COMMITTED = "COMMIT\0".getBytes(US_ASCII);
  private static final int SSL_REFUSED = 'N';
  private static final int COMMAND_COMPLETE = 'C';

  private final PostgresSettings server;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean armed = new AtomicBoolean();

  /**
   * Listens on the loopback interface.
   *
   * @param server where the server is
   */
  public PostgresProxy(PostgresSettings server) throws IOException {
    this.server = server;
    this.port = URI.create(server.url().substring("jdbc:".length())).getPort();
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  /** The same database by way of this proxy. */
  public PostgresSettings settings() {
    String url = server.url().replace(":" + port + "/", ":" + listener.getLocalPort() + "/");
    return new PostgresSettings(url, server.user(), server.password(), server.schema());
  }

  /** Cuts the connection of whose commit is done next, before it hears of that. */
  public void cutAtNextCommit() {
    armed.set(true);
  }

  /** Whether it has not come to that. */
  public boolean isArmed() {
    return armed.get();
  }

  /** Cuts the clients' connections; the server does not hear of it while it is at work. */
  public void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        var upstream = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        Thread.startVirtualThread(() -> requests(client, upstream));
        Thread.startVirtualThread(() -> answers(upstream, client));
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private static void requests(Socket client, Socket upstream) {
    try (client) {
      client.getInputStream().transferTo(upstream.getOutputStream());
      upstream.shutdownOutput();
    } catch (IOException e) {
      end(upstream);
    }
  }

  private void answers(Socket upstream, Socket client) {
    try (upstream;
        client) {
      var in = new DataInputStream(upstream.getInputStream());
      var out = new DataOutputStream(client.getOutputStream());
      while (!isCut(in, out)) {
        out.flush();
      }
    } catch (IOException e) {
      // One of them has gone.
    }
  }

  /** Takes one message on; true when it is the one that is not to be heard. */
  private boolean isCut(DataInputStream in, DataOutputStream out) throws IOException {
    int type = in.readUnsignedByte();
    if (type == SSL_REFUSED && in.available() == 0) {
      out.writeByte(type); // the answer to whether it speaks TLS has no length
      return false;
    }
    int length = in.readInt();
    byte[] body = in.readNBytes(length - Integer.BYTES);
    boolean committed = type == COMMAND_COMPLETE && Arrays.equals(body, COMMITTED);
    if (committed && armed.getAndSet(false)) {
      return true;
    }
    out.writeByte(type);
    out.writeInt(length);
    out.write(body);
    return false;
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
