package org.mailshim.abi.srv;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.MailEngine;
import org.mailshim.MailListener;
import org.mailshim.MailServer;
import org.mailshim.MailServerBuilder;
import org.mailshim.MailService;
import org.mailshim.Pop3Service;
import org.mailshim.SmtpService;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.Lifecycle;
import org.mailshim.address.AddressList;
import org.mailshim.delivery.LocalDelivery;
import org.mailshim.delivery.QueueSink;
import org.mailshim.store.MaildirStore;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.Quota;
import org.mailshim.transport.KeyMaterial;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TlsServerSettings;

/**
 * The SMTP and POP3 servers of the host: one {@link MailServer} with a port for each call of {@code
 * SetSMTPServer} or {@code SetPOP3Server}, on the queue of {@code SRVInitSendMsgBackgaund}. Any
 * thread.
 *
 * <p>The mail server is made by the first port and goes with the last one; the parameters count
 * that stand when it is made, or when a port opens, unless they are read at each question, as users
 * and local domains are. All of it runs on mailshim's threads: what a host's thread started would
 * have that thread's signals.
 */
final class SrvServers {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Configuration CONFIGURATION = ClientStream.CONFIGURATION;
  private static final SrvUsers USERS = new SrvUsers(CONFIGURATION);
  private static final LocalMail LOCAL_MAIL =
      new LocalMail(CONFIGURATION, USERS, SrvServers::hasCallbacks);

  private static final SrvRecipients RECIPIENTS = new SrvRecipients(CONFIGURATION, LOCAL_MAIL);

  private static final ReentrantLock LOCK = new ReentrantLock();

  // Under the lock.
  private static final Map<Integer, Port> PORTS = new TreeMap<>();
  private static @Nullable Running running;
  private static boolean registered;

  private static volatile boolean callbacks;

  /** The mail server of all ports, the queue that it fills and the policy that guards it. */
  private record Running(
      MailServer server, SrvQueue queue, SrvPolicy policy, List<String> certificate) {
    boolean stop(Duration patience) {
      boolean inTime = server.stop(patience);
      policy.close();
      return inTime;
    }
  }

  /** A port that a call has opened: at one address or at several. */
  private sealed interface Port {
    List<MailListener> listeners();

    /** The same port, with another function. */
    void handler(RequestHandler other);
  }

  private record SmtpPort(SmtpRules rules, List<MailListener> listeners) implements Port {
    @Override
    public void handler(RequestHandler other) {
      rules.requests().handler(other);
    }
  }

  private record Pop3Port(Pop3Requests requests, List<MailListener> listeners) implements Port {
    @Override
    public void handler(RequestHandler other) {
      requests.handler(other);
    }
  }

  private SrvServers() {}

  private static boolean hasCallbacks() {
    return callbacks;
  }

  /** Whether an SMTP port is open there: mail that would go there would come back. */
  static boolean listensAt(InetAddress address, int port) {
    Running open;
    LOCK.lock();
    try {
      open = running;
    } finally {
      LOCK.unlock();
    }
    return open != null && open.server().ownListeners().listensAt(address, port);
  }

  /** What deliveries need to reach users of this host. */
  static LocalDelivery localDelivery() {
    return new LocalDelivery(RECIPIENTS, store());
  }

  /** The users' maildrops. */
  static MaildropStore store() {
    return new MaildirStore(
        LOCAL_MAIL, Quota.none(), SrvEngine.CLOCK, SrvEngine.RANDOM, LocalMail.NAMELESS);
  }

  /**
   * Opens SMTP ports, or gives those that are open another function.
   *
   * @param port 0 for those that are configured
   */
  static void smtp(RequestHandler handler, int port) {
    if (port != 0) {
      boolean implicit = port == CONFIGURATION.number(Parameter.SMTPS_PORT);
      open(port, handler, implicit ? SmtpService.submissions(port) : SmtpService.mx(port));
      return;
    }
    int main = CONFIGURATION.number(Parameter.SMTP_PORT);
    int opened = open(main, handler, SmtpService.mx(main));
    if (main == 0) {
      CONFIGURATION.found(Parameter.SMTP_PORT, opened);
    }
    int submission = CONFIGURATION.number(Parameter.SMTP_SUBMISSION_PORT);
    if (submission != 0) {
      open(submission, handler, SmtpService.submission(submission));
    }
    int submissions = CONFIGURATION.number(Parameter.SMTPS_PORT);
    if (submissions != 0) {
      open(submissions, handler, SmtpService.submissions(submissions));
    }
  }

