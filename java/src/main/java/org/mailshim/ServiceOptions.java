package org.mailshim;

import java.security.SecureRandom;
import java.util.Optional;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.authentication.AuthenticatingSink;
import org.mailshim.authentication.AuthenticationSettings;
import org.mailshim.authentication.DkimSigningSink;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.delivery.QueueSink;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.filter.FilterSink;
import org.mailshim.lists.MailingLists;
import org.mailshim.pop3.server.LoginPolicy;
import org.mailshim.pop3.server.Pop3Server;
import org.mailshim.queue.Spool;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerAuthentication;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.store.MaildropName;
import org.mailshim.transport.ListenerSettings;

/**
 * Makes of a server's parts and a service what the sessions of that service need, and starts it.
 * Any thread.
 */
final class ServiceOptions {
  private static final Reply NO_SUCH_USER =
      Reply.of(550, new EnhancedStatusCode(5, 1, 1), "there is no such user here");

  private final MailServerBuilder parts;
  private final Storage storage;
  private final Optional<UserDirectory> users;
  private final ServerLists lists;
  private final LocalRecipients localRecipients;
  private final Optional<ServerPolicy> policy;
  private final SmtpHookSwitch smtpHooks;
  private final Pop3HookSwitch pop3Hooks;
  private final MailSink sink;
  private final AuthenticationSettings authentication;
  private final SecureRandom secureRandom = new SecureRandom();

  ServiceOptions(MailServerBuilder parts, Storage storage) {
    this.parts = parts;
    this.storage = storage;
    this.users = parts.users.directory();
    LocalRecipients known = parts.recipients.orElseGet(this::usersAsRecipients);
    this.lists = ServerLists.open(parts, storage, known);
    this.localRecipients = lists.recipients();
    this.policy = ServerPolicy.open(parts, localRecipients);
    this.smtpHooks = new SmtpHookSwitch(parts.smtpHooks);
    this.pop3Hooks = new Pop3HookSwitch(parts.pop3Hooks);
    this.sink = filtered(signed(new QueueSink(storage.queue())));
    this.authentication = parts.authentication.apply(nothingAsked());
  }

  private LocalRecipients usersAsRecipients() {
    return LocalRecipients.of(parts.localDomains, this::maildrop);
  }

  private Optional<MaildropName> maildrop(String name) {
    boolean known =
        users.isPresent() && MaildropName.isName(name) && users.get().find(name).isPresent();
    return known ? Optional.of(new MaildropName(name)) : Optional.empty();
  }

  LocalRecipients localRecipients() {
    return localRecipients;
  }

  Optional<MailingLists> lists() {
    return lists.lists();
  }

  void smtpHooks(org.mailshim.smtp.server.ServerHooks hooks) {
    smtpHooks.to(hooks);
  }

  void pop3Hooks(org.mailshim.pop3.server.ServerHooks hooks) {
    pop3Hooks.to(hooks);
  }

  /** How mail is sent, under the server's name unless another one was given. */
  OutgoingOptions named(OutgoingOptions outgoing) {
    boolean unnamed = outgoing.ownName().isEmpty() && parts.name instanceof DomainName;
    return unnamed ? outgoing.withOwnName((DomainName) parts.name) : outgoing;
  }

  SmtpServer start(SmtpService service) {
    ServerSetup setup =
        ServerSetup.of(smtpOptions(service), sink(service))
            .withHooks(service.hooks().isPresent() ? service.hooks().get() : smtpHooks)
            .withObserver(FlightRecording.of(parts.smtpObserver))
            .withClock(parts.clock, parts.random)
            .withSecureRandom(secureRandom);
    return SmtpServer.start(guarded(setup), where(service), parts.listenerObserver);
  }

  private AuthenticationSettings nothingAsked() {
    String authservId = parts.name instanceof DomainName name ? name.ascii() : "localhost";
    return AuthenticationSettings.off(authservId).withTrusted(parts.relayFor);
  }

  private MailSink signed(MailSink next) {
    return parts.signers.isEmpty()
        ? next
        : new DkimSigningSink(parts.signers, parts.relayFor, Spool::new, next);
  }

