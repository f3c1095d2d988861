package org.mailshim.smtp.server;

import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.Verb;

/**
 * Every reply of the server, with its enhanced status code (RFC 3463, RFC 5248). A text may be
 * changed here; a code is what the RFC beside it says.
 */
final class Replies {
  // Done.
  static final Reply GOODBYE = reply(221, 2, 0, 0, "Goodbye");
  static final Reply START_TLS = reply(220, 2, 0, 0, "Ready to start TLS");
  static final Reply OK = reply(250, 2, 0, 0, "OK");
  static final Reply SENDER_OK = reply(250, 2, 1, 0, "Sender OK");
  static final Reply RECIPIENT_OK = reply(250, 2, 1, 5, "Recipient OK");
  static final Reply ACCEPTED = reply(250, 2, 0, 0, "Message accepted");
  static final Reply CHUNK_OK = reply(250, 2, 0, 0, "Chunk received");
  static final Reply CANNOT_VERIFY = reply(252, 2, 5, 2, "Send some mail, and I will try");
  static final Reply CANNOT_EXPAND = reply(252, 2, 5, 2, "Not telling who is on a list");
  static final Reply AUTHENTICATED = reply(235, 2, 7, 0, "Authentication successful");
  static final Reply HELP =
      reply(
          214,
          2,
          0,
          0,
          "HELO EHLO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP STARTTLS AUTH",
          "See RFC 5321");

  // Go on.
  static final Reply SEND_DATA = Reply.of(354, "End data with <CR><LF>.<CR><LF>");

  // Not now.
  static final Reply STOPPING = reply(421, 4, 3, 2, "Service shutting down");
  static final Reply TOO_MANY_CONNECTIONS =
      reply(421, 4, 3, 2, "Too many connections here, try again later");
  static final Reply TOO_MANY_FROM_ADDRESS =
      reply(421, 4, 7, 0, "Too many connections from your address");
  static final Reply CLOSING = reply(421, 4, 7, 0, "Closing the connection");
  static final Reply TOO_MANY_ERRORS = reply(421, 4, 7, 0, "Too many errors");
  static final Reply TOO_MANY_AUTHENTICATIONS =
      reply(421, 4, 7, 0, "Too many failed authentications");
  static final Reply TOO_MANY_TRANSACTIONS =
      reply(421, 4, 7, 0, "Too many messages in one session");
  static final Reply TIMED_OUT = reply(421, 4, 4, 2, "Timed out waiting for you");
  static final Reply INTERNAL_ERROR = reply(421, 4, 3, 0, "Internal error");
  static final Reply LOCAL_ERROR = reply(451, 4, 3, 0, "Local error, try again later");
  static final Reply TOO_MANY_RECIPIENTS = reply(452, 4, 5, 3, "Too many recipients");
  static final Reply AUTHENTICATION_UNAVAILABLE =
      reply(454, 4, 7, 0, "Temporary authentication failure");

  // No: the command.
  static final Reply LINE_TOO_LONG = reply(500, 5, 5, 2, "Line too long");
  static final Reply SASL_LINE_TOO_LONG =
      reply(500, 5, 5, 6, "Authentication exchange line too long");
  static final Reply UNKNOWN_COMMAND = reply(500, 5, 5, 1, "Command not recognized");
  static final Reply NOT_LMTP = reply(500, 5, 5, 1, "This is LMTP, say LHLO");
  static final Reply NOT_SMTP = reply(500, 5, 5, 1, "This is SMTP, say EHLO");
  static final Reply NOT_IMPLEMENTED = reply(502, 5, 5, 1, "Command not implemented");
  static final Reply BAD_SENDER = reply(501, 5, 1, 7, "Bad syntax of the reverse-path");
  static final Reply BAD_RECIPIENT = reply(501, 5, 1, 3, "Bad syntax of the forward-path");
  static final Reply BAD_BASE64 = reply(501, 5, 5, 2, "Cannot decode base64");
  static final Reply AUTHENTICATION_CANCELLED = reply(501, 5, 7, 0, "Authentication cancelled");
  static final Reply HOLD_TOO_LONG = reply(501, 5, 5, 4, "Held longer than is offered");
  static final Reply SAY_HELLO = reply(503, 5, 5, 1, "Say EHLO first");
  static final Reply TLS_ALREADY = reply(503, 5, 5, 1, "TLS is active already");
  static final Reply AUTHENTICATED_ALREADY = reply(503, 5, 5, 1, "Already authenticated");
  static final Reply AUTHENTICATION_OFF = reply(503, 5, 5, 1, "Authentication is not enabled");
  static final Reply NESTED_MAIL = reply(503, 5, 5, 1, "A mail transaction is open already");
  static final Reply IN_TRANSACTION = reply(503, 5, 5, 1, "Not while a mail transaction is open");
  static final Reply NEED_MAIL = reply(503, 5, 5, 1, "MAIL first");
  static final Reply NEED_RCPT = reply(503, 5, 5, 1, "No valid recipients");
  static final Reply CHUNKS_BEGUN = reply(503, 5, 5, 1, "Mail data has begun with BDAT");
  static final Reply BINARY_NEEDS_BDAT = reply(503, 5, 6, 1, "BINARYMIME needs BDAT");
  static final Reply BAD_PIPELINING = reply(554, 5, 5, 0, "Commands sent before they may be");
  static final Reply EARLY_TALKER = reply(554, 5, 5, 0, "You spoke before being greeted");
  static final Reply BAD_LINE_END =
      reply(521, 5, 5, 2, "Lines end with <CR><LF>, see RFC 5321 2.3.8");
  static final Reply UNKNOWN_MECHANISM =
      reply(504, 5, 5, 4, "Authentication mechanism not offered");
  static final Reply CANNOT_QUEUE = reply(458, 4, 0, 0, "Cannot start queueing for that node");

