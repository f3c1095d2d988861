package org.mailshim.abi.esmtp;

/**
 * A pointer that a program keeps with one of its objects, and the function that is called when it
 * is replaced or its object goes.
 */
final class ApplicationData {
  private long data;
  private long release;

  long data() {
    return data;
  }

  /** Replaces data and release function; what was there is released. */
  void set(long newData, long newRelease) {
    long oldData = data;
    long oldRelease = release;
    data = newData;
    release = newRelease;
    if (oldData != 0 && oldRelease != 0) {
      HostCalls.release(oldRelease, oldData);
    }
  }

  /** Replaces the data without releasing what was there, and forgets the release function. */
  long exchange(long newData) {
    long old = data;
    data = newData;
    release = 0;
    return old;
  }

  /** The object goes. */
  void release() {
    set(0, 0);
  }
}
