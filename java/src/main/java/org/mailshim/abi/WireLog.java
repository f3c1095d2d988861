package org.mailshim.abi;

/**
 * Tells the host's log what is said in sessions: what this host says behind {@code >}, what it
 * hears behind {@code <}. Secrets do not come here, since observers of sessions are not told any.
 * Any thread.
 */
public final class WireLog {
  private WireLog() {}

  /**
   * Whether anybody would read it; to be asked before the text is made.
   *
   * @return true if the host wants {@link HostLog.Level#DEBUG}
   */
  public static boolean isWanted() {
    return HostLog.wants(HostLog.Level.DEBUG);
  }

  /**
   * This host has said something.
   *
   * @param session which, or with whom
   * @param line without CRLF
   */
  public static void said(String session, String line) {
    HostLog.log(HostLog.Level.DEBUG, session + " > " + line);
  }

  /**
   * This host has heard something.
   *
   * @param session which, or from whom
   * @param line without CRLF
   */
  public static void heard(String session, String line) {
    HostLog.log(HostLog.Level.DEBUG, session + " < " + line);
  }
}
