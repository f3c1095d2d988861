package org.mailshim.lists;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.policy.PolicyState;
import org.mailshim.policy.PolicyStore;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEntry;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.RecipientState;

/**
 * Messages that wait for moderators, which are in the queue like any that is tried later, and
 * members who leave. A decision is remembered before the message is made due again, so it counts on
 * whichever host takes the message next, and once. Any thread.
 */
final class Moderation {
  private static final Duration REMEMBERED = Duration.ofDays(30);
  private static final int PAGE = 200;

  private final ListSetup setup;

  Moderation(ListSetup setup) {
    this.setup = setup;
  }

  /** Whether a message waits at a list. */
  private static boolean waits(RunningList list, QueueEntry.Recipient recipient) {
    boolean posting =
        recipient.forwardPath() instanceof ForwardPath.Of of
            && ListRole.find(list.list().address(), of.mailbox())
                .filter(found -> found.role() == ListRole.POSTING)
                .isPresent();
    return posting
        && recipient.state() == RecipientState.WAITING
        && recipient.reply().contains(PostingAgent.WAITS);
  }

  /** Everything that waits, oldest first. The whole queue is looked through. */
  List<WaitingMessage> waiting(List<RunningList> lists) {
    List<WaitingMessage> waiting = new ArrayList<>();
    MailQueue queue = setup.queue();
    List<QueueEntry> page = queue.list(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      for (QueueEntry entry : page) {
        addWaiting(entry, lists, waiting);
      }
      Optional<QueueId> last = Optional.of(page.getLast().id());
      page = page.size() < PAGE ? List.of() : queue.list(last, PAGE);
    }
    return waiting;
  }

  private static void addWaiting(
      QueueEntry entry, List<RunningList> lists, List<WaitingMessage> waiting) {
    for (QueueEntry.Recipient recipient : entry.recipients()) {
      for (RunningList list : lists) {
        if (waits(list, recipient)) {
          String reply = recipient.reply();
          int at = reply.indexOf(PostingAgent.WAITS) + PostingAgent.WAITS.length();
          waiting.add(
              new WaitingMessage(
                  entry.id(),
                  list.list(),
                  entry.reversePath(),
                  entry.arrived(),
                  entry.octets(),
                  reply.substring(at)));
        }
      }
    }
  }

  /**
   * Decides about a message.
   *
   * @return false when it does not wait at that list
   */
  boolean decide(RunningList list, QueueId id, boolean approve) {
    Optional<QueueEntry> entry = setup.queue().find(id);
    boolean there = false;
    if (entry.isPresent()) {
      for (QueueEntry.Recipient recipient : entry.get().recipients()) {
        there |= waits(list, recipient);
      }
    }
    if (!there) {
      return false;
    }
    Instant now = setup.clock().instant();
    long amount = approve ? PostingAgent.APPROVED : PostingAgent.REJECTED;
    var state = new PolicyState(now, amount, now.plus(REMEMBERED));
    setup
        .memory()
        .update(
            PostingAgent.decision(list.list(), id),
            now,
            before -> new PolicyStore.Changed<>(before.orElse(state), true));
    setup.queue().retryNow(id);
    return true;
  }

  /** Whether somebody has the words with which a member leaves. */
  boolean isUnsubscribing(RunningList list, Mailbox member, String token) {
    String key = MailboxLine.key(member);
    return setup.tokens().fits(token, ListFields.UNSUBSCRIBE, list.list(), key);
  }

  /**
   * Takes a member off.
   *
   * @return false when there was none
   * @throws IOException when the members file cannot be rewritten
   */
  boolean remove(RunningList list, Mailbox member) throws IOException {
    boolean removed = list.file().remove(member);
    if (removed) {
      setup.observer().unsubscribed(list.list(), member);
    }
    return removed;
  }
}
