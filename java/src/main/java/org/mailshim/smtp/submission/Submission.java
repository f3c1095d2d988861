package org.mailshim.smtp.submission;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.PlainConnection;
import org.mailshim.transport.TransportException;

/**
 * What is to be submitted, where and how. One thread at a time; whatever is not for that thread
 * alone is the caller's to see to.
 */
public class Submission {
  /** When the conversation is to be encrypted. */
  public enum Encryption {
    /** Never. */
    DISABLED,
    /** When the server offers STARTTLS. */
    ENABLED,
    /** Always, by STARTTLS; otherwise there is none. */
    REQUIRED,
    /** From the first octet (RFC 8314). */
    IMPLICIT
  }

  /** What a time-out is for. */
  public enum Wait {
    /** The greeting, and the replies to EHLO, STARTTLS and AUTH. */
    GREETING(300_000),
    /** The replies to MAIL, RCPT and the like. */
    ENVELOPE(300_000),
    /** The reply to DATA. */
    DATA(120_000),
    /** Each block of the message. */
    TRANSFER(180_000),
    /** The reply to its end. */
    END(600_000);

    private final long least;

    Wait(long least) {
      this.least = least;
    }

    /** What RFC 5321 §4.5.3.2 asks for at least, in milliseconds. */
    public long least() {
      return least;
    }
  }

  /** A server to try. */
  private record Target(String host, String service, boolean implicitTls) {}

  private static final int ETIMEDOUT = 110;
  private static final int ECONNREFUSED = 111;
  private static final int EHOSTUNREACH = 113;
  private static final int ENETUNREACH = 101;

  private final SubmissionHost host;
  private final List<SubmittedMessage> messages = new ArrayList<>();
  private final List<RemoteQueue> remoteQueues = new ArrayList<>();
  private final long[] timeouts = new long[Wait.values().length];
  private @Nullable String server;
  private String service = "";
  private @Nullable String clientName;
  private List<Discovery> discoveries = List.of();

  /** Whom the conversation is with. */
  private Target target = new Target("", "", false);

  private String canonicalName = "";
  private boolean requiresAllRecipients;
  private boolean declaresUtf8;
  private Encryption encryption = Encryption.DISABLED;
  private @Nullable SubmissionSecurity security;
  private @Nullable SubmissionAuthenticator authenticator;

  /** Nothing to do yet. */
  public Submission(SubmissionHost host) {
    this.host = host;
    for (Wait wait : Wait.values()) {
      timeouts[wait.ordinal()] = wait.least();
    }
  }

  /** Names the server, and the port by number or name; what they are is looked at later. */
  public final void server(String name, String port) {
    server = name;
    service = port;
    discoveries = List.of();
    canonicalName = "";
  }

  /**
   * Names a domain, whose servers are found when they are needed.
   *
   * @param name the domain
   * @param ways how, at least one; the next one is for when the domain says nothing about those
   *     before it, and not for when nobody can be asked: encryption must not depend on who can keep
   *     questions from being answered
   */
  public final void domain(String name, List<Discovery> ways) {
    server = name;
    discoveries = List.copyOf(ways);
    canonicalName = "";
  }

  /** The domain whose servers are to be found; null when the server itself is named. */
  public final @Nullable String domain() {
    return discoveries.isEmpty() ? null : server;
  }

  /** The server's name, or the domain's, as it was set; null before. */
  public final @Nullable String host() {
    return server;
  }

  /** The server's name as the resolver has it, else as it was set; null before. */
  public final @Nullable String serverName() {
    return canonicalName.isEmpty() ? server : canonicalName;
  }

  /** The name for EHLO, without line ends; null for this machine's. */
  public final void clientName(@Nullable String name) {
    clientName = name;
  }

  /** Adds a message. */
  public final void add(SubmittedMessage message) {
    messages.add(message);
  }

  /** The messages in the order in which they were added. */
  public final List<SubmittedMessage> messages() {
    return messages;
  }

  /** Adds a remote queue. */
  public final void add(RemoteQueue queue) {
    remoteQueues.add(queue);
  }

  /** The remote queues in the order in which they were added. */
  public final List<RemoteQueue> remoteQueues() {
    return remoteQueues;
  }

  /** Sets a time-out in milliseconds. */
  public final void timeout(Wait wait, long millis) {
    timeouts[wait.ordinal()] = millis;
  }

  final long timeout(Wait wait) {
    return timeouts[wait.ordinal()];
  }

  /** Whether a message is sent only when the server takes all of its recipients. */
  public final void requiresAllRecipients(boolean on) {
    requiresAllRecipients = on;
  }

  final boolean requiresAllRecipients() {
    return requiresAllRecipients;
  }

  /** Whether addresses beyond ASCII are declared by SMTPUTF8 where that is offered (RFC 6531). */
  public final void declaresUtf8(boolean on) {
    declaresUtf8 = on;
  }

