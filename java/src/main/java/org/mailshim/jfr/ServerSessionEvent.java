package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A session that an SMTP or POP3 server of this process had with a client is over. */
@Name("org.mailshim.ServerSession")
@Label("Server Session")
@Category("mailshim")
@Description("A session with a client of ours is over")
@StackTrace(false)
public final class ServerSessionEvent extends Event {
  /** {@code SMTP} or {@code POP3}. */
  @Label("Protocol")
  public String protocol = "";

  /** Whom it was with. */
  @Label("Client")
  public String client = "";

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public ServerSessionEvent() {}
}
