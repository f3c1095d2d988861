package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A client makes a session with an SMTP server: from looking it up to being ready for mail. */
@Name("org.mailshim.SmtpSession")
@Label("SMTP Session")
@Category("mailshim")
@Description("A session with an SMTP server is made")
@StackTrace(false)
public final class SmtpSessionEvent extends Event {
  /** Host and port, or a Unix socket. */
  @Label("Target")
  public String target = "";

  /** Whether it is encrypted. */
  @Label("Encrypted")
  public boolean encrypted;

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public SmtpSessionEvent() {}
}
