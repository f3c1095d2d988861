package org.mailshim.abi.srv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.srv.c.SRVQueueInfo;
import org.mailshim.address.Mailbox;
import org.mailshim.queue.QueueEntry;
import org.mailshim.queue.QueueId;

/** Messages of the queue as C sees them. Stateless. */
final class QueueListing {
  private static final int PAGE = 100;
  private static final long MILLIS = 1000;

  private QueueListing() {}

  /**
   * Stores the message at an index.
   *
   * @param target the address of a {@code SRVQueueInfo}
   * @return false when there are not so many
   */
  static boolean store(SrvQueue queue, int index, long target) {
    if (index < 0) {
      throw new AbiException(ErrorCode.ARGUMENT, "the index is " + index);
    }
    int left = index;
    Optional<QueueId> last = Optional.empty();
    List<QueueEntry> page = queue.queue().list(last, PAGE);
    while (page.size() == PAGE && left >= PAGE) {
      left -= PAGE;
      page = queue.queue().list(Optional.of(page.getLast().id()), PAGE);
    }
    if (left >= page.size()) {
      return false;
    }
    store(page.get(left), target);
    return true;
  }

  private static void store(QueueEntry entry, long target) {
    QueueEntry.Recipient first = entry.recipients().getFirst();
    long size = SRVQueueInfo.sizeof();
    ByteBuffer info = CString.memory(target, size).asByteBuffer().order(ByteOrder.nativeOrder());
    info.putLong((int) SRVQueueInfo.octets$offset(), entry.octets());
    info.putLong((int) SRVQueueInfo.arrived$offset(), entry.arrived().toEpochMilli() / MILLIS);
    info.putLong((int) SRVQueueInfo.due$offset(), first.due().toEpochMilli() / MILLIS);
    info.putInt((int) SRVQueueInfo.recipients$offset(), entry.recipients().size());
    info.putInt((int) SRVQueueInfo.attempts$offset(), first.attempts());
    text(target, SRVQueueInfo.id$offset(), SRVQueueInfo.id$layout().byteSize(), entry.id().text());
    text(
        target,
        SRVQueueInfo.from$offset(),
        SRVQueueInfo.from$layout().byteSize(),
        entry.reversePath().sender().map(Mailbox::text).orElse(""));
    text(
        target,
        SRVQueueInfo.to$offset(),
        SRVQueueInfo.to$layout().byteSize(),
        SmtpRequests.text(first.forwardPath()));
    text(
        target, SRVQueueInfo.reply$offset(), SRVQueueInfo.reply$layout().byteSize(), first.reply());
  }

  private static void text(long target, long offset, long size, String text) {
    CString.copy(text, target + offset, (int) size);
  }

  /**
   * Deletes a message.
   *
   * @return false when there is none of that name
   */
  static boolean delete(SrvQueue queue, String name) {
    try {
      return queue.queue().delete(QueueId.parse(name));
    } catch (IllegalArgumentException e) {
      return false; // no name of any message
    }
  }
}
