package org.mailshim.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.policy.PolicyStore.Changed;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Who may send what to whom: all rules of this package as one, for the servers of an engine. {@link
 * #guard} puts it around a server; the package's documentation has the rules in their order.
 *
 * <p>Rules that look something up block the session's own thread, and no other. A store that fails
 * is local trouble: the client hears 451 and tries again. A DNS that fails is none: DNS lists count
 * as silent, and only the look-up of a sender's domain says 451.
 *
 * <p>One object serves all sessions of several servers; any thread.
 */
public final class Policy {
  private final PolicySettings settings;
  private final PolicySetup setup;
  private final DnsLists dnsLists;
  private final Greylist greylist;
  private final RateLimits limits;
  private final SenderDomains senderDomains;
  private final ClientNames names;
  private final PolicyReplies replies;
  private final RecipientRules rules;
  private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

  /**
   * A policy that has not been asked anything.
   *
   * @param settings what it is told
   * @param setup what it works with; its stores stay the caller's to close, after the servers
   */
  public Policy(PolicySettings settings, PolicySetup setup) {
    this.settings = settings;
    this.setup = setup;
    this.dnsLists =
        new DnsLists(
            settings.dnsLists(),
            setup.resolver(),
            setup.clock(),
            setup.threads(),
            setup.observer());
    this.greylist = new Greylist(setup.memory(), settings.greylist(), setup.clock());
    this.limits = new RateLimits(setup.limits(), settings.rates(), setup.clock());
    this.senderDomains = new SenderDomains(setup.resolver());
    this.names = new ClientNames(setup.resolver());
    this.replies = new PolicyReplies(settings.refusalText(), settings.dnsLists().refusalCode());
    this.rules = new RecipientRules(replies);
  }

  // ---- Around a server.

  /**
   * Puts the policy around a server: its relay policy takes the place of the options', its hooks
   * come before the setup's, and what it tags it tags on the way into the setup's sink.
   */
  public ServerSetup guard(ServerSetup server) {
    return new ServerSetup(
        server.options().withRelay(relay()),
        tagging(server.sink()),
        hooks(server.hooks()),
        server.observer(),
        server.clock(),
        server.random(),
        server.secureRandom(),
        server.ticker(),
        server.pause());
  }

  /**
   * The policy as hooks. A site's hooks are asked after it, about what it lets pass; options and
   * sinks by which they take over are guarded too.
   *
   * @param site the hooks that are asked then, such as {@link ServerHooks#NONE}
   */
  public ServerHooks hooks(ServerHooks site) {
    return new PolicyHooks(this, site);
  }

  /** Relay control alone, for {@link org.mailshim.smtp.server.ServerOptions}. */
  public RelayPolicy relay() {
    return this::relayRefusal;
  }

  /** A sink before another one, which writes the header field for clients on DNS lists. */
  public MailSink tagging(MailSink sink) {
    return new TaggingSink(this, sink);
  }

  /**
   * Hears of logins by POP3, for POP-before-SMTP, and passes on what it hears.
   *
   * @param next the observer that would be there without this
   */
  public org.mailshim.pop3.server.ServerObserver loginWatch(
      org.mailshim.pop3.server.ServerObserver next) {
    return settings.relay().popBeforeSmtp().isPositive() ? new LoginWatch(this, next) : next;
  }

  /**
   * Somebody has logged in by POP3 from an address, which may send anywhere for a while, where the
   * settings say so.
   *
   * @throws PolicyStoreException when the store fails
   */
  public void loggedIn(InetAddress address) {
    Duration time = settings.relay().popBeforeSmtp();
    if (time.isPositive()) {
      Instant now = now();
      var state = new PolicyState(now, 1, now.plus(time));
      setup.memory().update(login(address), now, before -> new Changed<>(state, true));
    }
  }

  /**
   * Asks a DNS list about an address, at once, whatever the settings.
   *
   * @param zone the list
   */
  public DnsListAnswer check(InetAddress address, DomainName zone) {
    return dnsLists.check(address, zone);
  }

  /**
   * The DNS list that speaks against the client of a session, once for each session: for hosts that
   * are told of it. Blocks for the time-out of the settings at most; on the session's thread.
   *
   * @return empty for a client that is on none, that a list speaks for, that may send anywhere, or
   *     that comes to a server for users
   */
  public Optional<DnsListReport.Hit> listing(SessionFacts session) {
    if (!isForStrangers(session) || mayRelay(session)) {
      return Optional.empty();
    }
    DnsListReport report = client(session).dnsLists(dnsLists);
    return report.isAllowed() || report.hits().isEmpty()
        ? Optional.empty()
        : Optional.of(report.hits().getFirst());
  }

  // ---- What the hooks ask, each on a session's thread.

  /** Whether a client may talk at all; empty, or what it hears instead. */
  Optional<Reply> admission(SessionFacts session) {
    ClientSession client = client(session);
    return client.admission(() -> admit(client, session));
  }

  private Optional<Reply> admit(ClientSession client, SessionFacts session) {
    boolean stranger = isForStrangers(session) && !mayRelay(session);
    if (stranger) {
      dnsLists.prefetch(client.address());
    }
    Ruling ruling = mayRelay(session) ? Ruling.yes(PolicyRule.TRUSTED) : enter(client, session);
    return told(session, ruling);
  }

  private Ruling enter(ClientSession client, SessionFacts session) {
    if (settings.relay().denied().contains(client.address())) {
      return Ruling.no(PolicyRule.DENIED_ADDRESS, "", PolicyReplies.DENIED_ADDRESS);
    }
    if (!isForStrangers(session)) {
      return Ruling.yes(PolicyRule.ACCEPTED);
    }
    if (isBlocked(client.address())) {
      return Ruling.no(PolicyRule.TRAPPED, "", PolicyReplies.BLOCKED);
    }
    if (!settings.dnsLists().refusesAtConnect()) {
      return Ruling.yes(PolicyRule.ACCEPTED);
    }
    if (settings.lists().good().match(query(client, session, "", "")).isPresent()) {
      return Ruling.yes(PolicyRule.GOOD_LIST);
    }
    Optional<DnsListReport.Hit> hit =
        client.dnsLists(dnsLists).because(DnsListAction.REFUSE_AT_CONNECT, settings.dnsLists());
    return hit.isEmpty()
        ? Ruling.yes(PolicyRule.ACCEPTED)
        : Ruling.no(PolicyRule.DNS_LIST_AT_CONNECT, hit.get().text(), replies.dnsListed(hit.get()));
  }

  /** Whether a mail transaction may begin; empty, or what the client hears. */
  Optional<Reply> mailRefusal(SessionFacts session, ReversePath from) {
    Optional<Reply> admission = admission(session); // after XCLIENT somebody else is there
    if (admission.isPresent()) {
      return admission;
    }
    return told(session, mail(session, from));
  }

  private Ruling mail(SessionFacts session, ReversePath from) {
    if (from.sender().isPresent()) {
      Mailbox sender = from.sender().get();
      if (isSomebody(session)) {
        Optional<SenderOwnership> ownership = settings.senders().ownership();
        if (ownership.isPresent()
            && !ownership.get().maySendAs(session.identity().orElseThrow(), sender)) {
          return Ruling.no(PolicyRule.SENDER_NOT_OWN, from.text(), PolicyReplies.SENDER_NOT_OWN);
        }
      } else if (settings.senders().localOnly() && mayRelay(session) && !isLocal(sender)) {
        return Ruling.no(PolicyRule.SENDER_NOT_LOCAL, from.text(), PolicyReplies.SENDER_NOT_LOCAL);
      } else if (isForged(session, sender)) {
        return Ruling.no(PolicyRule.SENDER_LOCAL, from.text(), PolicyReplies.SENDER_LOCAL);
      }
    }
    Optional<Duration> wait = untilOctets(session);
    if (wait.isEmpty()) {
      wait = take(session, RateRule.Measure.MESSAGES, 1);
    }
    return wait.isEmpty()
        ? Ruling.yes(PolicyRule.ACCEPTED)
        : Ruling.no(PolicyRule.RATE, "messages", PolicyReplies.tooMuch(wait.get()));
  }

  /** Those on a good list are asked to forward our users' mail, perhaps. */
  private boolean isForged(SessionFacts session, Mailbox sender) {
    return !settings.senders().strangersLocal()
        && isLocal(sender)
        && isForStrangers(session)
        && !mayRelay(session)
        && settings.lists().good().match(query(client(session), session, "", "")).isEmpty();
  }

  private boolean isLocal(Mailbox sender) {
    return settings.relay().localDomains().contains(sender.domain());
  }

  /** Whether a recipient is taken; empty, or what the client hears. */
  Optional<Reply> recipientRefusal(
      SessionFacts session, ReceivedEnvelope envelope, ForwardPath recipient) {
    var facts =
        new RecipientInquiry(this, client(session), session, envelope.reversePath(), recipient);
    return told(session, rules.decide(facts));
  }

  /** The message has come; empty, or why it is not kept. */
  Optional<Reply> messageRefusal(SessionFacts session, long octets) {
    Optional<Duration> wait = take(session, RateRule.Measure.OCTETS, octets);
    return wait.isEmpty()
        ? Optional.empty()
        : told(session, Ruling.no(PolicyRule.RATE, "octets", PolicyReplies.tooMuch(wait.get())));
  }

  /** The header field for a message of this client; empty for none. */
  String tag(SessionFacts session) {
    if (!isForStrangers(session) || mayRelay(session)) {
      return "";
    }
    DnsListReport report = client(session).dnsLists(dnsLists);
    if (report.because(DnsListAction.TAG, settings.dnsLists()).isEmpty()) {
      return "";
    }
    StringBuilder field = new StringBuilder(settings.dnsLists().tagField()).append(": ");
    String separator = "";
    for (DnsListReport.Hit hit : report.hits()) {
      field.append(separator).append(hit.text());
      separator = ",\r\n\t";
    }
    field.append("; score=").append(report.score());
    setup.observer().tagged(session, field.toString().replace("\r\n\t", " "));
    return field.append("\r\n").toString();
  }

  /** The session is over. */
  void end(SessionFacts session) {
    sessions.remove(session.id());
  }

  // ---- What the rules ask.

  PolicySettings settings() {
    return settings;
  }

  DnsLists dnsLists() {
    return dnsLists;
  }

  Greylist greylist() {
    return greylist;
  }

  SenderDomains senderDomains() {
    return senderDomains;
  }

  AccessQuery query(ClientSession client, SessionFacts session, String from, String to) {
    return new ClientQuery(
        client,
        session,
        from.isEmpty() ? "" : ClientQuery.text(from),
        to.isEmpty() ? "" : ClientQuery.text(to),
        names,
        dnsLists);
  }

  /** Whether strangers are what this server is for; neighbours and users have other ports. */
  boolean isForStrangers(SessionFacts session) {
    return session.mode() == ServerMode.MX;
  }

  /** Whether a client may send anywhere: somebody, a trusted address, or POP-before-SMTP. */
  public boolean mayRelay(SessionFacts session) {
    InetAddress address = session.peer().address();
    return isSomebody(session)
        || settings.relay().trusted().contains(address)
        || hasLoggedIn(address);
  }

  /** ANONYMOUS (RFC 4505) has authenticated as nobody. */
  private static boolean isSomebody(SessionFacts session) {
    return session.identity().isPresent() && !session.identity().get().isEmpty();
  }

  private boolean hasLoggedIn(InetAddress address) {
    return settings.relay().popBeforeSmtp().isPositive()
        && setup.memory().find(login(address), now()).isPresent();
  }

  private static PolicyKey login(InetAddress address) {
    return new PolicyKey(PolicyKey.Kind.LOGIN, address.getHostAddress());
  }

  /** A client has written to a trap. */
  void trap(ClientSession client) {
    Duration time = settings.traps().blockTime();
    if (time.isPositive()) {
      Instant now = now();
      var state = new PolicyState(now, 1, now.plus(time));
      setup.memory().update(trapped(client.address()), now, before -> new Changed<>(state, true));
      client.trap(PolicyReplies.BLOCKED);
    }
  }

  private boolean isBlocked(InetAddress address) {
    return settings.traps().blockTime().isPositive()
        && setup.memory().find(trapped(address), now()).isPresent();
  }

  private static PolicyKey trapped(InetAddress address) {
    return new PolicyKey(PolicyKey.Kind.TRAPPED, ClientNetwork.host(address));
  }

  Optional<Duration> take(SessionFacts session, RateRule.Measure measure, long amount) {
    return isUnlimited(session) ? Optional.empty() : limits.take(limited(session), measure, amount);
  }

  private Optional<Duration> untilOctets(SessionFacts session) {
    return isUnlimited(session)
        ? Optional.empty()
        : limits.untilAny(limited(session), RateRule.Measure.OCTETS);
  }

  private boolean isUnlimited(SessionFacts session) {
    return settings.rates().isEmpty() || settings.unlimited().contains(session.peer().address());
  }

  private static RateLimits.Client limited(SessionFacts session) {
    return new RateLimits.Client(
        session.peer().address(), session.identity().filter(name -> !name.isEmpty()));
  }

  private Optional<Reply> relayRefusal(SessionFacts session, ForwardPath recipient) {
    RelaySettings relay = settings.relay();
    boolean here = relay.isLocal(recipient) || relay.isRelayed(recipient);
    return here || mayRelay(session)
        ? Optional.empty()
        : Optional.of(PolicyReplies.RELAYING_DENIED);
  }

  private Optional<Reply> told(SessionFacts session, Ruling ruling) {
    ruling
        .refusal()
        .ifPresent(
            reply -> setup.observer().refused(session, ruling.rule(), ruling.detail(), reply));
    return ruling.refusal();
  }

  private Instant now() {
    return setup.clock().instant();
  }

  private ClientSession client(SessionFacts session) {
    ClientSession known = sessions.get(session.id());
    if (known == null || !known.address().equals(session.peer().address())) {
      known = new ClientSession(session.peer().address());
      sessions.put(session.id(), known);
    }
    return known;
  }
}
