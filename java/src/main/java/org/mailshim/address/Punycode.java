package org.mailshim.address;

/** Writes Unicode in the letters, digits and hyphens of a label (RFC 3492). */
final class Punycode {
  private static final int BASE = 36;
  private static final int LEAST_THRESHOLD = 1;
  private static final int MOST_THRESHOLD = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int FIRST_CODE_POINT = 0x80;

  private final int[] input;
  private final StringBuilder output = new StringBuilder();
  private int bias = FIRST_BIAS;

  private Punycode(String text) {
    this.input = new int[text.codePointCount(0, text.length())];
    for (int i = 0, at = 0; i < input.length; i++) {
      input[i] = text.codePointAt(at);
      at += Character.charCount(input[i]);
    }
  }

  /**
   * Encodes a text (§6.3).
   *
   * @param text at most some hundred characters, so that nothing overflows
   * @return ASCII, without the prefix of A-labels
   */
  static String encode(String text) {
    return new Punycode(text).encode();
  }

  private String encode() {
    for (int c : input) {
      if (c < FIRST_CODE_POINT) {
        output.append((char) c);
      }
    }
    int basic = output.length();
    int handled = basic;
    if (basic > 0) {
      output.append('-');
    }
    int next = FIRST_CODE_POINT;
    int delta = 0;
    while (handled < input.length) {
      int smallest = smallestFrom(next);
      delta += (smallest - next) * (handled + 1);
      for (int c : input) {
        if (c < smallest) {
          delta++;
        } else if (c == smallest) {
          write(delta);
          adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      next = smallest + 1;
    }
    return output.toString();
  }

  private int smallestFrom(int least) {
    int smallest = Integer.MAX_VALUE;
    for (int c : input) {
      if (c >= least && c < smallest) {
        smallest = c;
      }
    }
    return smallest;
  }

  /** A number of variable length (§3.3). */
  private void write(int delta) {
    int rest = delta;
    int weight = BASE;
    while (rest >= threshold(weight)) {
      int threshold = threshold(weight);
      output.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
      rest = (rest - threshold) / (BASE - threshold);
      weight += BASE;
    }
    output.append(digit(rest));
  }

  private int threshold(int weight) {
    return Math.clamp(weight - bias, LEAST_THRESHOLD, MOST_THRESHOLD);
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  /** The bias for the next number (§6.1). */
  private void adapt(int delta, int points, boolean first) {
    int rest = first ? delta / DAMP : delta / 2;
    rest += rest / points;
    int weight = 0;
    while (rest > (BASE - LEAST_THRESHOLD) * MOST_THRESHOLD / 2) {
      rest /= BASE - LEAST_THRESHOLD;
      weight += BASE;
    }
    bias = weight + (BASE - LEAST_THRESHOLD + 1) * rest / (rest + SKEW);
  }
}
