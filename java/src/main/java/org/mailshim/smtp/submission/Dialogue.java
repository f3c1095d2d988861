package org.mailshim.smtp.submission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.submission.Ending.How;
import org.mailshim.smtp.submission.Submission.Encryption;
import org.mailshim.smtp.submission.Submission.Wait;
import org.mailshim.transport.Deadline;

/**
 * One conversation of a submission, from the greeting to QUIT.
 *
 * <p><b>The machine.</b>
 *
 * <pre>
 *   greeting -> EHLO or HELO -> STARTTLS -> EHLO -> AUTH… -> ETRN… -> message… -> QUIT
 *
 *   message:  [RSET] [XUSR] MAIL -> RCPT… -> DATA -> text -> .
 *                                        \-> BDAT…
 * </pre>
 *
 * <p>Each step waits for its reply, unless the server offers PIPELINING. Then ETRN, RSET and MAIL
 * go out together, with XUSR a step of its own behind the first two; all of RCPT goes together,
 * with DATA, or with all the chunks; DATA waits nevertheless when all recipients are required. (The
 * reply to MAIL is always waited for: that is what libESMTP's programs and their servers are used
 * to.)
 *
 * <p>A reply that refuses ends what it is about: the message, the recipient. What cannot be
 * understood, or comes when the server should not speak, is an {@link Ending}: QUIT when no other
 * reply is owed, otherwise nothing more. What is known of a status stays.
 */
final class Dialogue {
  private static final long GOODBYE_MILLIS = 60_000;

  /** The longest reply to EHLO, all lines together. */
  private static final int LONGEST_OFFER = 64 * 1024;

  private final Submission submission;
  private final SubmissionListener listener;
  private final Wire wire;
  private final ReplyReader replies;
  private final ReplyStatus step = new ReplyStatus();
  private final ArrayDeque<ReplyStatus> owedBefore = new ArrayDeque<>(2);
  private final ArrayDeque<RemoteQueue> owedQueues = new ArrayDeque<>(2);
  private Offer offer = new Offer();
  private boolean pipelining;
  private boolean resetDue;
  private int owed;

  Dialogue(Submission submission, Wire wire, SubmissionListener listener) {
    this.submission = submission;
    this.wire = wire;
    this.listener = listener;
    this.replies = new ReplyReader(wire, listener);
  }

  /**
   * Runs it.
   *
   * @return whether the next address should be tried
   */
  boolean run() {
    try {
      converse();
      return false;
    } catch (Ending ending) {
      return ended(ending);
    }
  }

  private boolean ended(Ending ending) {
    boolean faulted = ending.fault() != Fault.NONE;
    if (faulted) {
      listener.fault(ending.fault(), ending.getMessage());
    }
    How how = ending.how();
    if ((how == How.QUIT || how == How.QUIT_AND_GO_ON) && owed == 0) {
      wire.discard();
      quit(faulted);
    }
    return how == How.QUIT_AND_GO_ON || how == How.HANG_UP_AND_GO_ON;
  }

  void close() {
    wire.connection().close();
  }

  private void converse() {
    if (submission.encryption() == Encryption.IMPLICIT) {
      encrypt();
    }
    greet();
    hello();
    if (wantsStartTls()) {
      startTls();
      hello();
    }
    authenticate();
    refuseMissing();
    askForQueues();
    for (int at = submission.next(0); at >= 0; at = submission.next(at + 1)) {
      send(submission.messages().get(at));
    }
    farewell();
  }

  // ---- commands and replies -------------------------------------------------------------------

  private void put(String command) {
    wire.put(command);
    wire.put("\r\n");
    owed++;
  }

  private void take(ReplyStatus status, Wait wait) {
    wire.timeout(submission.timeout(wait));
    owed--;
    replies.read(status);
  }

  private void flush(Wait wait) {
    wire.timeout(submission.timeout(wait));
    wire.flush();
  }

  private void ask(String command, ReplyStatus status, Wait wait) {
    put(command);
    flush(wait);
    take(status, wait);
  }

  private static Ending quitWith(int fault) {
    return Ending.of(How.QUIT, fault);
  }

  private static boolean is4(ReplyStatus status) {
    return status.code() / 100 == 4;
  }

  // ---- greeting -------------------------------------------------------------------------------

  private void greet() {
    owed++;
    try {
      take(step, Wait.GREETING);
    } catch (Ending e) {
      throw wire.timedOut() ? e : e.with(How.HANG_UP_AND_GO_ON);
    }
    if (step.code() != 220) {
      boolean refused = step.isPermanent() || is4(step);
      throw Ending.of(refused ? How.QUIT_AND_GO_ON : How.HANG_UP_AND_GO_ON, Fault.NONE);
    }
  }