  private MailSink filtered(MailSink next) {
    return parts.filters.isEmpty()
        ? next
        : new FilterSink(parts.filters, parts.takesUnfiltered, Spool::new, next);
  }

  /** The way of a message into the queue: who vouches for it is asked first. */
  private MailSink sink(SmtpService service) {
    AuthenticationSettings asked = service.authentication().apply(authentication);
    if (asked.isOff()) {
      return sink;
    }
    var resolver = new DnsResolver(parts.outgoing.dns(), parts.random, new DnsClients());
    return new AuthenticatingSink(asked, resolver, parts.clock, parts.random, Spool::new, sink);
  }

  private ServerSetup guarded(ServerSetup setup) {
    return policy.isPresent() ? policy.get().policy().guard(setup) : setup;
  }

  private ServerOptions smtpOptions(SmtpService service) {
    ServerOptions options = ServerOptions.of(parts.name, service.mode()).withRelay(relay());
    if (service.tls().isPresent()) {
      options = withTls(options, service, service.tls().get());
    }
    if (users.isPresent() && service.mode() != ServerMode.LMTP) {
      var authentication = ServerAuthentication.with(users.get());
      options =
          options.withAuthentication(
              service.passwordsInClear() ? authentication.allowedInClear() : authentication);
    } else if (service.mode() == ServerMode.SUBMISSION) {
      throw new IllegalStateException("submission needs users, or nobody can submit");
    }
    return service.change().apply(options);
  }

  /** STARTTLS is left out where there is no certificate, unless the service is not one without. */
  private ServerOptions withTls(ServerOptions options, SmtpService service, ServerTls.Use use) {
    if (parts.tls.isPresent()) {
      return options.withTls(new ServerTls(parts.tls.get(), use));
    }
    if (use != ServerTls.Use.OFFERED) {
      throw noCertificate(service);
    }
    return options;
  }

  private static IllegalStateException noCertificate(MailService service) {
    return new IllegalStateException(
        "no certificate for "
            + service.where().address()
            + ": give the server one with tls(…), or say inClear() of the service");
  }

  private RelayPolicy relay() {
    RelayPolicy policy =
        parts.relay.orElseGet(() -> RelayPolicy.forDomains(parts.localDomains, parts.relayFor));
    return (session, recipient) -> {
      Optional<Reply> refusal = policy.refusal(session, recipient);
      return refusal.isPresent() ? refusal : unknown(recipient);
    };
  }

  private Optional<Reply> unknown(ForwardPath recipient) {
    return localRecipients.find(recipient) instanceof LocalRecipients.Unknown
        ? Optional.of(NO_SUCH_USER)
        : Optional.empty();
  }

  Pop3Server start(Pop3Service service) {
    if (users.isEmpty()) {
      throw new IllegalStateException("POP3 needs users, or nobody can log in");
    }
    LoginPolicy logins = LoginPolicy.with(users.get());
    var options =
        org.mailshim.pop3.server.ServerOptions.of(
            parts.name.ascii(), service.passwordsInClear() ? logins.allowedInClear() : logins);
    if (service.tls().isPresent()) {
      if (parts.tls.isEmpty()) {
        throw noCertificate(service);
      }
      var tls = new org.mailshim.pop3.server.ServerTls(parts.tls.get(), service.tls().get());
      options = options.withTls(tls);
    }
    var setup =
        org.mailshim.pop3.server.ServerSetup.of(service.change().apply(options), storage.store())
            .withHooks(service.hooks().isPresent() ? service.hooks().get() : pop3Hooks)
            .withObserver(pop3Observer());
    return Pop3Server.start(setup, where(service), parts.listenerObserver);
  }

  private ListenerSettings where(MailService service) {
    ListenerSettings where = service.where();
    return parts.connectionThreads.map(where::withThreads).orElse(where);
  }

  private org.mailshim.pop3.server.ServerObserver pop3Observer() {
    var observer = FlightRecording.of(parts.pop3Observer);
    return policy.isPresent() ? policy.get().policy().loginWatch(observer) : observer;
  }

  /** Closes what was made for the services; after them. */
  void close() {
    if (policy.isPresent()) {
      policy.get().close();
    }
    lists.close();
  }
}
