package org.mailshim.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Who of two has the session, in each order of their calls. */
final class OccupancyTest {
  private final Occupancy occupancy = new Occupancy();

  @Test
  void whoIsBusyIsOnlyAsked() {
    assertFalse(occupancy.leave());
    assertTrue(occupancy.isLeaving());
    assertFalse(occupancy.isTaken());
  }

  @Test
  void whoIsIdleIsTakenOnce() {
    occupancy.idle();
    assertTrue(occupancy.leave());
    assertFalse(occupancy.leave());
    assertTrue(occupancy.isTaken());
    assertFalse(occupancy.busy());
  }

  @Test
  void whoGoesOnFirstKeepsIt() {
    occupancy.idle();
    assertTrue(occupancy.busy());
    assertFalse(occupancy.leave());
    assertTrue(occupancy.busy());
  }

  @Test
  void whoIsAskedBeforeItIsIdleSeesIt() {
    assertFalse(occupancy.leave());
    occupancy.idle();
    assertTrue(occupancy.isLeaving());
    assertTrue(occupancy.busy());
  }
}
