package org.mailshim.lists;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Mailbox;
import org.mailshim.delivery.LocalAgent.Outcome;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.policy.PolicyKey;
import org.mailshim.policy.PolicyState;
import org.mailshim.policy.PolicyStore;

/**
 * A list with its members and what it works with. Any thread.
 *
 * @param list its configuration
 * @param file its members
 * @param fields what it writes
 * @param letters what it says
 * @param setup what it works with
 */
record RunningList(
    MailingList list, MembersFile file, ListFields fields, ListLetters letters, ListSetup setup) {
  static RunningList of(MailingList list, ListSetup setup) {
    var file = new MembersFile(list, setup.clock(), setup.files(), setup.observer());
    var fields = new ListFields(list, setup.tokens());
    return new RunningList(list, file, fields, new ListLetters(list, setup), setup);
  }

  /** Who looks after it: at least one, none of them the list itself. */
  List<Mailbox> owners() {
    List<Mailbox> owners = others(list.contact().owners(), file.current().owners());
    return owners.isEmpty() ? List.of(new Mailbox("postmaster", list.address().domain())) : owners;
  }

  /** Who decides about messages that wait. */
  List<Mailbox> moderators() {
    List<Mailbox> moderators = others(list.contact().moderators(), file.current().moderators());
    return moderators.isEmpty() ? owners() : moderators;
  }

  private List<Mailbox> others(List<Mailbox> configured, List<Mailbox> inFile) {
    List<Mailbox> all = new ArrayList<>();
    for (List<Mailbox> some : List.of(configured, inFile)) {
      for (Mailbox each : some) {
        boolean own = ListRole.find(list.address(), each).isPresent();
        if (!own && !Members.has(all, each)) {
          all.add(each);
        }
      }
    }
    return all;
  }

  /** Whether somebody may post whatever the rules, and decide. */
  boolean isTrusted(Mailbox author) {
    return Members.has(owners(), author) || Members.has(moderators(), author);
  }

  Outcome toOwners() {
    return new Outcome.GoesOn(new LocalRecipients.Group(Optional.empty(), owners()));
  }

  Outcome dropped(ListMessage message, String reason) {
    setup.observer().dropped(list, message.authorText(), reason);
    return new Outcome.Taken("dropped: " + reason, Optional.empty());
  }

  /**
   * Counts something about a subject of this list, no more than once in a time.
   *
   * @param once the time
   * @param memory after how long without it all is forgotten
   * @return how often it has counted; empty when it does not count this time
   */
  Optional<Long> count(PolicyKey.Kind kind, String subject, Duration once, Duration memory) {
    Instant now = setup.clock().instant();
    var key = new PolicyKey(kind, list.id() + " " + subject);
    return setup.memory().update(key, now, before -> counted(before, now, once, memory));
  }

  private static PolicyStore.Changed<Optional<Long>> counted(
      Optional<PolicyState> before, Instant now, Duration once, Duration memory) {
    if (before.isPresent() && now.isBefore(before.get().since().plus(once))) {
      return new PolicyStore.Changed<>(before.get(), Optional.empty());
    }
    long count = before.isEmpty() ? 1 : before.get().amount() + 1;
    return new PolicyStore.Changed<>(
        new PolicyState(now, count, now.plus(memory)), Optional.of(count));
  }
}