  final boolean declaresUtf8() {
    return declaresUtf8;
  }

  /** When to encrypt, and who does it; null when nobody can. */
  public final void encryption(Encryption when, @Nullable SubmissionSecurity by) {
    encryption = when;
    security = by;
  }

  /** When the conversation that runs is to be encrypted. */
  final Encryption encryption() {
    Encryption wanted = target.implicitTls() ? Encryption.IMPLICIT : encryption;
    return security == null ? Encryption.DISABLED : wanted;
  }

  final @Nullable SubmissionSecurity security() {
    return security;
  }

  /** Who authenticates; null for nobody. */
  public final void authenticator(@Nullable SubmissionAuthenticator who) {
    authenticator = who;
  }

  final @Nullable SubmissionAuthenticator authenticator() {
    return authenticator;
  }

  /** The server that the conversation is with, as the program or its domain named it. */
  final String server() {
    return target.host();
  }

  final SubmissionHost surroundings() {
    return host;
  }

  final String greetingName() {
    return clientName == null ? host.nodeName() : clientName;
  }

  /** The place of the next message with something left to do; -1 when there is none. */
  final int next(int from) {
    for (int i = from; i < messages.size(); i++) {
      if (messages.get(i).hasWork()) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Does what is left to do. Addresses of the server are tried in turn, until one has a server that
   * wants to talk.
   *
   * @return whether there was a conversation, however it went; otherwise the listener has been told
   *     of the fault
   */
  public final boolean run(SubmissionListener listener) {
    int problem = problem();
    if (problem != Fault.NONE) {
      listener.fault(problem, null);
      return false;
    }
    for (Target each : targets(listener)) {
      target = each;
      if (conversed(listener)) {
        return true;
      }
    }
    return false;
  }

  /** The servers to try; the listener has been told when there is none. */
  private List<Target> targets(SubmissionListener listener) {
    String named = String.valueOf(server);
    if (discoveries.isEmpty()) {
      return List.of(new Target(named, service, false));
    }
    var found = new SubmissionHost.Discovered(List.of(), Fault.NO_NAME, "");
    for (Discovery how : discoveries) {
      found = host.discover(named, how);
      if (found.fault() != Fault.NO_NAME) {
        return found.fault() == Fault.NONE ? targets(found.servers(), how) : none(found, listener);
      }
    }
    return none(found, listener);
  }

  private static List<Target> none(SubmissionHost.Discovered found, SubmissionListener listener) {
    listener.fault(found.fault(), found.reason());
    return List.of();
  }

  private static List<Target> targets(List<SubmissionHost.Named> servers, Discovery how) {
    List<Target> targets = new ArrayList<>(servers.size());
    for (SubmissionHost.Named each : servers) {
      targets.add(new Target(each.host(), each.service(), how == Discovery.SUBMISSIONS));
    }
    return targets;
  }

  /** Whether one of the target's addresses had a server that wanted to talk. */
  private boolean conversed(SubmissionListener listener) {
    SubmissionHost.Whereabouts where = host.find(target.host(), target.service());
    if (where.fault() != Fault.NONE) {
      listener.fault(where.fault(), "looking up " + target.host() + ":" + target.service());
      return false;
    }
    canonicalName = where.canonicalName();
    for (InetSocketAddress address : where.addresses()) {
      Connection connection = connect(address, listener);
      if (connection != null && !converse(connection, listener)) {
        return true;
      }
    }
    return false;
  }

  private int problem() {
    if (server == null) {
      return Fault.INVALID;
    }
    boolean work = !remoteQueues.isEmpty();
    for (SubmittedMessage message : messages) {
      if (message.source() == null) {
        return Fault.INVALID;
      }
      work = work || message.hasWork();
    }
    return work ? Fault.NONE : Fault.NOTHING_TO_DO;
  }

  private @Nullable Connection connect(InetSocketAddress address, SubmissionListener listener) {
    var endpoint = new Endpoint(server(), address.getAddress(), address.getPort());
    try {
      return PlainConnection.connect(endpoint, Deadline.never(), new Cancellation());
    } catch (TransportException e) {
      listener.fault(-errorNumber(e), e.getMessage());
      return null;
    }
  }

  private static int errorNumber(TransportException e) {
    if (e instanceof TransportException.Refused) {
      return ECONNREFUSED;
    }
    if (e instanceof TransportException.TimedOut) {
      return ETIMEDOUT;
    }
    return String.valueOf(e.getMessage()).contains("no route") ? EHOSTUNREACH : ENETUNREACH;
  }

  /** Whether another address should be tried. */
  private boolean converse(Connection connection, SubmissionListener listener) {
    var dialogue = new Dialogue(this, new Wire(connection, listener), listener);
    try {
      listener.connected();
      return dialogue.run();
    } finally {
      dialogue.close();
      listener.disconnected();
    }
  }
}
