package org.mailshim.abi.srv;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;
import org.mailshim.abi.Handles;
import org.mailshim.abi.LastError;
import org.mailshim.abi.Lifecycle;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.retrieval.CollectionFailure;
import org.mailshim.retrieval.CollectionMemory;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.retrieval.MailboxSession;
import org.mailshim.retrieval.RetrievalException;
import org.mailshim.transport.Cancellation;

/**
 * A mailbox that a host fetches mail from: what a {@code ServerStream} made by {@code
 * SRVInitRecvPOP3} stands for.
 *
 * <pre>
 *   BEFORE A MESSAGE --SRVRecvNext--> IN A MESSAGE --SRVRecvNext--> …   until there is none
 *         |                               |
 *         +---------- SRVEndOfMsg --------+--> over: what was read whole is deleted
 *         +---------- SRVAbortMsg --------+--> over: nothing is deleted
 * </pre>
 *
 * <p>The message in hand counts as taken when all of it was read before the next call. The
 * conversation happens on threads of mailshim's while the host's waits. One thread at a time; the
 * lock serialises more, but for {@link #abort}, which is for any.
 */
final class RetrievalStream {
  /** Tells these streams from messages and sessions, before this class is there. */
  static final int KIND = 3;

  private static final Handles<RetrievalStream> HANDLES = new Handles<>(KIND, "ServerStream");

  private static final byte[] NOTHING = {};
  private static final int LARGEST_BLOCK = 64 * 1024;

  private static final ReentrantLock LIVES_LOCK = new ReentrantLock();

  // Under their lock.
  private static final Set<Cancellation> LIVES = new HashSet<>();
  private static boolean registered;

  private final ReentrantLock lock = new ReentrantLock();
  private final Cancellation cancellation;
  private final CollectionMemory memory;
  private final MailboxSession session;
  private final long handle;

  // Under the lock.
  private @Nullable InputStream message;
  private long left;
  private byte[] block = NOTHING;
  private int taken;
  private boolean over;

  private volatile LastError error = LastError.none();

  private RetrievalStream(
      CollectionMemory memory, MailboxSession session, Cancellation cancellation) {
    this.memory = memory;
    this.session = session;
    this.cancellation = cancellation;
    this.handle = HANDLES.add(this);
  }

  /**
   * The mailbox behind a handle.
   *
   * @throws AbiException with {@link ErrorCode#HANDLE} when there is none
   */
  static RetrievalStream of(long handle) {
    return HANDLES.get(handle);
  }

  /**
   * Connects and logs in.
   *
   * @param memory what was collected before; closed with the stream
   * @return the handle
   */
  static long open(ExternalMailbox mailbox, CollectionMemory memory) {
    Cancellation life = begin();
    boolean open = false;
    try {
      MailboxSession session = loggedIn(mailbox, memory, life);
      long handle = new RetrievalStream(memory, session, life).handle;
      open = true;
      return handle;
    } finally {
      if (!open) {
        end(life);
        memory.close();
      }
    }
  }

  /** A session that a stop cuts off. */
  private static Cancellation begin() {
    var life = new Cancellation();
    Lifecycle.begin();
    LIVES_LOCK.lock();
    try {
      LIVES.add(life);
      if (!registered) {
        registered = true;
        Lifecycle.register(RetrievalStream::stopAll);
      }
    } finally {
      LIVES_LOCK.unlock();
      Lifecycle.begun();
    }
    return life;
  }

  private static void end(Cancellation life) {
    LIVES_LOCK.lock();
    try {
      LIVES.remove(life);
    } finally {
      LIVES_LOCK.unlock();
    }
  }

  /** The streams stay the host's to end; their calls fail from now on. */
  private static boolean stopAll(long deadlineNanos) {
    List<Cancellation> all;
    LIVES_LOCK.lock();
    try {
      all = List.copyOf(LIVES);
      LIVES.clear();
    } finally {
      LIVES_LOCK.unlock();
    }
    for (Cancellation life : all) {
      life.cancel();
    }
    return all.isEmpty();
  }

  /**
   * Counts what there is to be fetched.
   *
   * @param mailbox whose mail stays
   * @param memory what was collected before; stays the caller's
   * @return messages and octets
   */
  static long[] count(ExternalMailbox mailbox, CollectionMemory memory) {
    Cancellation life = begin();
    try {
      MailboxSession session = loggedIn(mailbox, memory, life);
      return working(
          () -> {
            try (session) {
              long[] counts = {session.messages(), session.octets()};
              session.finish();
              return counts;
            }
          });
    } finally {
      end(life);
    }
  }

  private static MailboxSession loggedIn(
      ExternalMailbox mailbox, CollectionMemory memory, Cancellation cancellation) {
    return working(
        () -> {
          MailboxSession opened =
              MailboxSession.open(
                  mailbox, memory, SrvCollector.dialer(), SrvEngine.CLOCK, cancellation);
          boolean in = false;
          try {
            refuse(opened.login());
            in = true;
            return opened;
          } finally {
            if (!in) {
              opened.close();
            }
          }
        });
  }

