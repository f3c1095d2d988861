package org.mailshim.smtp.server;

import org.jspecify.annotations.Nullable;
import org.mailshim.transport.TransportException;

/**
 * The mail data of one DATA command for as long as its hook is asked. What breaks meanwhile is kept
 * for the session, since it is the hook that was told. Threads as {@link MailDataSource} says.
 */
final class MailDataAhead implements MailDataSource {
  private final MailDataPhase phase;
  private final ServerTransaction transaction;
  private @Nullable MailDataReader reader;
  private @Nullable TransportException broken;
  private boolean over;

  MailDataAhead(MailDataPhase phase, ServerTransaction transaction) {
    this.phase = phase;
    this.transaction = transaction;
  }

  @Override
  public void begin(MailSink sink) {
    if (over || reader != null) {
      throw new IllegalStateException("mail data begins once, and before the hook returns");
    }
    MailDataReader begun = phase.open(transaction, sink);
    reader = begun;
    try {
      phase.ask(begun);
    } catch (TransportException e) {
      broken = e;
      throw e;
    }
  }

  @Override
  public boolean pull() {
    MailDataReader begun = reader;
    if (over || begun == null) {
      throw new IllegalStateException("mail data is pulled after its beginning, within the hook");
    }
    if (broken != null) {
      throw broken;
    }
    try {
      return begun.pull();
    } catch (TransportException e) {
      broken = e;
      throw e;
    }
  }

  /** The hook has returned. On the session's thread, as what follows. */
  void end() {
    over = true;
  }

  /** Whether 354 is on its way. */
  boolean isBegun() {
    return reader != null;
  }

  /** Breaks here, too, if the conversation has broken while the hook was asked. */
  void throwWhatBroke() {
    if (broken != null) {
      throw broken;
    }
  }
}
