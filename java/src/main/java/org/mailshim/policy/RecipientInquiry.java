package org.mailshim.policy;

import java.time.Duration;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.server.SessionFacts;

/** Finds out what {@link RecipientRules} want to know of a recipient. One recipient, one thread. */
final class RecipientInquiry implements RecipientFacts {
  private final Policy policy;
  private final PolicySettings settings;
  private final ClientSession client;
  private final SessionFacts session;
  private final ReversePath from;
  private final ForwardPath to;
  private final boolean mayRelay;

  RecipientInquiry(
      Policy policy, ClientSession client, SessionFacts session, ReversePath from, ForwardPath to) {
    this.policy = policy;
    this.settings = policy.settings();
    this.client = client;
    this.session = session;
    this.from = from;
    this.to = to;
    this.mayRelay = policy.mayRelay(session);
  }

  @Override
  public boolean isLocal() {
    return settings.relay().isLocal(to);
  }

  @Override
  public boolean isRelayed() {
    return settings.relay().isRelayed(to);
  }

  @Override
  public boolean mayRelay() {
    return mayRelay;
  }

  @Override
  public boolean isStranger() {
    return policy.isForStrangers(session) && !mayRelay;
  }

  @Override
  public boolean isForbiddenRoute() {
    return !mayRelay && !settings.relay().senderRouting() && RelaySettings.isRouted(to);
  }

  @Override
  public boolean isTrapped() {
    return client.isTrapped();
  }

  @Override
  public boolean isTrap() {
    boolean trap = settings.traps().isTrap(to);
    if (trap) {
      policy.trap(client);
    }
    return trap;
  }

  @Override
  public boolean isKnown() {
    return to.domain().isEmpty() || settings.relay().recipients().knows(to);
  }

  @Override
  public boolean isReachable() {
    return settings.isReachable(to);
  }

  @Override
  public Optional<AccessLists.Match> list() {
    AccessQuery query = policy.query(client, session, from.text(), to.text());
    AccessLists users = isLocal() ? settings.userLists().of(to) : AccessLists.EMPTY;
    return AccessLists.find(query, settings.lists(), users);
  }

  @Override
  public boolean isAllowedByDnsList() {
    return client.dnsLists(policy.dnsLists()).isAllowed();
  }

  @Override
  public Optional<DnsListReport.Hit> refusingDnsList() {
    return client
        .dnsLists(policy.dnsLists())
        .because(DnsListAction.REFUSE_AT_RCPT, settings.dnsLists());
  }

  @Override
  public SenderDomains.Verdict senderDomain() {
    return settings.senders().domainExists()
        ? client.senderDomain(from, policy.senderDomains())
        : SenderDomains.Verdict.GOOD;
  }

  @Override
  public Optional<Duration> greylisted(boolean grayListed) {
    boolean greylisting =
        switch (settings.greylist().scope()) {
          case NOBODY -> false;
          case GRAY_LISTED -> grayListed;
          case STRANGERS -> true;
        };
    return greylisting && !isExempt()
        ? policy.greylist().delay(client.address(), from, to)
        : Optional.empty();
  }

  private boolean isExempt() {
    return settings.greylist().exchangersPass()
        && policy.senderDomains().isExchanger(from, client.address());
  }

  @Override
  public Optional<Duration> limited() {
    return policy.take(session, RateRule.Measure.RECIPIENTS, 1);
  }
}