  /** Fails with a failure's reason, if there is one. */
  static void refuse(Optional<CollectionFailure> failure) {
    if (failure.isPresent()) {
      CollectionFailure reason = failure.get();
      ErrorCode code =
          switch (reason.kind()) {
            case LOGIN -> ErrorCode.AUTH;
            case CANCELLED -> ErrorCode.CANCELLED;
            case LOCAL -> ErrorCode.SPOOL;
            case CONNECTION -> ErrorCode.NETWORK;
            case NOT_NOW, DELETION -> ErrorCode.REFUSED;
          };
      throw new AbiException(code, reason.reason());
    }
  }

  /** Does something of a conversation on a thread of ours. */
  private static <T> T working(Supplier<T> work) {
    try {
      return OnWorker.call(work);
    } catch (ConversationException e) {
      throw new AbiException(code(e.kind()), e.getMessage());
    } catch (RetrievalException e) {
      throw new AbiException(ErrorCode.SPOOL, e.getMessage());
    }
  }

  private static ErrorCode code(ConversationException.Kind kind) {
    return switch (kind) {
      case REFUSED -> ErrorCode.REFUSED;
      case LOST -> ErrorCode.NETWORK;
      case TIMED_OUT -> ErrorCode.TIMEOUT;
      case OUT_OF_STEP -> ErrorCode.PROTOCOL;
      case UNENCRYPTED -> ErrorCode.TLS;
      case UNAUTHENTICATED -> ErrorCode.AUTH;
      case NOT_TAKEN -> ErrorCode.SPOOL;
      case CANCELLED -> ErrorCode.CANCELLED;
    };
  }

  /** Something that a host asks of a stream that is not over; what fails stays its error. */
  private <T> T doing(String entry, Supplier<T> work) {
    lock.lock();
    try {
      if (over) {
        throw new AbiException(ErrorCode.STATE, "the mailbox was ended already");
      }
      T result = work.get();
      error = LastError.none();
      return result;
    } catch (RuntimeException e) {
      error = Guard.describe(entry, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Fetches the next message.
   *
   * @param id gets what names it on its server
   * @param idSize the size of {@code id}
   * @return its octets, at least 1, clamped to an int; 0 when there is none left
   */
  int next(long id, int idSize) {
    return doing(
        "SRVRecvNext",
        () -> {
          Optional<MailboxSession.Fetched> next =
              working(
                  () -> {
                    settle();
                    return session.next();
                  });
          if (next.isEmpty()) {
            return 0;
          }
          CString.copy(next.get().key().text().substring(2), id, idSize);
          message = open(next.get());
          left = next.get().data().octets();
          return Math.clamp(left, 1, Integer.MAX_VALUE);
        });
  }

  private static InputStream open(MailboxSession.Fetched fetched) {
    try {
      return fetched.data().open();
    } catch (IOException e) {
      throw new AbiException(ErrorCode.SPOOL, "the message cannot be read: " + e.getMessage());
    }
  }

  /** Says whether the host has the message in hand, and puts it away. */
  private void settle() {
    if (message != null) {
      boolean whole = left == 0;
      putAway();
      if (whole) {
        session.taken();
        taken++;
      }
    }
  }

  private void putAway() {
    InputStream open = message;
    message = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It was read from, which is all that is wanted of it.
      }
    }
  }

  /**
   * Reads of the message in hand.
   *
   * @return octets, 0 at its end
   */
  int read(long address, int size) {
    return doing(
        "SRVRecv",
        () -> {
          Srv.requireBuffer(address, size);
          InputStream open = message;
          if (open == null) {
            throw new AbiException(ErrorCode.STATE, "SRVRecvNext was not called, or gave 0");
          }
          return left == 0 ? 0 : read(open, CString.memory(address, size), size);
        });
  }

  private int read(InputStream open, MemorySegment target, int size) {
    if (block.length == 0) {
      block = new byte[LARGEST_BLOCK];
    }
    int done = 0;
    try {
      while (done < size && left > 0) {
        int count = open.read(block, 0, Math.min(block.length, size - done));
        if (count < 0) {
          throw new AbiException(ErrorCode.SPOOL, "the message's file has been cut");
        }
        MemorySegment.copy(MemorySegment.ofArray(block), 0, target, done, count);
        done += count;
        left -= count;
      }
    } catch (IOException e) {
      throw new AbiException(ErrorCode.SPOOL, "the message cannot be read: " + e.getMessage());
    }
    return done;
  }

  /**
   * Ends the session: what was read whole is deleted, where it is not to stay.
   *
   * @return how many messages the host has taken
   */
  int end() {
    try {
      return doing(
          "SRVEndOfMsg",
          () ->
              working(
                  () -> {
                    settle();
                    refuse(session.finish());
                    return taken;
                  }));
    } finally {
      release();
    }
  }

  /** Ends the session at once; nothing is deleted. Also while another thread waits in a call. */
  void abort() {
    cancellation.cancel();
    release();
  }

  private void release() {
    lock.lock();
    try {
      if (!over) {
        over = true;
        end(cancellation);
        putAway();
        session.close();
        memory.close();
        block = NOTHING;
        HANDLES.remove(handle);
      }
    } finally {
      lock.unlock();
    }
  }

  LastError error() {
    return error;
  }
}
