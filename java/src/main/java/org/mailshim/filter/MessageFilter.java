package org.mailshim.filter;

import java.io.IOException;
import org.mailshim.message.MailData;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/** Looks at whole messages before the server answers for them. Any thread, several at once. */
@FunctionalInterface
public interface MessageFilter {
  /**
   * Looks at a message, on the session's thread, while the client waits for its answer: ten minutes
   * at most (RFC 5321 §4.5.3.2.6).
   *
   * @param session who sends it
   * @param envelope from whom to whom
   * @param message good until this returns
   * @return what is to become of it
   * @throws IOException as {@link FilterVerdict.Failed}
   */
  FilterVerdict filter(SessionFacts session, ReceivedEnvelope envelope, MailData message)
      throws IOException;

  /** Whether the messages of a session are looked at at all; as it stands here those of all. */
  default boolean isFor(SessionFacts session) {
    return true;
  }

  /** This filter for those only who have not authenticated. */
  default MessageFilter forStrangers() {
    MessageFilter all = this;
    return new MessageFilter() {
      @Override
      public FilterVerdict filter(SessionFacts session, ReceivedEnvelope envelope, MailData message)
          throws IOException {
        return all.filter(session, envelope, message);
      }

      @Override
      public boolean isFor(SessionFacts session) {
        return !session.isUser() && all.isFor(session);
      }
    };
  }
}
