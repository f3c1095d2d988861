package org.mailshim.smtp.server;

/**
 * What everybody can say of himself who is called in the middle of sessions: sinks, hooks,
 * observers, relay policies. Where all of a server's are prompt, its sessions take turns on one
 * thread, which is cheaper than a thread for each; where one is not, each session has its own, and
 * only one client waits for whoever waits.
 */
public interface Promptness {
  /**
   * Whether no call ever waits, for a disk, a network or another thread; asked once, when a server
   * begins. It is to hold of what hooks take over with, too: a sink, a relay policy.
   *
   * <p>Who says so and waits all the same holds up every session of the server for as long, and its
   * greeting to new ones. Nor may he stop the server from within. There is one exception: whoever
   * pulls mail data ({@link MailDataSource}) may wait for that, since the session has the thread to
   * itself then, to its end.
   *
   * @return as it stands here false
   */
  default boolean isPrompt() {
    return false;
  }
}
