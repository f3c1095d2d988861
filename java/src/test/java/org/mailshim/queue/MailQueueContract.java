package org.mailshim.queue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;

/** What every queue does, whatever it keeps its messages in. */
abstract class MailQueueContract {
  static final Duration LEASE = Duration.ofMinutes(5);

  final ManualClock clock = new ManualClock();
  MailQueue queue;

  /** An empty queue. */
  abstract MailQueue open() throws Exception;

  @BeforeEach
  void openQueue() throws Exception {
    queue = open();
  }

  @AfterEach
  void closeQueue() {
    queue.close();
  }

  static QueueEnvelope envelope(String... recipients) {
    List<QueueEnvelope.Recipient> all = new ArrayList<>();
    for (String recipient : recipients) {
      all.add(new QueueEnvelope.Recipient(ForwardPath.parse(recipient), RcptParameters.NONE));
    }
    return new QueueEnvelope(ReversePath.parse("ann@example.org"), MailParameters.NONE, all);
  }

  static QueueId submit(MailQueue queue, QueueEnvelope envelope, byte[] message) {
    try (Submission submission = queue.submit(envelope)) {
      submission.write(message, 0, message.length);
      submission.commit();
      return submission.id();
    }
  }

  QueueId submit(String... recipients) {
    return submit(queue, envelope(recipients), "Subject: x\r\n\r\nx\r\n".getBytes(ISO_8859_1));
  }

  static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  static byte[] read(MailQueue queue, QueueId id) throws IOException {
    try (InputStream in = queue.read(id).orElseThrow().open()) {
      return in.readAllBytes();
    }
  }

  Claim claimOne() {
    List<Claim> claims = queue.claim(10, LEASE);
    assertEquals(1, claims.size());
    return claims.getFirst();
  }

  static List<Integer> positions(Claim claim) {
    return claim.due().stream().map(Claim.Due::position).toList();
  }

  List<RecipientState> states(QueueId id) {
    return queue.find(id).orElseThrow().recipients().stream()
        .map(QueueEntry.Recipient::state)
        .toList();
  }

  @Test
  void aCommittedMessageIsClaimedWithAllThatWasSaid() throws Exception {
    var parameters =
        MailParameters.of(
            List.of(
                Parameter.BODY_8BITMIME,
                Parameter.of("ENVID", "a+20b"),
                Parameter.of("RET", "HDRS")));
    var rcpt = RcptParameters.of(List.of(Parameter.of("NOTIFY", "FAILURE,DELAY")));
    var envelope =
        new QueueEnvelope(
            ReversePath.parse("\"a b\"@example.org"),
            parameters,
            List.of(
                new QueueEnvelope.Recipient(ForwardPath.parse("bob@example.net"), rcpt),
                new QueueEnvelope.Recipient(ForwardPath.POSTMASTER, RcptParameters.NONE)));
    byte[] message = octets(1000);
    QueueId id = submit(queue, envelope, message);

    Claim claim = claimOne();
    assertEquals(id, claim.id());
    assertEquals(envelope, claim.envelope());
    assertEquals(clock.instant(), claim.arrived());
    assertEquals(List.of(new Claim.Due(0, 0), new Claim.Due(1, 0)), claim.due());
    assertEquals(1000, claim.data().octets());
    try (InputStream in = claim.data().open()) {
      assertArrayEquals(message, in.readAllBytes());
    }
  }

  @Test
  void messagesOfEverySizeComeBackAsTheyWere() throws Exception {
    int chunk = 64 * 1024;
    for (int size :
        new int[] {0, 1, chunk - 1, chunk, chunk + 1, 4 * chunk, 5 * chunk, 3_000_001}) {
      byte[] message = octets(size);
      QueueId id;
      try (Submission submission = queue.submit(envelope("bob@example.net"))) {
        for (int at = 0; at < size; at += 7001) {
          submission.write(message, at, Math.min(size, at + 7001));
        }
        submission.commit();
        id = submission.id();
      }
      assertArrayEquals(message, read(queue, id), () -> "of " + size + " octets");
      byte[] again = octets(size);
      assertArrayEquals(again, read(queue, submit(queue, envelope("b@example.net"), again)));
    }
  }

