package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An attempt to deliver a queued message is over, and its outcomes are in the queue. */
@Name("org.mailshim.QueueAttempt")
@Label("Queue Attempt")
@Category("mailshim")
@Description("An attempt to deliver a queued message is over")
@StackTrace(false)
public final class QueueAttemptEvent extends Event {
  /** What the queue calls the message. */
  @Label("Queue Id")
  public String queueId = "";

  /** The size of its mail data. */
  @Label("Size")
  @DataAmount
  public long octets;

  /** For how many recipients it was. */
  @Label("Recipients")
  public int recipients;

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public QueueAttemptEvent() {}
}
