package org.mailshim.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts mail data that comes in any pieces into chunks of 64 KiB, the last one as long as it happens
 * to be. For one thread at a time.
 */
public final class Chunks {
  /** The length of a full chunk. */
  public static final int OCTETS = 64 * 1024;

  private static final int FIRST_BUFFER = 8 * 1024;

  private byte[] current = {};
  private int filled;
  private long octets;
  private List<byte[]> full = new ArrayList<>();

  /** Begins with no octet. */
  public Chunks() {}

  /** Adds octets; they are copied. */
  public void write(byte[] source, int from, int to) {
    int at = from;
    while (at < to) {
      if (filled == current.length) {
        grow(to - at);
      }
      int length = Math.min(to - at, current.length - filled);
      System.arraycopy(source, at, current, filled, length);
      filled += length;
      at += length;
      if (filled == OCTETS) {
        full.add(current);
        current = new byte[0];
        filled = 0;
      }
    }
    octets += to - from;
  }

  private void grow(int wanted) {
    long size = Math.max(Math.max(FIRST_BUFFER, 4L * current.length), (long) filled + wanted);
    current = Arrays.copyOf(current, (int) Math.min(size, OCTETS));
  }

  /** How many full chunks have not been taken. */
  public int fullCount() {
    return full.size();
  }

  /** Takes the full chunks. */
  public List<byte[]> takeFull() {
    List<byte[]> taken = full;
    full = new ArrayList<>();
    return taken;
  }

  /** Takes all chunks, the last one too. */
  public List<byte[]> takeAll() {
    List<byte[]> taken = takeFull();
    if (filled > 0) {
      taken.add(Arrays.copyOf(current, filled));
      current = new byte[0];
      filled = 0;
    }
    return taken;
  }

  /** How many octets were written. */
  public long octets() {
    return octets;
  }
}
