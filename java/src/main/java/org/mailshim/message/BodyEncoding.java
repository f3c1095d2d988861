package org.mailshim.message;

import java.io.IOException;
import org.mailshim.message.SevenBitMessage.Output;

/** How the body of one entity is written. One body per instance; one thread. */
interface BodyEncoding {
  /** As it is. */
  BodyEncoding NONE =
      new BodyEncoding() {
        @Override
        public String name() {
          return "7bit";
        }

        @Override
        public void encode(byte[] octets, int from, int to, Output out) throws IOException {
          out.write(octets, from, to);
        }

        @Override
        public void end(boolean beforeBoundary, Output out) {
          // Nothing is held back.
        }
      };

  /** What Content-Transfer-Encoding calls it. */
  String name();

  /** Takes the next octets. */
  void encode(byte[] octets, int from, int to, Output out) throws IOException;

  /**
   * The body is over.
   *
   * @param beforeBoundary whether its last line end is not its own
   */
  void end(boolean beforeBoundary, Output out) throws IOException;
}
