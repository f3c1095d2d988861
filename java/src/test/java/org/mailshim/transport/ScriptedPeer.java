package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** A peer that says fixed bytes and keeps what it hears. */
final class ScriptedPeer implements MemoryConnection.Peer {
  private final byte[] says;
  private final boolean ends;
  private int said;
  final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  /** Says {@code text}, and then ends the stream or goes silent. */
  ScriptedPeer(String text, boolean ends) {
    this.says = text.getBytes(UTF_8);
    this.ends = ends;
  }

  @Override
  public void receive(byte[] bytes, int from, int to) {
    heard.write(bytes, from, to - from);
  }

  @Override
  public int send(byte[] into, int from, int to) {
    int count = Math.min(to - from, ready());
    System.arraycopy(says, said, into, from, count);
    said += count;
    return count == 0 && ends ? -1 : count;
  }

  @Override
  public int ready() {
    return says.length - said;
  }
}
