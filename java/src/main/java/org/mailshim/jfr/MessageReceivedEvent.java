package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An SMTP server of this process has received a message, or refused it after its data. */
@Name("org.mailshim.MessageReceived")
@Label("Message Received")
@Category("mailshim")
@Description("A server has received a message, or refused it after its data")
@StackTrace(false)
public final class MessageReceivedEvent extends Event {
  /** Whom it came from. */
  @Label("Client")
  public String client = "";

  /** The size of its mail data. */
  @Label("Size")
  @DataAmount
  public long octets;

  /** How many recipients it has. */
  @Label("Recipients")
  public int recipients;

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public MessageReceivedEvent() {}
}
