package org.mailshim.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.IntStream;

/** What is in a maildrop, as text, with the line ends that the store has kept. */
public final class MaildropText {
  private static final int STEP = 8192;

  private MaildropText() {}

  /** All messages. */
  public static List<String> of(Maildrop maildrop, Charset charset) {
    return IntStream.range(0, maildrop.count())
        .mapToObj(i -> of(maildrop, i, STEP, charset))
        .toList();
  }

  /** One message, read in steps of so many octets at most. */
  static String of(Maildrop maildrop, int index, int step, Charset charset) {
    var octets = new ByteArrayOutputStream();
    byte[] buffer = new byte[step];
    try (MessageContent content = maildrop.open(index)) {
      for (int count; (count = content.read(buffer, 0, step)) > 0; ) {
        octets.write(buffer, 0, count);
      }
    }
    return octets.toString(charset);
  }
}
