package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Client sessions that have said EHLO, heard the reply, and say no more. */
final class IdleSessions implements AutoCloseable {
  private final int port;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer heard = ByteBuffer.allocate(4096);

  IdleSessions(int port) {
    this.port = port;
  }

  void open(int count) {
    try {
      for (int i = 0; i < count; i++) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        SocketChannel channel = SocketChannel.open(address);
        channels.add(channel);
        hear(channel, "220 ");
        channel.write(ByteBuffer.wrap("EHLO idle.example\r\n".getBytes(StandardCharsets.US_ASCII)));
        hear(channel, "250 ");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until the last line of a reply is there. */
  private void hear(SocketChannel channel, String lastLine) throws IOException {
    heard.clear();
    String text = "";
    while (!text.endsWith("\r\n") || !lastLineOf(text).startsWith(lastLine)) {
      if (channel.read(heard) < 0) {
        throw new IOException("the server closed after " + text);
      }
      text = new String(heard.array(), 0, heard.position(), StandardCharsets.US_ASCII);
    }
  }

  private static String lastLineOf(String text) {
    return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
  }

  @Override
  public void close() {
    for (SocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
