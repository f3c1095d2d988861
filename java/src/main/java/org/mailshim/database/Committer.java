package org.mailshim.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Does all writing: one platform thread with one connection takes whatever work has come while the
 * last transaction was synced to disk, does it in one transaction, and wakes those who wait for it
 * when that is on disk. So a hundred sessions share one fsync, and one session waits for no more
 * than its own.
 *
 * <p>When something in a transaction fails, all of it is undone and each piece of work is done
 * again by itself, so that only the one that cannot be done fails. Before that, the whole
 * transaction is run again if it was only in another one's way, or if its connection broke and a
 * new one can be had; a connection is kept until it breaks. Work may therefore run more than once,
 * and must change nothing but the database. Where it was the commit that failed, nobody knows what
 * became of it: work that runs again then finds that {@link SqlSession#mayBeDone}.
 *
 * <p>Two hosts whose transactions change the same two rows in different order would each wait for
 * the other, until the server ends one of them, a second later. So the work of a transaction is
 * done in the order of its subjects, which is the same on every host.
 *
 * <p>While a database cannot be reached, or another process does not let a transaction begin, each
 * tries it once, and fails at once for all who wait for it.
 */
public final class Committer implements AutoCloseable {
  /** How many pieces of work one transaction takes at most. */
  private static final int MOST = 256;

  /** How often a transaction is run again that another one was in the way of. */
  private static final int MOST_ATTEMPTS = 10;

  /** How often a transaction is run again whose connection broke. */
  private static final int MOST_RECONNECTIONS = 1;

  private static final long PAUSE_MILLIS = 2;

  /** Changes the database. */
  public interface Work<T> {
    /** Changes it; what it gives is for whoever waits, and never null. */
    T run(SqlSession session) throws SQLException;
  }

  /**
   * One piece of work among several.
   *
   * @param subject as in {@link #commit(String, String, Work)}
   * @param work changes the database
   */
  public record Piece<T>(String subject, Work<T> work) {}

  private static final class Task<T> implements Comparable<Task<?>> {
    final String subject;
    final Work<T> work;
    final CountDownLatch over = new CountDownLatch(1);
    @Nullable T result;
    @Nullable Throwable failure;

    /** A commit of it has failed, and may yet have succeeded. For the committer's thread. */
    boolean mayBeDone;

    Task(String subject, Work<T> work) {
      this.subject = subject;
      this.work = work;
    }

    void run(SqlSession session) throws SQLException {
      session.mayBeDone(mayBeDone);
      result = work.run(session);
    }

    @Override
    public int compareTo(Task<?> other) {
      return subject.compareTo(other.subject);
    }

    void doubt() {
      mayBeDone = true;
    }

    void fail(Throwable thrown) {
      failure = thrown;
      over.countDown();
    }
  }

  private final Database database;
  private final Failures failures;
  private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final Task<Boolean> end = new Task<>("", session -> true);
  private SqlSession session;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param database where to connect again when a connection breaks
   * @param failures makes the exceptions
   * @param first the connection to begin with; closed at the end
   * @param writer runs the loop, on a platform thread: it blocks in native code nearly always
   */
  public Committer(Database database, Failures failures, SqlSession first, Executor writer) {
    this.database = database;
    this.failures = failures;
    this.session = first;
    writer.execute(this::loop);
  }

  /**
   * Does something in a transaction, and waits until that is on disk. An interrupt does not end the
   * waiting, since whoever waits must learn whether it was committed; the thread stays interrupted.
   *
   * @param attempt for the exception: {@code committing a message}
   * @param work changes nothing that other hosts change too
   * @return what the work gives
   * @throws RuntimeException of {@link Failures}, when it could not be done; nothing has changed
   *     then
   */
  public <T> T commit(String attempt, Work<T> work) {
    return commit(attempt, "", work);
  }

  /**
   * As the other, where other hosts may change the same at the same moment.
   *
   * @param attempt as for the other
   * @param subject names the row that the work changes, by the same text on every host; of one
   *     subject, what has come first is done first
   * @param work changes no row of another subject
   * @return what the work gives
   * @throws RuntimeException as the other
   */
  public <T> T commit(String attempt, String subject, Work<T> work) {
    Task<T> task = new Task<>(subject, work);
    add(attempt, task);
    return result(attempt, task);
  }

  /**
   * Does several pieces of work, each as by itself, in as few transactions as may be.
   *
   * @param attempt as for one
   * @param pieces each with its subject
   * @throws RuntimeException as for one, when one of them could not be done
   */
  public <T> void commitAll(String attempt, List<Piece<T>> pieces) {
    List<Task<T>> begun = new ArrayList<>(pieces.size());
    for (Piece<T> piece : pieces) {
      Task<T> task = new Task<>(piece.subject(), piece.work());
      add(attempt, task);
      begun.add(task);
    }
    for (Task<T> task : begun) {
      result(attempt, task);
    }
  }

  private void add(String attempt, Task<?> task) {
    if (closed) {
      throw failures.of(Fault.CLOSED, attempt, null);
    }
    tasks.add(task);
    if (closed && tasks.remove(task)) {
      throw failures.of(Fault.CLOSED, attempt, null); // nobody takes it any more
    }
  }

  private <T> T result(String attempt, Task<T> task) {
    await(task.over);
    Throwable failure = task.failure;
    if (failure != null) {
      throw exception(attempt, failure);
    }
    T result = task.result;
    if (result == null) {
      throw new AssertionError("work without a result: " + attempt);
    }
    return result;
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private RuntimeException exception(String attempt, Throwable failure) {
    return switch (failure) {
      case SQLException sql -> failures.of(database.fault(sql), attempt, sql);
      default -> failures.of(Fault.BROKEN, attempt, failure);
    };
  }

  private void loop() {
    List<Task<?>> batch = new ArrayList<>();
    boolean more = true;
    while (more) {
      batch.clear();
      try {
        batch.add(tasks.take());
      } catch (InterruptedException e) {
        continue; // nobody has a reason to interrupt it
      }
      tasks.drainTo(batch, MOST - 1);
      more = !batch.remove(end);
      if (!batch.isEmpty()) {
        batch.sort(null); // by their subjects; those of one subject stay as they came
        commit(batch);
      }
    }
    session.close();
    for (Task<?> late : tasks) {
      late.fail(failures.of(Fault.CLOSED, "", null));
    }
    end.over.countDown();
  }

  /** Commits, or fails, all of a batch; says whether the database can be reached. */
  private boolean commit(List<Task<?>> batch) {
    int attempts = 0;
    int reconnections = 0;
    while (true) {
      boolean begun = false;
      try {
        session.begin(database.begin());
        begun = true;
        transact(batch);
        break;
      } catch (SQLException | RuntimeException | Error e) {
        session.rollback();
        Remedy remedy = e instanceof SQLException sql ? database.remedy(sql) : Remedy.NONE;
        boolean broken = remedy == Remedy.RECONNECT || session.isBroken();
        boolean away = broken ? !reconnect() : !begun && remedy == Remedy.NONE;
        if (away) {
          fail(batch, e);
          return false;
        }
        boolean again =
            broken
                ? ++reconnections <= MOST_RECONNECTIONS
                : remedy == Remedy.AGAIN && ++attempts <= MOST_ATTEMPTS;
        if (!again) {
          return commitEach(batch, e);
        }
        pause(attempts + reconnections);
      }
    }
    for (Task<?> task : batch) {
      task.over.countDown();
    }
    return true;
  }

  private void transact(List<Task<?>> batch) throws SQLException {
    for (Task<?> task : batch) {
      task.run(session);
    }
    boolean committed = false;
    try {
      session.commit();
      committed = true;
    } finally {
      if (!committed) {
        batch.forEach(Task::doubt);
      }
    }
  }

  /** Finds out whose fault it was; without a database nobody's, and all fail. */
  private boolean commitEach(List<Task<?>> batch, Throwable failure) {
    if (batch.size() == 1) {
      batch.getFirst().fail(failure);
      return true;
    }
    List<Task<?>> all = List.copyOf(batch);
    for (int i = 0; i < all.size(); i++) {
      if (!commit(List.of(all.get(i)))) {
        fail(all.subList(i + 1, all.size()), failure);
        return false;
      }
    }
    return true;
  }

  private static void fail(List<Task<?>> batch, Throwable failure) {
    for (Task<?> task : batch) {
      task.fail(failure);
    }
  }

  private boolean reconnect() {
    session.close();
    try {
      session = new SqlSession(database.connect());
      return true;
    } catch (SQLException e) {
      return false; // the next work tries again
    }
  }

  /** Lets whoever was in the way get out of it. */
  private static void pause(int attempt) {
    try {
      Thread.sleep(PAUSE_MILLIS * attempt);
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt it.
    }
  }

  /** Does the work that has come, and ends the thread. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tasks.add(end);
    }
    await(end.over);
  }
}
