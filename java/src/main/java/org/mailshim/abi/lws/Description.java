package org.mailshim.abi.lws;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;

/**
 * What one mail is to be sent with: the options of {@code lws-email.h} and the fields of {@code
 * struct lws_email}, under the names that they have there. C has looked at numbers and choices
 * already; what is not said has its default.
 */
final class Description {
  private final Map<String, ByteBuffer> values = new HashMap<>();

  private Description() {}

  /**
   * Reads what C has written: names and values in turn, each ended by NUL.
   *
   * @param address where it stands
   * @param size its octets
   */
  static Description read(long address, int size) {
    byte[] block = new byte[size];
    CString.read(address, MemorySegment.ofArray(block), 0, size);
    return of(block);
  }

  /** As {@link #read}. */
  static Description of(byte[] block) {
    var description = new Description();
    String name = "";
    boolean isName = true;
    for (int from = 0; from < block.length; ) {
      int end = from;
      while (block[end] != 0) {
        end++;
      }
      if (isName) {
        name = new String(block, from, end - from, StandardCharsets.US_ASCII);
      } else {
        description.values.put(name, ByteBuffer.wrap(block, from, end - from));
      }
      isName = !isName;
      from = end + 1;
    }
    return description;
  }

  /**
   * A text.
   *
   * @return empty when nothing is said
   * @throws AbiException with {@link ErrorCode#ARGUMENT} when it is not UTF-8
   */
  String text(String name) {
    ByteBuffer value = values.get(name);
    if (value == null) {
      return "";
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(value.duplicate())
          .toString();
    } catch (CharacterCodingException e) {
      throw new AbiException(ErrorCode.ARGUMENT, name + " is not UTF-8 text");
    }
  }

  /** A number. */
  int number(String name, int otherwise) {
    String text = text(name);
    return text.isEmpty() ? otherwise : Integer.parseInt(text);
  }

  /** Whether a switch is on. */
  boolean isOn(String name) {
    return number(name, 0) == 1;
  }
}
