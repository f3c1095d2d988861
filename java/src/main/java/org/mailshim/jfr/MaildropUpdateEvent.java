package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A POP3 server of this process has deleted what a client had marked, after its QUIT. */
@Name("org.mailshim.MaildropUpdate")
@Label("Maildrop Update")
@Category("mailshim")
@Description("A POP3 server has deleted what a client had marked")
@StackTrace(false)
public final class MaildropUpdateEvent extends Event {
  /** Whom the session is with. */
  @Label("Client")
  public String client = "";

  /** As whom the client has logged in. */
  @Label("User")
  public String user = "";

  /** How many messages were deleted. */
  @Label("Removed")
  public int removed;

  /** How many that should have been were not. */
  @Label("Kept")
  public int kept;

  /** An event that has not begun. */
  public MaildropUpdateEvent() {}
}
