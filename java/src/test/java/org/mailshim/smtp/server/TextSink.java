package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.mailshim.smtp.Reply;

/**
 * Takes everything, promises nothing of it and keeps its text, one character for each octet.
 *
 * @param arrived the messages, in the order of their ends
 */
public record TextSink(List<String> arrived) implements MailSink {
  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    return new Text(arrived, new ByteArrayOutputStream());
  }

  private record Text(List<String> arrived, ByteArrayOutputStream octets) implements Receiving {
    @Override
    public void data(byte[] bytes, int from, int to) {
      octets.write(bytes, from, to - from);
    }

    @Override
    public Reply finish() {
      arrived.add(octets.toString(ISO_8859_1));
      return Reply.of(250, "kept");
    }

    @Override
    public void abort() {}
  }
}
