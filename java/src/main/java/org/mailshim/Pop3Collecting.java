package org.mailshim;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.MessageHandler;

/** Takes messages into memory, one after the other. On the session's thread. */
final class Pop3Collecting implements MessageHandler {
  private final Pop3Client client;
  private final Consumer<Pop3Client.Fetched> each;
  private ByteArrayOutputStream current = new ByteArrayOutputStream();

  Pop3Collecting(Pop3Client client, Consumer<Pop3Client.Fetched> each) {
    this.client = client;
    this.each = each;
  }

  @Override
  public ContentSink begin(int number) {
    current = new ByteArrayOutputStream(Pop3Client.AT_FIRST);
    return Pop3Client.into(current);
  }

  @Override
  public void complete(int number, long octets) {
    client.usage.messages.increment();
    MailMessage message = MailMessage.parse(current.toByteArray());
    each.accept(new Pop3Client.Fetched(number, octets, message));
  }

  @Override
  public void refused(int number, Response response) {
    client.usage.refusedMessages.increment();
    client.log("message " + number + " was not given: " + response.text());
  }
}
