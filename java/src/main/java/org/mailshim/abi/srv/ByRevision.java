package org.mailshim.abi.srv;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Something made of the parameters, and made anew by the first who asks for it after one of them
 * has changed. Any thread; who asks while it is being made waits for that, others are given what is
 * there without a lock.
 */
final class ByRevision<T> {
  /** How it is made; under the lock. */
  interface Recipe<T> {
    /**
     * Makes it of the parameters as they are.
     *
     * @param before what was made last, which stays when these cannot be used
     */
    T make(T before);
  }

  /** No revision of the parameters. */
  private static final int NONE = -1;

  private final Configuration configuration;
  private final ReentrantLock lock;
  private final Recipe<T> recipe;
  private volatile Made<T> made;

  private record Made<T>(int revision, T value) {}

  /**
   * Nothing made yet.
   *
   * @param lock the owner's, who may keep other things under it
   * @param first what stands before the first is made
   */
  ByRevision(Configuration configuration, ReentrantLock lock, T first, Recipe<T> recipe) {
    this.configuration = configuration;
    this.lock = lock;
    this.recipe = recipe;
    this.made = new Made<>(NONE, first);
  }

  /** As the parameters are now. */
  T now() {
    Made<T> current = made;
    if (current.revision == configuration.revision()) {
      return current.value;
    }
    lock.lock();
    try {
      int revision = configuration.revision();
      if (made.revision != revision) {
        made = new Made<>(revision, recipe.make(made.value));
      }
      return made.value;
    } finally {
      lock.unlock();
    }
  }

  /** Has it made anew in any case, after {@code first} as in the beginning. */
  void forget(T first) {
    lock.lock();
    try {
      made = new Made<>(NONE, first);
    } finally {
      lock.unlock();
    }
  }
}