  /** Opens POP3 ports, or gives those that are open another function; 0 for the configured ones. */
  static void pop3(RequestHandler handler, int port) {
    if (port != 0) {
      boolean implicit = port == CONFIGURATION.number(Parameter.POPS_PORT);
      open(port, handler, implicit ? Pop3Service.pop3s(port) : Pop3Service.pop3(port));
      return;
    }
    int main = CONFIGURATION.number(Parameter.POP_PORT);
    int opened = open(main, handler, Pop3Service.pop3(main));
    if (main == 0) {
      CONFIGURATION.found(Parameter.POP_PORT, opened);
    }
    int implicit = CONFIGURATION.number(Parameter.POPS_PORT);
    if (implicit != 0) {
      open(implicit, handler, Pop3Service.pop3s(implicit));
    }
  }

  /** Gives the port that it is open at. */
  private static int open(int port, RequestHandler handler, MailService service) {
    Lifecycle.begin();
    LOCK.lock();
    try {
      Port known = port == 0 ? null : PORTS.get(port);
      if (known != null && known instanceof SmtpPort == service instanceof SmtpService) {
        known.handler(handler);
        callbacks |= !handler.callback().isNull();
        return port;
      }
      if (known != null) {
        throw new AbiException(
            ErrorCode.NETWORK, "port " + port + " is open for the other protocol already");
      }
      return openNew(handler, service);
    } finally {
      LOCK.unlock();
      Lifecycle.begun();
    }
  }

  private static int openNew(RequestHandler handler, MailService service) {
    Running known = running;
    SrvQueue queue = known == null ? SrvEngine.queue(CONFIGURATION) : known.queue();
    Port opened = null;
    try {
      opened = OnWorker.call(() -> opened(running(queue), queue, handler, service));
    } finally {
      Running idle = running;
      if (opened == null && idle != null && PORTS.isEmpty()) {
        running = null;
        idle.stop(PATIENCE);
        GuestThreads.leaveService();
      }
    }
    int port = opened.listeners().getFirst().port();
    PORTS.put(port, opened);
    callbacks |= !handler.callback().isNull();
    return port;
  }

  /** The mail server, made if there is none. Under the lock, on a worker. */
  private static Running running(SrvQueue queue) {
    Running known = running;
    if (known != null) {
      requireCertificate(known);
      return known;
    }
    if (!registered) {
      registered = true;
      Lifecycle.register(SrvServers::stopAll);
    }
    var policy = new SrvPolicy(CONFIGURATION, LOCAL_MAIL, RECIPIENTS);
    String name = CONFIGURATION.text(Parameter.SMTP_NAME);
    MailServerBuilder builder =
        MailEngine.server(name.isEmpty() ? LocalMail.NAMELESS : name)
            .queue(queue.queue())
            .withoutDelivery()
            .store(store())
            .users(USERS)
            .recipients(RECIPIENTS)
            .relay(LOCAL_MAIL)
            .smtpObserver(new SmtpRequests.Observer())
            .pop3Observer(new Pop3Requests.Observer(policy))
            .listenerObserver(new PortLog())
            .clock(SrvEngine.CLOCK, SrvEngine.RANDOM)
            .threads(GuestThreads::session, GuestThreads::worker)
            .connectionThreads(GuestThreads::serve);
    List<String> certificate = certificate();
    if (!certificate.isEmpty()) {
      builder.tls(new TlsServer(TlsServerSettings.of(keyMaterial(certificate.getFirst()))));
    }
    var started = new Running(builder.start(), queue, policy, certificate);
    GuestThreads.enterService();
    running = started;
    return started;
  }

  /** The files of the certificate and of its key; empty without TLS. */
  private static List<String> certificate() {
    String certificate = CONFIGURATION.text(Parameter.TLS_CERT_FILE);
    return certificate.isEmpty() || CONFIGURATION.number(Parameter.SMTP_TLS) != 1
        ? List.of()
        : List.of(certificate, CONFIGURATION.text(Parameter.TLS_KEY_FILE));
  }

  /** All ports have one certificate. A further port must not seem to have another one, or any. */
  private static void requireCertificate(Running known) {
    if (!known.certificate().equals(certificate())) {
      throw new AbiException(
          ErrorCode.TLS,
          "tls_cert_file, tls_key_file and smtp_tls stand as they were when the first port opened; "
              + "close all ports before they change");
    }
  }