  private void hello() {
    replies.enhanced(false);
    put("EHLO " + submission.greetingName());
    flush(Wait.GREETING);
    owed--;
    replies.read(step, LONGEST_OFFER);
    if (step.isPositive()) {
      offer = Offer.of(String.valueOf(step.text()));
    } else if (meansNoEhlo(step.code())) {
      helo();
    } else if (is4(step)) {
      throw Ending.of(How.QUIT_AND_GO_ON, Fault.NONE);
    } else {
      throw quitWith(step.isPermanent() ? Fault.NONE : Fault.STATUS);
    }
    pipelining = offer.has(Offer.PIPELINING);
    replies.enhanced(offer.has(Offer.ENHANCED_STATUS_CODES));
  }

  private static boolean meansNoEhlo(int code) {
    return code == 500 || code == 501 || code == 502 || code == 504;
  }

  private void helo() {
    offer = new Offer();
    ask("HELO " + submission.greetingName(), step, Wait.GREETING);
    if (!step.isPositive()) {
      throw Ending.of(How.QUIT_AND_GO_ON, Fault.NONE);
    }
  }

  // ---- TLS ------------------------------------------------------------------------------------

  private boolean wantsStartTls() {
    Encryption wanted = submission.encryption();
    SubmissionSecurity security = submission.security();
    if (security == null || wanted == Encryption.DISABLED || wanted == Encryption.IMPLICIT) {
      return false;
    }
    boolean can = offer.has(Offer.STARTTLS) && security.isReady(submission.server());
    if (!can && wanted == Encryption.REQUIRED) {
      listener.missesStartTls();
      throw quitWith(Fault.NOT_OFFERED);
    }
    return can;
  }

  private void startTls() {
    ask("STARTTLS", step, Wait.GREETING);
    if (!step.isPositive()) {
      throw quitWith(Fault.NONE);
    }
    encrypt();
  }

  /** What the server has said in clear behind its reply could be anybody's (RFC 3207 §5). */
  private void encrypt() {
    SubmissionSecurity security = submission.security();
    if (security == null || wire.hasUnread()) {
      throw Ending.of(How.HANG_UP, Fault.CLIENT);
    }
    Deadline deadline = Deadline.after(Duration.ofMillis(submission.timeout(Wait.GREETING)));
    Optional<SubmissionSecurity.Secured> secured =
        security.secure(wire.connection(), submission.server(), deadline);
    if (secured.isEmpty()) {
      throw Ending.of(How.HANG_UP, Fault.CLIENT);
    }
    wire.use(secured.get().connection());
    if (!secured.get().trusted()) {
      throw quitWith(Fault.NONE);
    }
  }

  // ---- AUTH -----------------------------------------------------------------------------------

  private void authenticate() {
    SubmissionAuthenticator authenticator = submission.authenticator();
    if (authenticator == null || !authenticator.isEnabled()) {
      return;
    }
    authenticator.offered(offer.mechanisms());
    for (String mechanism : offer.mechanisms()) {
      if (authenticator.select(mechanism) && authenticated(mechanism, authenticator)) {
        return;
      }
    }
  }

  private boolean authenticated(String mechanism, SubmissionAuthenticator authenticator) {
    byte[] first = authenticator.respond(null);
    String initial = first == null ? "" : " " + (first.length == 0 ? "=" : base64(first));
    ask("AUTH " + mechanism.toUpperCase(Locale.ROOT) + initial, step, Wait.GREETING);
    while (step.code() / 100 == 3) {
      byte[] challenge = challenge(String.valueOf(step.text()));
      byte[] response = challenge == null ? null : authenticator.respond(challenge);
      ask(response == null ? "*" : base64(response), step, Wait.GREETING);
    }
    if (step.code() == 534 || step.code() == 538) {
      throw quitWith(Fault.NONE);
    }
    if (step.isPositive() && !authenticator.succeeded()) {
      throw Ending.of(How.HANG_UP, Fault.CLIENT);
    }
    return step.isPositive();
  }

  private static String base64(byte[] octets) {
    String text = Base64.getEncoder().encodeToString(octets);
    Arrays.fill(octets, (byte) 0);
    return text;
  }

