package org.mailshim.lists;

import java.time.Instant;
import org.mailshim.address.ReversePath;
import org.mailshim.queue.QueueId;

/**
 * A message that waits for a moderator; the message itself is {@link
 * org.mailshim.queue.MailQueue#read}.
 *
 * @param id its name in the queue, by which it is approved or rejected
 * @param list for whose members it is
 * @param reversePath who sent it
 * @param arrived when it came
 * @param octets its size
 * @param reason why it waits, printable
 */
public record WaitingMessage(
    QueueId id,
    MailingList list,
    ReversePath reversePath,
    Instant arrived,
    long octets,
    String reason) {}
