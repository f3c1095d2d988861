package org.mailshim.queue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mailshim.database.ChunkStream;
import org.mailshim.database.Chunks;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueException.Kind;

/**
 * A queue in memory, gone with the process: for tests, and for hosts that keep their messages
 * elsewhere. It behaves as the others do, but for the disk; a claim looks at every message, so it
 * is for hundreds of them.
 */
public final class RamQueue implements MailQueue {
  private static final Runnable NOBODY = () -> {};

  private final Clock clock;
  private final QueueIds ids;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final TreeMap<QueueId, Message> messages = new TreeMap<>();
  private long lastLease;
  private boolean closed;

  private volatile Runnable listener = NOBODY;

  /**
   * An empty queue.
   *
   * @param clock tells what is due
   * @param random for the names of messages
   */
  public RamQueue(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.ids = new QueueIds(clock, random);
  }

  /** One message; under the lock. */
  private static final class Message {
    final QueueId id;
    final Instant arrived;
    final QueueEnvelope envelope;
    final RamData data;
    final List<Recipient> recipients = new ArrayList<>();

    Message(QueueId id, Instant arrived, QueueEnvelope envelope, RamData data) {
      this.id = id;
      this.arrived = arrived;
      this.envelope = envelope;
      this.data = data;
      for (int i = 0; i < envelope.recipients().size(); i++) {
        recipients.add(new Recipient(envelope.release(arrived)));
      }
    }

    boolean isOver() {
      for (Recipient recipient : recipients) {
        if (!recipient.state.isFinal()) {
          return false;
        }
      }
      return true;
    }

    String destination(int index) {
      return ClaimRoom.destination(envelope.recipients().get(index).forwardPath());
    }

    /** When one is due first that is not at one of the destinations without room. */
    Optional<Instant> due(Set<String> full) {
      Instant first = Instant.MAX;
      for (int i = 0; i < recipients.size(); i++) {
        Recipient recipient = recipients.get(i);
        boolean waits = recipient.state == RecipientState.WAITING;
        if (waits && recipient.due.isBefore(first) && !full.contains(destination(i))) {
          first = recipient.due;
        }
      }
      return first.equals(Instant.MAX) ? Optional.empty() : Optional.of(first);
    }

    QueueEntry entry() {
      List<QueueEntry.Recipient> entries = new ArrayList<>(recipients.size());
      for (int i = 0; i < recipients.size(); i++) {
        Recipient recipient = recipients.get(i);
        entries.add(
            new QueueEntry.Recipient(
                envelope.recipients().get(i).forwardPath(),
                recipient.state,
                recipient.due,
                recipient.lease != 0,
                recipient.attempts,
                recipient.reply));
      }
      return new QueueEntry(id, arrived, data.octets(), envelope.reversePath(), entries);
    }
  }

  private static final class Recipient {
    RecipientState state = RecipientState.WAITING;
    Instant due;
    long lease;
    int attempts;
    boolean warned;
    String reply = "";

    Recipient(Instant due) {
      this.due = due;
    }

    boolean isDue(Instant now) {
      return state == RecipientState.WAITING && !due.isAfter(now);
    }
  }

