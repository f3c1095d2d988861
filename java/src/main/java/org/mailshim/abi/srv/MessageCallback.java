package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.srv.c.MsgCallback;

/**
 * The host's {@code MsgCallback}.
 *
 * <p>Calling it runs the host's code on the calling thread, for as long as that likes; it may call
 * the API again. So it is never called on a virtual thread, and never with a lock held.
 *
 * @param function its address; NULL if the host has none
 * @param userParameter what the host wants to see again
 */
record MessageCallback(MemorySegment function, MemorySegment userParameter) {
  boolean isNull() {
    return function.address() == 0;
  }

  /**
   * Links the downcall, once, so that calling needs no memory; a host without callbacks does not
   * pay for it.
   */
  void link() {
    MsgCallback.descriptor(); // initializes the class, which holds the linked downcall
  }

  /**
   * Calls it.
   *
   * @param stream the message's handle
   * @param state one of {@code STATE_SMTP_…}
   * @param sent octets sent, or a failure
   */
  void call(MemorySegment stream, int state, int sent) {
    MsgCallback.invoke(function, stream, userParameter, state, sent);
  }
}
