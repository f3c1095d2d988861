package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;

/**
 * A connection to a server that says yes to everything, and notes how it was used: each write, each
 * array, each deadline.
 */
final class ReplyingConnection implements Connection {
  private static final Endpoint PEER =
      new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 25);

  final List<Integer> writes = new ArrayList<>();
  final Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
  final List<Deadline> deadlines = new ArrayList<>();
  final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  boolean closed;
  String toMail = "250 ok";

  private final String extensions;
  private final boolean keeps;
  private final ByteArrayOutputStream command = new ByteArrayOutputStream();
  private byte[] replies;
  private int said;
  private boolean inData;
  private final byte[] tail = new byte[5];

  /**
   * Makes one.
   *
   * @param extensions the last line of the reply to EHLO, and lines before it
   * @param keeps whether to keep the mail data in {@link #heard}
   */
  ReplyingConnection(String extensions, boolean keeps) {
    this.extensions = extensions;
    this.keeps = keeps;
    this.replies = "220 mx.example\r\n".getBytes(UTF_8);
  }

  @Override
  public int read(byte[] into, int from, int to) {
    int count = Math.min(to - from, available());
    System.arraycopy(replies, said, into, from, count);
    said += count;
    return count == 0 ? -1 : count;
  }

  @Override
  public int available() {
    return replies.length - said;
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    writes.add(to - from);
    arrays.add(bytes);
    if (inData) {
      data(bytes, from, to);
      return;
    }
    for (int i = from; i < to; i++) {
      command.write(bytes[i]);
      if (bytes[i] == '\n') {
        answer(command.toString(UTF_8).strip());
        command.reset();
      }
    }
  }

  private void data(byte[] bytes, int from, int to) {
    if (keeps) {
      heard.write(bytes, from, to - from);
    }
    for (int i = Math.max(from, to - 5); i < to; i++) {
      System.arraycopy(tail, 1, tail, 0, 4);
      tail[4] = bytes[i];
    }
    String end = new String(tail, UTF_8);
    if (end.equals("\r\n.\r\n") || (to - from == 3 && end.endsWith(".\r\n"))) {
      inData = false;
      say("250 taken");
    }
  }

  private void answer(String line) {
    switch (line.substring(0, 4)) {
      case "EHLO" -> say(extensions);
      case "DATA" -> {
        say("354 go on");
        inData = true;
      }
      case "MAIL" -> say(toMail);
      case "RCPT" -> say(line.contains("no-") ? "550 no" : "250 ok");
      default -> say("250 ok");
    }
  }

  private void say(String text) {
    byte[] more = (text + "\r\n").getBytes(UTF_8);
    byte[] all = new byte[available() + more.length];
    System.arraycopy(replies, said, all, 0, available());
    System.arraycopy(more, 0, all, available(), more.length);
    replies = all;
    said = 0;
  }

  @Override
  public void flush() {}

  @Override
  public void deadline(Deadline deadline) {
    deadlines.add(deadline);
  }

  @Override
  public Endpoint peer() {
    return PEER;
  }

  @Override
  public Endpoint local() {
    return PEER;
  }

  @Override
  public void close() {
    closed = true;
  }
}
