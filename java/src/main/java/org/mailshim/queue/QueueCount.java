package org.mailshim.queue;

/**
 * How much is in a queue.
 *
 * @param messages messages with a recipient that is not final
 * @param waiting recipients that are {@link RecipientState#WAITING}, under way or not
 * @param held recipients that are {@link RecipientState#HELD}
 */
public record QueueCount(long messages, long waiting, long held) {}
