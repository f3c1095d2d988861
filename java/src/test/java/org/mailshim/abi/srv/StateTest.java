package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailshim.abi.srv.c.srv_h;

/** The states that callbacks are told are those of the header. */
class StateTest {
  @Test
  void numbersAreTheHeaders() {
    assertEquals(srv_h.STATE_SMTP_FINDHOST(), State.FINDHOST);
    assertEquals(srv_h.STATE_SMTP_CONNECTING(), State.CONNECTING);
    assertEquals(srv_h.STATE_SMTP_DIALOG(), State.DIALOG);
    assertEquals(srv_h.STATE_SMTP_SENDING(), State.SENDING);
    assertEquals(srv_h.STATE_SMTP_DONE(), State.DONE);
  }
}