  @Test
  void nothingIsThereBeforeTheCommit() {
    byte[] message = octets(1_000_000);
    try (Submission submission = queue.submit(envelope("bob@example.net"))) {
      submission.write(message, 0, message.length);
      assertEquals(List.of(), queue.claim(10, LEASE));
      assertEquals(new QueueCount(0, 0, 0), queue.count());
      assertTrue(queue.read(submission.id()).isEmpty());
    }
    assertEquals(List.of(), queue.list(Optional.empty(), 10));
    assertTrue(queue.nextDue().isEmpty());
  }

  @Test
  void aSubmissionIsCommittedOnce() {
    try (Submission submission = queue.submit(envelope("bob@example.net"))) {
      submission.commit();
      assertThrows(IllegalStateException.class, submission::commit);
      assertThrows(IllegalStateException.class, () -> submission.write(new byte[1], 0, 1));
    }
    assertEquals(1, queue.count().messages());
  }

  @Test
  void aClaimIsNobodyElsesUntilItExpires() {
    submit("bob@example.net");
    Claim first = claimOne();
    assertEquals(List.of(), queue.claim(10, LEASE));
    clock.advance(LEASE.minusMillis(1));
    assertEquals(List.of(), queue.claim(10, LEASE));
    assertEquals(clock.instant().plusMillis(1), queue.nextDue().orElseThrow());
    clock.advance(Duration.ofMillis(1));
    Claim second = claimOne();
    assertEquals(first.id(), second.id());
    assertFalse(queue.renew(first, LEASE));
    assertTrue(queue.renew(second, LEASE));
  }

  @Test
  void aRenewedClaimLasts() {
    submit("bob@example.net");
    Claim claim = claimOne();
    clock.advance(LEASE.minusMillis(1));
    assertTrue(queue.renew(claim, LEASE));
    clock.advance(LEASE.minusMillis(1));
    assertEquals(List.of(), queue.claim(10, LEASE));
  }

  @Test
  void aMessageLeavesWithItsLastRecipient() throws Exception {
    QueueId id = submit("bob@example.net", "cid@example.net", "dan@example.net");
    Claim claim = claimOne();
    Instant later = clock.instant().plusSeconds(60);
    queue.settle(
        claim,
        List.of(
            new Settlement.Delivered(0, "250 ok"),
            new Settlement.Deferred(1, later, "451 later"),
            new Settlement.Failed(2, "550 no")));
    assertEquals(
        List.of(RecipientState.DELIVERED, RecipientState.WAITING, RecipientState.FAILED),
        states(id));
    QueueEntry.Recipient deferred = queue.find(id).orElseThrow().recipients().get(1);
    assertEquals("451 later", deferred.reply());
    assertEquals(1, deferred.attempts());
    assertFalse(deferred.isUnderWay());
    assertEquals(later, queue.nextDue().orElseThrow());

    clock.moveTo(later);
    Claim second = claimOne();
    assertEquals(List.of(new Claim.Due(1, 1)), second.due());
    assertEquals(
        "<cid@example.net>", second.envelope().recipients().getFirst().forwardPath().text());
    InputStream reading = second.data().open();
    queue.settle(second, List.of(new Settlement.Delivered(1, "250 ok")));
    assertTrue(queue.find(id).isEmpty());
    assertTrue(queue.read(id).isEmpty());
    assertEquals(new QueueCount(0, 0, 0), queue.count());
    assertThrows(IOException.class, reading::readAllBytes);
  }