  private static byte @Nullable [] challenge(String text) {
    try {
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  // ---- what has to be there -------------------------------------------------------------------

  /** Tells of what is needed and not offered, and ends the session unless it may go on without. */
  private void refuseMissing() {
    boolean dsn = false;
    boolean eightBit = false;
    boolean binary = false;
    for (SubmittedMessage message : submission.messages()) {
      if (message.hasWork()) {
        Optional<BodyType> body = message.body();
        dsn |= message.wantsDsn();
        binary |= body.isPresent() && body.get() == BodyType.BINARY_MIME;
        eightBit |= body.isPresent() && body.get() != BodyType.BINARY_MIME;
      }
    }
    boolean quit = dsn && !offer.has(Offer.DSN) && listener.missesDsn();
    if (eightBit && !offer.has(Offer.EIGHT_BIT_MIME)) {
      listener.missesEightBitMime();
      quit = true;
    }
    quit |= binary && !offer.has(Offer.CHUNKING) && listener.missesChunking();
    if (binary && !offer.has(Offer.BINARYMIME)) {
      listener.missesBinaryMime();
      quit = true;
    }
    boolean queues = !submission.remoteQueues().isEmpty();
    quit |= queues && !offer.has(Offer.ETRN) && listener.missesEtrn();
    if (quit) {
      throw quitWith(Fault.NOT_OFFERED);
    }
  }

  // ---- ETRN -----------------------------------------------------------------------------------

  private void askForQueues() {
    if (!offer.has(Offer.ETRN)) {
      return;
    }
    for (int i = 0; i < submission.remoteQueues().size(); i++) {
      RemoteQueue queue = submission.remoteQueues().get(i);
      put(queue.command());
      owedQueues.add(queue);
      if (!pipelining) {
        flush(Wait.ENVELOPE);
        takeOwed();
      }
    }
  }

  /** Takes the replies that are owed to what went out before a step that waits. */
  private void takeOwed() {
    while (!owedQueues.isEmpty()) {
      RemoteQueue queue = owedQueues.remove();
      take(queue.status(), Wait.ENVELOPE);
      listener.remoteQueueStatus(queue);
    }
    while (!owedBefore.isEmpty()) {
      take(owedBefore.remove(), Wait.ENVELOPE);
    }
  }

  // ---- a message ------------------------------------------------------------------------------

  private void send(SubmittedMessage message) {
    if (resetDue) {
      before("RSET", pipelining);
      resetDue = false;
    }
    if (offer.has(Offer.XUSR)) {
      before("XUSR", false);
    }
    boolean utf8 =
        submission.declaresUtf8() && offer.has(Offer.SMTPUTF8) && message.isInternationalised();
    put(message.mailCommand(offer, listener, utf8));
    flush(Wait.ENVELOPE);
    takeOwed();
    take(message.reversePathStatus(), Wait.ENVELOPE);
    listener.reversePathStatus(message);
    if (!message.reversePathStatus().isPositive()) {
      return;
    }
    var transfer = new Transfer(message);
    if (offer.has(Offer.CHUNKING)) {
      transfer.chunks();
    } else {
      transfer.data();
    }
  }

  private void before(String command, boolean together) {
    put(command);
    owedBefore.add(step);
    if (!together) {
      flush(Wait.ENVELOPE);
      takeOwed();
    }
  }

  /** The part of a message behind MAIL. */
  private final class Transfer implements MessageText.ChunkObserver {
    private final SubmittedMessage message;
    private final ReplyStatus status;
    private final ArrayDeque<SubmittedRecipient> asked = new ArrayDeque<>();
    private final MessageText text;

    /** Replies to chunks that are missing. */
    private int chunksOwed;

    Transfer(SubmittedMessage message) {
      this.message = message;
      this.status = message.transferStatus();
      this.text = new MessageText(submission, message, wire, listener);
    }

    private void askRecipients() {
      // Not by an iterator: a callback may add one.
      for (int i = 0; i < message.recipients().size(); i++) {
        SubmittedRecipient recipient = message.recipients().get(i);
        if (!recipient.isComplete()) {
          put("RCPT TO:<" + recipient.mailbox() + ">" + parameters(recipient));
          asked.add(recipient);
          if (!pipelining) {
            flush(Wait.ENVELOPE);
            takeRecipient(Wait.ENVELOPE);
          }
        }
      }
    }

    private String parameters(SubmittedRecipient recipient) {
      return offer.has(Offer.DSN) ? recipient.parameters() : "";
    }

    private void takeRecipient(Wait wait) {
      SubmittedRecipient recipient = asked.remove();
      take(recipient.status(), wait);
      if (recipient.status().isPermanent()) {
        recipient.complete();
      }
      listener.recipientStatus(recipient);
    }

    /** Takes the replies that are missing, with the time of what went out last. */
    private void takeRecipients(Wait wait) {
      while (!asked.isEmpty()) {
        takeRecipient(wait);
      }
    }

    /** Whether the message may be sent, when all recipients have to be taken. */
    private boolean allTaken() {
      flush(Wait.ENVELOPE);
      takeRecipients(Wait.ENVELOPE);
      for (SubmittedRecipient recipient : message.recipients()) {
        if (!recipient.isComplete() && !recipient.status().isPositive()) {
          return refused();
        }
        if (recipient.isComplete() && recipient.status().isPermanent()) {
          return refused();
        }
      }
      return true;
    }

    private boolean refused() {
      status.reset();
      resetDue = true;
      return false;
    }

    private boolean anyTaken() {
      for (SubmittedRecipient recipient : message.recipients()) {
        if (!recipient.isComplete() && recipient.status().isPositive()) {
          return true;
        }
      }
      return false;
    }

    void data() {
      askRecipients();
      if (submission.requiresAllRecipients() && !allTaken()) {
        return;
      }
      put("DATA");
      flush(Wait.DATA);
      takeRecipients(Wait.DATA);
      take(status, Wait.DATA);
      sendData();
    }

    private void sendData() {
      int kind = status.code() / 100;
      if (kind != 3) {
        refusedData(kind);
        return;
      }
      wire.mute(true);
      try {
        if (anyTaken()) {
          wire.timeout(submission.timeout(Wait.TRANSFER));
          text.send();
        } else {
          wire.put(".\r\n");
        }
        flush(Wait.TRANSFER);
      } catch (Ending e) {
        if (e.fault() == Fault.DROPPED && !wire.timedOut()) {
          status.reset(); // a reply was to come
        }
        throw e;
      }
      wire.mute(false);
      owed++;
      take(status, Wait.END);
      settle();
    }

    private void refusedData(int kind) {
      if (kind != 4 && kind != 5) {
        listener.fault(Fault.STATUS, null);
      }
      listener.transferStatus(message);
      if (kind != 4 && kind != 5) {
        throw quitWith(Fault.NONE);
      }
      resetDue = true;
    }

    /** What the last reply means for the recipients. */
    private void settle() {
      if (status.isPositive() || status.isPermanent()) {
        for (SubmittedRecipient recipient : message.recipients()) {
          if (status.isPermanent() || recipient.status().isPositive()) {
            recipient.complete();
          }
        }
      }
      resetDue = !status.isPositive();
      listener.transferStatus(message);
    }

    void chunks() {
      askRecipients();
      if (submission.requiresAllRecipients() && !allTaken()) {
        return;
      }
      wire.timeout(submission.timeout(Wait.TRANSFER));
      if (!text.chunks(this)) {
        return;
      }
      put(offer.has(Offer.XEXCH50) ? "BDAT 2 LAST\r\n" : "BDAT 0 LAST");
      wire.mute(true);
      flush(Wait.TRANSFER);
      chunksOwed++;
      takeRecipients(Wait.END);
      while (chunksOwed > 0) {
        takeChunk();
      }
      settle();
    }

    /** A chunk is in the buffer; whether the next may follow. */
    @Override
    public boolean chunkIsSent() {
      owed++;
      chunksOwed++;
      wire.mute(true);
      if (pipelining) {
        drain();
        return true;
      }
      flush(Wait.TRANSFER);
      takeChunk();
      if (status.isPositive()) {
        return true;
      }
      settle();
      return false;
    }

    /** Reads what has come, lest the server wait for that with us waiting for it. */
    private void drain() {
      while (wire.hasUnread() && asked.size() + chunksOwed > 1) {
        if (asked.isEmpty()) {
          takeChunk();
        } else {
          takeRecipient(Wait.END);
        }
      }
    }

    private void takeChunk() {
      chunksOwed--;
      try {
        take(status, Wait.END);
      } catch (Ending e) {
        if (!wire.timedOut()) {
          listener.transferStatus(message); // as of a refusal, whatever it is
        }
        throw e;
      }
    }
  }

  // ---- the end --------------------------------------------------------------------------------

  private void farewell() {
    put("QUIT");
    flush(Wait.ENVELOPE);
    takeOwed();
    wire.timeout(GOODBYE_MILLIS);
    owed--;
    replies.read(step);
  }

  /** QUIT after something has gone wrong; what goes wrong now is told if it is the first fault. */
  private void quit(boolean faulted) {
    try {
      farewell();
    } catch (Ending e) {
      if (e.fault() != Fault.NONE && !faulted) {
        listener.fault(e.fault(), e.getMessage());
      }
    }
  }
}
