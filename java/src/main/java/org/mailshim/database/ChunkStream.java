package org.mailshim.database;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads mail data chunk by chunk, holding one at a time. For one thread. */
public final class ChunkStream extends InputStream {
  /** Gives the chunks of one message. */
  public interface Source {
    /**
     * One chunk.
     *
     * @param position from 0
     * @return at least one octet
     * @throws IOException when it cannot be read, or is not there
     */
    byte[] chunk(int position) throws IOException;
  }

  private final Source source;
  private long left;
  private byte[] current = {};
  private int at;
  private int next;

  /**
   * Begins at the first octet.
   *
   * @param source has the chunks
   * @param octets how many there are in all
   */
  public ChunkStream(Source source, long octets) {
    this.source = source;
    this.left = octets;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] octets, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, octets.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    if (at == current.length) {
      current = source.chunk(next++);
      at = 0;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, octets, from, count);
    at += count;
    left -= count;
    return count;
  }
}
