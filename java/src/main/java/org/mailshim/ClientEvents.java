package org.mailshim;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who hears of a client's events. Costs a look at two fields while nobody does. Any thread. */
final class ClientEvents {
  private static final AtomicLong CONNECTIONS = new AtomicLong();

  /** Makes an event for whoever is to hear it. */
  interface Making {
    ClientEvent of(ClientEvent.Source source);
  }

  private record Subscription(
      BlockingQueue<? super ClientEvent> queue, Optional<Object> argument, boolean data) {}

  private final List<Consumer<? super ClientEvent>> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Subscription subscription;

  static long nextConnection() {
    return CONNECTIONS.incrementAndGet();
  }

  void subscribe(
      BlockingQueue<? super ClientEvent> queue, Optional<Object> argument, boolean data) {
    if (queue.remainingCapacity() != Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the queue for events has a capacity, and a client would wait for whoever empties it");
    }
    subscription = new Subscription(queue, argument, data);
  }

  void unsubscribe() {
    subscription = null;
  }

  void add(Consumer<? super ClientEvent> listener) {
    listeners.add(listener);
  }

  void remove(Consumer<? super ClientEvent> listener) {
    listeners.remove(listener);
  }

  boolean isHeard() {
    return subscription != null || !listeners.isEmpty();
  }

  /** Whether somebody wants the octets themselves. */
  boolean wantsData() {
    Subscription now = subscription;
    return now != null && now.data;
  }

  void tell(long id, Making making) {
    Subscription now = subscription;
    if (now != null) {
      now.queue.add(making.of(new ClientEvent.Source(id, now.argument)));
    }
    for (Consumer<? super ClientEvent> each : listeners) {
      each.accept(making.of(new ClientEvent.Source(id, Optional.empty())));
    }
  }

  /** To the queue only: listeners get no octets. */
  void tellData(long id, Making making) {
    Subscription now = subscription;
    if (now != null && now.data) {
      now.queue.add(making.of(new ClientEvent.Source(id, now.argument)));
    }
  }
}
