package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;

/**
 * A server on a real socket with the JDK's own TLS, which serves one connection after the other,
 * each by its script; the last script serves all that come after.
 */
public final class TlsPeer implements AutoCloseable {
  /** What the server does with a connection; the socket is closed behind it. */
  public interface Script {
    void serve(Exchange exchange) throws IOException;
  }

  /** A key and a certificate for {@code mx.example}, made once, by keytool. */
  public static final class Certificate {
    private static final String PASSWORD = "changeit";

    public final Path pem;
    private final Path store;

    public Certificate(Path directory) throws IOException, InterruptedException {
      store = directory.resolve("server.p12");
      pem = directory.resolve("server.pem");
      keytool(
          "-genkeypair", "-keyalg", "EC", "-dname", "CN=mx.example", "-ext", "san=dns:mx.example");
      keytool("-exportcert", "-rfc", "-file", pem.toString());
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of(arguments));
      command.addAll(List.of("-alias", "server", "-storetype", "PKCS12"));
      command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), output);
    }

    SSLContext context() {
      try (InputStream in = Files.newInputStream(store)) {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(in, PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The server's end of one connection. */
  public static final class Exchange {
    private final SSLContext context;
    private final Queue<String> heard;
    public Socket socket;
    private BufferedReader in;

    Exchange(Socket socket, SSLContext context, Queue<String> heard) throws IOException {
      this.context = context;
      this.heard = heard;
      use(socket);
    }

    private void use(Socket now) throws IOException {
      socket = now;
      in = new BufferedReader(new InputStreamReader(now.getInputStream(), UTF_8));
    }

    public void say(String... lines) throws IOException {
      socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
    }

    /** Expects a command that begins so. */
    public void hear(String beginning) throws IOException {
      String line = in.readLine();
      heard.add(line == null ? "(closed)" : line);
      if (line == null || !line.startsWith(beginning)) {
        throw new IOException("not " + beginning + ": " + line);
      }
    }

    public void encrypt() throws IOException {
      var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, 0, true);
      tls.setUseClientMode(false);
      tls.startHandshake();
      use(tls);
    }

    public void hello(String... extensions) throws IOException {
      hear("EHLO");
      say("250-mx.example");
      for (String extension : extensions) {
        say("250-" + extension);
      }
      say("250 HELP");
    }

    /** Takes one message, lock-step. */
    public void message() throws IOException {
      hear("MAIL");
      say("250 ok");
      hear("RCPT");
      say("250 ok");
      hear("DATA");
      say("354 go on");
      String line = in.readLine();
      while (line != null && !line.equals(".")) {
        line = in.readLine();
      }
      say("250 taken");
    }

    public void goodbye() throws IOException {
      hear("QUIT");
      say("221 bye");
    }

    /** Waits until the client has closed. */
    public void awaitClose() throws IOException {
      while (in.read() >= 0) {
        // What comes is of no interest.
      }
    }
  }

  /** All that clients have said, in its order. */
  public final Queue<String> heard = new ConcurrentLinkedQueue<>();

  public final AtomicInteger connections = new AtomicInteger();
  private final SSLContext context;
  private final ServerSocket server;
  private final Thread thread;

  public TlsPeer(Certificate certificate, Script... scripts) throws IOException {
    context = certificate.context();
    server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    thread = Thread.ofVirtual().start(() -> serve(scripts));
  }

  private void serve(Script[] scripts) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.setTcpNoDelay(true);
        int number = connections.getAndIncrement();
        var exchange = new Exchange(socket, context, heard);
        scripts[Math.min(number, scripts.length - 1)].serve(exchange);
        exchange.socket.close();
      } catch (IOException e) {
        // The client went first; what it has seen is what the test looks at.
      }
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public Connection dial() {
    return new Dialer(FixedHostResolver.loopback())
        .dial("mx.example", port(), Deadline.after(Duration.ofSeconds(20)));
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
