package org.mailshim;

import java.nio.file.Path;
import java.util.Optional;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.SqlQueue;
import org.mailshim.store.MaildirLayout;
import org.mailshim.store.MaildirStore;
import org.mailshim.store.MaildropStore;

/**
 * Where a server keeps mail: what it was given, and what it has made itself and has to close.
 *
 * @param queue between acceptance and delivery
 * @param store the maildrops
 * @param isQueueOwn whether the queue is to be closed with the server; the stores made here hold
 *     nothing open
 */
record Storage(MailQueue queue, MaildropStore store, boolean isQueueOwn) {
  static final String QUEUE_FILE = "queue.db";
  private static final String MAILDROPS = "maildrops";

  /**
   * Opens what was not given.
   *
   * @throws IllegalStateException when there is no directory for it
   * @throws org.mailshim.queue.QueueException when the queue cannot be opened
   */
  static Storage open(MailServerBuilder parts) {
    MaildropStore store = parts.store.isPresent() ? parts.store.get() : maildirs(parts);
    if (parts.queue.isPresent()) {
      return new Storage(parts.queue.get(), store, false);
    }
    Path file = directory(parts, "the queue").resolve(QUEUE_FILE);
    MailQueue queue = SqlQueue.sqlite(file, parts.clock, parts.random, parts.writers);
    return new Storage(queue, store, true);
  }

  private static MaildropStore maildirs(MailServerBuilder parts) {
    Path root = directory(parts, "the maildrops").resolve(MAILDROPS);
    return new MaildirStore(
        MaildirLayout.under(root), parts.quota, parts.clock, parts.random, parts.name.ascii());
  }

  private static Path directory(MailServerBuilder parts, String what) {
    Optional<Path> directory = parts.directory;
    return directory.orElseThrow(
        () -> new IllegalStateException("a mail server needs a directory for " + what));
  }

  void close() {
    if (isQueueOwn) {
      queue.close();
    }
  }
}
