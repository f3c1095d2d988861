package org.mailshim.abi.lws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailshim.QueuedMail;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.address.AddressList;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MessageIds;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.client.Body;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.transport.Cancellation;

/**
 * One {@code struct lws_email} as the engine sees it: mails come one at a time, on the struct's own
 * thread, which is a C thread and may wait.
 */
final class Mailer {
  private static final Map<Long, Mailer> ALL = new ConcurrentHashMap<>();

  /** In Message-IDs of a host that has no name; reserved for this by RFC 6761. */
  private static final Domain NAMELESS = DomainName.parse("localhost.invalid");

  private final KeptSession session = new KeptSession();
  private volatile @Nullable Cancellation current;

  private Mailer() {}

  /** The one of a struct; made when it is first asked for. */
  static Mailer of(long struct) {
    return ALL.computeIfAbsent(struct, key -> new Mailer());
  }

  /** Ends its session and forgets it. On the thread that sends. */
  static void forget(long struct) {
    Mailer mailer = ALL.remove(struct);
    if (mailer != null) {
      mailer.session.quit();
    }
  }

  /** Cuts off the mail that is under way, if there is one. Any thread. */
  static void cancel(long struct) {
    Mailer mailer = ALL.get(struct);
    Cancellation cancellation = mailer == null ? null : mailer.current;
    if (cancellation != null) {
      cancellation.cancel();
    }
  }

  /** There is no mail at the moment. */
  void rest() {
    session.quit();
  }

  /**
   * Sends one mail.
   *
   * @throws AbiException for a description or message that is of no use
   * @throws AddressSyntaxException for an address that is none
   * @throws org.mailshim.transport.TransportException when there is no connection
   * @throws org.mailshim.queue.QueueException when the queue cannot keep it
   */
  Result send(Description mail, HostLoop loop) {
    Cancellation cancellation = session.renewLife();
    Running.enter(cancellation);
    current = cancellation;
    try {
      Envelope envelope = envelope(mail);
      String queue = mail.text("queue");
      return queue.isEmpty()
          ? deliver(mail, envelope, loop, cancellation)
          : keep(mail, envelope, loop, Path.of(queue));
    } catch (SmtpSyntaxException e) {
      return Result.failed(ErrorCode.CONFIG, 0, "email_helo is no name: " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof HostLoop.NoBodyException none ? none.refusal() : e;
    } finally {
      current = null;
      Running.leave(cancellation);
    }
  }

  private static Envelope envelope(Description mail) {
    String several = mail.text("recipients");
    List<ForwardPath> recipients = new ArrayList<>();
    if (several.isEmpty()) {
      recipients.add(ForwardPath.of(Mailbox.parse(mail.text("email_to"))));
    }
    for (String word : AddressList.words(several)) {
      recipients.add(ForwardPath.of(Mailbox.parse(word)));
    }
    if (recipients.isEmpty()) {
      throw new AbiException(ErrorCode.ADDRESS, "there is no recipient");
    }
    return new Envelope(sender(mail.text("email_from")), recipients);
  }

  private static ReversePath sender(String text) {
    return text.isEmpty() ? ReversePath.NULL : new ReversePath.Of(Mailbox.parse(text));
  }

  private Result deliver(
      Description mail, Envelope envelope, HostLoop loop, Cancellation cancellation) {
    var body = new HostBody(loop, prefix(mail, envelope));
    var progress = new Progress(loop, body, cancellation);
    var recipients = new Recipients(envelope);
    var last = new Last();
    try {
      session.use(
          Approach.of(mail), progress, open -> last.outcome = transactions(open, recipients, body));
      return recipients.result(last.outcome().server());
    } catch (ConversationException e) {
      return failed(e, recipients.accepted());
    }
  }

  /** The last transaction's outcome. */
  private static final class Last {
    private @Nullable TransactionOutcome outcome;

    TransactionOutcome outcome() {
      TransactionOutcome known = outcome;
      if (known == null) {
        throw new AssertionError("a session was used and nothing was sent");
      }
      return known;
    }
  }

  private static TransactionOutcome transactions(
      SmtpClientSession open, Recipients recipients, HostBody body) {
    TransactionOutcome outcome;
    do {
      outcome = open.send(recipients.open(), body, TransactionOptions.of(Body.EIGHT_BIT));
    } while (recipients.take(outcome));
    return outcome;
  }

  /** Who was accepted before the conversation broke has the mail. */
  private static Result failed(ConversationException e, int accepted) {
    Optional<Reply> reply = e.reply();
    int code = reply.isPresent() && reply.get().code() >= 400 ? reply.get().code() : 0;
    Result none = Result.failed(codeOf(e), code, String.valueOf(e.getMessage()));
    return new Result(accepted, false, none.reply(), none.error());
  }

  private static ErrorCode codeOf(ConversationException e) {
    return switch (e.kind()) {
      case REFUSED, CLOSING -> ErrorCode.REFUSED;
      case LOST -> ErrorCode.NETWORK;
      case TIMED_OUT -> ErrorCode.TIMEOUT;
      case OUT_OF_STEP -> ErrorCode.PROTOCOL;
      case CANCELLED -> ErrorCode.CANCELLED;
      case INSECURE -> ErrorCode.TLS;
      case UNAUTHENTICATED -> ErrorCode.AUTH;
    };
  }

  private static Optional<HostBody.Prefix> prefix(Description mail, Envelope envelope) {
    return messageIds(mail)
        .map(ids -> seen -> seen.prefix(envelope, Clock.systemDefaultZone(), ids));
  }

  private static Optional<MessageIds> messageIds(Description mail) {
    return mail.isOn("add_header_fields")
        ? Optional.of(new MessageIds(new Random(), domain(mail.text("email_helo"))))
        : Optional.empty();
  }

  /** The host's name, if it has one that fits. */
  static Domain domain(String helo) {
    try {
      return helo.isEmpty() ? NAMELESS : DomainName.parse(helo);
    } catch (AddressSyntaxException e) {
      return NAMELESS;
    }
  }

  /** The message is asked for at once: on disk it is as safe as with a server. */
  private static Result keep(Description mail, Envelope envelope, HostLoop loop, Path directory) {
    Clock clock = Clock.systemDefaultZone();
    Approach approach = Approach.of(mail);
    approach.check(); // after on_sent nobody hears that no attempt can ever be made
    MailerQueue queue = MailerQueue.of(directory, approach);
    var body = new HostBody(loop, Optional.empty());
    loop.stage(HostLoop.SENT_DATA);
    try (QueuedMail kept = queue.open(envelope, clock, messageIds(mail))) {
      body.copyTo(kept::write);
      kept.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Result.accepted(envelope.forwardPaths().size());
  }
}
