package org.mailshim.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.mailshim.pop3.WireSize;

/**
 * One delivery into a Maildir, in the steps that make it whole or absent after a crash at any
 * instant:
 *
 * <pre>
 * step                          after a crash right behind it
 * create tmp/‹name›             a file in tmp that nobody reads, swept after 36 hours
 * write, write, …               the same
 * sync the file                 the same
 * rename to new/‹name›,S=,W=    the message is there, or absent: the rename itself may be lost
 * sync the directory new        the message is there; commit returns
 * </pre>
 *
 * <p>Lines are kept with LF, as Maildir programs expect: a CR right before LF is left out, unless
 * another CR stands before it, so that what goes out on the wire is what came in. The sizes in the
 * file (S) and on the wire (W) are counted on the way and become part of the name, so that no
 * reader ever has to.
 */
final class MaildirDelivery implements Delivery {
  private static final int BUFFER = 16384;

  private final MaildropName name;
  private final Maildir maildir;
  private final MaildirFiles files;
  private final Quota quota;
  private final long heldOctets;
  private final String base;
  private final Path temporary;
  private final FileChannel file;

  private final WireSize wireSize = new WireSize();
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;
  private boolean crHeld;
  private boolean crBeforeHeld;
  private long fileOctets;
  private byte last = '\n';
  private boolean committed;

  /**
   * Creates the file.
   *
   * @throws IOException when that fails
   */
  MaildirDelivery(
      MaildropName name,
      Maildir maildir,
      MaildirFiles files,
      Quota quota,
      long heldOctets,
      String base)
      throws IOException {
    this.name = name;
    this.maildir = maildir;
    this.files = files;
    this.quota = quota;
    this.heldOctets = heldOctets;
    this.base = base;
    this.temporary = maildir.tmpFiles().resolve(base);
    this.file = files.create(temporary);
  }

  @Override
  public void write(byte[] octets, int from, int to) {
    int run = from;
    for (int i = from; i < to; i++) {
      boolean isCr = octets[i] == '\r';
      if (crHeld) {
        if (octets[i] != '\n' || crBeforeHeld) {
          put('\r');
        }
        crBeforeHeld = isCr;
        crHeld = false;
      } else if (isCr) {
        crBeforeHeld = false;
      }
      if (isCr) {
        put(octets, run, i);
        run = i + 1;
        crHeld = true;
      }
    }
    put(octets, run, to);
    if (quota.isExceededBy(0, heldOctets + wireSize.octets())) {
      throw new StoreException(StoreException.Kind.OVER_QUOTA, attempt(), null);
    }
  }

  private void put(char octet) {
    if (buffered == BUFFER) {
      drain();
    }
    buffer[buffered++] = (byte) octet;
  }

  private void put(byte[] octets, int from, int to) {
    if (to - from > BUFFER - buffered) {
      drain();
    }
    if (to - from > BUFFER) {
      drain(octets, from, to);
    } else {
      System.arraycopy(octets, from, buffer, buffered, to - from);
      buffered += to - from;
    }
  }

  private void drain() {
    int end = buffered;
    buffered = 0;
    drain(buffer, 0, end);
  }

  private void drain(byte[] octets, int from, int to) {
    if (from == to) {
      return;
    }
    try {
      files.write(file, octets, from, to);
    } catch (IOException e) {
      throw StoreException.of(attempt(), e);
    }
    wireSize.count(octets, from, to);
    fileOctets += to - from;
    last = octets[to - 1];
  }

  @Override
  public String commit() {
    if (crHeld) {
      crHeld = false;
      put('\r');
    }
    drain();
    if (last != '\n') {
      put('\n');
      drain();
    }
    try {
      files.force(file);
      file.close();
      String named = base + ",S=" + fileOctets + ",W=" + wireSize.octets();
      files.rename(temporary, maildir.newFiles().resolve(named));
      committed = true;
      files.forceDirectory(maildir.newFiles());
    } catch (IOException e) {
      throw StoreException.of(attempt(), e);
    }
    return new MaildirEntry(base, true, 0).uniqueId();
  }

  private String attempt() {
    return "delivering to " + name;
  }

  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      file.close();
      files.delete(temporary);
    } catch (IOException e) {
      // It is in tmp, where it is swept away later.
    }
  }
}
