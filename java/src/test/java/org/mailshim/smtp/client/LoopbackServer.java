package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;

/** A server of one connection on a real socket, on a thread of its own, for what needs one. */
final class LoopbackServer implements AutoCloseable {
  /** What the server does with the connection; the socket is closed behind it. */
  interface Script {
    void serve(Exchange exchange) throws IOException;
  }

  /** The server's end. */
  static final class Exchange {
    final Socket socket;
    private final BufferedReader in;

    Exchange(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    void say(String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
    }

    String hear() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new IOException("the client went away");
      }
      return line;
    }

    /** Everything up to 354, for one recipient. */
    void untilData() throws IOException {
      say("220 mx.example ready");
      for (String answer : new String[] {"250 mx.example", "250 ok", "250 ok", "354 go on"}) {
        hear();
        say(answer);
      }
    }

    /** Waits until the client has closed. */
    void awaitClose() throws IOException {
      char[] ignored = new char[8192];
      int count = 0;
      while (count >= 0) {
        count = in.read(ignored);
      }
    }
  }

  private final ServerSocket server;
  private final Thread thread;

  LoopbackServer(Script script) throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    thread = Thread.ofVirtual().start(() -> serve(script));
  }

  private void serve(Script script) {
    try (Socket socket = server.accept()) {
      socket.setTcpNoDelay(true);
      script.serve(new Exchange(socket));
    } catch (IOException e) {
      // The client went first; what it has seen is what the test looks at.
    }
  }

  Connection dial() {
    return new Dialer(FixedHostResolver.loopback())
        .dial("mx.example", server.getLocalPort(), Deadline.after(Duration.ofSeconds(20)));
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.interrupt();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
