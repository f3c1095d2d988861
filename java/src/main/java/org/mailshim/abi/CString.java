package org.mailshim.abi;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A {@code const char *} argument: an address, read only when asked for, with a bound.
 *
 * <p>The memory is the host's and is valid only until the entry returns; {@link #text} copies it. C
 * strings end at their NUL, so NUL cannot occur in the result; CR, LF and other controls can, and
 * are refused by the value types of the engine.
 *
 * <p>Memory is read and written through byte buffers: the variable handles behind {@link
 * MemorySegment#get} are spun at run time, which costs a boot several milliseconds.
 *
 * @param address where it starts; 0 is a NULL pointer
 */
public record CString(long address) {
  /** All that can be addressed. */
  @SuppressWarnings("restricted") // the host's word on where its memory is has to be taken
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /**
   * Whether the host passed NULL.
   *
   * @return true for NULL
   */
  public boolean isNull() {
    return address == 0;
  }

  /**
   * The text, copied.
   *
   * @param what what the argument is, for the error text: "the sender's address"
   * @param most the longest text accepted, in octets without the NUL
   * @return the text
   * @throws AbiException with {@link ErrorCode#ARGUMENT} if it is NULL, longer than {@code most},
   *     or not UTF-8
   */
  public String text(String what, int most) {
    requireAddress(address, what);
    ByteBuffer octets = octets(most + 1);
    if (octets.limit() > most) {
      throw new AbiException(ErrorCode.ARGUMENT, what + " is longer than " + most + " octets");
    }
    return decode(octets, what);
  }

  /**
   * The text as far as it can be shown: cut at a bound, and what is not UTF-8 replaced. For text
   * that is to be read by a person and must not be lost for a stray octet.
   *
   * @param most the octets taken at most
   * @return the text; empty for NULL
   */
  public String shown(int most) {
    return isNull() ? "" : StandardCharsets.UTF_8.decode(octets(most)).toString();
  }

  /** Up to the NUL, but at most that many. Octet by octet: beyond the NUL the memory may end. */
  private ByteBuffer octets(int most) {
    ByteBuffer octets = memory(address, most).asByteBuffer();
    int length = 0;
    while (length < most && octets.get(length) != 0) {
      length++;
    }
    return octets.limit(length);
  }

  /**
   * Refuses what cannot be an address of the host's memory.
   *
   * @param address what the host passed
   * @param what what the argument is, for the error text
   * @throws AbiException with {@link ErrorCode#ARGUMENT} for NULL, and for what only a kernel or a
   *     cast {@code -1} has
   */
  public static void requireAddress(long address, String what) {
    if (address == 0) {
      throw new AbiException(ErrorCode.ARGUMENT, what + " is NULL");
    }
    if (address < 0) {
      throw new AbiException(ErrorCode.ARGUMENT, what + " is not an address");
    }
  }

  private static String decode(ByteBuffer octets, String what) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(octets)
          .toString();
    } catch (CharacterCodingException e) {
      throw new AbiException(ErrorCode.ARGUMENT, what + " is not UTF-8 text");
    }
  }

  /**
   * Writes a NUL-terminated string into the host's buffer.
   *
   * @param text what to write, as UTF-8
   * @param buffer the address of the buffer
   * @param size its size in octets; nothing is written when it is not positive
   * @return the octets the whole text needs without its NUL, as {@code snprintf}; at least {@code
   *     size} means that the text was cut
   */
  public static int copy(String text, long buffer, int size) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (buffer > 0 && size > 0) {
      int length = Math.min(octets.length, size - 1);
      memory(buffer, size).asByteBuffer().put(octets, 0, length).put((byte) 0);
    }
    return octets.length;
  }

  /**
   * Stores an int where the host wants it.
   *
   * @param value the value
   * @param target the address; 0 (NULL) if the host does not want it
   */
  public static void store(int value, long target) {
    if (target > 0) {
      memory(target, Integer.BYTES).asByteBuffer().order(ByteOrder.nativeOrder()).putInt(value);
    }
  }

  /**
   * Copies the host's octets; the hot path of everything that takes a buffer, so nothing is
   * allocated.
   *
   * @param address where they start; reading memory that is not there ends the host, as it would in
   *     C
   * @param target takes them
   * @param at index of the first one in {@code target}
   * @param length how many
   * @throws IndexOutOfBoundsException if {@code target} is too small
   */
  public static void read(long address, MemorySegment target, int at, int length) {
    MemorySegment.copy(MEMORY, address, target, at, length);
  }

  /**
   * The host's memory at an address. Reading or writing memory that is not there ends the host, as
   * it would in C.
   *
   * @param address where it starts
   * @param size its octets
   * @return a segment that nobody bounds in time
   */
  public static MemorySegment memory(long address, long size) {
    return MEMORY.asSlice(address, size);
  }
}
