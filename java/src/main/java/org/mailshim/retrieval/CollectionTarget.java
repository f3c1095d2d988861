package org.mailshim.retrieval;

import java.io.IOException;
import org.mailshim.pop3.client.MessageKey;

/**
 * Takes collected messages: a maildrop ({@link MaildropTarget}), the queue ({@link QueueTarget}),
 * or a caller's own. Asked by one thread for each mailbox, the one that talks to its server; a
 * server waits while it works.
 *
 * <p>A message may come a second time, when the process ended between {@link Incoming#commit} and
 * the moment that was noted down. Whoever cannot have that remembers the key.
 */
public interface CollectionTarget {
  /**
   * A message begins.
   *
   * @param key what names it on its server
   * @param octets its size, as the server says; it may be another
   * @return takes it; closed in any case
   * @throws IOException when there is no place for it, which ends the session: it is tried again
   *     later, from this message on
   */
  Incoming begin(MessageKey key, long octets) throws IOException;

  /** A message on its way. */
  interface Incoming extends AutoCloseable {
    /**
     * Takes what comes next, with CRLF line ends.
     *
     * @param octets holds it; not to be kept
     * @param from index of the first octet
     * @param to index after the last octet
     * @throws IOException as {@link CollectionTarget#begin}
     */
    void write(byte[] octets, int from, int to) throws IOException;

    /**
     * The message is whole. When this returns true it is safe here, and may be deleted on its
     * server.
     *
     * @return false to leave it on the server and be offered it again in the next session; the
     *     others come all the same
     * @throws IOException as {@link CollectionTarget#begin}
     */
    boolean commit() throws IOException;

    /** The end; without a commit before, nothing is to be left of the message. Never fails. */
    @Override
    void close();
  }
}
