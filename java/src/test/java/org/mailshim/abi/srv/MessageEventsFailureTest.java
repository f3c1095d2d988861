package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host that cannot be called, once or always, still does not keep a message from its end. */
class MessageEventsFailureTest {
  @Test
  void theEventsBehindOneThatFailsCome() {
    List<Integer> states = new ArrayList<>();
    MessageEvents events =
        new MessageEvents(
            (state, sent) -> {
              states.add(state);
              throw new OutOfMemoryError("no memory to call the host");
            },
            true);
    events.post(State.CONNECTING, 0);
    events.post(State.DIALOG, 0);
    events.post(State.DONE, -1);
    events.deliverUntilDone();
    assertEquals(List.of(State.CONNECTING, State.DIALOG, State.DONE), states);
  }
}
