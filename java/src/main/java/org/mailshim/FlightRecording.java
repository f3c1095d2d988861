package org.mailshim;

import java.net.InetAddress;
import java.util.List;
import org.mailshim.address.AddressFamily;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.TextRecords;
import org.mailshim.jfr.CollectionEvent;
import org.mailshim.jfr.MessageReceivedEvent;
import org.mailshim.jfr.QueueAttemptEvent;
import org.mailshim.jfr.ServerSessionEvent;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerObserver;
import org.mailshim.smtp.server.ServerState;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Tells the JDK's Flight Recorder what servers, queue and resolvers do: each method gives what it
 * is given, and events of {@link org.mailshim.jfr} besides. Clients tell theirs without being
 * asked.
 *
 * <pre>{@code
 * MailEngine.server("mail.example.org")
 *     .queueObserver(FlightRecording.of(QueueObserver.NONE))
 *     .smtpObserver(FlightRecording.of(ServerObserver.NONE))
 * }</pre>
 *
 * <p>Where the runtime has no module {@code jdk.jfr} they give just what they are given. Stateless.
 */
public final class FlightRecording {
  private FlightRecording() {}

  /**
   * Records attempts to deliver what is in a queue.
   *
   * @param other hears of them as before
   * @return both
   */
  public static QueueObserver of(QueueObserver other) {
    return Recorder.isAvailable() ? new RecordedQueue(other) : other;
  }

  /**
   * Records look-ups.
   *
   * @param other answers them
   * @return both
   */
  public static Resolver of(Resolver other) {
    return Recorder.isAvailable() ? new RecordedResolver(other) : other;
  }

  /**
   * Records sessions and messages of an SMTP server.
   *
   * @param other hears of them as before
   * @return both
   */
  public static ServerObserver of(ServerObserver other) {
    return Recorder.isAvailable() ? new RecordedServer(other) : other;
  }

  /**
   * Records collections from other POP3 servers.
   *
   * @param other hears of them as before
   * @return both
   */
  public static CollectionObserver of(CollectionObserver other) {
    return Recorder.isAvailable() ? new RecordedCollection(other) : other;
  }

  private record RecordedCollection(CollectionObserver other) implements CollectionObserver {
    @Override
    public void begins(String mailbox, int messages, long octets) {
      other.begins(mailbox, messages, octets);
    }

    @Override
    public void collected(String mailbox, MessageKey message, long octets) {
      other.collected(mailbox, message, octets);
    }

    @Override
    public void passedOver(String mailbox, MessageKey message, String reason) {
      other.passedOver(mailbox, message, reason);
    }

    @Override
    public void ended(CollectionReport report) {
      var event = new CollectionEvent();
      if (event.isEnabled()) {
        event.mailbox = report.mailbox();
        event.listed = report.listed();
        event.collected = report.collected();
        event.octets = report.octets();
        event.passedOver = report.passedOver();
        event.deleted = report.deleted();
        event.outcome = report.failure().isPresent() ? report.failure().get().reason() : "ok";
        event.commit();
      }
      other.ended(report);
    }
  }

  private record RecordedQueue(QueueObserver other) implements QueueObserver {
    @Override
    public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
      var event = new QueueAttemptEvent();
      if (event.isEnabled()) {
        event.queueId = claim.id().toString();
        event.octets = claim.data().octets();
        event.recipients = report.recipients().size();
        event.outcome = report.worst().text();
        event.commit();
      }
      other.settled(claim, report, settlements);
    }

    @Override
    public void notified(QueueId notice, QueueId about) {
      other.notified(notice, about);
    }

    @Override
    public void undeliverableNotice(Claim claim, DeliveryReport report) {
      other.undeliverableNotice(claim, report);
    }

    @Override
    public void trouble(String doing, Throwable fault) {
      other.trouble(doing, fault);
    }
  }

  private record RecordedResolver(Resolver other) implements Resolver {
    @Override
    public MailExchangers mailExchangers(String domain) {
      Recorder.Span span = Recorder.dns(domain, "MX");
      MailExchangers found = other.mailExchangers(domain);
      span.end(found instanceof MailExchangers.Hosts ? "ok" : found.toString());
      return found;
    }

    @Override
    public HostAddresses addresses(String host, AddressFamily family) {
      Recorder.Span span = Recorder.dns(host, "addresses");
      HostAddresses found = other.addresses(host, family);
      span.end(found instanceof HostAddresses.Found ? "ok" : found.toString());
      return found;
    }

    @Override
    public HostNames hostNames(InetAddress address) {
      return other.hostNames(address);
    }

    @Override
    public TextRecords texts(String name) {
      return other.texts(name);
    }
  }

  private record RecordedServer(ServerObserver other) implements ServerObserver {
    @Override
    public void state(SessionFacts session, ServerState before, ServerState now) {
      other.state(session, before, now);
    }

    @Override
    public void command(SessionFacts session, String line) {
      other.command(session, line);
    }

    @Override
    public void reply(SessionFacts session, Reply reply) {
      other.reply(session, reply);
    }

    @Override
    public void message(SessionFacts session, ReceivedEnvelope envelope, long octets, Reply reply) {
      var event = new MessageReceivedEvent();
      if (event.isEnabled()) {
        event.client = session.peer().text();
        event.octets = octets;
        event.recipients = envelope.recipients().size();
        event.outcome = reply.isPositiveCompletion() ? "ok" : reply.text();
        event.commit();
      }
      other.message(session, envelope, octets, reply);
    }

    @Override
    public void authenticationFailed(SessionFacts session, String mechanism, String reason) {
      other.authenticationFailed(session, mechanism, reason);
    }

    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      other.failed(session, doing, cause);
    }

    @Override
    public void closed(SessionFacts session, String reason) {
      var event = new ServerSessionEvent();
      if (event.isEnabled()) {
        event.protocol = "SMTP";
        event.client = session.peer().text();
        event.outcome = reason;
        event.commit();
      }
      other.closed(session, reason);
    }
  }
}