  private static KeyMaterial keyMaterial(String certificate) {
    String key = CONFIGURATION.text(Parameter.TLS_KEY_FILE);
    return KeyMaterial.pem(Path.of(certificate), Path.of(key.isEmpty() ? certificate : key));
  }

  private static Port opened(
      Running running, SrvQueue queue, RequestHandler handler, MailService service) {
    return switch (service) {
      case SmtpService smtp -> {
        var sink = new SmtpSink(CONFIGURATION, running.policy(), new QueueSink(queue.queue()));
        var requests = new SmtpRequests(handler, sink);
        var rules =
            new SmtpRules(
                running.policy(), requests, sink, given -> ServerSettings.session(given, USERS));
        SmtpService asked = ServerSettings.smtp(smtp, rules);
        yield new SmtpPort(rules, listen(running.server(), asked, Parameter.SMTP_BIND));
      }
      case Pop3Service pop3 -> {
        var requests =
            new Pop3Requests(
                handler, running.policy(), given -> ServerSettings.session(given, USERS));
        Pop3Service asked = ServerSettings.pop3(pop3, requests);
        yield new Pop3Port(requests, listen(running.server(), asked, Parameter.POP_BIND));
      }
    };
  }

  /** At all addresses that are configured, or at none. */
  private static List<MailListener> listen(MailServer server, MailService service, Parameter bind) {
    List<MailListener> listeners = new ArrayList<>();
    boolean open = false;
    try {
      List<String> addresses = AddressList.words(CONFIGURATION.text(bind));
      for (String each : addresses) {
        listeners.add(server.open(at(service, address(each, bind))));
      }
      if (addresses.isEmpty()) {
        listeners.add(server.open(anywhere(service, bind)));
      }
      open = true;
      return listeners;
    } finally {
      if (!open) {
        listeners.forEach(MailListener::close);
      }
    }
  }

  private static InetAddress address(String text, Parameter bind) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.CONFIG, bind.key() + ": no IP address: " + text);
    }
  }

  /** All addresses of the host, or those of IPv4 only. */
  private static MailService anywhere(MailService service, Parameter bind) {
    Parameter ipv6 = bind == Parameter.SMTP_BIND ? Parameter.SMTPIPV6 : Parameter.POPIPV6;
    return CONFIGURATION.number(ipv6) == 1
        ? service
        : at(service, InetAddress.ofLiteral("0.0.0.0"));
  }

  private static MailService at(MailService service, InetAddress address) {
    return switch (service) {
      case SmtpService smtp -> smtp.at(address);
      case Pop3Service pop3 -> pop3.at(address);
    };
  }

  /**
   * Closes a port: idle sessions are told, busy ones have {@link #PATIENCE}. In a callback it
   * returns at once, since the session that it belongs to may be one of them.
   *
   * @throws AbiException with {@link ErrorCode#ARGUMENT} when it is not open
   */
  static void stop(int port) {
    Port closing;
    Running last = null;
    LOCK.lock();
    try {
      closing = PORTS.remove(port);
      if (closing == null) {
        throw new AbiException(ErrorCode.ARGUMENT, "no server is open at port " + port);
      }
      if (PORTS.isEmpty()) {
        last = running;
        running = null;
        callbacks = false;
      }
    } finally {
      LOCK.unlock();
    }
    Runnable ending = ending(closing.listeners(), last);
    if (GuestThreads.isCallback()) {
      GuestThreads.worker(ending);
    } else {
      OnWorker.call(
          () -> {
            ending.run();
            return true;
          });
    }
  }

  private static Runnable ending(List<MailListener> listeners, @Nullable Running last) {
    return () -> {
      for (MailListener each : listeners) {
        each.stop(PATIENCE);
      }
      if (last != null) {
        last.stop(PATIENCE);
        GuestThreads.leaveService();
      }
    };
  }

  private static boolean stopAll(long deadlineNanos) {
    Running last;
    LOCK.lock();
    try {
      last = running;
      running = null;
      PORTS.clear();
      callbacks = false;
    } finally {
      LOCK.unlock();
    }
    if (last == null) {
      return true;
    }
    Duration patience = Duration.ofNanos(Math.max(deadlineNanos - System.nanoTime(), 0));
    try {
      return OnWorker.call(() -> last.stop(patience));
    } finally {
      GuestThreads.leaveService();
    }
  }
}
