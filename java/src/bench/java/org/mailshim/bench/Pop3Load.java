package org.mailshim.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A bare POP3 client that reads as fast as the server writes, and looks at little of it. */
final class Pop3Load implements AutoCloseable {
  static final String PASSWORD = "secret";

  private static final int WINDOW = 100;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024).flip();

  private Pop3Load(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects and logs in. */
  static Pop3Load login(int port, String user) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var load = new Pop3Load(SocketChannel.open(address));
    load.line();
    load.ask("USER " + user);
    load.ask("PASS " + PASSWORD);
    return load;
  }

  /** STAT: the number of messages. */
  int messages() throws IOException {
    return Integer.parseInt(ask("STAT").split(" ")[1]);
  }

  /** UIDL of all. */
  void uniqueIds() throws IOException {
    send("UIDL\r\n");
    multiline();
  }

  /** RETR of all, one by one. */
  void retrieveInTurn(int messages) throws IOException {
    for (int i = 1; i <= messages; i++) {
      send("RETR " + i + "\r\n");
      multiline();
    }
  }

  /** RETR of all, some hundred commands ahead of the responses. */
  void retrievePipelined(int messages) throws IOException {
    int asked = 0;
    for (int got = 0; got < messages; got++) {
      if (asked - got <= WINDOW / 2 && asked < messages) {
        asked = send("RETR ", asked, Math.min(messages, got + WINDOW));
      }
      multiline();
    }
  }

  /** DELE of all, likewise. */
  void delete(int messages) throws IOException {
    int asked = 0;
    for (int got = 0; got < messages; got++) {
      if (asked - got <= WINDOW / 2 && asked < messages) {
        asked = send("DELE ", asked, Math.min(messages, got + WINDOW));
      }
      ok(line());
    }
  }

  /** RSET: no message is to be deleted. */
  void reset() throws IOException {
    ask("RSET");
  }

  void quit() throws IOException {
    ask("QUIT");
    close();
  }

  private int send(String command, int from, int to) throws IOException {
    var commands = new StringBuilder();
    for (int i = from + 1; i <= to; i++) {
      commands.append(command).append(i).append("\r\n");
    }
    send(commands.toString());
    return to;
  }

  private void send(String text) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(text.getBytes(US_ASCII));
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }

  private String ask(String command) throws IOException {
    send(command + "\r\n");
    return ok(line());
  }

  private static String ok(String line) throws IOException {
    if (!line.startsWith("+OK")) {
      throw new IOException("the server said " + line);
    }
    return line;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int octet = octet(); octet != '\n'; octet = octet()) {
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  /** Reads the status line and all up to the line that is a dot. */
  private void multiline() throws IOException {
    ok(line());
    int seen = 2; // of CR LF dot CR LF; the status line's own CR LF counts
    while (seen < 5) {
      int octet = octet();
      if (octet == '\r') {
        seen = seen == 3 ? 4 : 1;
      } else if (octet == '\n') {
        seen = seen == 1 ? 2 : seen == 4 ? 5 : 0;
      } else {
        seen = octet == '.' && seen == 2 ? 3 : 0;
      }
    }
  }

  private int octet() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new EOFException("the server closed");
      }
      buffer.flip();
    }
    return buffer.get();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
