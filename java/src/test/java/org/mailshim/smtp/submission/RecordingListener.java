package org.mailshim.smtp.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a submission tells of, in the words of its transcripts; answers as usual. */
final class RecordingListener implements SubmissionListener {
  final List<String> log = new ArrayList<>();
  private final boolean hearsLines;

  RecordingListener(boolean hearsLines) {
    this.hearsLines = hearsLines;
  }

  @Override
  public void connected() {}

  @Override
  public void disconnected() {}

  @Override
  public void reversePathStatus(SubmittedMessage message) {
    log.add("mail " + message.reversePathStatus().code());
  }

  @Override
  public void recipientStatus(SubmittedRecipient recipient) {
    log.add(name(recipient) + " " + recipient.status().code());
  }

  /** A mailbox to be read. */
  static String name(SubmittedRecipient recipient) {
    return new String(recipient.mailbox().getBytes(ISO_8859_1), UTF_8);
  }

  @Override
  public boolean hearsLines() {
    return hearsLines;
  }

  @Override
  public void sent(SubmittedMessage message, int octets) {}

  @Override
  public void transferStatus(SubmittedMessage message) {
    log.add("transfer " + message.transferStatus().code());
  }

  @Override
  public void remoteQueueStatus(RemoteQueue queue) {
    log.add("etrn " + queue.status().code());
  }

  @Override
  public boolean missesEnhancedCode() {
    log.add("misses enhanced code");
    return false;
  }

  @Override
  public boolean missesDsn() {
    log.add("misses DSN");
    return false;
  }

  @Override
  public void missesEightBitMime() {
    log.add("misses 8BITMIME");
  }

  @Override
  public void missesStartTls() {
    log.add("misses STARTTLS");
  }

  @Override
  public boolean missesEtrn() {
    log.add("misses ETRN");
    return true;
  }

  @Override
  public boolean missesChunking() {
    log.add("misses CHUNKING");
    return false;
  }

  @Override
  public void missesBinaryMime() {
    log.add("misses BINARYMIME");
  }

  @Override
  public int deliverByTooSoon(long seconds) {
    return 0;
  }

  @Override
  public boolean monitors() {
    return false;
  }

  @Override
  public boolean monitorsHeaders() {
    return false;
  }

  @Override
  public void monitor(byte[] octets, int from, int to, int kind) {}

  @Override
  public void fault(int fault, @Nullable String reason) {
    log.add("fault " + fault);
  }
}
