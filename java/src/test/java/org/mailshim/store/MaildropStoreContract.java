package org.mailshim.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What every store does, whatever it keeps its messages in. */
abstract class MaildropStoreContract {
  static final MaildropName BOB = new MaildropName("bob");
  static final MaildropName ANN = new MaildropName("ann@example.org");

  /** An empty store. */
  abstract MaildropStore store(Quota quota) throws Exception;

  static String deliver(MaildropStore store, MaildropName name, String message) {
    try (Delivery delivery = store.deliver(name)) {
      byte[] octets = message.getBytes(ISO_8859_1);
      delivery.write(octets, 0, octets.length);
      return delivery.commit();
    }
  }

  /** A message as it would go over the wire, apart from dots. */
  static String message(Maildrop maildrop, int index) {
    return raw(maildrop, index, 4096).replaceAll("(?<!\r)\n", "\r\n");
  }

  static String raw(Maildrop maildrop, int index, int step) {
    return MaildropText.of(maildrop, index, step, ISO_8859_1);
  }

  static Maildrop locked(MaildropStore store, MaildropName name) {
    return store.lock(name).orElseThrow();
  }

  static BitSet indices(int... indices) {
    var set = new BitSet();
    for (int index : indices) {
      set.set(index);
    }
    return set;
  }

  @Test
  void aNewMaildropIsEmpty() throws Exception {
    try (Maildrop maildrop = locked(store(Quota.none()), BOB)) {
      assertEquals(0, maildrop.count());
      assertTrue(maildrop.delete(new BitSet()).isComplete());
    }
  }

  @Test
  void whatIsDeliveredIsThere() throws Exception {
    MaildropStore store = store(Quota.none());
    List<String> messages =
        List.of(
            "Subject: a\r\n\r\nbody\r\n",
            "Subject: b\n\nLF only\n",
            "no line end",
            "\r\n.\r\n..\r\n\0\u00ff\r\n",
            "x".repeat(100_000) + "\r\n" + "y".repeat(100_000) + "\r\n",
            "\n\n\n");
    List<String> ids = new ArrayList<>();
    for (String message : messages) {
      ids.add(deliver(store, BOB, message));
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(messages.size(), maildrop.count());
      for (int i = 0; i < messages.size(); i++) {
        String expected = messages.get(i).replaceAll("(?<!\r)\n", "\r\n");
        expected = expected.endsWith("\n") ? expected : expected + "\r\n";
        assertEquals(expected, message(maildrop, i));
        assertEquals(expected.length(), maildrop.octets(i));
        assertEquals(ids.get(i), maildrop.uniqueId(i));
        assertTrue(ids.get(i).matches("[!-~]{1,70}"), ids.get(i));
      }
    }
  }

  @Test
  void cutsOfTheDeliveryMakeNoDifference() throws Exception {
    MaildropStore store = store(Quota.none());
    byte[] octets = "a\r\nb\rc\n\r\r\n\r\r\r\nd".getBytes(ISO_8859_1);
    for (int cut = 0; cut <= octets.length; cut++) {
      try (Delivery delivery = store.deliver(BOB)) {
        delivery.write(octets, 0, cut);
        delivery.write(octets, cut, octets.length);
        delivery.commit();
      }
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      for (int i = 0; i <= octets.length; i++) {
        assertEquals("a\r\nb\rc\r\n\r\r\n\r\r\r\nd\r\n", message(maildrop, i));
      }
    }
  }

  @Test
  void whatIsNotCommittedIsNot() throws Exception {
    MaildropStore store = store(Quota.none());
    try (Delivery delivery = store.deliver(BOB)) {
      delivery.write(new byte[] {'a', '\n'}, 0, 2);
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(0, maildrop.count());
    }
  }

  @Test
  void maildropsAreApart() throws Exception {
    MaildropStore store = store(Quota.none());
    deliver(store, BOB, "for bob\n");
    try (Maildrop ann = locked(store, ANN);
        Maildrop bob = locked(store, BOB)) {
      assertEquals(0, ann.count());
      assertEquals(1, bob.count());
    }
  }

  @Test
  void oneReaderAtATime() throws Exception {
    MaildropStore store = store(Quota.none());
    Maildrop first = locked(store, BOB);
    assertTrue(store.lock(BOB).isEmpty());
    assertTrue(store.lock(BOB).isEmpty());
    first.close();
    Maildrop second = locked(store, BOB);
    first.close();
    assertTrue(store.lock(BOB).isEmpty(), "the first one's second close unlocked nothing");
    second.close();
  }