  @Test
  void ofALeaseThatWasLostOnlyADeliveryCounts() {
    QueueId id = submit("bob@example.net", "cid@example.net", "dan@example.net");
    Claim dead = claimOne();
    clock.advance(LEASE);
    Claim alive = claimOne();
    queue.settle(
        dead,
        List.of(
            new Settlement.Delivered(0, "250 ok"),
            new Settlement.Deferred(1, clock.instant(), "451 later"),
            new Settlement.Failed(2, "550 no")));
    assertEquals(
        List.of(RecipientState.DELIVERED, RecipientState.WAITING, RecipientState.WAITING),
        states(id));
    assertFalse(queue.renew(alive, LEASE), "one of three has been delivered by somebody else");
    queue.settle(
        alive,
        List.of(
            new Settlement.Failed(0, "550 no"),
            new Settlement.Delivered(1, "250 ok"),
            new Settlement.Delivered(2, "250 ok")));
    assertTrue(queue.find(id).isEmpty());
    queue.settle(alive, List.of(new Settlement.Delivered(2, "250 ok")));
  }

  @Test
  void theLongestDueComeFirstAndNoMoreThanWanted() {
    QueueId early = submit("a@example.net");
    clock.advance(Duration.ofSeconds(1));
    QueueId middle = submit("b@example.net", "c@example.net");
    clock.advance(Duration.ofSeconds(1));
    QueueId late = submit("d@example.net");
    assertEquals(List.of(early, middle), queue.claim(2, LEASE).stream().map(Claim::id).toList());
    assertEquals(List.of(late), queue.claim(2, LEASE).stream().map(Claim::id).toList());
  }

  @Test
  void oneDestinationDoesNotHaveAllTheRoom() {
    for (int i = 0; i < 100; i++) {
      submit("bob" + i + "@dead.example");
    }
    clock.advance(Duration.ofSeconds(1));
    QueueId other = submit("cid@alive.example");
    var limits = new ClaimLimits(3, Map.of());
    List<Claim> claims = queue.claim(10, LEASE, limits);
    assertEquals(4, claims.size());
    assertEquals(other, claims.getLast().id());
    assertEquals(96 + 1, queue.claim(200, LEASE).size());
  }

  @Test
  void aDestinationWithoutRoomIsPassedOver() {
    QueueId both = submit("bob@Dead.example", "cid@alive.example");
    QueueId dead = submit("dan@dead.example");
    QueueId nobody = submit("<Postmaster>");
    var limits = new ClaimLimits(10, Map.of(Domain.parse("dead.example"), 0));
    List<Claim> claims = queue.claim(10, LEASE, limits);
    assertEquals(List.of(both, nobody), claims.stream().map(Claim::id).toList());
    assertEquals(List.of(1), positions(claims.getFirst()));
    assertEquals(clock.instant().plus(LEASE), queue.nextDue(limits).orElseThrow());
    assertEquals(clock.instant(), queue.nextDue().orElseThrow(), "the others are still due");
    assertEquals(List.of(), queue.claim(10, LEASE, limits));
    List<Claim> later = queue.claim(10, LEASE);
    assertEquals(List.of(both, dead), later.stream().map(Claim::id).toList());
    assertEquals(List.of(0), positions(later.getFirst()));
  }

  @Test
  void withoutAnyRoomNothingIsClaimed() {
    submit("bob@example.net");
    var none = new ClaimLimits(0, Map.of(Domain.parse("example.net"), 0));
    assertEquals(List.of(), queue.claim(10, LEASE, none));
    assertTrue(queue.nextDue(none).isEmpty());
    assertEquals(List.of(), queue.claim(10, LEASE, new ClaimLimits(0, Map.of())));
    assertThrows(IllegalArgumentException.class, () -> new ClaimLimits(-1, Map.of()));
  }

  @Test
  void aHeldMessageWaitsForItsRelease() {
    QueueId id = submit("bob@example.net", "cid@example.net");
    assertEquals(2, queue.hold(id));
    assertEquals(0, queue.hold(id));
    assertEquals(new QueueCount(1, 0, 2), queue.count());
    clock.advance(Duration.ofDays(2));
    assertEquals(List.of(), queue.claim(10, LEASE));
    assertEquals(2, queue.release(id));
    assertEquals(List.of(0, 1), positions(claimOne()));
  }

