package org.mailshim.transport;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A client that says one piece after another, each when the server waits for it, and then ends. */
public class PieceByPiece implements MemoryConnection.Peer {
  private final List<byte[]> pieces;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private int piece;
  private int offset;

  /**
   * Makes the client.
   *
   * @param pieces none is empty
   */
  public PieceByPiece(List<byte[]> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** What the server has said so far. */
  public final byte[] heard() {
    return heard.toByteArray();
  }

  /** Called before each piece. */
  protected void begin() {}

  @Override
  public final void receive(byte[] bytes, int from, int to) {
    heard.write(bytes, from, to - from);
  }

  @Override
  public final int send(byte[] into, int from, int to) {
    if (piece == pieces.size()) {
      return -1;
    }
    if (offset == 0) {
      begin();
    }
    byte[] octets = pieces.get(piece);
    int count = Math.min(to - from, octets.length - offset);
    System.arraycopy(octets, offset, into, from, count);
    offset += count;
    if (offset == octets.length) {
      offset = 0;
      piece++;
    }
    return count;
  }

  /** A piece that has begun comes whole; the next comes only when it is waited for. */
  @Override
  public final int ready() {
    return offset == 0 ? 0 : pieces.get(piece).length - offset;
  }
}