  @Override
  public Submission submit(QueueEnvelope envelope) {
    lock.lock();
    try {
      requireOpen("beginning a message");
      return new RamSubmission(envelope);
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen(String attempt) {
    if (closed) {
      throw new QueueException(Kind.CLOSED, attempt, null);
    }
  }

  private final class RamSubmission implements Submission {
    private final QueueId id = ids.next();
    private final QueueEnvelope envelope;
    private final Chunks chunks = new Chunks();
    private boolean over;

    RamSubmission(QueueEnvelope envelope) {
      this.envelope = envelope;
    }

    @Override
    public QueueId id() {
      return id;
    }

    @Override
    public void write(byte[] octets, int from, int to) {
      requireWriting();
      chunks.write(octets, from, to);
    }

    private void requireWriting() {
      if (over) {
        throw new IllegalStateException("the submission is over");
      }
    }

    @Override
    public void commit() {
      requireWriting();
      over = true;
      lock.lock();
      try {
        requireOpen("committing a message");
        add();
      } finally {
        lock.unlock();
      }
      listener.run();
    }

    private void add() {
      var data = new RamData(id, chunks.takeAll(), chunks.octets());
      messages.put(id, new Message(id, clock.instant(), envelope, data));
    }

    @Override
    public void commitWith(Claim claim, List<Settlement> settlements) {
      requireWriting();
      over = true;
      lock.lock();
      try {
        requireOpen("committing a message");
        requireLease(claim, settlements);
        add();
        settleNow(claim, settlements);
      } finally {
        lock.unlock();
      }
      listener.run();
    }

    @Override
    public void close() {
      over = true;
    }
  }

  private void requireLease(Claim claim, List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      Recipient recipient = recipient(claim.id(), settlement.position());
      boolean ours = recipient != null && recipient.lease == claim.lease();
      if (settlement.needsLease() && !ours) {
        throw new QueueException(Kind.LEASE_LOST, "settling a message", null);
      }
    }
  }

  @Override
  public List<Claim> claim(int most, Duration lease, ClaimLimits limits) {
    lock.lock();
    try {
      requireOpen("claiming messages");
      Instant now = clock.instant();
      Map<QueueId, Instant> due = new HashMap<>();
      for (Message message : messages.values()) {
        Optional<Instant> first = message.due(Set.of());
        if (first.isPresent() && !first.get().isAfter(now)) {
          due.put(message.id, first.get());
        }
      }
      List<QueueId> order = new ArrayList<>(due.keySet());
      order.sort(Comparator.comparing((QueueId id) -> due.get(id)).thenComparing(id -> id));
      var room = new ClaimRoom(limits);
      List<Claim> claims = new ArrayList<>();
      for (QueueId id : order) {
        if (claims.size() == most) {
          break;
        }
        claim(messages.get(id), now, lease, room).ifPresent(claims::add);
      }
      return claims;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Claim> claim(Message message, Instant now, Duration lease, ClaimRoom room) {
    Set<String> destinations = new HashSet<>();
    for (int i = 0; i < message.recipients.size(); i++) {
      if (message.recipients.get(i).isDue(now)) {
        destinations.add(message.destination(i));
      }
    }
    destinations.removeAll(room.without(destinations));
    if (destinations.isEmpty()) {
      return Optional.empty();
    }
    destinations.forEach(room::take);
    long token = ++lastLease;
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>();
    List<Claim.Due> due = new ArrayList<>();
    for (int i = 0; i < message.recipients.size(); i++) {
      Recipient recipient = message.recipients.get(i);
      if (recipient.isDue(now) && destinations.contains(message.destination(i))) {
        recipient.lease = token;
        recipient.due = now.plus(lease);
        recipients.add(message.envelope.recipients().get(i));
        due.add(new Claim.Due(i, recipient.attempts, recipient.warned));
      }
    }
    QueueEnvelope envelope = message.envelope;
    var part = new QueueEnvelope(envelope.reversePath(), envelope.parameters(), recipients);
    return Optional.of(new Claim(message.id, token, message.arrived, part, due, message.data));
  }

  @Override
  public boolean renew(Claim claim, Duration lease) {
    lock.lock();
    try {
      requireOpen("renewing a claim");
      boolean all = true;
      for (Claim.Due due : claim.due()) {
        Recipient recipient = recipient(claim.id(), due.position());
        boolean ours = recipient != null && recipient.lease == claim.lease();
        all &= ours;
        if (recipient != null && ours) {
          recipient.due = clock.instant().plus(lease);
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Recipient recipient(QueueId id, int position) {
    Message message = messages.get(id);
    boolean there = message != null && position >= 0 && position < message.recipients.size();
    return there ? message.recipients.get(position) : null;
  }

  @Override
  public void settle(Claim claim, List<Settlement> settlements) {
    lock.lock();
    try {
      requireOpen("settling a message");
      settleNow(claim, settlements);
    } finally {
      lock.unlock();
    }
    listener.run();
  }

  private void settleNow(Claim claim, List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      Recipient recipient = recipient(claim.id(), settlement.position());
      if (recipient != null && !recipient.state.isFinal()) {
        settle(recipient, recipient.lease == claim.lease(), settlement);
      }
    }
    removeIfOver(claim.id());
  }

  private static void settle(Recipient recipient, boolean ours, Settlement settlement) {
    switch (settlement) {
      case Settlement.Delivered delivered ->
          end(recipient, RecipientState.DELIVERED, delivered.reply());
      case Settlement.Expanded expanded when ours ->
          end(recipient, RecipientState.DELIVERED, expanded.reply());
      case Settlement.Failed failed when ours ->
          end(recipient, RecipientState.FAILED, failed.reply());
      case Settlement.Deferred deferred when ours -> {
        wait(recipient, deferred.next(), deferred.reply());
        recipient.attempts++;
        recipient.warned = deferred.warned();
      }
      case Settlement.Postponed postponed when ours ->
          wait(recipient, postponed.next(), postponed.reply());
      default -> {
        // Somebody else has it by now, and will say.
      }
    }
  }

  private static void end(Recipient recipient, RecipientState state, String reply) {
    recipient.state = state;
    recipient.lease = 0;
    recipient.reply = reply;
  }

  private static void wait(Recipient recipient, Instant until, String reply) {
    recipient.lease = 0;
    recipient.due = until;
    recipient.reply = reply;
  }

  private void removeIfOver(QueueId id) {
    Message message = messages.get(id);
    if (message != null && message.isOver()) {
      remove(message);
    }
  }

  private void remove(Message message) {
    messages.remove(message.id);
    message.data.removed = true;
  }

  @Override
  public int hold(QueueId id) {
    return change(id, RecipientState.WAITING, RecipientState.HELD, false);
  }

  @Override
  public int release(QueueId id) {
    return change(id, RecipientState.HELD, RecipientState.WAITING, true);
  }

  @Override
  public int retryNow(QueueId id) {
    return change(id, RecipientState.WAITING, RecipientState.WAITING, true);
  }

  private int change(QueueId id, RecipientState from, RecipientState to, boolean makeDue) {
    int count = 0;
    lock.lock();
    try {
      requireOpen("changing a message");
      Message message = messages.get(id);
      if (message == null) {
        return 0;
      }
      for (Recipient recipient : message.recipients) {
        boolean underWay = recipient.lease != 0;
        if (recipient.state == from && (from != to || !underWay)) {
          recipient.state = to;
          recipient.due = makeDue && !underWay ? clock.instant() : recipient.due;
          count++;
        }
      }
    } finally {
      lock.unlock();
    }
    listener.run();
    return count;
  }

  @Override
  public boolean cancel(QueueId id, int position) {
    lock.lock();
    try {
      requireOpen("cancelling a recipient");
      Recipient recipient = recipient(id, position);
      if (recipient == null || recipient.state.isFinal()) {
        return false;
      }
      end(recipient, RecipientState.CANCELLED, recipient.reply);
      removeIfOver(id);
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean delete(QueueId id) {
    lock.lock();
    try {
      requireOpen("deleting a message");
      Message message = messages.get(id);
      if (message != null) {
        remove(message);
      }
      return message != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<QueueEntry> list(Optional<QueueId> after, int most) {
    lock.lock();
    try {
      requireOpen("listing messages");
      var rest = after.isPresent() ? messages.tailMap(after.get(), false) : messages;
      List<QueueEntry> entries = new ArrayList<>();
      for (Message message : rest.values()) {
        if (entries.size() == most) {
          break;
        }
        entries.add(message.entry());
      }
      return entries;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<QueueEntry> find(QueueId id) {
    lock.lock();
    try {
      requireOpen("looking for a message");
      return Optional.ofNullable(messages.get(id)).map(Message::entry);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<MailData> read(QueueId id) {
    lock.lock();
    try {
      requireOpen("reading a message");
      return Optional.ofNullable(messages.get(id)).map(message -> message.data);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public QueueCount count() {
    lock.lock();
    try {
      requireOpen("counting messages");
      long waiting = 0;
      long held = 0;
      for (Message message : messages.values()) {
        for (Recipient recipient : message.recipients) {
          waiting += recipient.state == RecipientState.WAITING ? 1 : 0;
          held += recipient.state == RecipientState.HELD ? 1 : 0;
        }
      }
      return new QueueCount(messages.size(), waiting, held);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Instant> nextDue(ClaimLimits limits) {
    lock.lock();
    try {
      requireOpen("looking for what is due");
      Set<String> full = new ClaimRoom(limits).full();
      return messages.values().stream()
          .map(message -> message.due(full))
          .flatMap(Optional::stream)
          .min(Instant::compareTo);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void whenDue(Runnable told) {
    listener = told;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** A message in memory. */
  private static final class RamData implements MailData {
    private final QueueId id;
    private final List<byte[]> chunks;
    private final long octets;
    private volatile boolean removed;

    RamData(QueueId id, List<byte[]> chunks, long octets) {
      this.id = id;
      this.chunks = chunks;
      this.octets = octets;
    }

    @Override
    public long octets() {
      return octets;
    }

    @Override
    public InputStream open() {
      return new ChunkStream(this::chunk, octets);
    }

    private byte[] chunk(int position) throws IOException {
      if (removed) {
        throw new IOException("the message " + id + " has left the queue");
      }
      return chunks.get(position);
    }
  }
}
