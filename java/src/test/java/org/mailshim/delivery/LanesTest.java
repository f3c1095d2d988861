package org.mailshim.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.queue.ClaimLimits;
import org.mailshim.queue.ManualClock;
import org.mailshim.store.RamStore;

/** How many messages a destination gets at once. */
class LanesTest {
  private static final Domain NET = Domain.parse("example.net");
  private static final Domain ORG = Domain.parse("example.org");
  private static final Verdict SILENT = Verdict.later(Cause.TIME, 4, 1, "silent", "connecting");
  private static final ConcurrencySettings SETTINGS =
      new ConcurrencySettings(2, 5, Duration.ofMinutes(1), Duration.ofMinutes(3));

  private final ManualClock clock = new ManualClock();
  private Lanes lanes = new Lanes(SETTINGS, Routing.of(new Route.Direct()), clock);

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      lanes.succeeded(NET);
    }
  }

  @Test
  void theWindowGrowsByOneForAWindowOfSuccesses() {
    assertEquals(2, lanes.window(NET));
    succeed(1);
    assertEquals(2, lanes.window(NET));
    succeed(1);
    assertEquals(3, lanes.window(NET));
    succeed(3);
    assertEquals(4, lanes.window(NET));
    succeed(100);
    assertEquals(5, lanes.window(NET), "the most");
    assertEquals(2, lanes.window(ORG), "each for itself");
  }

  @Test
  void itIsHalvedByAFailure() {
    succeed(100);
    lanes.failed(NET, SILENT);
    assertEquals(2, lanes.window(NET));
    assertEquals(Optional.empty(), lanes.resting(NET));
    lanes.failed(NET, SILENT);
    assertEquals(1, lanes.window(NET));
    assertEquals(Optional.empty(), lanes.resting(NET));
  }

  @Test
  void whoFailsOneAtATimeRestsLongerEachTime() {
    lanes.failed(NET, SILENT);
    for (int minutes : new int[] {1, 2, 3, 3}) {
      lanes.failed(NET, SILENT);
      assertEquals(Optional.of(SILENT), lanes.resting(NET));
      assertEquals(Integer.MAX_VALUE, lanes.limits().named().get(NET), "all fail at once");
      clock.advance(Duration.ofMinutes(minutes).minusSeconds(1));
      assertEquals(Optional.of(SILENT), lanes.resting(NET));
      clock.advance(Duration.ofSeconds(1));
      assertEquals(Optional.empty(), lanes.resting(NET));
      assertEquals(2, lanes.limits().named().get(NET), "a probe, and one that waits for it");
      lanes.begin(NET);
      lanes.begin(NET);
      assertTrue(lanes.start(List.of(NET)));
      assertFalse(lanes.start(List.of(NET)));
      lanes.end(NET);
      lanes.giveUp(NET);
    }
    lanes.succeeded(NET);
    assertEquals(2, lanes.window(NET));
    lanes.failed(NET, SILENT);
    lanes.failed(NET, SILENT);
    clock.advance(Duration.ofMinutes(1));
    assertEquals(Optional.empty(), lanes.resting(NET), "the rests begin anew");
  }

  @Test
  void whoeverKnowsBetterEndsARest() {
    lanes.failed(NET, SILENT);
    lanes.failed(NET, SILENT);
    assertEquals(Optional.of(SILENT), lanes.resting(NET));
    lanes.endRests();
    assertEquals(Optional.empty(), lanes.resting(NET));
  }

  @Test
  void whatIsUnderWayTakesRoom() {
    assertEquals(new ClaimLimits(4, Map.of()), lanes.limits(), "two at once, and two that wait");
    for (int left : new int[] {3, 2, 1, 0}) {
      lanes.begin(NET);
      assertEquals(left, lanes.limits().named().get(NET));
    }
    assertTrue(lanes.start(List.of(NET)));
    assertTrue(lanes.start(List.of(NET)));
    assertFalse(lanes.start(List.of(NET)), "no more than two at once");
    lanes.end(NET);
    assertEquals(1, lanes.limits().named().get(NET));
    assertTrue(lanes.start(List.of(NET)));
    lanes.end(NET);
    lanes.end(NET);
    lanes.giveUp(NET);
    assertEquals(new ClaimLimits(4, Map.of()), lanes.limits(), "nothing is known of it again");
  }

  @Test
  void aMessageForTwoDestinationsWaitsForBoth() {
    for (int i = 0; i < 2; i++) {
      lanes.begin(NET);
      assertTrue(lanes.start(List.of(NET)));
    }
    lanes.begin(NET);
    lanes.begin(ORG);
    assertFalse(lanes.start(List.of(ORG, NET)));
    lanes.end(NET);
    assertTrue(lanes.start(List.of(ORG, NET)));
    assertEquals(3, lanes.limits().named().get(ORG));
  }

  @Test
  void domainsOfOneSmartHostShareItsRoom() {
    var host = new Route.SmartHost("smart.example", 25);
    var routing = Routing.of(new Route.Direct()).withDomains(Map.of("example.net", host));
    lanes = new Lanes(SETTINGS, routing, clock);
    lanes.begin(NET);
    assertEquals(3, lanes.limits().named().get(NET));
    lanes = new Lanes(SETTINGS, Routing.of(host), clock);
    lanes.begin(NET);
    assertEquals(3, lanes.limits().each());
    lanes.begin(ORG);
    assertEquals(2, lanes.limits().each());
  }

  @Test
  void thisHostsOwnDomainsHaveNoLimit() {
    var users = LocalRecipients.of(Set.of(NET), name -> Optional.empty());
    var routing =
        Routing.of(new Route.Direct()).withLocal(new LocalDelivery(users, new RamStore()));
    lanes = new Lanes(SETTINGS, routing, clock);
    lanes.begin(NET);
    assertEquals(Integer.MAX_VALUE, lanes.limits().named().get(NET));
  }

  @Test
  void whatIsNotInUseIsForgottenFirst() {
    lanes.begin(NET);
    for (int i = 0; i < Lanes.MOST_KEPT + 10; i++) {
      lanes.succeeded(Domain.parse("d" + i + ".example"));
    }
    assertTrue(lanes.limits().named().size() <= Lanes.MOST_KEPT);
    assertEquals(3, lanes.limits().named().get(NET));
  }
}
