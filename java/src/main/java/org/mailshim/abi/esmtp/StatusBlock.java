package org.mailshim.abi.esmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.mailshim.smtp.submission.ReplyStatus;

/**
 * A status with its {@code smtp_status_t}, which is made when a program first asks for it and then
 * shows each change: programs keep the pointer.
 */
final class StatusBlock extends ReplyStatus {
  private long address;

  /** The {@code smtp_status_t}; it stays where it is until {@link #free}. */
  long address() {
    if (address == 0) {
      address = written();
      if (address == 0) {
        throw new OutOfMemoryError("no memory for a status");
      }
    }
    return address;
  }

  private long written() {
    String said = text();
    byte[] octets = said == null ? null : said.getBytes(ISO_8859_1);
    return HostCalls.status(code(), octets, enhancedClass(), subject(), detail(), address);
  }

  @Override
  protected void changed() {
    if (address != 0) {
      written();
    }
  }

  void free() {
    HostCalls.freeStatus(address);
    address = 0;
  }
}
