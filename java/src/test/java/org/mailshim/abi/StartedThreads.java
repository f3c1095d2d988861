package org.mailshim.abi;

/** Starts once what the boot of a host starts, for tests that need callback threads. */
public final class StartedThreads {
  static {
    GuestThreads.start();
  }

  private StartedThreads() {}

  /** Returns when they can be used. */
  public static void require() {
    // Loading the class has started them.
  }
}
