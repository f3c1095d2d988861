package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A client makes a session with a POP3 server: from looking it up to being logged in. */
@Name("org.mailshim.Pop3Session")
@Label("POP3 Session")
@Category("mailshim")
@Description("A session with a POP3 server is made")
@StackTrace(false)
public final class Pop3SessionEvent extends Event {
  /** Host and port, or a Unix socket. */
  @Label("Target")
  public String target = "";

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public Pop3SessionEvent() {}
}
