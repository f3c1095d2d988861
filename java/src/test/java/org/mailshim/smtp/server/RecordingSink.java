package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;

/** Keeps what comes, and tells it in words. */
final class RecordingSink implements MailSink {
  /** One message as it came. */
  static final class Message implements MailSink.Receiving {
    final SessionFacts session;
    final ReceivedEnvelope envelope;
    final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    String end = "open";

    Message(SessionFacts session, ReceivedEnvelope envelope) {
      this.session = session;
      this.envelope = envelope;
    }

    @Override
    public void data(byte[] bytes, int from, int to) {
      if (!end.equals("open")) {
        throw new AssertionError("data after " + end);
      }
      octets.write(bytes, from, to - from);
    }

    @Override
    public Reply finish() {
      end("finished");
      return Replies.ACCEPTED;
    }

    @Override
    public void abort() {
      end("aborted");
    }

    private void end(String word) {
      if (!end.equals("open")) {
        throw new AssertionError(word + " after " + end);
      }
      end = word;
    }

    /** All of it, one character for each octet. */
    String text() {
      return octets.toString(ISO_8859_1);
    }

    /** Without the Received field, which is the first and ends with its date. */
    String textAsSent() {
      String text = text();
      int date = text.indexOf(";\r\n ");
      return text.substring(text.indexOf("\r\n", date + 3) + 2);
    }

    /** {@code finished <ann@example.org> > <bob@example.net> | text}, line ends shown. */
    String words() {
      StringBuilder words = new StringBuilder(end);
      words.append(' ').append(envelope.reversePath().text()).append(" >");
      for (ReceivedEnvelope.Recipient recipient : envelope.recipients()) {
        words.append(' ').append(recipient.forwardPath().text());
      }
      if (end.equals("finished")) {
        String text = textAsSent();
        words.append(" | ").append(text.isEmpty() ? "-" : shown(text));
      }
      return words.toString();
    }
  }

  final List<Message> messages = new ArrayList<>();

  @Override
  public boolean isPrompt() {
    return true;
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    Message message = new Message(session, envelope);
    messages.add(message);
    return message;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return EnumSet.allOf(EhloKeyword.class);
  }

  /** All messages in words. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    for (Message message : messages) {
      words.add(message.words());
    }
    return words;
  }

  static String shown(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\x00");
  }
}
