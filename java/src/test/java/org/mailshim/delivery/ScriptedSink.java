package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An SMTP server for tests that accepts everything it was not told to answer otherwise, and offers
 * no extension, so that commands come one by one.
 *
 * <p>A script maps the beginning of a command ({@code "RCPT TO:<b@"}), or {@code "greeting"}, or
 * {@code "."} for the end of data, to a reply, to {@link #CLOSE}, to {@link #HANG}, or to a reply
 * followed by {@link #CLOSE}. Every session takes the next script; the last one serves all further
 * sessions.
 */
final class ScriptedSink implements AutoCloseable {

  /** Closes the connection. */
  static final String CLOSE = "(close)";

  /** Stands between an answer for the first time and those for the times after it. */
  static final String THEN = "(then)";

  /** Says nothing more and waits for the client to go. */
  static final String HANG = "(hang)";

  private final ServerSocket server;
  private final List<Map<String, String>> scripts = new ArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /** What every session has heard, in order, with {@code "open"} and {@code "end"} around each. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  /** The messages accepted, as lines with LF, still with their doubled dots. */
  final List<String> messages = new CopyOnWriteArrayList<>();

  /** Listens on 127.0.0.{@code host}, on a port of the kernel's choice if {@code port} is 0. */
  ScriptedSink(int host, int port) throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
    server = new ServerSocket();
    server.bind(new InetSocketAddress(address, port));
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Adds the script of the next session: key, answer, key, answer. */
  ScriptedSink script(String... pairs) {
    Map<String, String> script = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      script.put(pairs[i], pairs[i + 1]);
    }
    synchronized (scripts) {
      scripts.add(script);
    }
    return this;
  }

  /** Waits until something is heard that begins like this. */
  void await(String beginning) throws InterruptedException {
    String event;
    do {
      event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("not heard: " + beginning + "; but " + heard);
      }
    } while (!event.startsWith(beginning));
  }

  int sessions() {
    int count = 0;
    for (String each : heard) {
      count += each.equals("open") ? 1 : 0;
    }
    return count;
  }

  private void serve() {
    for (int session = 0; ; session++) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Map<String, String> script = scriptOf(session);
        Thread.ofVirtual().start(() -> serve(socket, script));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private Map<String, String> scriptOf(int session) {
    synchronized (scripts) {
      return scripts.isEmpty() ? Map.of() : scripts.get(Math.min(session, scripts.size() - 1));
    }
  }

  private void hears(String what) {
    heard.add(what);
    events.add(what);
  }

  private void serve(Socket socket, Map<String, String> script) {
    hears("open");
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      OutputStream out = socket.getOutputStream();
      if (!answer(find(script, "greeting", "220 sink.example"), in, out)) {
        return;
      }
      String line = in.readLine();
      while (line != null) {
        hears(line);
        boolean data = line.equals("DATA");
        String usual = data ? "354 go on" : line.equals("QUIT") ? "221 bye" : "250 fine";
        if (!answer(find(script, line, usual), in, out) || line.equals("QUIT")) {
          return;
        }
        if (data && !receive(script, in, out)) {
          return;
        }
        line = in.readLine();
      }
    } catch (IOException e) {
      // The client has gone, or the test is over.
    } finally {
      hears("end");
    }
  }

  private boolean receive(Map<String, String> script, BufferedReader in, OutputStream out)
      throws IOException {
    if (!find(script, "DATA", "354").startsWith("354")) {
      return true;
    }
    StringBuilder message = new StringBuilder();
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      message.append(line).append('\n');
      if (script.containsKey("(first line)")) {
        return false;
      }
      line = in.readLine();
    }
    if (line == null) {
      return false;
    }
    hears(".");
    String answer = find(script, ".", "250 kept");
    if (answer.startsWith("250")) {
      messages.add(message.toString()); // before the client may look
    }
    return answer(answer, in, out);
  }

  private static String find(Map<String, String> script, String line, String usual) {
    for (Map.Entry<String, String> each : script.entrySet()) {
      if (line.startsWith(each.getKey())) {
        String answer = each.getValue();
        int then = answer.indexOf(THEN);
        if (then < 0) {
          return answer;
        }
        each.setValue(answer.substring(then + THEN.length()));
        return answer.substring(0, then);
      }
    }
    return usual;
  }

  /** Whether the session goes on. */
  private static boolean answer(String answer, BufferedReader in, OutputStream out)
      throws IOException {
    if (answer.equals(HANG)) {
      while (in.readLine() != null) {
        // What comes now is not answered.
      }
      return false;
    }
    boolean closing = answer.endsWith(CLOSE);
    String reply = closing ? answer.substring(0, answer.length() - CLOSE.length()) : answer;
    if (!reply.isEmpty()) {
      out.write((reply + "\r\n").getBytes(UTF_8));
      out.flush();
    }
    return !closing;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
