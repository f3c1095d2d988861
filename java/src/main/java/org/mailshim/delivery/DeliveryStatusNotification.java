package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mailshim.address.Domain;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.address.Xtext;
import org.mailshim.message.DateTimes;
import org.mailshim.message.MessageIds;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.OriginalRecipient;
import org.mailshim.smtp.Ret;

/**
 * Tells the sender of a message what has become of it: a multipart/report (RFC 6522) of a text for
 * people, a message/delivery-status for programs (RFC 3464), and the message itself (RET=FULL, of a
 * failure, within a limit) or its header section. With addresses beyond ASCII it is a
 * message/global-delivery-status (RFC 6533).
 *
 * <p>It has the null reverse-path, so that nobody ever answers it (RFC 5321 §4.5.5), and says by
 * Auto-Submitted that no person wrote it (RFC 3834). What servers said is quoted in ASCII, cut to a
 * line. For one thread, once.
 */
final class DeliveryStatusNotification {
  /** A longer header section is cut at a line's end. */
  private static final int MOST_HEADER_OCTETS = 64 * 1024;

  private static final int MOST_QUOTED = 800;
  private static final String CRLF = "\r\n";

  private final Claim claim;
  private final List<Notice> entries;
  private final Domain ownName;
  private final long mostQuoted;
  private final Instant retryUntil;
  private final Clock clock;
  private final MessageIds ids;
  private final String boundary;
  private final Mailbox sender;
  private final boolean ascii;

  /**
   * A notification about some recipients of a message.
   *
   * @param claim of that message
   * @param entries at least one
   * @param addressee who is told
   * @param settings this host's name, and how long a message is tried
   * @param mostQuoted of how many octets the message may be to come back whole
   */
  DeliveryStatusNotification(
      Claim claim,
      List<Notice> entries,
      Mailbox addressee,
      RunnerSettings settings,
      long mostQuoted,
      Clock clock,
      RandomGenerator random) {
    this.claim = claim;
    this.entries = List.copyOf(entries);
    this.ownName = settings.ownName();
    this.mostQuoted = mostQuoted;
    this.retryUntil = claim.released().plus(settings.schedule().lifetime());
    this.clock = clock;
    this.ids = new MessageIds(random, ownName);
    this.boundary =
        "=_" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    this.sender = addressee;
    this.ascii = claim.envelope().envelope().isAscii();
  }

  /** To the sender, from nobody; with TLS on every hop if the message had that (RFC 8689 §5). */
  QueueEnvelope envelope() {
    var envelope = new Envelope(ReversePath.NULL, List.of(ForwardPath.of(sender)));
    return QueueEnvelope.of(envelope, parameters());
  }

  private boolean isSevenBit() {
    MailParameters said = claim.envelope().parameters();
    return ascii && said.body() == BodyType.SEVEN_BIT && !said.smtpUtf8();
  }

  private MailParameters parameters() {
    return MailParameters.NONE
        .withBody(isSevenBit() ? BodyType.SEVEN_BIT : BodyType.EIGHT_BIT_MIME)
        .withRequireTls(claim.envelope().parameters().requireTls());
  }

  /**
   * Writes the notification.
   *
   * @throws IOException when the message it is about cannot be read
   */
  void write(Submission out) throws IOException {
    StringBuilder text = new StringBuilder(2048);
    header(text);
    beginPart(text, "text/plain; charset=utf-8");
    explain(text);
    beginPart(text, ascii ? "message/delivery-status" : "message/global-delivery-status");
    status(text);
    boolean full = isQuotedWhole();
    beginPart(text, full ? "message/rfc822" : "text/rfc822-headers");
    put(out, text);
    try (InputStream in = claim.data().open()) {
      if (full) {
        copy(in, out);
      } else {
        copyHeader(in, out);
      }
    }
    put(out, new StringBuilder(CRLF + "--" + boundary + "--" + CRLF));
  }

  /**
   * RET is for failures (RFC 3461 §4.3); who asked for TLS did not ask for copies; a postmaster
   * wants to see what nobody else does.
   */
  private boolean isQuotedWhole() {
    MailParameters said = claim.envelope().parameters();
    boolean toUs = claim.envelope().reversePath().sender().isEmpty();
    return (toUs || said.ret().equals(Optional.of(Ret.FULL)))
        && anyFailure()
        && !said.requireTls()
        && claim.data().octets() <= mostQuoted;
  }

  private static void put(Submission out, StringBuilder text) {
    byte[] octets = text.toString().getBytes(UTF_8);
    out.write(octets, 0, octets.length);
  }

  private boolean anyFailure() {
    for (Notice entry : entries) {
      if (entry.action().isFailure()) {
        return true;
      }
    }
    return false;
  }

  private void header(StringBuilder text) {
    text.append("Date: ").append(DateTimes.now(clock)).append(CRLF);
    text.append("From: Mail Delivery System <MAILER-DAEMON@").append(ownName.ascii());
    text.append('>').append(CRLF);
    text.append("To: <").append(sender.text()).append('>').append(CRLF);
    text.append("Subject: Delivery Status Notification (");
    text.append(subject()).append(')').append(CRLF);
    text.append("Message-ID: ").append(ids.next()).append(CRLF);
    text.append("Auto-Submitted: auto-replied").append(CRLF);
    text.append("MIME-Version: 1.0").append(CRLF);
    text.append("Content-Type: multipart/report; report-type=delivery-status;").append(CRLF);
    text.append(" boundary=\"").append(boundary).append('"').append(CRLF);
    if (!isSevenBit()) {
      text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
    }
  }

