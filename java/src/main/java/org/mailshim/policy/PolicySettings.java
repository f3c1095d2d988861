package org.mailshim.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;

/**
 * What a {@link Policy} is told. Begin with {@link #closed} or {@link #forDomains} and change what
 * is wanted; nothing but relay control is on by itself. Immutable, for any thread.
 *
 * @param relay for whom mail is taken to where
 * @param senders what a reverse-path has to be
 * @param dnsLists which DNS lists are asked
 * @param lists everybody's good, bad and gray lists
 * @param userLists the users' own
 * @param greylist who is greylisted
 * @param rates how much may be sent
 * @param unlimited the clients that no rate holds for
 * @param traps who is nobody's correspondent
 * @param reachable the local-parts that strangers can write to whatever lists say, since who is
 *     refused by mistake must be able to say so (RFC 5321 §4.5.1, RFC 2142)
 * @param refusalText what clients on a bad list are told, printable ASCII
 */
public record PolicySettings(
    RelaySettings relay,
    SenderSettings senders,
    DnsListSettings dnsLists,
    AccessLists lists,
    UserLists userLists,
    GreylistSettings greylist,
    List<RateRule> rates,
    AddressSet unlimited,
    TrapSettings traps,
    Set<String> reachable,
    String refusalText) {
  private static final Set<String> REACHABLE = Set.of("abuse", "postmaster");

  /**
   * Copies what is not immutable.
   *
   * @throws IllegalArgumentException when the text of a refusal is not printable ASCII, or longer
   *     than 400 characters
   */
  public PolicySettings {
    rates = List.copyOf(rates);
    Set<String> lower = new TreeSet<>();
    for (String each : reachable) {
      lower.add(each.toLowerCase(Locale.ROOT));
    }
    reachable = Set.copyOf(lower);
    for (int i = 0; i < refusalText.length(); i++) {
      if (refusalText.charAt(i) < ' ' || refusalText.charAt(i) > '~') {
        throw new IllegalArgumentException("the text of a refusal is not ASCII at " + i);
      }
    }
    if (refusalText.length() > 400) {
      throw new IllegalArgumentException("the text of a refusal is longer than 400 characters");
    }
  }

  /** Mail for the postmaster only; every other rule off. */
  public static PolicySettings closed() {
    return new PolicySettings(
        RelaySettings.CLOSED,
        SenderSettings.ANY,
        DnsListSettings.NONE,
        AccessLists.EMPTY,
        UserLists.NONE,
        GreylistSettings.GRAY_LISTED,
        List.of(),
        AddressSet.EMPTY,
        TrapSettings.NONE,
        REACHABLE,
        "Your mail is not wanted here; if that is a mistake, write to postmaster");
  }

  /** Mail for everybody in these domains, and elsewhere only for who has authenticated. */
  public static PolicySettings forDomains(Set<Domain> localDomains) {
    return closed().with(RelaySettings.of(localDomains));
  }

  /** These with another relay control. */
  public PolicySettings with(RelaySettings other) {
    var draft = new Draft(this);
    draft.relay = other;
    return draft.finished();
  }

  /** These with other conditions for reverse-paths. */
  public PolicySettings with(SenderSettings other) {
    var draft = new Draft(this);
    draft.senders = other;
    return draft.finished();
  }

  /** These with other DNS lists. */
  public PolicySettings with(DnsListSettings other) {
    var draft = new Draft(this);
    draft.dnsLists = other;
    return draft.finished();
  }

  /** These with other lists. */
  public PolicySettings with(AccessLists everybodys, UserLists users) {
    var draft = new Draft(this);
    draft.lists = everybodys;
    draft.userLists = users;
    return draft.finished();
  }

  /** These with another greylisting. */
  public PolicySettings with(GreylistSettings other) {
    var draft = new Draft(this);
    draft.greylist = other;
    return draft.finished();
  }

  /** These with limits, and with clients that they do not hold for. */
  public PolicySettings with(List<RateRule> rules, AddressSet except) {
    var draft = new Draft(this);
    draft.rates = rules;
    draft.unlimited = except;
    return draft.finished();
  }

  /** These with traps. */
  public PolicySettings with(TrapSettings other) {
    var draft = new Draft(this);
    draft.traps = other;
    return draft.finished();
  }

  /** These with other local-parts that can always be reached; none is against the RFC. */
  public PolicySettings withReachable(Set<String> localParts) {
    var draft = new Draft(this);
    draft.reachable = localParts;
    return draft.finished();
  }

  /** These with another text for clients on a bad list. */
  public PolicySettings withRefusalText(String text) {
    var draft = new Draft(this);
    draft.refusalText = text;
    return draft.finished();
  }

  /** Whether strangers can always write to a recipient. */
  boolean isReachable(ForwardPath recipient) {
    return switch (recipient) {
      case ForwardPath.Postmaster postmaster -> true;
      case ForwardPath.Of of ->
          reachable.contains(of.mailbox().localPart().toLowerCase(Locale.ROOT));
    };
  }

  /** A copy to change. It names all components, so that others name only what they change. */
  private static final class Draft {
    RelaySettings relay;
    SenderSettings senders;
    DnsListSettings dnsLists;
    AccessLists lists;
    UserLists userLists;
    GreylistSettings greylist;
    List<RateRule> rates;
    AddressSet unlimited;
    TrapSettings traps;
    Set<String> reachable;
    String refusalText;

    Draft(PolicySettings of) {
      relay = of.relay;
      senders = of.senders;
      dnsLists = of.dnsLists;
      lists = of.lists;
      userLists = of.userLists;
      greylist = of.greylist;
      rates = of.rates;
      unlimited = of.unlimited;
      traps = of.traps;
      reachable = of.reachable;
      refusalText = of.refusalText;
    }

    PolicySettings finished() {
      return new PolicySettings(
          relay,
          senders,
          dnsLists,
          lists,
          userLists,
          greylist,
          rates,
          unlimited,
          traps,
          reachable,
          refusalText);
    }
  }
}
