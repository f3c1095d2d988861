package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.CString;

/**
 * What a host has written of a message and the engine has not got yet: small pieces go on together.
 * A block is held only while there is something to write, for a host may have thousands of messages
 * open. One thread at a time.
 */
final class HostOctets {
  /** What the engine takes at once, and no more. */
  private static final int BLOCK = 8 * 1024;

  private static final byte[] NOTHING = {};

  private byte[] block = NOTHING;
  private MemorySegment segment = MemorySegment.ofArray(block);
  private int filled;

  /**
   * Adds octets from the host's memory.
   *
   * @param address of the first
   * @param size how many
   * @param mail gets what is full
   */
  void add(long address, int size, HostMessage mail) {
    int at = 0;
    while (at < size) {
      if (filled == block.length) {
        makeRoom(mail);
      }
      int length = Math.min(size - at, block.length - filled);
      CString.read(address + at, segment, filled, length);
      filled += length;
      at += length;
    }
  }

  private void makeRoom(HostMessage mail) {
    if (block.length == 0) {
      block = new byte[BLOCK];
      segment = MemorySegment.ofArray(block);
    } else {
      flush(mail);
    }
  }

  /** Gives {@code mail} what there is. */
  void flush(HostMessage mail) {
    int length = filled;
    filled = 0;
    mail.write(block, 0, length);
  }

  /** Nothing more comes. */
  void forget() {
    block = NOTHING;
    segment = MemorySegment.ofArray(block);
  }
}