  @Test
  void holdingDoesNotTouchWhatIsUnderWay() {
    QueueId id = submit("bob@example.net", "cid@example.net");
    Claim claim = claimOne();
    queue.hold(id);
    assertTrue(queue.renew(claim, LEASE));
    queue.settle(
        claim,
        List.of(
            new Settlement.Delivered(0, "250 ok"),
            new Settlement.Deferred(1, clock.instant(), "451 later")));
    assertEquals(List.of(RecipientState.DELIVERED, RecipientState.HELD), states(id));
    assertEquals(1, queue.release(id));
    assertEquals(List.of(1), positions(claimOne()));
  }

  @Test
  void aRetryMakesDueWhatIsNotUnderWay() {
    QueueId id = submit("bob@example.net");
    Claim claim = claimOne();
    assertEquals(0, queue.retryNow(id));
    Instant later = clock.instant().plusSeconds(3600);
    queue.settle(claim, List.of(new Settlement.Deferred(0, later, "451 later")));
    assertEquals(List.of(), queue.claim(10, LEASE));
    assertEquals(1, queue.retryNow(id));
    assertEquals(1, claimOne().due().getFirst().attempts());
  }

  @Test
  void aCancelledRecipientIsNotClaimed() {
    QueueId id = submit("bob@example.net", "cid@example.net");
    assertTrue(queue.cancel(id, 0));
    assertFalse(queue.cancel(id, 0));
    assertFalse(queue.cancel(id, 2));
    assertEquals(List.of(1), positions(claimOne()));
    assertTrue(queue.cancel(id, 1));
    assertTrue(queue.find(id).isEmpty());
  }

  @Test
  void aDeletedMessageIsGone() {
    QueueId id = submit("bob@example.net");
    Claim claim = claimOne();
    assertTrue(queue.delete(id));
    assertFalse(queue.delete(id));
    queue.settle(claim, List.of(new Settlement.Delivered(0, "250 ok")));
    assertFalse(queue.renew(claim, LEASE));
    assertEquals(new QueueCount(0, 0, 0), queue.count());
  }

