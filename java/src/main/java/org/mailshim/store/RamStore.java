package org.mailshim.store;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.pop3.WireSize;

/**
 * Maildrops in memory, for tests: nothing survives the object, and every message is wholly in
 * memory. Any thread, several at once.
 */
public final class RamStore implements MaildropStore {
  private final Map<MaildropName, Drop> drops = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final Quota quota;

  /** Makes an empty store without quotas. */
  public RamStore() {
    this(Quota.none());
  }

  /**
   * Makes an empty store.
   *
   * @param quota how much each maildrop may hold
   */
  public RamStore(Quota quota) {
    this.quota = quota;
  }

  @Override
  public Optional<Maildrop> lock(MaildropName name) {
    Drop drop = drop(name);
    if (!drop.locked.compareAndSet(false, true)) {
      return Optional.empty();
    }
    return Optional.of(new Locked(name, drop));
  }

  @Override
  public Delivery deliver(MaildropName name) {
    Drop drop = drop(name);
    drop.checkQuota(quota, name, 0);
    return new Incoming(name, drop);
  }

  private Drop drop(MaildropName name) {
    return drops.computeIfAbsent(name, absent -> new Drop());
  }

  private record Message(String uniqueId, byte[] octets, long wireOctets) {
    static Message of(String uniqueId, byte[] octets) {
      var size = new WireSize();
      size.count(octets, 0, octets.length);
      return new Message(uniqueId, octets, size.octets());
    }
  }

  private static final class Drop {
    final AtomicBoolean locked = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Message> messages = new ArrayList<>();

    List<Message> messages() {
      lock.lock();
      try {
        return List.copyOf(messages);
      } finally {
        lock.unlock();
      }
    }

    void add(Message message) {
      lock.lock();
      try {
        messages.add(message);
      } finally {
        lock.unlock();
      }
    }

    void removeAll(Set<Message> gone) {
      lock.lock();
      try {
        messages.removeAll(gone);
      } finally {
        lock.unlock();
      }
    }

    void checkQuota(Quota quota, MaildropName name, long more) {
      long sum = more;
      List<Message> held = messages();
      for (Message message : held) {
        sum += message.wireOctets();
      }
      if (quota.isExceededBy(held.size() + 1L, sum)) {
        throw new StoreException(StoreException.Kind.OVER_QUOTA, "delivering to " + name, null);
      }
    }
  }

  private static final class Locked implements Maildrop {
    private final MaildropName name;
    private final Drop drop;
    private final List<Message> messages;
    private boolean open = true;

    Locked(MaildropName name, Drop drop) {
      this.name = name;
      this.drop = drop;
      this.messages = drop.messages();
    }

    @Override
    public int count() {
      return messages.size();
    }

    @Override
    public long octets(int message) {
      return messages.get(message).wireOctets();
    }

    @Override
    public String uniqueId(int message) {
      return messages.get(message).uniqueId();
    }

    @Override
    public MessageContent open(int message) {
      Message opened = messages.get(message);
      if (!drop.messages().contains(opened)) {
        throw new StoreException(StoreException.Kind.VANISHED, "reading mail of " + name, null);
      }
      return new Content(opened.octets());
    }

    @Override
    public Removal delete(BitSet deleted) {
      Set<Message> gone = new HashSet<>();
      for (int i = deleted.nextSetBit(0); i >= 0; i = deleted.nextSetBit(i + 1)) {
        gone.add(messages.get(i));
      }
      drop.removeAll(gone);
      return new Removal(gone.size(), 0, Optional.empty());
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        drop.locked.set(false);
      }
    }
  }

  private static final class Content implements MessageContent {
    private final byte[] octets;
    private int at;

    Content(byte[] octets) {
      this.octets = octets;
    }

    @Override
    public int read(byte[] into, int from, int to) {
      Objects.checkFromToIndex(from, to, into.length);
      Objects.checkIndex(from, to);
      if (at == octets.length) {
        return -1;
      }
      int count = Math.min(to - from, octets.length - at);
      System.arraycopy(octets, at, into, from, count);
      at += count;
      return count;
    }

    @Override
    public void close() {}
  }

  private final class Incoming implements Delivery {
    private final MaildropName name;
    private final Drop drop;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    Incoming(MaildropName name, Drop drop) {
      this.name = name;
      this.drop = drop;
    }

    @Override
    public void write(byte[] more, int from, int to) {
      octets.write(more, from, to - from);
      drop.checkQuota(quota, name, octets.size());
    }

    @Override
    public String commit() {
      byte[] bytes = octets.toByteArray();
      if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
        octets.write('\r');
        octets.write('\n');
        bytes = octets.toByteArray();
      }
      String uniqueId = "ram-" + lastId.incrementAndGet();
      drop.add(Message.of(uniqueId, bytes));
      return uniqueId;
    }

    @Override
    public void close() {}
  }
}
