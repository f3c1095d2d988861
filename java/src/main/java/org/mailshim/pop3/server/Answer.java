package org.mailshim.pop3.server;

import java.util.Optional;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.TopCut;
import org.mailshim.store.MessageContent;

/** What a state answers to a command: the session's loop writes it, and nobody else does. */
sealed interface Answer {
  /** The first line. */
  Response first();

  /** A line, and on. */
  record Line(Response first) implements Answer {}

  /** A line, after which the session is over. */
  record Last(Response first, String reason) implements Answer {}

  /** A line, after which TLS begins. */
  record BeginTls(Response first) implements Answer {}

  /** A line and a listing. */
  record Listing(Response first, Lines lines) implements Answer {
    /** Writes the lines of a listing, without the last one. */
    interface Lines {
      void writeTo(ResponseOutput output);
    }
  }

  /** A line and a message, or a message's top. */
  record Message(Response first, MessageContent content, Optional<TopCut> cut) implements Answer {}

  static Answer line(Response response) {
    return new Line(response);
  }
}