  @Test
  void aListHasPages() {
    List<QueueId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(submit("bob@example.net"));
    }
    List<QueueId> listed = new ArrayList<>();
    Optional<QueueId> after = Optional.empty();
    for (List<QueueEntry> page; !(page = queue.list(after, 2)).isEmpty(); ) {
      page.forEach(entry -> listed.add(entry.id()));
      after = Optional.of(page.getLast().id());
    }
    assertEquals(ids, listed);
  }

  @Test
  void aNoticeIsCommittedWithWhatItIsAbout() {
    QueueId id = submit("bob@example.net");
    Claim claim = claimOne();
    try (Submission notice = queue.submit(envelope("ann@example.org"))) {
      notice.commitWith(claim, List.of(new Settlement.Failed(0, "550 no")));
    }
    assertTrue(queue.find(id).isEmpty());
    assertEquals(1, queue.count().messages());
  }

  @Test
  void aNoticeOfSomebodyElsesFailureIsNotCommitted() {
    QueueId id = submit("bob@example.net");
    Claim dead = claimOne();
    clock.advance(LEASE);
    claimOne();
    try (Submission notice = queue.submit(envelope("ann@example.org"))) {
      List<Settlement> failed = List.of(new Settlement.Failed(0, "550 no"));
      var thrown = assertThrows(QueueException.class, () -> notice.commitWith(dead, failed));
      assertEquals(QueueException.Kind.LEASE_LOST, thrown.kind());
    }
    assertEquals(1, queue.count().messages());
    assertEquals(List.of(RecipientState.WAITING), states(id));
  }

  @Test
  void whatIsPostponedWasNoAttempt() {
    QueueId id = submit("bob@example.net");
    Instant later = clock.instant().plusSeconds(60);
    queue.settle(claimOne(), List.of(new Settlement.Postponed(0, later, "451 busy")));
    assertEquals(List.of(), queue.claim(10, LEASE));
    assertEquals("451 busy", queue.find(id).orElseThrow().recipients().getFirst().reply());
    clock.moveTo(later);
    assertEquals(List.of(new Claim.Due(0, 0)), claimOne().due());
  }

  @Test
  void aRecipientIsExpandedWithTheMessageToThoseItMeans() {
    QueueId id = submit("team@example.net", "cid@example.net");
    Claim claim = claimOne();
    try (Submission members = queue.submit(envelope("ann@example.org", "bob@example.org"))) {
      members.commitWith(claim, List.of(new Settlement.Expanded(0, "250 expanded")));
    }
    assertEquals(List.of(RecipientState.DELIVERED, RecipientState.WAITING), states(id));
    assertEquals(2, queue.count().messages());
    queue.settle(claim, List.of(new Settlement.Delivered(1, "250 ok")));
    assertTrue(queue.find(id).isEmpty());
  }

  @Test
  void whatSomebodyElseHasExpandedIsNotExpandedAgain() {
    submit("team@example.net");
    Claim dead = claimOne();
    clock.advance(LEASE);
    claimOne();
    try (Submission members = queue.submit(envelope("ann@example.org"))) {
      List<Settlement> expanded = List.of(new Settlement.Expanded(0, "250 expanded"));
      var thrown = assertThrows(QueueException.class, () -> members.commitWith(dead, expanded));
      assertEquals(QueueException.Kind.LEASE_LOST, thrown.kind());
    }
    assertEquals(1, queue.count().messages());
  }

  @Test
  void thatTheSenderWasWarnedIsRememberedWithTheWarning() {
    submit("bob@example.net", "cid@example.net");
    Claim claim = claimOne();
    Instant later = clock.instant().plusSeconds(60);
    try (Submission notice = queue.submit(envelope("ann@example.org"))) {
      notice.commitWith(
          claim,
          List.of(
              new Settlement.Deferred(0, later, "451 later", true),
              new Settlement.Deferred(1, later, "451 later")));
      assertThrows(
          QueueException.class,
          () -> warnAgain(claim, later),
          "who has no lease any more has nobody to warn");
    }
    assertEquals(2, queue.count().messages());
    clock.moveTo(later);
    List<Claim> claims = queue.claim(10, LEASE);
    assertTrue(
        claims.stream()
            .anyMatch(
                each ->
                    each.due()
                        .equals(List.of(new Claim.Due(0, 1, true), new Claim.Due(1, 1, false)))));
  }

  private void warnAgain(Claim claim, Instant later) {
    try (Submission notice = queue.submit(envelope("ann@example.org"))) {
      notice.commitWith(claim, List.of(new Settlement.Deferred(0, later, "451 later", true)));
    }
  }

  @Test
  void itTellsWhenSomethingMayBeDue() {
    var told = new AtomicInteger();
    queue.whenDue(told::incrementAndGet);
    QueueId id = submit("bob@example.net");
    assertEquals(1, told.get());
    queue.hold(id);
    int before = told.get();
    queue.release(id);
    assertEquals(before + 1, told.get());
  }

  @Test
  void whatItsSenderHoldsIsDueWhenItIsToBeReleased() {
    var held = MailParameters.of(List.of(Parameter.of("HOLDFOR", "3600")));
    var said = envelope("bob@example.net");
    QueueId id =
        submit(queue, new QueueEnvelope(said.reversePath(), held, said.recipients()), octets(100));
    Instant release = clock.instant().plusSeconds(3600);
    assertEquals(List.of(), queue.claim(10, LEASE));
    assertEquals(Optional.of(release), queue.nextDue());
    clock.moveTo(release);
    Claim claim = claimOne();
    assertEquals(id, claim.id());
    assertEquals(release, claim.released());
    assertEquals(release.minusSeconds(3600), claim.arrived());
  }

  @Test
  void whatIsClaimedAtOnceIsAsWhatIsReadBack() throws Exception {
    queue.whenDue(() -> {}); // who delivers here is told, and will claim
    byte[] message = octets(1000);
    QueueId id = submit(queue, envelope("bob@example.net", "cid@example.com"), message);
    Claim first = claimOne();
    clock.advance(LEASE);
    Claim second = claimOne();
    assertEquals(id, first.id());
    assertEquals(second.envelope(), first.envelope());
    assertEquals(second.arrived(), first.arrived());
    assertEquals(second.due(), first.due());
    for (Claim claim : List.of(first, second)) {
      assertEquals(1000, claim.data().octets());
      try (InputStream in = claim.data().open()) {
        assertArrayEquals(message, in.readAllBytes());
      }
    }
    queue.settle(first, List.of(new Settlement.Failed(0, "550 no"))); // it has lost its lease
    queue.settle(
        second,
        List.of(new Settlement.Delivered(0, "250 ok"), new Settlement.Delivered(1, "250 ok")));
    assertEquals(new QueueCount(0, 0, 0), queue.count());
  }

  @Test
  void ofWhatIsClaimedAtOnceThoseWhoAreHeldOrTakenBackAreLeftOut() {
    queue.whenDue(() -> {});
    QueueId cancelled = submit("bob@example.net", "cid@example.net", "dan@example.net");
    assertTrue(queue.cancel(cancelled, 1));
    Claim claim = claimOne();
    assertEquals(List.of(0, 2), positions(claim));
    queue.settle(
        claim,
        List.of(new Settlement.Delivered(0, "250 ok"), new Settlement.Delivered(2, "250 ok")));
    QueueId held = submit("bob@example.net");
    queue.hold(held);
    assertEquals(List.of(), queue.claim(10, LEASE));
    queue.delete(held);
    assertEquals(new QueueCount(0, 0, 0), queue.count());
  }

  @Test
  void aMessageStaysWhileSomebodyElseHasItsOtherRecipient() {
    QueueId id = submit("bob@example.net", "cid@example.com");
    var limits = new ClaimLimits(1, Map.of(Domain.parse("example.com"), 0));
    Claim bob = queue.claim(1, LEASE, limits).getFirst();
    Claim cid = claimOne();
    assertEquals(List.of(1), positions(cid));
    queue.settle(bob, List.of(new Settlement.Delivered(0, "250 ok")));
    assertEquals(List.of(RecipientState.DELIVERED, RecipientState.WAITING), states(id));
    queue.settle(cid, List.of(new Settlement.Delivered(1, "250 ok")));
    assertEquals(Optional.empty(), queue.find(id));
  }

  @Test
  void aClosedQueueSaysSo() {
    queue.close();
    queue.close();
    var thrown = assertThrows(QueueException.class, () -> submit("bob@example.net"));
    assertEquals(QueueException.Kind.CLOSED, thrown.kind());
    thrown = assertThrows(QueueException.class, queue::count);
    assertEquals(QueueException.Kind.CLOSED, thrown.kind());
  }

  @Test
  void manySubmittersAndClaimersLoseNothingAndShareNothing() throws Exception {
    int submitters = 16;
    int each = 25;
    Set<QueueId> submitted = ConcurrentHashMap.newKeySet();
    Set<QueueId> claimed = ConcurrentHashMap.newKeySet();
    var twice = new AtomicInteger();
    var failures = ConcurrentHashMap.<Throwable>newKeySet();
    var submitting = new CountDownLatch(submitters);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < submitters; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int n = 0; n < each; n++) {
                    submitted.add(submit("bob@example.net"));
                  }
                } catch (RuntimeException | Error e) {
                  failures.add(e);
                }
                submitting.countDown();
              }));
    }
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  boolean more = true;
                  while (more) {
                    boolean last = submitting.getCount() == 0;
                    List<Claim> claims = queue.claim(20, LEASE);
                    for (Claim claim : claims) {
                      if (!claimed.add(claim.id())) {
                        twice.incrementAndGet();
                      }
                      queue.settle(claim, List.of(new Settlement.Delivered(0, "250 ok")));
                    }
                    more = !last || !claims.isEmpty();
                    Thread.yield();
                  }
                } catch (RuntimeException | Error e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Set.of(), failures);
    assertEquals(0, twice.get());
    assertEquals(submitters * each, submitted.size());
    assertEquals(new HashSet<>(submitted), new HashSet<>(claimed));
    assertEquals(new QueueCount(0, 0, 0), queue.count());
  }
}