  @Test
  void whatArrivesMeanwhileIsSeenNextTime() throws Exception {
    MaildropStore store = store(Quota.none());
    deliver(store, BOB, "1\n");
    try (Maildrop maildrop = locked(store, BOB)) {
      deliver(store, BOB, "2\n");
      assertEquals(1, maildrop.count());
      assertTrue(maildrop.delete(indices(0)).isComplete());
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(1, maildrop.count());
      assertEquals("2\r\n", message(maildrop, 0));
    }
  }

  @Test
  void onlyWhatIsDeletedIsGone() throws Exception {
    MaildropStore store = store(Quota.none());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(deliver(store, BOB, i + "\n"));
    }
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(new Removal(3, 0, Optional.empty()), maildrop.delete(indices(0, 4, 9)));
    }
    ids.remove(9);
    ids.remove(4);
    ids.remove(0);
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(7, maildrop.count());
      for (int i = 0; i < 7; i++) {
        assertEquals(ids.get(i), maildrop.uniqueId(i));
        assertEquals(3, maildrop.octets(i));
      }
    }
  }

  @Test
  void uniqueIdsStayAndAreNotUsedAgain() throws Exception {
    MaildropStore store = store(Quota.none());
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 4; i++) {
        assertTrue(seen.add(deliver(store, BOB, "same\n")), "used again");
      }
      try (Maildrop maildrop = locked(store, BOB)) {
        maildrop.delete(indices(1, 2));
      }
    }
    List<String> ids = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      try (Maildrop maildrop = locked(store, BOB)) {
        for (int i = 0; i < maildrop.count(); i++) {
          assertTrue(seen.contains(maildrop.uniqueId(i)));
          ids.add(maildrop.uniqueId(i));
        }
      }
    }
    assertEquals(ids.subList(0, 10), ids.subList(10, 20));
    assertNotEquals(ids.get(0), ids.get(1));
  }

  @Test
  void closingDeletesNothing() throws Exception {
    MaildropStore store = store(Quota.none());
    deliver(store, BOB, "1\n");
    locked(store, BOB).close();
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(1, maildrop.count());
    }
  }

  @Test
  void aQuotaIsKept() throws Exception {
    MaildropStore store = store(new Quota(OptionalLong.of(100), OptionalInt.of(3)));
    deliver(store, BOB, "x".repeat(40) + "\n");
    deliver(store, BOB, "y\n");
    StoreException tooLarge =
        assertThrows(StoreException.class, () -> deliver(store, BOB, "x".repeat(90_000) + "\n"));
    assertEquals(StoreException.Kind.OVER_QUOTA, tooLarge.kind());
    assertTrue(tooLarge.getMessage().startsWith("while delivering to bob: over quota"));
    deliver(store, BOB, "z\n");
    StoreException tooMany = assertThrows(StoreException.class, () -> deliver(store, BOB, "z\n"));
    assertEquals(StoreException.Kind.OVER_QUOTA, tooMany.kind());
    assertTrue(tooMany.isTemporary());
    deliver(store, ANN, "for somebody else\n");
    try (Maildrop maildrop = locked(store, BOB)) {
      assertEquals(3, maildrop.count());
    }
  }

  @Test
  void manyDeliverAndOneReads() throws Exception {
    MaildropStore store = store(Quota.none());
    int threads = 4;
    int each = 25;
    var done = new CountDownLatch(threads);
    for (int thread = 0; thread < threads; thread++) {
      String text = "from " + thread + "\n";
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < each; i++) {
              deliver(store, BOB, text);
            }
            done.countDown();
          });
    }
    int seen = 0;
    while (seen < threads * each) {
      boolean last = done.getCount() == 0;
      try (Maildrop maildrop = locked(store, BOB)) {
        for (int i = 0; i < maildrop.count(); i++) {
          assertTrue(message(maildrop, i).matches("from [0-3]\r\n"));
        }
        seen += maildrop.count();
        var all = new BitSet();
        all.set(0, maildrop.count());
        assertTrue(maildrop.delete(all).isComplete());
      }
      assertFalse(last && seen < threads * each, "lost: " + seen);
    }
    assertEquals(threads * each, seen);
  }
}
