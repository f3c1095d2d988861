package org.mailshim.abi.srv;

import org.mailshim.pop3.Response;
import org.mailshim.pop3.ResponseCode;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;

/** What clients are told of a callback's result. Stateless. */
final class HostReply {
  private static final int LEAST = 400;
  private static final int MOST = 599;
  private static final int OTHER = 554;
  private static final EnhancedStatusCode DONE = new EnhancedStatusCode(2, 0, 0);
  private static final String REFUSED = "Refused by this host";

  /** The host has the message; nothing of it is kept here. */
  static final Reply TAKEN = Reply.of(250, DONE, "taken by the host");

  private HostReply() {}

  /**
   * A refusal.
   *
   * @param result above 0: an SMTP reply code, 400 to 599, or else 554 is said
   */
  static Reply refusal(int result) {
    int code = result >= LEAST && result <= MOST ? result : OTHER;
    return Reply.of(code, new EnhancedStatusCode(code / 100, 7, 1), REFUSED);
  }

  /** A refused login; above 0. */
  static Response loginRefusal(int result) {
    return Response.err(ResponseCode.AUTH, result + " refused by this host");
  }

  /** Another refusal of POP3; above 0. */
  static Response pop3Refusal(int result) {
    return Response.err(result + " refused by this host");
  }
}
