package org.mailshim.abi.srv;

import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;

/** The entries of {@code mailshim/srv.h} by which a host follows messages and the queue. */
final class SrvMessages {
  private static final int LONGEST_QUEUE_ID = 64;

  private SrvMessages() {}

  /**
   * Waits for a message to be over: ended by the host, and delivered or given up, as its callback,
   * if there is one, has heard.
   *
   * @param stream the message; also after {@code SRVEndOfMsg}, as long as it is one of the last
   *     thousand
   * @param milliseconds how long; below 0 for as long as it takes
   * @return 1 when it is over, 0 when it is not yet; -1 for a bad stream, and in the message's own
   *     callback
   */
  @Entry(
      value = "int SRVWait(ServerStream stream, int milliseconds)",
      failure = "-1",
      group = "send")
  static int await(long stream, int milliseconds) {
    if (!ClientStream.isOpen(stream)) {
      FinishedMessages.of(stream);
      return 1;
    }
    return ClientStream.of(stream).await(milliseconds) ? 1 : 0;
  }

  /**
   * Whether a message is over, without waiting.
   *
   * @param stream the message
   * @return as {@code SRVWait}
   */
  @Entry(value = "int SRVPoll(ServerStream stream)", failure = "-1", group = "send")
  static int poll(long stream) {
    return await(stream, 0);
  }

  /**
   * What became of a message.
   *
   * @param stream the message; also when it is over
   * @return 0 while it is under way; then octets sent, or below 0 if it failed, as {@code
   *     STATE_SMTP_DONE} tells it; -1 for a bad stream too, which the last error tells apart
   */
  @Entry(value = "int SRVGetResult(ServerStream stream)", failure = "-1", group = "send")
  static int result(long stream) {
    return ClientStream.isOpen(stream)
        ? ClientStream.of(stream).resultSoFar()
        : FinishedMessages.of(stream).result();
  }

  /**
   * How much of a message is on the wire, where {@code int} is too small to say it.
   *
   * @param stream the message; also when it is over
   * @return octets; -1 for a bad stream
   */
  @Entry(value = "int64_t SRVGetSent64(ServerStream stream)", failure = "-1", group = "send")
  static long sent(long stream) {
    return ClientStream.isOpen(stream)
        ? ClientStream.of(stream).sentNow()
        : FinishedMessages.of(stream).sent();
  }

  /**
   * Tells of one message of the queue, oldest first.
   *
   * @param index which, from 0
   * @param item gets the message
   * @return 1; 0 when there are not so many; -1 if the queue cannot be opened, or for a NULL item
   */
  @Entry(value = "int SRVQueueItem(int index, SRVQueueInfo *item)", failure = "-1", group = "send")
  static int queueItem(int index, long item) {
    CString.requireAddress(item, "the item");
    return QueueListing.store(SrvEngine.queue(ClientStream.CONFIGURATION), index, item) ? 1 : 0;
  }

  /**
   * Takes a message out of the queue. Nobody is told; an attempt that is under way goes on.
   *
   * @param id as {@code SRVQueueItem} gives it
   * @return 1; 0 when there is no such message; -1 if the queue cannot be opened
   */
  @Entry(value = "int SRVQueueCancel(const char *id)", failure = "-1", group = "send")
  static int queueCancel(CString id) {
    String name = id.text("the message's id", LONGEST_QUEUE_ID);
    return QueueListing.delete(SrvEngine.queue(ClientStream.CONFIGURATION), name) ? 1 : 0;
  }
}
