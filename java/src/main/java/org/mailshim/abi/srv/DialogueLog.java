package org.mailshim.abi.srv;

import org.mailshim.abi.WireLog;
import org.mailshim.delivery.DeliveryObserver;
import org.mailshim.smtp.Reply;

/**
 * The dialogue with the servers that take a message, for the log. For one attempt, on its thread.
 */
final class DialogueLog implements DeliveryObserver {
  private String server;

  /**
   * Begins.
   *
   * @param server with whom, as {@code mx.example [192.0.2.1]:25}; empty before there is one
   */
  DialogueLog(String server) {
    this.server = server;
  }

  @Override
  public void dialog(String server) {
    this.server = server;
  }

  @Override
  public void command(String line) {
    WireLog.said(server, line);
  }

  @Override
  public void reply(Reply reply) {
    WireLog.heard(server, reply.text());
  }
}
