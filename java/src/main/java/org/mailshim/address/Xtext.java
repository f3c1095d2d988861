package org.mailshim.address;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The xtext encoding of RFC 3461 §4, for values of SMTP parameters: ENVID, ORCPT, and AUTH of MAIL.
 *
 * <p>Printable ASCII stands for itself, except {@code +} and {@code =}; every other octet of the
 * UTF-8 form is {@code +} and two upper-case hexadecimal digits. Stateless, for any thread.
 */
public final class Xtext {
  private static final String HEX = "0123456789ABCDEF";

  private Xtext() {}

  /**
   * Encodes a text.
   *
   * @param text any text without controls or malformed surrogates
   * @return its xtext, in ASCII; at most nine times as long
   * @throws AddressSyntaxException when the text has a control, an unpaired surrogate or U+FFFD
   */
  public static String encode(String text) {
    AddressSyntaxException.refuseForbidden(text);
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder xtext = new StringBuilder(octets.length + 16);
    for (byte octet : octets) {
      if (isXchar((char) (octet & 0xff))) {
        xtext.append((char) octet);
      } else {
        xtext.append('+').append(HEX.charAt(octet >> 4 & 0xf)).append(HEX.charAt(octet & 0xf));
      }
    }
    return xtext.toString();
  }

  /**
   * Decodes an xtext.
   *
   * @param xtext the encoded value
   * @return the text
   * @throws AddressSyntaxException when it is no xtext, is not UTF-8 when decoded, or hides a
   *     control
   */
  public static String decode(String xtext) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(xtext.length());
    for (int i = 0; i < xtext.length(); i++) {
      char c = xtext.charAt(i);
      if (c == '+') {
        octets.write(digit(xtext, i + 1) << 4 | digit(xtext, i + 2));
        i += 2;
      } else if (isXchar(c)) {
        octets.write(c);
      } else {
        throw new AddressSyntaxException("no character of xtext", xtext, i);
      }
    }
    String text = decodeUtf8(octets.toByteArray(), xtext);
    AddressSyntaxException.refuseForbidden(text);
    return text;
  }

  private static boolean isXchar(char c) {
    return c >= '!' && c <= '~' && c != '+' && c != '=';
  }

  private static int digit(String xtext, int at) {
    int digit = at < xtext.length() ? HEX.indexOf(xtext.charAt(at)) : -1;
    if (digit < 0) {
      throw new AddressSyntaxException("upper-case hexadecimal digit expected", xtext, at);
    }
    return digit;
  }

  private static String decodeUtf8(byte[] octets, String xtext) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException malformed) {
      throw new AddressSyntaxException("xtext hides malformed UTF-8", xtext, 0);
    }
  }
}
