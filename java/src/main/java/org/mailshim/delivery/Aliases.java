package org.mailshim.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.store.MaildropName;

/**
 * Local recipients with aliases, and with users whose mail is forwarded. Immutable, as far as the
 * recipients and {@link Forwards} are; any thread.
 *
 * <p>An alias comes before a user of the same name; letter case is ignored, and so is what follows
 * a {@code +} where nobody has the whole name. Aliases may name aliases; what they mean in the end
 * is found at once, and who is named twice gets one message. The forwards of a user whom an alias
 * names count too, when the message comes to that user. The postmaster without a domain is the
 * alias {@code postmaster}, if there is one.
 *
 * @param recipients the users, and by their {@link LocalRecipients#domains} where aliases are
 * @param aliases by local-part, for all of those domains, or by whole address; copied
 * @param forwards whose mail goes on
 */
public record Aliases(
    LocalRecipients recipients, Map<String, List<Mailbox>> aliases, Forwards forwards)
    implements LocalRecipients {
  private static final int MOST_MEMBERS = 10_000;

  /** Knows whose mail is forwarded. May block; any thread, several at once. */
  @FunctionalInterface
  public interface Forwards {
    /** Nobody's is. */
    Forwards NONE = maildrop -> Optional.empty();

    /**
     * Where a user's mail goes.
     *
     * @return empty when it stays
     */
    Optional<Forward> of(MaildropName maildrop);
  }

  /**
   * Where a user's mail goes. An agent, such as a program of the user's, takes it first: while that
   * cannot, the mail waits; when it refuses, the mail is returned if it goes nowhere else.
   *
   * @param keepsCopy whether it stays as well
   * @param others whom else it goes to; copied
   * @param agent who takes it too; empty for none
   */
  public record Forward(boolean keepsCopy, List<Mailbox> others, Optional<LocalAgent> agent) {
    /** Copies the list. */
    public Forward {
      others = List.copyOf(others);
    }

    /** One without an agent. */
    public Forward(boolean keepsCopy, List<Mailbox> others) {
      this(keepsCopy, others, Optional.empty());
    }

    Place place(Here owner) {
      if (agent.isPresent()) {
        return new Attended(arrival -> after(agent.get().take(arrival), owner));
      }
      return others.isEmpty() ? owner : rest(owner);
    }

    private LocalAgent.Outcome after(LocalAgent.Outcome outcome, Here owner) {
      boolean isOver =
          outcome instanceof LocalAgent.Outcome.Taken
              || outcome instanceof LocalAgent.Outcome.Refused;
      boolean goesOn = keepsCopy || !others.isEmpty();
      return isOver && goesOn ? new LocalAgent.Outcome.GoesOn(rest(owner)) : outcome;
    }

    private Deliverable rest(Here owner) {
      return others.isEmpty()
          ? owner
          : new Group(keepsCopy ? Optional.of(owner.maildrop()) : Optional.empty(), others);
    }
  }

  /** Copies the map. */
  public Aliases {
    Map<String, List<Mailbox>> copy = new HashMap<>();
    for (Map.Entry<String, List<Mailbox>> entry : aliases.entrySet()) {
      copy.put(entry.getKey().toLowerCase(Locale.ROOT), List.copyOf(entry.getValue()));
    }
    aliases = Map.copyOf(copy);
  }

  @Override
  public Set<Domain> domains() {
    return recipients.domains();
  }

  @Override
  public IndividualCopies copies() {
    return recipients.copies();
  }

  @Override
  public Place find(ForwardPath recipient) {
    List<Mailbox> members = members(recipient);
    if (!members.isEmpty()) {
      return group(recipient, members);
    }
    Place place = recipients.find(recipient);
    if (place instanceof Here here) {
      return forwarded(here);
    }
    Optional<ForwardPath> plain = withoutDetail(recipient);
    if (place instanceof Unknown && plain.isPresent() && !members(plain.get()).isEmpty()) {
      return group(plain.get(), members(plain.get()));
    }
    return place;
  }

  private Place forwarded(Here here) {
    Optional<Forward> forward = forwards.of(here.maildrop());
    return forward.isEmpty() ? here : forward.get().place(here);
  }

  private static Optional<ForwardPath> withoutDetail(ForwardPath recipient) {
    if (recipient instanceof ForwardPath.Of of) {
      int plus = of.mailbox().localPart().indexOf('+');
      if (plus > 0) {
        String name = of.mailbox().localPart().substring(0, plus);
        return Optional.of(ForwardPath.of(new Mailbox(name, of.mailbox().domain())));
      }
    }
    return Optional.empty();
  }

  /** Whom an alias names; empty when it is none. */
  private List<Mailbox> members(ForwardPath recipient) {
    return switch (recipient) {
      case ForwardPath.Postmaster nobody -> aliases.getOrDefault("postmaster", List.of());
      case ForwardPath.Of of when domains().contains(of.mailbox().domain()) ->
          members(of.mailbox());
      case ForwardPath.Of of -> List.of();
    };
  }

  private List<Mailbox> members(Mailbox mailbox) {
    List<Mailbox> whole = aliases.get(mailbox.text().toLowerCase(Locale.ROOT));
    return whole == null
        ? aliases.getOrDefault(mailbox.localPart().toLowerCase(Locale.ROOT), List.of())
        : whole;
  }

  private Place group(ForwardPath recipient, List<Mailbox> members) {
    Set<String> seen = new LinkedHashSet<>();
    seen.add(LocalHandover.name(recipient).toLowerCase(Locale.ROOT));
    Map<String, Mailbox> ends = new LinkedHashMap<>();
    collect(members, ends, seen);
    return ends.isEmpty()
        ? new Circle()
        : new Group(Optional.empty(), new ArrayList<>(ends.values()));
  }

  /** Whom some mailboxes mean in the end. */
  private void collect(List<Mailbox> members, Map<String, Mailbox> ends, Set<String> seen) {
    for (Mailbox member : members) {
      if (seen.size() < MOST_MEMBERS && seen.add(member.text().toLowerCase(Locale.ROOT))) {
        List<Mailbox> further = members(ForwardPath.of(member));
        if (further.isEmpty()) {
          ends.put(member.text(), member);
        } else {
          collect(further, ends, seen);
        }
      }
    }
  }
}
