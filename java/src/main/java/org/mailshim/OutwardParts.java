package org.mailshim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.authentication.DkimSigners;
import org.mailshim.delivery.ConcurrencySettings;
import org.mailshim.delivery.DeliverySettings;
import org.mailshim.delivery.NoticeSettings;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.delivery.RetrySchedule;
import org.mailshim.delivery.Route;
import org.mailshim.retrieval.CollectionMemory;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.retrieval.CollectionSchedule;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.transport.KeyMaterial;

/**
 * What a {@link MailServer} is to do with other hosts: how it delivers and signs what is for them,
 * and which mailboxes it collects from them. What it is at home is in {@link MailServerBuilder},
 * whose methods these are to whoever calls them: it is the only subclass.
 */
abstract sealed class OutwardParts permits MailServerBuilder {
  private static final int COLLECTED_AT_ONCE = 8;

  Route route = new Route.Direct();
  final Map<String, Route> routes = new HashMap<>();
  UnaryOperator<DeliverySettings> delivery = UnaryOperator.identity();
  ConcurrencySettings concurrency = ConcurrencySettings.DEFAULT;
  NoticeSettings notices = NoticeSettings.DEFAULT;
  OutgoingOptions outgoing = OutgoingOptions.defaults();
  RetrySchedule schedule = RetrySchedule.DEFAULT;
  boolean delivering = true;
  QueueObserver queueObserver = QueueObserver.NONE;
  DkimSigners signers = DkimSigners.NONE;
  final List<Function<CollectionTargets, ExternalMailbox>> mailboxes = new ArrayList<>();
  Optional<CollectionMemory> collected = Optional.empty();
  CollectionSchedule collectionSchedule = CollectionSchedule.DEFAULT;
  int collectedAtOnce = COLLECTED_AT_ONCE;
  CollectionObserver collectionObserver = CollectionObserver.NONE;

  /** This, as the methods return it. */
  abstract MailServerBuilder self();

  /** Sends what is for elsewhere by one server, in clear where that offers no TLS. */
  public MailServerBuilder smartHost(String host, int port) {
    route = new Route.SmartHost(host, port);
    return self();
  }

  /** Sends what is for elsewhere by one server, with TLS and credentials as the policy has it. */
  public MailServerBuilder smartHost(String host, int port, ConnectionPolicy policy) {
    outgoing = outgoing.withSmartHosts(policy);
    return smartHost(host, port);
  }

  /**
   * Which way mail for one domain goes, in place of that for elsewhere.
   *
   * @param domain a domain name; with a dot before it for the domains below it
   */
  public MailServerBuilder route(String domain, Route way) {
    routes.put(domain, way);
    return self();
  }

  /**
   * The last word on how deliveries are made.
   *
   * @param last gets the settings that follow from the others and gives those that count
   */
  public MailServerBuilder delivery(UnaryOperator<DeliverySettings> last) {
    delivery = last;
    return self();
  }

  /** How many messages each destination gets at once. */
  public MailServerBuilder concurrency(ConcurrencySettings settings) {
    concurrency = settings;
    return self();
  }

  /** What senders are told of messages that are late or cannot be delivered. */
  public MailServerBuilder notices(NoticeSettings settings) {
    notices = settings;
    return self();
  }

  /**
   * How mail is sent: TLS, time-outs, name servers, and proxies, which hold for collecting too.
   * Where it names no host, that is the server's name.
   */
  public MailServerBuilder outgoing(OutgoingOptions options) {
    outgoing = options;
    return self();
  }

  /** When a delivery that failed for now is tried again, and when given up. */
  public MailServerBuilder schedule(RetrySchedule other) {
    schedule = other;
    return self();
  }

  /** Leaves what is in the queue to others: to a runner of the caller's, or to another host. */
  public MailServerBuilder withoutDelivery() {
    delivering = false;
    return self();
  }

  /** Who hears how deliveries fare. */
  public MailServerBuilder queueObserver(QueueObserver observer) {
    queueObserver = observer;
    return self();
  }

  /**
   * Signs what this server's users and neighbours send in the name of a domain, what is {@link
   * MailServer#submit submitted} by this program, and notices to senders (DKIM, RFC 6376).
   *
   * @param signer one for each domain, or several, as one for each algorithm; added to those before
   */
  public MailServerBuilder sign(DkimSigner signer) {
    signers = signers.with(signer);
    return self();
  }

  /**
   * As {@link MailServerBuilder#sign(DkimSigner)}, with a key from a file; the parameters {@code
   * dkim_domain}, {@code dkim_sel} and {@code dkim_key} of the LsoL server. Say {@link
   * MailServerBuilder#clock} before it, if at all.
   *
   * @param domain the signing domain
   * @param selector which of its keys
   * @param key RSA or Ed25519, PEM
   * @throws IllegalArgumentException when the names are none, or the key cannot sign
   * @throws org.mailshim.transport.TransportException.Tls when the file holds no key
   */
  public MailServerBuilder sign(String domain, String selector, Path key) {
    return sign(DkimSigner.of(domain, selector, KeyMaterial.privateKey(key), self().clock));
  }

  /**
   * Collects mail from another POP3 server, from the start on and by the {@link
   * MailServerBuilder#collectionSchedule}; {@link MailServer#collect} adds to it later.
   *
   * <pre>{@code
   * .collect(here -> ExternalMailbox.of("pop.example.org", 995, SessionSecurity.implicit(tls),
   *     new Credentials.Password("ann.example", secret), here.maildrop("ann")))
   * }</pre>
   *
   * <p>Connections take the way that {@link MailServerBuilder#outgoing} has for mailboxes. What was
   * collected is remembered in the queue's file, unless there is a {@link
   * MailServerBuilder#collectionMemory}.
   *
   * @param mailbox is given the places where this server can put mail, when it starts, and gives
   *     the mailbox
   */
  public MailServerBuilder collect(Function<CollectionTargets, ExternalMailbox> mailbox) {
    mailboxes.add(mailbox);
    return self();
  }

  /** Collects mail from other POP3 servers, for targets of the caller's own. */
  public MailServerBuilder collect(ExternalMailbox... more) {
    for (ExternalMailbox each : more) {
      mailboxes.add(here -> each);
    }
    return self();
  }

  /**
   * How often mailboxes are collected, and how many of them at the same time.
   *
   * @param often when each is due
   * @param atOnce how many sessions at most, at least 1
   * @throws IllegalArgumentException when that is less
   */
  public MailServerBuilder collectionSchedule(CollectionSchedule often, int atOnce) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("at most " + atOnce + " mailboxes");
    }
    collectionSchedule = often;
    collectedAtOnce = atOnce;
    return self();
  }

  /**
   * What remembers which messages were collected, such as a database that several hosts share. It
   * stays the caller's to close, after the server.
   */
  public MailServerBuilder collectionMemory(CollectionMemory other) {
    collected = Optional.of(other);
    return self();
  }

  /** Who hears how collections go. */
  public MailServerBuilder collectionObserver(CollectionObserver observer) {
    collectionObserver = observer;
    return self();
  }
}
