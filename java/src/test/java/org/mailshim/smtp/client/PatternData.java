package org.mailshim.smtp.client;

import java.io.InputStream;
import org.mailshim.message.MailData;

/** Mail data of any size that is nowhere: lines of 64 octets, every eighth with a leading dot. */
record PatternData(long octets) implements MailData {
  private static final int LINE = 64;

  static byte octetAt(long position) {
    int column = (int) (position % LINE);
    if (column == LINE - 2) {
      return '\r';
    }
    if (column == LINE - 1) {
      return '\n';
    }
    boolean dotted = position / LINE % 8 == 0;
    return (byte) (column == 0 && dotted ? '.' : 'a' + column % 26);
  }

  @Override
  public InputStream open() {
    byte[] period = new byte[LINE * 8];
    for (int i = 0; i < period.length; i++) {
      period[i] = octetAt(i);
    }
    return new InputStream() {
      private long position;

      @Override
      public int read() {
        return position == octets ? -1 : period[(int) (position++ % period.length)];
      }

      @Override
      public int read(byte[] into, int from, int length) {
        if (position == octets) {
          return -1;
        }
        int count = (int) Math.min(length, octets - position);
        int done = 0;
        while (done < count) {
          int at = (int) (position % period.length);
          int run = Math.min(count - done, period.length - at);
          System.arraycopy(period, at, into, from + done, run);
          done += run;
          position += run;
        }
        return count;
      }
    };
  }
}
