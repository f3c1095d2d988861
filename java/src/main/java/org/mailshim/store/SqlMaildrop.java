package org.mailshim.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.mailshim.database.Committer;
import org.mailshim.database.Readers;

/** A maildrop in the database while it is locked, with the list that was read then. */
final class SqlMaildrop implements Maildrop {
  private final Committer committer;
  private final Readers readers;
  private final Leases leases;
  private final Leases.Lock lock;
  private final List<StoredMessage> messages;
  private boolean closed;

  /** Takes over a lock, which {@link #close} releases. */
  SqlMaildrop(
      Committer committer,
      Readers readers,
      Leases leases,
      Leases.Lock lock,
      List<StoredMessage> messages) {
    this.committer = committer;
    this.readers = readers;
    this.leases = leases;
    this.lock = lock;
    this.messages = messages;
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
    StoredMessage opened = messages.get(message);
    String attempt = "reading mail of " + lock.name();
    boolean there =
        readers.read(attempt, session -> MaildropTables.has(session, lock.name(), opened.number()));
    if (!there) {
      throw new StoreException(StoreException.Kind.VANISHED, attempt, null);
    }
    return new SqlContent(readers, attempt, opened);
  }

  @Override
  public Removal delete(BitSet deleted) {
    List<StoredMessage> gone = new ArrayList<>();
    for (int i = deleted.nextSetBit(0); i >= 0; i = deleted.nextSetBit(i + 1)) {
      gone.add(messages.get(i));
    }
    if (gone.isEmpty()) {
      return new Removal(0, 0, Optional.empty());
    }
    String attempt = "deleting mail of " + lock.name();
    try {
      boolean ours =
          committer.commit(
              attempt,
              lock.name().text(),
              session -> MaildropTables.remove(session, lock.name(), lock.holder(), gone));
      if (ours) {
        return new Removal(gone.size(), 0, Optional.empty());
      }
      throw new StoreException(StoreException.Kind.LOCK_LOST, attempt, null);
    } catch (StoreException e) {
      return new Removal(0, gone.size(), Optional.of(e));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      leases.release(lock);
    }
  }
}
