package org.mailshim.smtp.submission;

/** A message in pieces of one size. */
final class PiecesSource implements MessageSource {
  private final byte[] octets;
  private final int size;
  private int at;
  private int pieceEnd;

  PiecesSource(byte[] octets, int size) {
    this.octets = octets;
    this.size = size;
  }

  @Override
  public void rewind() {
    at = 0;
    pieceEnd = 0;
  }

  @Override
  public int next() {
    if (at == pieceEnd) {
      pieceEnd = Math.min(octets.length, at + size);
    }
    return pieceEnd - at;
  }

  @Override
  public void take(byte[] into, int to, int count) {
    System.arraycopy(octets, at, into, to, count);
    at += count;
  }

  @Override
  public int pending() {
    return pieceEnd - at;
  }

  @Override
  public int error() {
    return 0;
  }

  @Override
  public void end() {}
}
