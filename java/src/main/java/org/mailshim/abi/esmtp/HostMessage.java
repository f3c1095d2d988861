package org.mailshim.abi.esmtp;

import org.mailshim.smtp.submission.MessageSource;

/**
 * A program's message callback. Its C side, with the context that the program keeps there, is made
 * when the message is first read.
 *
 * <p>A program may set another callback while this one is read, even from within it: this one is
 * read to its end all the same, and freed then.
 */
final class HostMessage implements MessageSource {
  private final long function;
  private final long argument;
  private long source;
  private int pending;
  private boolean isRead;
  private boolean replaced;

  HostMessage(long function, long argument) {
    this.function = function;
    this.argument = argument;
  }

  @Override
  public void rewind() {
    if (source == 0) {
      source = HostCalls.source(function, argument);
      if (source == 0) {
        throw new OutOfMemoryError("no memory for a message callback");
      }
    }
    pending = 0;
    isRead = true;
    HostCalls.rewind(source);
  }

  @Override
  public int next() {
    if (pending <= 0) {
      pending = HostCalls.next(source);
    }
    return pending;
  }

  @Override
  public int pending() {
    return Math.max(pending, 0);
  }

  @Override
  public void take(byte[] into, int at, int count) {
    HostCalls.take(source, into, at, count);
    pending -= count;
  }

  @Override
  public int error() {
    return HostCalls.sourceError(source);
  }

  @Override
  public void end() {
    isRead = false;
    if (replaced) {
      free();
    } else if (source != 0) {
      HostCalls.forget(source);
    }
  }

  /** Frees it, now or when it has been read. */
  void free() {
    replaced = isRead;
    if (source != 0 && !isRead) {
      HostCalls.freeSource(source);
      source = 0;
    }
  }
}
