package org.mailshim.database;

/** The thread of a {@link Committer} in tests. */
public final class CommitterThread {
  private CommitterThread() {}

  /** Runs its loop on a platform thread that does not outlive the tests. */
  public static void start(Runnable loop) {
    Thread.ofPlatform().daemon().name("committer").start(loop);
  }
}
