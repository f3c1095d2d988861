package org.mailshim.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.PrintableText;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.transport.TransportException;

/**
 * A {@link RecipientReport} without its recipient: what goes for everyone that one step concerned.
 *
 * <p>Our own verdicts use the codes of RFC 5321 section 4.2.3, RFC 7504 and RFC 3463 section 3 in
 * the way a server would.
 */
record Verdict(
    Disposition disposition, Cause cause, Reply reply, Optional<String> server, String stage) {

  /** The phrase for everything between the first look-up and a connection. */
  static final String CONNECTING = "connecting";

  private static final int LOCAL_TROUBLE = 451;
  private static final int REFUSED = 550;
  private static final int SENTENCE_LIMIT = 1000;

  /** Decided by a server's negative reply. */
  private static Verdict of(Cause cause, Reply reply, String server, String stage) {
    Disposition disposition = reply.isPermanent() ? Disposition.PERMANENT : Disposition.TRANSIENT;
    return new Verdict(disposition, cause, reply, Optional.of(server), stage);
  }

  /** Decided here: may succeed later; the enhanced status code is 4.subject.detail. */
  static Verdict later(Cause cause, int subject, int detail, String sentence, String stage) {
    var enhanced = new EnhancedStatusCode(4, subject, detail);
    return ours(Disposition.TRANSIENT, cause, LOCAL_TROUBLE, enhanced, sentence, stage);
  }

  /** The place that holds the message fails; what it said is for this host's log. */
  static Verdict unreadable(String stage) {
    return later(Cause.LOCAL, 3, 0, "the message cannot be read now", stage);
  }

  /** Decided here: would fail again; the enhanced status code is 5.subject.detail. */
  static Verdict never(Cause cause, int subject, int detail, String sentence, String stage) {
    return never(cause, REFUSED, subject, detail, sentence, stage);
  }

  /** As the shorter form, with a reply code of its own. */
  static Verdict never(
      Cause cause, int code, int subject, int detail, String sentence, String stage) {
    var enhanced = new EnhancedStatusCode(5, subject, detail);
    return ours(Disposition.PERMANENT, cause, code, enhanced, sentence, stage);
  }

  /** Somebody on this side has given up. */
  static Verdict cancelled(String sentence, String stage) {
    var enhanced = new EnhancedStatusCode(4, 0, 0);
    return ours(Disposition.CANCELLED, Cause.CANCELLED, LOCAL_TROUBLE, enhanced, sentence, stage);
  }

  /** A conversation broke before anything was decided, or nobody knows whether it was. */
  static Verdict of(ConversationException failure) {
    String stage = failure.stage().phrase();
    String sentence = failure.getMessage();
    if (failure.mayHaveBeenAccepted()) {
      sentence += "; the message may have been delivered";
    }
    if (failure.kind() == ConversationException.Kind.CANCELLED) {
      return cancelled(sentence, stage);
    }
    if (failure.mayHaveBeenAccepted()) {
      return later(causeOf(failure.kind()), 4, 2, sentence, stage);
    }
    Optional<Reply> last = failure.reply();
    boolean fits = failure.kind() != ConversationException.Kind.OUT_OF_STEP;
    if (fits && last.isPresent() && (last.get().isTransient() || last.get().isPermanent())) {
      Cause cause =
          switch (failure.kind()) {
            case INSECURE, UNAUTHENTICATED -> causeOf(failure.kind());
            default -> Cause.SERVER;
          };
      return of(cause, last.get(), failure.host(), stage);
    }
    return switch (failure.kind()) {
      case OUT_OF_STEP -> later(Cause.PROTOCOL, 5, 0, sentence, stage);
      case INSECURE -> later(Cause.TLS, 7, 5, sentence, stage);
      case UNAUTHENTICATED -> later(Cause.AUTHENTICATION, 7, 8, sentence, stage);
      default -> later(causeOf(failure.kind()), 4, 2, sentence, stage);
    };
  }

  /** No connection came about. */
  static Verdict of(TransportException failure) {
    return switch (failure) {
      case TransportException.Cancelled c -> cancelled(c.getMessage(), CONNECTING);
      case TransportException.InvalidTarget t ->
          never(Cause.NAME, 4, 4, t.getMessage(), CONNECTING);
      case TransportException.UnknownHost h -> later(Cause.NAME, 4, 4, h.getMessage(), CONNECTING);
      case TransportException.TimedOut t -> later(Cause.TIME, 4, 1, t.getMessage(), CONNECTING);
      default -> later(Cause.CONNECTION, 4, 1, failure.getMessage(), CONNECTING);
    };
  }

  private static Cause causeOf(ConversationException.Kind kind) {
    return switch (kind) {
      case TIMED_OUT -> Cause.TIME;
      case OUT_OF_STEP -> Cause.PROTOCOL;
      case CANCELLED -> Cause.CANCELLED;
      case REFUSED, CLOSING -> Cause.SERVER;
      case LOST -> Cause.CONNECTION;
      case INSECURE -> Cause.TLS;
      case UNAUTHENTICATED -> Cause.AUTHENTICATION;
    };
  }

  private static Verdict ours(
      Disposition disposition,
      Cause cause,
      int code,
      EnhancedStatusCode enhanced,
      String sentence,
      String stage) {
    // An I/O error's words are the system's, and a reply refuses line ends.
    Reply reply = Reply.of(code, enhanced, PrintableText.of(sentence, SENTENCE_LIMIT));
    return new Verdict(disposition, cause, reply, Optional.empty(), stage);
  }

  /**
   * What to say of two hosts that both failed: the later one, unless it would make permanent what
   * the other host may still put right.
   */
  Verdict and(Verdict later) {
    boolean hopeful = disposition == Disposition.TRANSIENT;
    return hopeful && later.disposition == Disposition.PERMANENT ? this : later;
  }

  /**
   * What to say of two addresses of one host: that a server's reply counts for more than that
   * another address cannot be reached, or else as of two hosts.
   */
  Verdict andAtOneHost(Verdict later) {
    boolean replied = cause == Cause.SERVER;
    boolean repliedLater = later.cause == Cause.SERVER;
    if (replied == repliedLater) {
      return and(later);
    }
    return replied ? this : later;
  }

  /** The report for one recipient. */
  RecipientReport about(ForwardPath recipient) {
    return new RecipientReport(recipient, disposition, cause, reply, server, stage);
  }

  /** One report for each recipient, in their order. */
  List<RecipientReport> about(List<ForwardPath> recipients) {
    List<RecipientReport> reports = new ArrayList<>(recipients.size());
    for (ForwardPath recipient : recipients) {
      reports.add(about(recipient));
    }
    return reports;
  }
}
