package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A mailbox of another POP3 server was collected, or could not be. */
@Name("org.mailshim.Collection")
@Label("Collection")
@Category("mailshim")
@Description("A mailbox of another POP3 server was collected, or could not be")
@StackTrace(false)
public final class CollectionEvent extends Event {
  /** What the mailbox is called. */
  @Label("Mailbox")
  public String mailbox = "";

  /** How many messages it had. */
  @Label("Listed")
  public int listed;

  /** How many were collected. */
  @Label("Collected")
  public int collected;

  /** How many octets those had. */
  @Label("Size")
  @DataAmount
  public long octets;

  /** How many were left where they are. */
  @Label("Passed Over")
  public int passedOver;

  /** How many were deleted there. */
  @Label("Deleted")
  public int deleted;

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public CollectionEvent() {}
}
