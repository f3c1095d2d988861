package org.mailshim.queue;

import java.util.Random;

/** The queue in memory behaves like every queue. */
final class RamQueueTest extends MailQueueContract {
  @Override
  MailQueue open() {
    return new RamQueue(clock, new Random(1));
  }
}
