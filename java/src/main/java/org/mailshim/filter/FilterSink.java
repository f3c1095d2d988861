package org.mailshim.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailshim.message.MailData;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.server.HeldMessage;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SpoolSink;

/**
 * Has filters look at each message on its way into another sink, one after the other, until one
 * refuses it. Each sees the message without the others' tags.
 *
 * <p>A filter that fails is local trouble: the client hears 451 and keeps the message, and the
 * server's observer is told; where mail is taken unfiltered, {@code X-Spam-Status: Unknown} says
 * why. A message is held in a spool until it is complete. One object serves all sessions; any
 * thread.
 */
public final class FilterSink implements MailSink {
  private final List<MessageFilter> filters;
  private final boolean takesUnfiltered;
  private final SpoolSink.SpoolSource spools;
  private final MailSink next;

  /**
   * Puts filters before a sink.
   *
   * @param filters in the order in which they look
   * @param takesUnfiltered whether a message goes on when a filter has failed
   * @param spools where messages are held, such as {@code Spool::new}
   * @param next where the messages go
   */
  public FilterSink(
      List<MessageFilter> filters,
      boolean takesUnfiltered,
      SpoolSink.SpoolSource spools,
      MailSink next) {
    this.filters = List.copyOf(filters);
    this.takesUnfiltered = takesUnfiltered;
    this.spools = spools;
    this.next = next;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return next.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    List<MessageFilter> mine = new ArrayList<>(filters.size());
    for (MessageFilter each : filters) {
      if (each.isFor(session)) {
        mine.add(each);
      }
    }
    return mine.isEmpty()
        ? next.open(session, envelope)
        : new Filtered(mine, spools.open(), session, envelope);
  }

  private final class Filtered extends HeldMessage {
    private final List<MessageFilter> mine;

    Filtered(
        List<MessageFilter> mine, Spool spool, SessionFacts session, ReceivedEnvelope envelope) {
      super(spool, next, session, envelope);
      this.mine = mine;
    }

    @Override
    protected MailData complete(MailData message) throws IOException {
      StringBuilder fields = new StringBuilder();
      for (MessageFilter each : mine) {
        switch (verdict(each, message)) {
          case FilterVerdict.Accepted accepted -> {}
          case FilterVerdict.Tagged tagged ->
              fields.append("X-Spam-Flag: YES\r\n").append(status("Yes", tagged.reason()));
          case FilterVerdict.Refused refused -> {
            refuse(refused.reply());
            return message;
          }
          case FilterVerdict.Failed failed -> fields.append(unfiltered(failed.reason()));
        }
      }
      return fields.isEmpty() ? message : message.precededBy(fields.toString().getBytes(US_ASCII));
    }

    private FilterVerdict verdict(MessageFilter filter, MailData message) {
      try {
        return filter.filter(session(), envelope(), message);
      } catch (IOException e) {
        return new FilterVerdict.Failed(String.valueOf(e.getMessage()));
      }
    }

    private String unfiltered(String reason) throws IOException {
      if (!takesUnfiltered) {
        throw new IOException("a filter failed: " + reason);
      }
      return status("Unknown", reason);
    }
  }

  private static String status(String word, String reason) {
    String said = FilterVerdict.printable(reason);
    return "X-Spam-Status: " + word + (said.isEmpty() ? "" : ",\r\n\t" + said) + "\r\n";
  }
}
