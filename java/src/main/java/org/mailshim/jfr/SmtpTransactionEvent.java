package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A client sends one message in a session. */
@Name("org.mailshim.SmtpTransaction")
@Label("SMTP Transaction")
@Category("mailshim")
@Description("A message is offered to an SMTP server")
@StackTrace(false)
public final class SmtpTransactionEvent extends Event {
  /** Host and port, or a Unix socket. */
  @Label("Target")
  public String target = "";

  /** What names the message. */
  @Label("Message-ID")
  public String messageId = "";

  /** The size of its mail data. */
  @Label("Size")
  @DataAmount
  public long octets;

  /** How many recipients were accepted. */
  @Label("Accepted Recipients")
  public int accepted;

  /** How many were not. */
  @Label("Refused Recipients")
  public int refused;

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public SmtpTransactionEvent() {}
}
