package org.mailshim.lists;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.IndividualCopies;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.queue.QueueId;

/**
 * Local recipients with mailing lists: a list's addresses come before users and aliases of the same
 * name. The lists' members, moderators' decisions and what unsubscribes are for the host's own use
 * here; by mail the same is done as {@link ListRole} and the package say.
 *
 * <p>Any thread, several at once; what changes members or messages blocks for file or database.
 */
public final class MailingLists implements LocalRecipients {
  private final LocalRecipients recipients;
  private final List<RunningList> lists;
  private final Moderation moderation;

  /**
   * Lists before other recipients.
   *
   * @param recipients everybody else
   * @param lists which, each with an address of its own
   * @param setup what they work with; the caller's to close
   * @throws IllegalArgumentException when two have one address
   */
  public MailingLists(LocalRecipients recipients, List<MailingList> lists, ListSetup setup) {
    this.recipients = recipients;
    this.moderation = new Moderation(setup);
    List<RunningList> running = new ArrayList<>();
    List<Mailbox> addresses = new ArrayList<>();
    for (MailingList list : lists) {
      if (Members.has(addresses, list.address())) {
        throw new IllegalArgumentException("two lists of one address: " + list.address().text());
      }
      addresses.add(list.address());
      running.add(RunningList.of(list, setup));
    }
    this.lists = List.copyOf(running);
  }

  @Override
  public Set<Domain> domains() {
    return recipients.domains();
  }

  @Override
  public Place find(ForwardPath recipient) {
    if (recipient instanceof ForwardPath.Of of) {
      for (RunningList list : lists) {
        Optional<ListRole.Found> found = ListRole.find(list.list().address(), of.mailbox());
        if (found.isPresent()) {
          return place(list, found.get());
        }
      }
    }
    return recipients.find(recipient);
  }

  private Place place(RunningList list, ListRole.Found found) {
    return switch (found.role()) {
      case POSTING -> new Attended(new PostingAgent(list));
      case REQUEST, SUBSCRIBE, UNSUBSCRIBE, HELP ->
          new Attended(new RequestAgent(list, found.role(), moderation));
      case OWNER -> new Attended(arrival -> list.toOwners());
      case BOUNCES -> new Attended(new BounceAgent(list, found.detail()));
    };
  }

  @Override
  public IndividualCopies copies() {
    return new Copies(lists, recipients.copies());
  }

  /** The copies of lists' messages, which have a list's address for bounces as their sender. */
  private record Copies(List<RunningList> lists, IndividualCopies others)
      implements IndividualCopies {
    private Optional<RunningList> list(ReversePath reversePath) {
      if (reversePath instanceof ReversePath.Of of) {
        for (RunningList list : lists) {
          boolean its = ListRole.BOUNCES.of(list.list().address()).equals(of.mailbox());
          if (its && list.fields().isIndividual()) {
            return Optional.of(list);
          }
        }
      }
      return Optional.empty();
    }

    @Override
    public boolean areOf(ReversePath reversePath) {
      return list(reversePath).isPresent() || others.areOf(reversePath);
    }

    @Override
    public Copy of(ReversePath reversePath, ForwardPath recipient) {
      Optional<RunningList> list = list(reversePath);
      if (list.isEmpty()) {
        return others.of(reversePath, recipient);
      }
      if (!(recipient instanceof ForwardPath.Of of)) {
        return new Copy(reversePath, "");
      }
      ListFields fields = list.get().fields();
      return new Copy(ReversePath.of(fields.sender(of.mailbox())), fields.individual(of.mailbox()));
    }
  }

  /** Which lists there are. */
  public List<MailingList> lists() {
    List<MailingList> all = new ArrayList<>(lists.size());
    for (RunningList list : lists) {
      all.add(list.list());
    }
    return all;
  }

  private RunningList list(Mailbox address) {
    for (RunningList list : lists) {
      if (ListRole.find(list.list().address(), address).isPresent()) {
        return list;
      }
    }
    throw new IllegalArgumentException("there is no list " + address.text());
  }

  /**
   * The members of a list, as its file says or last said.
   *
   * @param list its address
   * @throws IllegalArgumentException when there is no such list
   */
  public Members members(Mailbox list) {
    return list(list).file().current();
  }

  /**
   * Makes somebody a member, without a question, or lets a suspended one have mail again.
   *
   * @return false when there was nothing to change
   * @throws IllegalArgumentException when there is no such list
   * @throws IOException when the members file cannot be rewritten; it is as it was then
   */
  public boolean subscribe(Mailbox list, Mailbox member) throws IOException {
    return list(list).file().add(member);
  }

  /**
   * Takes a member off, without a question.
   *
   * @return false when there was none
   * @throws IllegalArgumentException when there is no such list
   * @throws IOException when the members file cannot be rewritten; it is as it was then
   */
  public boolean unsubscribe(Mailbox list, Mailbox member) throws IOException {
    return moderation.remove(list(list), member);
  }

  /**
   * Takes a member off who has clicked: for the page that {@link ListContact#unsubscribe} names,
   * which hands the three on when it gets a POST of {@code List-Unsubscribe=One-Click} (RFC 8058
   * §3.2); a GET should ask first, as programs follow links.
   *
   * @param list its address
   * @param member who clicks, as the link says
   * @param token from the link
   * @return false when the token is not that member's, and nothing has changed
   * @throws IllegalArgumentException when there is no such list
   * @throws IOException when the members file cannot be rewritten; it is as it was then
   */
  public boolean unsubscribe(Mailbox list, Mailbox member, String token) throws IOException {
    RunningList running = list(list);
    boolean known = moderation.isUnsubscribing(running, member, token);
    if (known) {
      moderation.remove(running, member);
    }
    return known;
  }

  /**
   * The messages that wait for moderators, oldest first. The whole queue is looked through.
   *
   * @throws org.mailshim.queue.QueueException when the queue cannot be read
   */
  public List<WaitingMessage> waiting() {
    return moderation.waiting(lists);
  }

  /**
   * Lets a message go to the members of the list at which it waits. What was decided first counts.
   *
   * @return false when none of that name waits
   * @throws org.mailshim.queue.QueueException when the queue cannot be read
   * @throws org.mailshim.policy.PolicyStoreException when the decision cannot be remembered
   */
  public boolean approve(QueueId message) {
    return decide(message, true);
  }

  /** Returns a message that waits to its author; otherwise as {@link #approve}. */
  public boolean reject(QueueId message) {
    return decide(message, false);
  }

  private boolean decide(QueueId message, boolean approve) {
    boolean decided = false;
    for (RunningList list : lists) {
      decided |= moderation.decide(list, message, approve);
    }
    return decided;
  }
}
