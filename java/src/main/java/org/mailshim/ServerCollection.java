package org.mailshim;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailshim.retrieval.CollectionMemory;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.retrieval.CollectionStatus;
import org.mailshim.retrieval.Collector;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.retrieval.SqlCollectionMemory;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * What a {@link MailServer} collects from other servers. Collector and memory come into being with
 * the first mailbox: a server without one pays for neither. Any thread.
 */
final class ServerCollection {
  private final MailServerBuilder parts;
  private final CollectionTargets targets;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private @Nullable Collector collector;
  private Optional<CollectionMemory> ownMemory = Optional.empty();
  private boolean closed;

  ServerCollection(MailServerBuilder parts, CollectionTargets targets) {
    this.parts = parts;
    this.targets = targets;
  }

  /** Begins with the mailboxes of the builder. */
  void start() {
    for (Function<CollectionTargets, ExternalMailbox> each : parts.mailboxes) {
      add(each.apply(targets));
    }
  }

  void add(Function<CollectionTargets, ExternalMailbox> mailbox) {
    add(mailbox.apply(targets));
  }

  void add(ExternalMailbox mailbox) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the server was stopped");
      }
      Collector running = collector;
      if (running == null) {
        running = open();
        collector = running;
      }
      running.add(mailbox);
    } finally {
      lock.unlock();
    }
  }

  private Collector open() {
    CollectionMemory memory = parts.collected.orElseGet(this::openMemory);
    return new Collector(
        parts.collectionSchedule,
        parts.collectedAtOnce,
        memory,
        new Dialer(new SystemHostResolver(), parts.outgoing.proxies()),
        parts.clock,
        FlightRecording.of(parts.collectionObserver),
        parts.sessions);
  }

  /** In the queue's file where the server has made that, or beside a queue of the caller's. */
  private CollectionMemory openMemory() {
    var directory =
        parts.directory.orElseThrow(
            () ->
                new IllegalStateException(
                    "collecting needs a directory, or a collectionMemory(…), to remember in"));
    CollectionMemory memory =
        SqlCollectionMemory.sqlite(directory.resolve(Storage.QUEUE_FILE), parts.writers);
    ownMemory = Optional.of(memory);
    return memory;
  }

  private Optional<Collector> running() {
    lock.lock();
    try {
      return Optional.ofNullable(collector);
    } finally {
      lock.unlock();
    }
  }

  boolean remove(String name) {
    Optional<Collector> running = running();
    return running.isPresent() && running.get().remove(name);
  }

  CompletableFuture<CollectionReport> collectNow(String name) {
    return running()
        .orElseThrow(() -> new IllegalArgumentException("there is no mailbox " + name))
        .collectNow(name);
  }

  Map<String, CollectionStatus> statuses() {
    Optional<Collector> running = running();
    return running.isPresent() ? running.get().statuses() : Map.of();
  }

  /** Cuts collections off: what they have committed is remembered, and nothing else deleted. */
  void close() {
    Collector ending;
    lock.lock();
    try {
      closed = true;
      ending = collector;
      collector = null;
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      ending.close();
    }
    if (ownMemory.isPresent()) {
      ownMemory.get().close();
    }
  }
}
