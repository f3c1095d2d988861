package org.mailshim.abi.srv;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.WireLog;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.IpAddressText;
import org.mailshim.address.Mailbox;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.Decision;
import org.mailshim.smtp.server.MailDataSource;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerObserver;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.SessionFacts;

/**
 * The callback of an SMTP server, asked at the moments of its sessions.
 *
 * <p>SENDMSG is asked before 354. As long as the host does not call {@code SRVRecv} nothing is
 * received, and what it returns decides; its first {@code SRVRecv} lets the client send, and then
 * what it returns decides at the end of the message ({@link HostSink}).
 */
final class SmtpRequests implements ServerHooks, ServerSession.RequestHandlerSource {
  private static final AtomicInteger SPOOL_IDS =
      new AtomicInteger((int) (System.currentTimeMillis() / 1000));

  private final MailSink sink;
  private volatile RequestHandler handler;

  /**
   * Asks one host's function.
   *
   * @param sink where messages go that the host leaves to the server
   */
  SmtpRequests(RequestHandler handler, MailSink sink) {
    this.handler = handler;
    this.sink = sink;
  }

  /** Asks another function from now on, also in sessions under way. */
  void handler(RequestHandler other) {
    handler = other;
  }

  @Override
  public RequestHandler now() {
    return handler;
  }

  /** The client is on a DNS list; told before {@link #connect}. */
  void listed(SessionFacts facts, String zone) {
    session(facts).dnsList(zone);
  }

  private static ServerSession.Ends ends(SessionFacts facts) {
    return new ServerSession.Ends(
        facts.peer(), facts.local(), facts.isEncrypted(), facts.identity());
  }

  /** The session that this thread runs, knowing what there is to know. */
  private ServerSession session(SessionFacts facts) {
    ServerSession.Ends ends = ends(facts);
    ServerSession session = ServerSession.current().orElseGet(() -> ServerSession.open(this, ends));
    session.know(ends);
    return session;
  }

  @Override
  public Decision<ServerOptions> connect(SessionFacts facts) {
    ServerSession session = session(facts);
    String address = IpAddressText.of(facts.peer().address());
    int result = session.ask(Action.SMTP_CONNECT, address, List.of(session.dnsList()));
    if (result == 0) {
      return Decision.goOn();
    }
    HostWords words = session.takeWords();
    return result < 0 && words.isEmpty()
        ? Decision.hangUp()
        : Decision.reject(words.inPlaceOf(HostReply.refusal(result)));
  }

  @Override
  public Reply greeting(SessionFacts facts, Reply ours) {
    return session(facts).takeWords().inPlaceOf(ours);
  }

  @Override
  public Decision<Reply> rcpt(
      SessionFacts facts, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
    List<String> items = List.of(sender(envelope), helo(facts));
    ServerSession session = session(facts);
    int result = session.ask(Action.SMTP_RCPT, text(recipient.forwardPath()), items);
    HostWords words = session.takeWords(); // a yes is the relay policy's to say
    return result > 0
        ? Decision.reject(words.inPlaceOf(HostReply.refusal(result)))
        : Decision.goOn();
  }

  /** By BDAT: while the host reads, the session takes one chunk after another. */
  @Override
  public Decision<MailSink> dataStart(SessionFacts facts, ReceivedEnvelope envelope) {
    ServerSession session = session(facts);
    RequestHandler asked = session.handler();
    if (!asked.wants(Action.SMTP_SENDMSG)) {
      return Decision.goOn();
    }
    RequestCall call =
        RequestCall.start(
            session, asked.callback(), Action.SMTP_SENDMSG, spoolName(), items(facts, envelope));
    @Nullable OctetPipe pipe = call.awaitTransfer();
    return pipe == null ? decision(call) : Decision.takeOver(new HostSink(sink, call, pipe));
  }

