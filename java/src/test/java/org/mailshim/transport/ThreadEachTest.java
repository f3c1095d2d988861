package org.mailshim.transport;

/** {@link ListenerContract} with a thread for each connection. */
final class ThreadEachTest extends ListenerContract {
  ThreadEachTest() {
    super(false);
  }
}
