package org.mailshim.abi.esmtp;

import org.mailshim.smtp.submission.MessageSource;

/**
 * A program's message callback. Its C side, with the context that the program keeps there, is made
 * when the message is first read.
 */
final class HostMessage implements MessageSource {
  private final long function;
  private final long argument;
  private long source;
  private int pending;

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
    HostCalls.forget(source);
  }

  void free() {
    if (source != 0) {
      HostCalls.freeSource(source);
      source = 0;
    }
  }
}
