package org.mailshim.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * What policies remember: greylisting, limits, who has logged in by POP3, who was trapped. One
 * process keeps it in memory, several share it in a database. Any thread, several at once.
 */
public interface PolicyStore extends AutoCloseable {
  /**
   * Changes a state into another. Has no effect but its result, since it may be asked again when
   * another process was quicker.
   *
   * @param <T> what whoever changes wants to know
   */
  interface Change<T> {
    /**
     * The next state.
     *
     * @param before what was remembered; empty for nothing, or what has expired
     */
    Changed<T> of(Optional<PolicyState> before);
  }

  /**
   * The next state, and what follows from the change.
   *
   * @param now the next state
   * @param result never null
   */
  record Changed<T>(PolicyState now, T result) {}

  /**
   * Changes what is remembered about a key: nobody changes it between reading and writing.
   *
   * @param now tells what has expired
   * @return the result of the change that was kept
   * @throws PolicyStoreException when the database does not let us
   */
  <T> T update(PolicyKey key, Instant now, Change<T> change);

  /**
   * What is remembered about a key.
   *
   * @throws PolicyStoreException when the database does not let us
   */
  Optional<PolicyState> find(PolicyKey key, Instant now);

  /**
   * Forgets what has expired. Done by itself from time to time.
   *
   * @return how much that was
   * @throws PolicyStoreException when the database does not let us
   */
  int sweep(Instant now);

  /** Ends what was begun. A second call does nothing. */
  @Override
  void close();
}
