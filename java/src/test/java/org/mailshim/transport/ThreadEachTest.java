package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** {@link ListenerContract} with a thread for each connection. */
final class ThreadEachTest extends ListenerContract {
  ThreadEachTest() {
    super(false);
  }

  @Test
  void whoCannotBeginLetsGoOfTheAddress() {
    Listener first = listen(here(), new Echo());
    first.close();
    ListenerSettings there = ListenerSettings.at(InetAddress.getLoopbackAddress(), first.port());
    ListenerSettings threadless =
        there.withThreads(
            task -> {
              throw new RejectedExecutionException("none at all");
            });
    assertThrows(RejectedExecutionException.class, () -> listen(threadless, new Echo()));
    assertEquals(first.port(), listen(there, new Echo()).port());
  }
}
