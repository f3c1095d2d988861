package org.mailshim.abi.esmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.submission.RemoteQueue;
import org.mailshim.smtp.submission.SubmissionListener;
import org.mailshim.smtp.submission.SubmittedMessage;
import org.mailshim.smtp.submission.SubmittedRecipient;

/**
 * Tells the program's event and monitor callbacks what happens. Numbers and arguments are those of
 * the {@code SMTP_EV_…} in {@code libesmtp.h}.
 */
final class HostEvents implements SubmissionListener {
  static final int WEAK_CIPHER = 3100;
  static final int STARTTLS_OK = 3101;
  static final int INVALID_PEER_CERTIFICATE = 3102;
  static final int NO_PEER_CERTIFICATE = 3103;
  static final int WRONG_PEER_CERTIFICATE = 3104;
  static final int NO_CLIENT_CERTIFICATE = 3105;
  static final int UNUSABLE_CLIENT_CERTIFICATE = 3106;
  static final int UNUSABLE_CA_LIST = 3107;

  private static final int CONNECT = 0;
  private static final int MAIL_STATUS = 1;
  private static final int RCPT_STATUS = 2;
  private static final int MESSAGE_DATA = 3;
  private static final int MESSAGE_SENT = 4;
  private static final int DISCONNECT = 5;
  private static final int SYNTAX_WARNING = 6;
  private static final int ETRN_STATUS = 1000;
  private static final int NO_DSN = 2000;
  private static final int NO_8BITMIME = 2001;
  private static final int NO_STARTTLS = 2002;
  private static final int NO_ETRN = 2003;
  private static final int NO_CHUNKING = 2004;
  private static final int NO_BINARYMIME = 2005;
  private static final int DELIVERBY_EXPIRED = 3000;

  private final long session;
  private long events;
  private long eventsArgument;
  private long monitor;
  private long monitorArgument;
  private boolean monitorsHeaders;
  private String problem = "";

  HostEvents(long session) {
    this.session = session;
  }

  /** Sets the event callback; 0 for none. */
  void events(long function, long argument) {
    events = function;
    eventsArgument = argument;
  }

  /** Sets the monitor callback; 0 for none. */
  void monitor(long function, long argument, boolean headers) {
    monitor = function;
    monitorArgument = argument;
    monitorsHeaders = headers;
  }

  /** A session starts. */
  void begin() {
    problem = "";
  }

  /** What kept the session from coming about, in words. */
  String problem() {
    return problem;
  }

  /** Tells of an event, and takes the answer that it asks for. */
  int tell(int event, int answer, long first, long second, long third) {
    return events == 0
        ? answer
        : HostCalls.event(events, session, event, eventsArgument, answer, first, second, third);
  }

  private void tell(int event, long first, long second) {
    tell(event, 0, first, second, 0);
  }

  private boolean ask(int event, int usual) {
    return tell(event, usual, 0, 0, 0) != 0;
  }

  @Override
  public void connected() {
    tell(CONNECT, 0, 0);
  }

  @Override
  public void disconnected() {
    tell(DISCONNECT, 0, 0);
  }

  @Override
  public void reversePathStatus(SubmittedMessage message) {
    if (events != 0) {
      var told = (EsmtpMessage) message;
      tell(MAIL_STATUS, told.reversePathAddress(), told.handle());
    }
  }

  @Override
  public void recipientStatus(SubmittedRecipient recipient) {
    if (events != 0) {
      var told = (EsmtpRecipient) recipient;
      tell(RCPT_STATUS, told.mailboxAddress(), told.handle());
    }
  }

  @Override
  public boolean hearsLines() {
    return events != 0;
  }

  @Override
  public void sent(SubmittedMessage message, int octets) {
    if (events != 0) {
      tell(MESSAGE_DATA, ((EsmtpMessage) message).handle(), octets);
    }
  }

  @Override
  public void transferStatus(SubmittedMessage message) {
    tell(MESSAGE_SENT, ((EsmtpMessage) message).handle(), 0);
  }

  @Override
  public void remoteQueueStatus(RemoteQueue queue) {
    if (events != 0) {
      tell(ETRN_STATUS, queue.option(), ((EsmtpNode) queue).domainAddress());
    }
  }

  @Override
  public boolean missesEnhancedCode() {
    return ask(SYNTAX_WARNING, 0);
  }

  @Override
  public boolean missesDsn() {
    return ask(NO_DSN, 0);
  }

  @Override
  public void missesEightBitMime() {
    tell(NO_8BITMIME, 0, 0);
  }

  @Override
  public void missesStartTls() {
    tell(NO_STARTTLS, 0, 0);
  }

  @Override
  public boolean missesEtrn() {
    return ask(NO_ETRN, 1);
  }

  @Override
  public boolean missesChunking() {
    return ask(NO_CHUNKING, 0);
  }

  @Override
  public void missesBinaryMime() {
    tell(NO_BINARYMIME, 0, 0);
  }

  @Override
  public int deliverByTooSoon(long seconds) {
    return tell(DELIVERBY_EXPIRED, 0, seconds, 0, 0);
  }

  @Override
  public boolean monitors() {
    return monitor != 0;
  }

  @Override
  public boolean monitorsHeaders() {
    return monitor != 0 && monitorsHeaders;
  }

  @Override
  public void monitor(byte[] octets, int from, int to, int kind) {
    if (monitor != 0) {
      HostCalls.monitor(monitor, monitorArgument, octets, from, to, kind);
    }
  }

  @Override
  public void fault(int fault, @Nullable String reason) {
    HostCalls.error(fault);
    problem =
        reason == null ? "fault " + fault : new String(reason.getBytes(ISO_8859_1), ISO_8859_1);
  }
}
