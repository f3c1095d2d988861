package org.mailshim.smtp.server;

import org.mailshim.transport.TransportException;

/**
 * The mail data of a message before a hook has decided on it: a hook that must see data to decide,
 * or that has somebody waiting for it on another thread, has it come while the hook goes on ({@link
 * ServerHooks#dataStart(SessionFacts, ReceivedEnvelope, MailDataSource)}).
 *
 * <p>{@link #begin} opens a sink and lets the client send; each {@link #pull} waits for the client
 * and gives the sink what has come. All that is done with mail data is done on the way, as without
 * a hook that pulls: transparency, the Received field, sizes, hops and time-outs. What is not
 * pulled comes when the hook has returned. So a hook may pull all, a part, or nothing; and without
 * {@link #begin} it decides before the client may send.
 *
 * <p>Time between two pulls is the hook's, and does not count against the client.
 *
 * <p><b>Threads.</b> One at a time, the session's own or any other, but only until the hook
 * returns. Another thread's calls and the session's must be ordered by a lock or the like of the
 * hook's own: the session's thread hands over what it has when it calls the hook, and takes it back
 * when the hook returns, which must not be before the last call here has returned. The sink, and
 * what the observer hears meanwhile, are called on the thread that calls here.
 */
public interface MailDataSource {
  /**
   * Opens a sink for the message, which has its Received field at once, and sends 354. Once; after
   * that the message cannot be refused before its end.
   *
   * @param sink where the message goes
   * @throws IllegalStateException when it has begun, or the hook has returned
   * @throws TransportException as {@link #pull}
   */
  void begin(MailSink sink);

  /**
   * Waits for mail data and gives the sink the next piece of it; one piece at most, which is not
   * touched until the next pull or the hook's return, so that the sink need not copy it until then.
   *
   * @return false when there will be no further piece: the data has ended, or the message is
   *     refused
   * @throws IllegalStateException when it has not begun, or the hook has returned
   * @throws TransportException when the conversation has broken; again with each call, and the
   *     session ends when the hook has returned
   */
  boolean pull();
}
