package org.mailshim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Octets as transcripts and tables write them: text in UTF-8, and {@code \r}, {@code \n} and {@code
 * \xHH} for what cannot be seen.
 */
public final class EscapedOctets {
  private EscapedOctets() {}

  public static byte[] of(String escaped) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        out.writeBytes(String.valueOf(c).getBytes(UTF_8));
        continue;
      }
      switch (escaped.charAt(++i)) {
        case 'r' -> out.write('\r');
        case 'n' -> out.write('\n');
        case 'x' -> {
          out.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException(escaped);
      }
    }
    return out.toByteArray();
  }

  /** {@code n text} as {@code n} times that text. */
  public static byte[] repeated(String times) {
    int space = times.indexOf(' ');
    return of(times.substring(space + 1).repeat(Integer.parseInt(times.substring(0, space))));
  }
}