  static final Reply BAD_CHUNK = reply(521, 5, 5, 4, "Chunk of unknown size");
  static final Reply ANOTHER_PROTOCOL = reply(521, 5, 5, 1, "This is another protocol");

  // No: who you are.
  static final Reply NEED_TLS = reply(530, 5, 7, 0, "Say STARTTLS first");
  static final Reply NEED_AUTHENTICATION = reply(530, 5, 7, 0, "Authentication required");
  static final Reply ENCRYPTION_REQUIRED =
      reply(538, 5, 7, 11, "Encryption required for authentication");
  static final Reply BAD_CREDENTIALS = reply(535, 5, 7, 8, "Authentication credentials invalid");
  static final Reply RELAYING_DENIED = reply(550, 5, 7, 1, "Relaying denied");
  static final Reply NOT_A_TRUSTED_PROXY = reply(550, 5, 7, 0, "Not for you");

  // No: the message.
  static final Reply MESSAGE_TOO_LARGE = reply(552, 5, 3, 4, "Message too large");
  static final Reply HEADER_TOO_LARGE = reply(552, 5, 3, 4, "Header section too large");
  static final Reply LOOP = reply(554, 5, 4, 6, "Too many hops, this is a mail loop");
  static final Reply NEED_SMTPUTF8 =
      reply(553, 5, 6, 7, "Internationalized address without SMTPUTF8");
  static final Reply BARE_LINE_END =
      reply(550, 5, 6, 11, "CR or LF stands alone in the message, or a NUL is in it");
  static final Reply TEXT_LINE_TOO_LONG = reply(550, 5, 6, 0, "Line in the message too long");

  private Replies() {}

  /** 220: the greeting (RFC 5321 §4.2, RFC 2033 §4). */
  static Reply greeting(ServerOptions options) {
    String protocol = options.mode() == ServerMode.LMTP ? " LMTP" : " ESMTP";
    return Reply.of(220, options.name().ascii() + protocol);
  }

  /** 250: the reply to HELO. */
  static Reply helo(ServerOptions options) {
    return Reply.of(250, options.name().ascii());
  }

  /** 334 with a challenge (RFC 4954 §4). */
  static Reply challenge(String base64) {
    return Reply.of(334, base64);
  }

  /** 503: a verb out of order. */
  static Reply outOfOrder(Verb verb, boolean greeted, boolean inTransaction) {
    if (!greeted) {
      return SAY_HELLO;
    }
    return switch (verb.order()) {
      case ANYTIME, GREETED -> throw new AssertionError(verb + " is in order");
      case NOT_IN_TRANSACTION, OUTSIDE_TRANSACTION ->
          verb == Verb.MAIL ? NESTED_MAIL : IN_TRANSACTION;
      case IN_TRANSACTION -> NEED_MAIL;
      case AFTER_RECIPIENT -> inTransaction ? NEED_RCPT : NEED_MAIL;
    };
  }

  private static Reply reply(int code, int clazz, int subject, int detail, String... lines) {
    return Reply.of(code, new EnhancedStatusCode(clazz, subject, detail), lines);
  }
}