  /** When the host has read, its result counts at the end of the message. */
  @Override
  public Decision<MailSink> dataStart(
      SessionFacts facts, ReceivedEnvelope envelope, MailDataSource ahead) {
    ServerSession session = session(facts);
    RequestHandler asked = session.handler();
    if (!asked.wants(Action.SMTP_SENDMSG)) {
      return Decision.goOn();
    }
    var mailData = new PulledMailData(ahead, sink);
    RequestCall call =
        RequestCall.make(
            session,
            asked.callback(),
            Action.SMTP_SENDMSG,
            spoolName(),
            items(facts, envelope),
            mailData);
    mailData.close();
    return mailData.isBegun() ? Decision.goOn() : decision(call);
  }

  /** Of a host that has decided without reading. */
  private Decision<MailSink> decision(RequestCall call) {
    int result = call.await();
    HostWords words = call.words();
    if (result > 0) {
      return Decision.reject(words.inPlaceOf(HostReply.refusal(result)));
    }
    if (result < 0) {
      return Decision.takeOver(new TakenSink(words));
    }
    return words.isEmpty() ? Decision.goOn() : Decision.takeOver(new AnsweredSink(sink, words));
  }

  private static List<String> items(SessionFacts facts, ReceivedEnvelope envelope) {
    var recipients = new StringBuilder();
    for (ReceivedEnvelope.Recipient each : envelope.recipients()) {
      if (!recipients.isEmpty()) {
        recipients.append(' ');
      }
      recipients.append(text(each.forwardPath()));
    }
    long size = envelope.parameters().size().orElse(-1);
    List<String> items = new ArrayList<>(4);
    items.add(sender(envelope));
    items.add(recipients.toString());
    items.add(helo(facts));
    items.add(size < 0 ? "" : Long.toString(size));
    return items;
  }

  private static String helo(SessionFacts facts) {
    return facts.hello().name().orElse("");
  }

  private static String sender(ReceivedEnvelope envelope) {
    return envelope.reversePath().sender().map(Mailbox::text).orElse("");
  }

  /** A forward-path without its brackets. */
  static String text(ForwardPath path) {
    return switch (path) {
      case ForwardPath.Postmaster postmaster -> "Postmaster";
      case ForwardPath.Of of -> of.mailbox().text();
    };
  }

  /** As the vendor's spool has them: eight hexadecimal digits. */
  private static String spoolName() {
    String digits = Integer.toHexString(SPOOL_IDS.incrementAndGet());
    return "0".repeat(8 - digits.length()) + digits.toUpperCase(java.util.Locale.ROOT) + ".msg";
  }

  /** Ends {@link ServerSession}s with theirs, and logs what happens. */
  static final class Observer implements ServerObserver {
    @Override
    public void command(SessionFacts session, String line) {
      if (WireLog.isWanted()) {
        WireLog.heard(session.text(), line);
      }
    }

    @Override
    public void reply(SessionFacts session, Reply reply) {
      if (WireLog.isWanted()) {
        WireLog.said(session.text(), reply.text());
      }
    }

    @Override
    public void message(SessionFacts session, ReceivedEnvelope envelope, long octets, Reply reply) {
      if (!HostLog.wants(HostLog.Level.INFO)) {
        return;
      }
      var text = new StringBuilder(session.text()).append(": ");
      text.append(envelope.reversePath().text()).append(" ->");
      for (ReceivedEnvelope.Recipient recipient : envelope.recipients()) {
        text.append(' ').append(recipient.forwardPath().text());
      }
      text.append(", ").append(octets).append(" octets: ").append(reply.text());
      HostLog.log(HostLog.Level.INFO, text.toString());
    }

    @Override
    public void authenticationFailed(SessionFacts session, String mechanism, String reason) {
      HostLog.log(HostLog.Level.INFO, session.text() + ": AUTH " + mechanism + ": " + reason);
    }

    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      HostLog.internal(doing + ", session " + session.text(), cause);
    }

    @Override
    public void closed(SessionFacts session, String reason) {
      ServerSession.current().ifPresent(ServerSession::close);
    }
  }
}