  /** What matters most. */
  private String subject() {
    if (anyFailure()) {
      return "Failure";
    }
    for (Notice entry : entries) {
      if (entry.action() == Notice.Action.DELAYED) {
        return "Delay";
      }
    }
    return "Success";
  }

  private void beginPart(StringBuilder text, String type) {
    text.append(CRLF).append("--").append(boundary).append(CRLF);
    text.append("Content-Type: ").append(type).append(CRLF);
    if (!isSevenBit()) {
      text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
    }
    text.append(CRLF);
  }

  private void explain(StringBuilder text) {
    text.append("This is the mail system at ").append(ownName.ascii()).append('.').append(CRLF);
    text.append(CRLF);
    text.append("About your message of ").append(utc(claim.arrived())).append(':').append(CRLF);
    for (Notice entry : entries) {
      text.append(CRLF).append(address(entry)).append(CRLF).append("    ");
      text.append(sentence(entry.action()));
      text.append(CRLF).append("    ").append(quoted(entry.report().text())).append(CRLF);
    }
  }

  private String sentence(Notice.Action action) {
    return switch (action) {
      case FAILED -> "could not be delivered. The answer was:";
      case EXPIRED -> "could not be delivered, and was tried long enough. The last answer was:";
      case DELAYED ->
          "could not be delivered yet. You need not do anything: it is tried until\r\n    "
              + utc(retryUntil)
              + ". The last answer was:";
      case DELIVERED -> "was delivered:";
      case RELAYED -> "was handed over to a server that may not tell you of its delivery.";
      case EXPANDED -> "stands for others, to whom the message went on:";
    };
  }

  private void status(StringBuilder text) {
    field(text, "Reporting-MTA", "dns; " + ownName.ascii());
    Optional<String> envid = claim.envelope().parameters().envid();
    if (envid.isPresent()) {
      field(text, "Original-Envelope-Id", Xtext.encode(envid.get()));
    }
    field(text, "Arrival-Date", utc(claim.arrived()));
    for (Notice entry : entries) {
      text.append(CRLF);
      status(text, entry);
    }
  }

  private void status(StringBuilder text, Notice entry) {
    Optional<OriginalRecipient> original = entry.recipient().parameters().orcpt();
    if (original.isPresent()) {
      OriginalRecipient whom = original.get();
      field(
          text,
          "Original-Recipient",
          whom.addressType() + "; " + whom.text().substring(whom.addressType().length() + 1));
    }
    String type = entry.recipient().forwardPath().isAscii() ? "rfc822; " : "utf-8; ";
    field(text, "Final-Recipient", type + address(entry));
    field(text, "Action", entry.action().word());
    field(text, "Status", code(entry));
    RecipientReport report = entry.report();
    if (report.server().isPresent()) {
      field(text, "Remote-MTA", "dns; " + host(report.server().get()));
      field(text, "Diagnostic-Code", "smtp; " + quoted(report.reply().text()));
    } else {
      field(text, "Diagnostic-Code", "x-mailshim; " + quoted(report.reply().text()));
    }
    field(text, "Last-Attempt-Date", utc(clock.instant()));
    if (entry.action() == Notice.Action.DELAYED) {
      field(text, "Will-Retry-Until", utc(retryUntil));
    }
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append(CRLF);
  }

  /** RFC 3463: 4.4.7 is a delivery that was abandoned after its time. */
  private static String code(Notice entry) {
    if (entry.action() == Notice.Action.EXPIRED) {
      return "4.4.7";
    }
    Optional<EnhancedStatusCode> enhanced = entry.report().reply().enhanced();
    if (enhanced.isPresent()) {
      return enhanced.get().text();
    }
    return switch (entry.action()) {
      case FAILED, EXPIRED -> "5.0.0";
      case DELAYED -> "4.0.0";
      case DELIVERED, RELAYED, EXPANDED -> "2.0.0";
    };
  }

  private static String address(Notice entry) {
    return switch (entry.recipient().forwardPath()) {
      case ForwardPath.Of of -> of.mailbox().text();
      case ForwardPath.Postmaster postmaster -> "Postmaster";
    };
  }

  /** The name in {@code mx.example [192.0.2.1]:25}, or the literal where there is no name. */
  private static String host(String server) {
    int end = server.startsWith("[") ? server.indexOf(']') + 1 : server.indexOf(' ');
    return end <= 0 ? server : server.substring(0, end);
  }

  private static String quoted(String said) {
    StringBuilder text = new StringBuilder(Math.min(said.length(), MOST_QUOTED));
    for (int i = 0; i < said.length() && text.length() < MOST_QUOTED; i++) {
      char c = said.charAt(i);
      text.append(c >= ' ' && c < 127 ? c : '?');
    }
    return text.toString();
  }

  private static String utc(Instant time) {
    return DateTimes.text(time, ZoneOffset.UTC);
  }

  private static void copy(InputStream in, Submission out) throws IOException {
    byte[] buffer = new byte[8 * 1024];
    for (int count; (count = in.read(buffer)) > 0; ) {
      out.write(buffer, 0, count);
    }
  }

  /** Copies lines up to the empty one. */
  private static void copyHeader(InputStream in, Submission out) throws IOException {
    byte[] octets = in.readNBytes(MOST_HEADER_OCTETS);
    int end = 0;
    for (int at = 0; at < octets.length; at++) {
      if (octets[at] == '\n') {
        boolean empty = at - end <= 1; // CR LF, or LF
        if (empty) {
          break;
        }
        end = at + 1;
      }
    }
    out.write(octets, 0, end);
  }
}
