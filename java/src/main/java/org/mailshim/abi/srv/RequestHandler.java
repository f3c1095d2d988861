package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;

/**
 * Whom a server asks, and about what.
 *
 * @param callback the host's function
 * @param mask the actions that it wants to hear of
 */
record RequestHandler(RequestCallback callback, int mask) {
  /** No function. */
  static final RequestHandler NOBODY =
      new RequestHandler(new RequestCallback(MemorySegment.NULL), 0);

  /** Whether the host wants to be asked. */
  boolean wants(int action) {
    boolean known =
        (action & Action.ORIGINAL) != 0
            || ClientStream.CONFIGURATION.number(Parameter.EXT_ACTIONS) == 1;
    return !callback.isNull() && (mask & action) != 0 && known;
  }
}
